package import RepairCore

extension Notice: StoredSubject {
  package static var kind: SubjectKind { .notice }

  // MARK: Commands

  package static var commandNames: [String] {
    ["queueNotice", "recordSent", "recordFailure", "suppress", "markRead"]
  }

  package static func name(of command: NoticeCommand) -> String {
    switch command {
    case .queue: "queueNotice"
    case .recordSent: "recordSent"
    case .recordFailure: "recordFailure"
    case .suppress: "suppress"
    case .markRead: "markRead"
    }
  }

  package static func command(
    named name: String, from fields: inout CommandFields
  ) throws(MalformedCommand) -> NoticeCommand? {
    switch name {
    case "queueNotice": return try fields.noticeOrder().map { .queue($0) }
    case "recordSent": return .recordSent(receipt: try fields.text("receipt"))
    case "recordFailure":
      let retryAt = try fields.time("retryAt")
      return try fields.neededText("reason").map { .recordFailure(reason: $0, retryAt: retryAt) }
    case "suppress":
      let reason: SuppressionReason? = try fields.code("reason")
      return fields.need(reason, "reason").map { .suppress($0) }
    case "markRead": return .markRead
    default: return nil
    }
  }

  package static func write(_ command: NoticeCommand, to writer: inout JSONWriter) {
    switch command {
    case .queue(let order): writer.members(of: order)
    case .recordSent(let receipt): writer.member("receipt", receipt)
    case .recordFailure(let reason, let retryAt):
      writer.member("reason", reason)
      writer.member("retryAt", retryAt)
    case .suppress(let reason): writer.member("reason", reason.rawValue)
    case .markRead: break
    }
  }

  package static func request(_ request: SubjectRequest<Notice>) -> DeskRequest {
    .notice(request)
  }

  // MARK: Events

  package static var eventTypes: [EventType] {
    NoticeEventKind.allCases.map { EventType($0.rawValue) }
  }

  package static func type(of event: NoticeEvent) -> EventType { EventType(event.kind.rawValue) }

  package static func write(_ event: NoticeEvent, to writer: inout JSONWriter) {
    switch event {
    case .queued(let order): writer.members(of: order)
    case .sent(let receipt): writer.member("receipt", receipt)
    case .failed(let reason, let retryAt):
      writer.member("reason", reason)
      writer.member("retryAt", retryAt)
    case .suppressed(let reason): writer.member("reason", reason.rawValue)
    case .read: break
    }
  }

  package static func event(
    of type: EventType, from fields: inout CommandFields
  ) throws(MalformedCommand) -> NoticeEvent? {
    switch NoticeEventKind(rawValue: type.name) {
    case .queued: return try fields.noticeOrder().map { .queued($0) }
    case .sent: return .sent(receipt: try fields.text("receipt"))
    case .failed:
      let retryAt = try fields.time("retryAt")
      return try fields.neededText("reason").map { .failed(reason: $0, retryAt: retryAt) }
    case .suppressed:
      let reason: SuppressionReason? = try fields.code("reason")
      return fields.need(reason, "reason").map { .suppressed($0) }
    case .read: return .read
    case nil: return nil
    }
  }
}

extension CommandFields {
  fileprivate mutating func noticeOrder() throws(MalformedCommand) -> NoticeOrder? {
    let stream: StreamName? = try neededName("stream")
    let version = need(
      try number("streamVersion", "1 or more") { $0 >= 1 ? StreamVersion($0) : nil },
      "streamVersion")
    let since = need(try time("since"), "since")
    let rule: NoticeRule? = need(try code("rule"), "rule")
    let recipientText = try neededText("recipient")
    let recipient = recipientText.flatMap { NoticeRecipient($0) }
    if recipientText != nil, recipient == nil {
      reject("recipient", "must be person:ID, ROLE@CAMPUS or ROLE")
    }
    let channel: NoticeChannelCode? = try neededName("channel")
    let urgency: UrgencyCode? = try neededName("urgency")
    guard let stream, let version, let since, let rule, let recipient, let channel, let urgency
    else { return nil }
    return NoticeOrder(
      stream: stream.rawValue, streamVersion: version, since: since, rule: rule,
      recipient: recipient, channel: channel, urgency: urgency)
  }
}

extension JSONWriter {
  fileprivate mutating func members(of order: NoticeOrder) {
    member("stream", order.stream)
    member("streamVersion", order.streamVersion.rawValue)
    member("since", order.since)
    member("rule", order.rule.rawValue)
    member("recipient", order.recipient.rawValue)
    member("channel", order.channel)
    member("urgency", order.urgency)
  }
}
