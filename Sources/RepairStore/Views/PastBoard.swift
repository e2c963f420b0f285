/// The ticket board as it was, made by replaying the log up to a moment or a position.
///
/// It answers the same queries as ``Views`` and lives in a file of its own that goes with it, so
/// that looking back changes nothing.
///
/// ```swift
/// let then = try PastBoard(of: log, extent: .init(occurredBy: time))
/// let page = try then.query(BoardQuery())
/// ```
public final class PastBoard {
  private let file: ViewsFile

  /// Replays a log.
  ///
  /// - Parameters:
  ///   - log: the log.
  ///   - extent: up to which events.
  ///   - progress: told now and then how many events have been replayed, of how many.
  /// - Throws: ``StoreError``; ``ImpossibleHistory`` for a stream that cannot be a ticket's; what
  ///   `progress` throws.
  /// - Complexity: O(events); holds all tickets in memory while it is made.
  public init(
    of log: EventLog, extent: Replay.Extent,
    progress: @Sendable (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws {
    let file = try ViewsFile.temporary()
    self.file = file
    let replay = try Replay(of: log, extent: extent, threads: 2, progress: progress)
    try StoreError.mapping(path: file.path) {
      try file.connection.transaction(.immediate) {
        try file.createTables(of: TicketBoard.self, suffix: "")
        try TicketBoard.fill(replay.tickets, suffix: "", in: file.connection)
        for index in TicketBoard.indexes { try file.connection.execute(index) }
      }
    }
  }

  /// The tickets of a query, as they were.
  ///
  /// - Parameter query: which tickets, in which order.
  /// - Returns: one page, and where the next one begins.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(log n) for one filter and a limit; sorting where filters are combined.
  public func query(_ query: BoardQuery) throws -> BoardPage {
    try StoreError.mapping(path: file.path) {
      try TicketBoard.read(query, from: file.connection)
    }
  }

  /// How many tickets a query has, whatever its limit and page.
  ///
  /// - Parameter query: which tickets.
  /// - Returns: their number.
  /// - Throws: ``StoreError``.
  public func count(_ query: BoardQuery) throws -> Int {
    try StoreError.mapping(path: file.path) {
      try TicketBoard.count(query, in: file.connection)
    }
  }
}

/// A board belongs to one thread at a time.
@available(*, unavailable)
extension PastBoard: Sendable {}
