public import RepairCore

/// One event of a ticket's history: as the log has it, as what it means, and what it led to.
public struct HistoryEntry: Hashable, Sendable {
  /// The event with its place, its times and its payload.
  public let event: StoredEvent
  /// What happened, read from the payload.
  public let fact: TicketFact
  /// The ticket after it.
  public let ticket: Ticket
}

/// What somebody may do to a ticket, and why not more.
public struct Explanation: Hashable, Sendable {
  /// The ticket; `nil` when there is none of that name.
  public let ticket: Ticket?
  /// Why the command asked about would be refused; `nil` when it would not be by its name alone, or
  /// when none was asked about.
  public let refusal: Refusal?
  /// What the actor could do, as far as that can be said without particulars.
  public let allowed: [TicketCommandKind]
}
