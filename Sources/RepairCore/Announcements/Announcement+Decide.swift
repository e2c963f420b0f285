extension Announcement {
  /// How many replies and comments an announcement can have.
  static let remarkLimit = 10_000

  /// Decides a command.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - state: the announcement; `nil` when there is none of that name.
  ///   - name: its name.
  ///   - context: who asks, and when.
  ///   - policy: the desk's rules.
  /// - Returns: what happens.
  /// - Throws: `Refusal`.
  public static func decide(
    _ command: AnnouncementCommand, on state: Announcement?, named name: AnnouncementID,
    in context: CommandContext, under policy: TicketPolicy
  ) throws(Refusal) -> [AnnouncementEvent] {
    let fields = FieldRules(policy: policy)
    if case .publish(let text) = command {
      guard state == nil else {
        throw Refusal(.alreadyExists, "there is an announcement \(name) already")
      }
      try needDesk(context, for: text.audience)
      return [.published(try sound(text, at: context.at, fields))]
    }
    guard let announcement = state else {
      throw Refusal(.unknownTicket, "there is no announcement \(name)")
    }
    let event: AnnouncementEvent
    switch command {
    case .publish(let text): event = .published(text)
    case .amend(let title, let text, let validUntil):
      try needDesk(context, for: announcement.audience)
      try announcement.needPublished()
      try context.checkOrder(after: announcement.updatedAt, under: policy)
      event = try announcement.amendment(title, text, validUntil, fields)
    case .withdraw(let reason):
      try needDesk(context, for: announcement.audience)
      try announcement.needPublished()
      event = .withdrawn(reason: reason)
    case .reply(let text):
      try announcement.needSpeaker(context)
      event = .replied(text: try fields.longText(text, "text"))
    case .comment(let text, let on):
      try announcement.needSpeaker(context)
      if let on,
        !(1...max(1, announcement.remarks.count)).contains(on)
          || announcement.remarks.isEmpty
      {
        throw FieldRules.invalid("on", "there is no remark of number \(on)")
      }
      event = .commented(text: try fields.longText(text, "text"), on: on)
    case .recordDistribution(let recipients):
      guard context.actor.role == .system else {
        throw Refusal(.notPermitted, "only the sender of notices does that")
      }
      guard announcement.recipients == nil else {
        throw Refusal(.illegalTransition, "the announcement went out already")
      }
      guard recipients >= 0 else { throw FieldRules.invalid("recipients", "must be 0 or more") }
      event = .distributed(recipients: recipients)
    }
    try context.checkOrder(after: announcement.updatedAt, under: policy)
    return [event]
  }

  /// Only the desk announces, a dispatcher of some campuses only to one of these.
  private static func needDesk(
    _ context: CommandContext, for audience: Audience
  ) throws(Refusal) {
    switch context.actor.role {
    case .dispatcher, .system: break
    case .requester, .worker, .storekeeper, .auditor:
      throw Refusal(.notPermitted, "only a dispatcher announces")
    }
    guard let scope = context.actor.campuses else { return }
    guard let campus = audience.campus, scope.contains(campus) else {
      throw Refusal(
        .wrongCampus,
        "a dispatcher of \(scope.map(\.rawValue).joined(separator: ", ")) announces to that campus "
          + "only; set the audience's campus")
    }
  }

  private func needPublished() throws(Refusal) {
    guard withdrawal == nil else {
      throw Refusal(.illegalTransition, "the announcement was withdrawn")
    }
  }

  private func needSpeaker(_ context: CommandContext) throws(Refusal) {
    guard context.actor.role != .auditor else {
      throw Refusal(.notPermitted, "an auditor reads and changes nothing")
    }
    _ = try context.actor.speaker()
    try needPublished()
    guard remarks.count < Self.remarkLimit else {
      throw Refusal(.limitReached, "an announcement has \(Self.remarkLimit) remarks at most")
    }
  }

  private static func sound(
    _ given: AnnouncementText, at now: Timestamp, _ fields: FieldRules
  ) throws(Refusal) -> AnnouncementText {
    var text = given
    text.title = try fields.required(given.title, "title", limit: 200)
    text.text = try fields.longText(given.text, "text")
    text.audience.group = try fields.optional(given.audience.group, "audience.group", limit: 64)
    text.audience.place = try fields.optional(given.audience.place, "audience.place", limit: 64)
    if text.audience.place != nil, let role = given.audience.role, role != .requester {
      throw FieldRules.invalid("audience.role", "those with open tickets are requesters")
    }
    if text.audience.place != nil, text.audience.group != nil {
      throw FieldRules.invalid("audience.group", "cannot be combined with a place")
    }
    text.attachments = try fields.attachments(given.attachments, "attachments")
    if let until = given.validUntil, until <= now {
      throw FieldRules.invalid("validUntil", "must be after the announcement")
    }
    try fields.room(for: text.attachments, beside: 0)
    return text
  }

  private func amendment(
    _ title: String?, _ text: String?, _ validUntil: Timestamp?, _ fields: FieldRules
  ) throws(Refusal) -> AnnouncementEvent {
    let title = try fields.correction(title, "title", limit: 200)
    let text = try fields.correction(text, "text", limit: fields.policy.longTextLimit)
    let changes =
      (title.map { !$0.utf8.elementsEqual(self.title.utf8) } ?? false)
      || (text.map { !$0.utf8.elementsEqual(self.text.utf8) } ?? false)
      || (validUntil.map { $0 != self.validUntil } ?? false)
    guard changes else { throw FieldRules.nothingChanges("title") }
    return .amended(title: title, text: text, validUntil: validUntil)
  }
}
