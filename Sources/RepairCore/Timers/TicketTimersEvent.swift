/// Something that happened to a ticket's timers.
@nonexhaustive
public enum TicketTimersEvent: Hashable, Sendable {
  /// A timer became due, and an automation noted it.
  case fired(FiredTimer)
}
