package import RepairCore

extension Announcement: StoredSubject {
  package static var kind: SubjectKind { .announcement }

  // MARK: Commands

  package static var commandNames: [String] {
    ["publish", "amend", "withdraw", "reply", "comment", "recordDistribution"]
  }

  package static func name(of command: AnnouncementCommand) -> String {
    switch command {
    case .publish: "publish"
    case .amend: "amend"
    case .withdraw: "withdraw"
    case .reply: "reply"
    case .comment: "comment"
    case .recordDistribution: "recordDistribution"
    }
  }

  package static func command(
    named name: String, from fields: inout CommandFields
  ) throws(MalformedCommand) -> AnnouncementCommand? {
    switch name {
    case "publish": return try fields.announcementText().map { .publish($0) }
    case "amend":
      return .amend(
        title: try fields.text("title"), text: try fields.text("text"),
        validUntil: try fields.time("validUntil"))
    case "withdraw": return try fields.neededName("reason").map { .withdraw(reason: $0) }
    case "reply": return try fields.neededText("text").map { .reply(text: $0) }
    case "comment":
      let on = try fields.integer("on")
      return try fields.neededText("text").map { .comment(text: $0, on: on) }
    case "recordDistribution":
      return fields.need(try fields.integer("recipients"), "recipients").map {
        .recordDistribution(recipients: $0)
      }
    default: return nil
    }
  }

  package static func write(_ command: AnnouncementCommand, to writer: inout JSONWriter) {
    switch command {
    case .publish(let text): writer.members(of: text)
    case .amend(let title, let text, let validUntil):
      writer.member("title", title)
      writer.member("text", text)
      writer.member("validUntil", validUntil)
    case .withdraw(let reason): writer.member("reason", reason)
    case .reply(let text): writer.member("text", text)
    case .comment(let text, let on):
      writer.member("text", text)
      writer.member("on", on)
    case .recordDistribution(let recipients): writer.member("recipients", recipients)
    }
  }

  package static func request(_ request: SubjectRequest<Announcement>) -> DeskRequest {
    .announcement(request)
  }

  // MARK: Events

  package static var eventTypes: [EventType] {
    AnnouncementEventKind.allCases.map { EventType($0.rawValue) }
  }

  package static func type(of event: AnnouncementEvent) -> EventType {
    EventType(event.kind.rawValue)
  }

  package static func write(_ event: AnnouncementEvent, to writer: inout JSONWriter) {
    switch event {
    case .published(let text): writer.members(of: text)
    case .amended(let title, let text, let validUntil):
      writer.member("title", title)
      writer.member("text", text)
      writer.member("validUntil", validUntil)
    case .withdrawn(let reason): writer.member("reason", reason)
    case .replied(let text): writer.member("text", text)
    case .commented(let text, let on):
      writer.member("text", text)
      writer.member("on", on)
    case .distributed(let recipients): writer.member("recipients", recipients)
    }
  }

  package static func event(
    of type: EventType, from fields: inout CommandFields
  ) throws(MalformedCommand) -> AnnouncementEvent? {
    switch AnnouncementEventKind(rawValue: type.name) {
    case .published: return try fields.announcementText().map { .published($0) }
    case .amended:
      return .amended(
        title: try fields.text("title"), text: try fields.text("text"),
        validUntil: try fields.time("validUntil"))
    case .withdrawn: return try fields.neededName("reason").map { .withdrawn(reason: $0) }
    case .replied: return try fields.neededText("text").map { .replied(text: $0) }
    case .commented:
      let on = try fields.integer("on")
      return try fields.neededText("text").map { .commented(text: $0, on: on) }
    case .distributed:
      return fields.need(try fields.integer("recipients"), "recipients").map {
        .distributed(recipients: $0)
      }
    case nil: return nil
    }
  }
}

extension CommandFields {
  fileprivate mutating func announcementText() throws(MalformedCommand) -> AnnouncementText? {
    var audience = Audience()
    if let member = value("audience") {
      guard case .object(let object) = member.value else {
        throw MalformedCommand(
          "must be an object, not \(member.value.typeName)", field: "audience",
          offset: member.offset)
      }
      var fields = CommandFields(object, path: "audience.", offset: member.offset)
      audience.campus = try fields.identifier("campus")
      audience.role = try fields.code("role")
      audience.group = try fields.text("group")
      audience.place = try fields.text("place")
      try fields.finish()
      if let wrong = fields.invalid {
        reject("audience", "\(wrong.field) \(wrong.problem)")
      }
    } else {
      reject("audience", "is missing; {} is everybody")
    }
    let title = try neededText("title")
    let text = try neededText("text")
    let urgency: UrgencyCode? = try identifier("urgency")
    let attachments = try attachments()
    let validUntil = try time("validUntil")
    guard let title, let text else { return nil }
    return AnnouncementText(
      to: audience, title: title, text: text, urgency: urgency ?? .normal,
      attachments: attachments, validUntil: validUntil)
  }
}

extension JSONWriter {
  fileprivate mutating func members(of text: AnnouncementText) {
    key("audience")
    beginObject()
    member("campus", text.audience.campus)
    member("role", text.audience.role?.rawValue)
    member("group", text.audience.group)
    member("place", text.audience.place)
    endObject()
    member("title", text.title)
    member("text", text.text)
    member("urgency", text.urgency)
    member("attachments", text.attachments)
    member("validUntil", text.validUntil)
  }
}
