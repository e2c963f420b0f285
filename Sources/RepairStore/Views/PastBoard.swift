/// The board, and every other projection of tickets, as it was: made from the log's events up to a
/// moment, for any number of queries.
///
/// ```swift
/// let board = try PastBoard(of: log, extent: Replay.Extent(occurredBy: endOfTerm))
/// let open = try board.count(query)
/// ```
public final class PastBoard {
  private let file: ViewsFile
  private let replay: Replay
  private var made: [ProjectionNames: ProjectionRows] = [:]

  /// Reads the log up to the moment.
  ///
  /// - Parameters:
  ///   - log: the log.
  ///   - extent: up to which events: by position, which is what was known then, or by time, which is
  ///     what was true then.
  ///   - progress: told now and then how many events have been read, of how many.
  /// - Throws: ``StoreError``, and what `progress` throws.
  /// - Complexity: O(events); holds all tickets in memory.
  public init(
    of log: EventLog, extent: Replay.Extent,
    progress: @Sendable (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws {
    replay = try Replay(of: log, extent: extent, threads: 2, progress: progress)
    file = try ViewsFile.temporary()
  }

  /// Reads a projection's rows as they were, which are made the first time.
  ///
  /// - Parameters:
  ///   - projection: whose rows.
  ///   - body: reads them; they must not outlive it.
  /// - Returns: what `body` returns.
  /// - Throws: ``StoreError``; what the projection and `body` throw.
  /// - Complexity: O(tickets) the first time.
  public func read<Result>(
    _ projection: any TicketProjection, _ body: (ProjectionRows) throws -> Result
  ) throws -> Result {
    try StoreError.mapping(path: file.path) { try body(rows(of: projection)) }
  }

  private func rows(of projection: any TicketProjection) throws -> ProjectionRows {
    let names = try ProjectionNames(of: projection)
    if let known = made[names] { return known }
    let rows = try ProjectionRows(of: projection, in: file.connection)
    try file.connection.transaction(.immediate) {
      try file.createTables(of: projection, .live)
      try projection.insert(Array(replay.tickets), into: rows)
      try file.createIndexes(of: projection, .live)
    }
    made[names] = rows
    return rows
  }

  /// The tickets of a query, as they were.
  ///
  /// - Parameter query: which tickets, in which order.
  /// - Returns: one page, and where the next one begins.
  /// - Throws: ``StoreError``.
  public func query(_ query: BoardQuery) throws -> BoardPage {
    try read(TicketBoard()) { try TicketBoard.read(query, from: $0) }
  }

  /// How many tickets a query has, whatever its limit and page.
  ///
  /// - Parameter query: which tickets.
  /// - Returns: their number.
  /// - Throws: ``StoreError``.
  public func count(_ query: BoardQuery) throws -> Int {
    try read(TicketBoard()) { try TicketBoard.count(query, in: $0) }
  }
}

/// A board belongs to one thread at a time, as its connection does.
@available(*, unavailable)
extension PastBoard: Sendable {}
