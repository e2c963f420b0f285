extension TicketTimers {
  /// Decides whether a timer may fire: only an automation fires, and only once.
  ///
  /// That it is due was derived from the ticket's history by whoever asks; here it is only kept from
  /// being dated before it.
  public static func decide(
    _ command: TicketTimersCommand, on state: TicketTimers?, named name: TicketID,
    in context: CommandContext, under policy: TicketPolicy
  ) throws(Refusal) -> [TicketTimersEvent] {
    switch command {
    case .fire(let occurrence):
      if state?.contains(occurrence) == true {
        throw Refusal(
          .alreadyExists, "\(occurrence.timer.rawValue) of ticket \(name) has fired already")
      }
      guard context.actor.role == .system else {
        throw Refusal(.notPermitted, "only an automation, with the role system, fires a timer")
      }
      try context.checkOrder(after: state?.updatedAt, under: policy)
      guard context.at >= occurrence.dueAt else {
        throw Refusal(.tooEarly, "not before \(occurrence.dueAt); it is \(context.at)")
      }
      return [.fired(occurrence)]
    }
  }
}
