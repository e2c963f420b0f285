/// The ticket board as it was: made from the log's events up to a moment, for any number of queries.
///
/// ```swift
/// let board = try PastBoard(of: log, extent: Replay.Extent(occurredBy: endOfTerm))
/// let open = try board.count(query)
/// ```
public final class PastBoard {
  private let file: ViewsFile

  /// Makes the board as it was.
  ///
  /// - Parameters:
  ///   - log: the log.
  ///   - extent: up to which events: by position, which is what was known then, or by time, which is
  ///     what was true then.
  ///   - progress: told now and then how many events have been read, of how many.
  /// - Throws: ``StoreError``, and what `progress` throws.
  /// - Complexity: O(events); holds all tickets in memory for a moment.
  public init(
    of log: EventLog, extent: Replay.Extent,
    progress: @Sendable (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws {
    let replay = try Replay(of: log, extent: extent, threads: 2, progress: progress)
    let file = try ViewsFile.temporary()
    try StoreError.mapping(path: file.path) {
      try file.connection.transaction(.immediate) {
        try file.fillLive(TicketBoard.self, with: replay.tickets)
      }
    }
    self.file = file
  }

  /// The tickets of a query, as they were.
  ///
  /// - Parameter query: which tickets, in which order.
  /// - Returns: one page, and where the next one begins.
  /// - Throws: ``StoreError``.
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

/// A board belongs to one thread at a time, as its connection does.
@available(*, unavailable)
extension PastBoard: Sendable {}
