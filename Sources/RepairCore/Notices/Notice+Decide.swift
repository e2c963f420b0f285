extension Notice {
  /// The longest reason and the longest receipt that are kept, in Unicode scalars.
  static let textLimit = 500

  /// Decides a command.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - notice: the notice; `nil` when there is none of that name.
  ///   - id: its name.
  ///   - context: who asks, and when.
  ///   - rules: the settings, for how often it is tried.
  /// - Returns: what happens.
  /// - Throws: `Refusal`.
  public static func decide(
    _ command: NoticeCommand, on notice: Notice?, named id: NoticeID, in context: CommandContext,
    under rules: NoticeRules
  ) throws(Refusal) -> [NoticeEvent] {
    if case .queue(let order) = command {
      try needSystem(context)
      guard notice == nil else {
        throw Refusal(.alreadyExists, "the notice \(id) is queued already")
      }
      return [.queued(order)]
    }
    guard let notice else { throw Refusal(.unknownTicket, "there is no notice \(id)") }
    switch command {
    case .queue: return []
    case .markRead:
      try notice.needRecipient(context)
      guard notice.readAt == nil else {
        throw Refusal(.illegalTransition, "the notice was read already")
      }
      guard case .sent = notice.state else {
        throw Refusal(.illegalTransition, "the notice has not reached anybody")
      }
      return [.read]
    case .recordSent, .recordFailure, .suppress:
      try needSystem(context)
      guard case .queued = notice.state else {
        throw Refusal(
          .illegalTransition, "the notice does not wait any more: it is \(notice.status.rawValue)")
      }
    }
    switch command {
    case .recordSent(let receipt): return [.sent(receipt: receipt.map(shortened))]
    case .recordFailure(let reason):
      let attempt = notice.attempts < .max ? notice.attempts + 1 : .max
      let wait = rules.retry.wait(after: attempt, of: id)
      return [.failed(reason: shortened(reason), retryAt: wait.map { context.at + $0 })]
    case .suppress(let reason): return [.suppressed(reason)]
    case .queue, .markRead: return []
    }
  }

  private static func needSystem(_ context: CommandContext) throws(Refusal) {
    guard context.actor.role == .system else {
      throw Refusal(.notPermitted, "only the sender of notices does that")
    }
  }

  private func needRecipient(_ context: CommandContext) throws(Refusal) {
    let actor = context.actor
    let isTheirs =
      switch order.recipient {
      case .person(let person): actor.id == person
      case .role(let role, let campus):
        actor.role == role && (campus.map { actor.campuses?.contains($0) ?? true } ?? true)
      }
    guard isTheirs else { throw Refusal(.notPermitted, "the notice is for somebody else") }
  }

  private static func shortened(_ text: String) -> String {
    NoticeTextForm(keepsLineBreaks: false, valueLimit: textLimit).sound(text)
  }
}
