extension Notice {
  /// The longest reason and the longest receipt that are kept, in Unicode scalars.
  static let textLimit = 500

  /// Decides a command.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - state: the notice; `nil` when there is none of that name.
  ///   - name: its name.
  ///   - context: who asks, and when.
  ///   - policy: the desk's rules.
  /// - Returns: what happens.
  /// - Throws: `Refusal`.
  public static func decide(
    _ command: NoticeCommand, on state: Notice?, named name: NoticeID, in context: CommandContext,
    under policy: TicketPolicy
  ) throws(Refusal) -> [NoticeEvent] {
    if case .queue(let order) = command {
      guard state == nil else {
        throw Refusal(.alreadyExists, "the notice \(name) is queued already")
      }
      try needSystem(context)
      return [.queued(order)]
    }
    guard let notice = state else {
      throw Refusal(.unknownTicket, "there is no notice \(name)")
    }
    let event: NoticeEvent
    switch command {
    case .queue(let order): event = .queued(order)
    case .recordSent(let receipt):
      try notice.needWaiting(context)
      event = .sent(receipt: receipt.map(shortened))
    case .recordFailure(let reason, let retryAt):
      try notice.needWaiting(context)
      event = .failed(reason: shortened(reason), retryAt: retryAt)
    case .suppress(let reason):
      try notice.needWaiting(context)
      event = .suppressed(reason)
    case .markRead:
      try notice.needRecipient(context)
      guard notice.readAt == nil else {
        throw Refusal(.illegalTransition, "the notice was read already")
      }
      guard case .sent = notice.state else {
        throw Refusal(
          .illegalTransition, "the notice has reached nobody: it is \(notice.status.rawValue)")
      }
      event = .read
    }
    try context.checkOrder(after: notice.updatedAt, under: policy)
    return [event]
  }

  private static func needSystem(_ context: CommandContext) throws(Refusal) {
    guard context.actor.role == .system else {
      throw Refusal(.notPermitted, "only the sender of notices does that")
    }
  }

  private func needWaiting(_ context: CommandContext) throws(Refusal) {
    try Self.needSystem(context)
    guard case .queued = state else {
      throw Refusal(
        .illegalTransition, "the notice does not wait any more: it is \(status.rawValue)")
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
