/// What has fired for a ticket that is no event of the ticket itself: reminders, warnings, misses.
///
/// It has a stream of its own beside the ticket's, so that an automation which notes something never
/// stands in the way of a person who expects the ticket at a version.
public struct TicketTimers: Subject {
  /// The ticket.
  public let ticket: TicketID
  /// How many timers have fired.
  public internal(set) var version: StreamVersion
  /// When the last one fired.
  public internal(set) var updatedAt: Timestamp
  /// What has fired, in that order.
  public internal(set) var fired: [FiredTimer]

  /// Whether an occurrence has fired, whatever date it was due at then.
  ///
  /// - Complexity: O(timers fired), which are few.
  public func contains(_ occurrence: FiredTimer) -> Bool {
    fired.contains { $0.isSameOccurrence(as: occurrence) }
  }
}
