import RepairCore

/// Some events of the log that follow one another, and the tickets they changed.
///
/// What several projections ask for is read once.
public final class ProjectionBatch {
  /// The places of its first and last events.
  public let positions: ClosedRange<LogPosition>

  let log: EventLog
  private var readTickets: [NumberedTicket]?
  private var readEvents: [StoredEvent]?

  init(_ positions: ClosedRange<LogPosition>, of log: EventLog) {
    self.positions = positions
    self.log = log
  }

  /// The tickets that the events are of, as they stand after the last one, in the order of their
  /// numbers.
  ///
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(all events of these tickets) the first time.
  public func tickets() throws -> [NumberedTicket] {
    if let readTickets { return readTickets }
    let tickets = try log.tickets(
      changedAfter: LogPosition(positions.lowerBound.rawValue - 1), through: positions.upperBound)
    readTickets = tickets
    return tickets
  }

  /// The numbers of the tickets, where another projection has asked for these already.
  lazy var numbersRead: [TicketID: Int64] = Dictionary(
    (readTickets ?? []).map { ($0.ticket.id, $0.number) }, uniquingKeysWith: { first, _ in first })

  /// The events, in the order of the log, whatever they are about.
  ///
  /// - Throws: ``StoreError``.
  /// - Complexity: O(events) the first time.
  public func events() throws -> [StoredEvent] {
    if let readEvents { return readEvents }
    var events: [StoredEvent] = []
    try scan { events.append(try $0.stored()) }
    readEvents = events
    return events
  }

  /// Reads the events without copying them.
  package func scan(_ body: (borrowing EventRow) throws -> Void) throws {
    try log.scan(from: positions.lowerBound, through: positions.upperBound, body)
  }
}

/// A batch stays with its log's thread.
@available(*, unavailable)
extension ProjectionBatch: Sendable {}
