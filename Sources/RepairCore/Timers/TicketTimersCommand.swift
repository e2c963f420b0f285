/// Something asked of a ticket's timers.
@nonexhaustive
public enum TicketTimersCommand: Hashable, Sendable {
  /// Records that a timer has fired.
  case fire(FiredTimer)
}
