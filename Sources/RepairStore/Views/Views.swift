import RepairCore

/// What is derived from a log: the ticket board and the workers' one, kept in a file beside it.
///
/// A query first catches its board up with the log, so it sees every event that was in the log when
/// it was asked, the caller's own among them. Deleting the file loses nothing.
///
/// ```swift
/// let views = try Views(of: log)
/// let page = try views.query(BoardQuery())
/// ```
public final class Views {
  /// How many events behind the board may be before it is cheaper to make it anew than to go on
  /// ticket by ticket.
  static let catchUpLimit = 20_000
  /// How many events one catching-up transaction covers.
  static let batchSize = 2_000

  let log: EventLog
  private(set) var file: ViewsFile

  /// Told each time a projection has caught up with events: its name, how many, how long it took.
  package var onCatchUp: ((String, Int, Duration) -> Void)?

  /// Opens the views of a log, making their file if there is none.
  ///
  /// Where the log is read only, or no file can be made beside it, they go to a temporary file that
  /// is made from the log each time.
  ///
  /// - Parameter log: the log, which the views use for as long as they live.
  /// - Throws: ``StoreError`` when not even a temporary file can be made.
  public init(of log: EventLog) throws {
    self.log = log
    file = try Self.open(besides: log)
  }

  static func open(besides log: EventLog) throws -> ViewsFile {
    // The file beside the log is of the log as it is.
    guard log.configuration.extent == nil else { return try ViewsFile.temporary() }
    do {
      return try ViewsFile(at: path(besides: log.path), vfs: log.configuration.vfs)
    } catch let error as StoreError
      where [.cannotCreate, .readOnly, .unreadable, .alreadyExists].contains(error.code)
    {
      return try ViewsFile.temporary()
    }
  }

  /// Where the views of a log are: beside it, with `.views.db` for its `.db`.
  ///
  /// - Parameter log: the log's path.
  /// - Returns: the path of the views file, whether it is there or not.
  public static func path(besides log: String) -> String {
    (log.hasSuffix(".db") ? String(log.dropLast(3)) : log) + ".views.db"
  }

  // MARK: Asking

  /// The tickets of a query, as of the log's head.
  ///
  /// - Parameter query: which tickets, in which order.
  /// - Returns: one page, and where the next one begins.
  /// - Throws: ``StoreError``; what is wrong with the views themselves is mended by making them anew.
  /// - Complexity: O(log n) for one filter and a limit; sorting where filters are combined.
  public func query(_ query: BoardQuery) throws -> BoardPage {
    try mended(TicketBoard.self) {
      try catchUp(TicketBoard.self)
      return try TicketBoard.read(query, from: file.connection)
    }
  }

  /// How many tickets a query has, whatever its limit and page.
  ///
  /// - Parameter query: which tickets.
  /// - Returns: their number.
  /// - Throws: ``StoreError``.
  public func count(_ query: BoardQuery) throws -> Int {
    try mended(TicketBoard.self) {
      try catchUp(TicketBoard.self)
      return try TicketBoard.count(query, in: file.connection)
    }
  }

  /// How far each projection is, without catching it up; the ticket board always, and others once
  /// somebody has asked for them.
  ///
  /// - Throws: ``StoreError``.
  public func status() throws -> [ProjectionStatus] {
    let board = try status(of: TicketBoard.self)
    let others = [try status(of: WorkerBoard.self), try status(of: SupplyBoard.self)]
    return [board] + others.filter { $0.position > .start || $0.state == .outdated }
  }

  private func status<P: Projection>(of projection: P.Type) throws -> ProjectionStatus {
    let head = try log.head()
    var checkpoint: ProjectionCheckpoint?
    var isValid = true
    do {
      checkpoint = try mapped { try file.checkpoint(of: P.name) }
      isValid = try checkpoint.map { try self.isValid($0, of: P.self) } ?? true
    } catch let error where ViewsFile.isWorthless(error) {
      // The next query makes them anew.
      isValid = false
    }
    let position = isValid ? checkpoint?.position ?? .start : .start
    return ProjectionStatus(
      name: P.name, version: P.version, position: position,
      lag: head.rawValue - position.rawValue, state: isValid ? .live : .outdated)
  }

  // MARK: Catching up

  /// Brings the ticket board to the log's head.
  ///
  /// - Throws: ``StoreError``.
  /// - Complexity: proportional to the events since the last time.
  public func catchUp() throws { try catchUp(TicketBoard.self) }

  /// Brings a projection to the log's head.
  func catchUp<P: Projection>(_ projection: P.Type) throws {
    let head = try log.head()
    let found = try mapped { try file.checkpoint(of: P.name) }
    if let found, found.position == head, try isValid(found, of: P.self) { return }
    let began = ContinuousClock.now
    var events = head.rawValue
    if let found, try isValid(found, of: P.self), found.position < head,
      head.rawValue - found.position.rawValue <= Self.catchUpLimit
    {
      while try advance(P.self, to: head) {}
      file.checkpointWALWhenDue()
      events -= found.position.rawValue
    } else {
      try makeAnew(P.self, through: head)
    }
    onCatchUp?(P.name, events, ContinuousClock.now - began)
  }

  /// Applies one batch of events; `false` when there was none left.
  private func advance<P: Projection>(_ projection: P.Type, to head: LogPosition) throws -> Bool {
    try mapped {
      try file.connection.transaction(.immediate) {
        // Another process may have gone on since, so the place is read again under the lock.
        guard var checkpoint = try file.checkpoint(of: P.name),
          checkpoint.position < head
        else { return false }
        let last = LogPosition(
          min(head.rawValue, checkpoint.position.rawValue + Self.batchSize))
        let changed = try log.tickets(changedAfter: checkpoint.position, through: last)
        try P.apply(changed, to: file.connection)
        checkpoint.position = last
        checkpoint.event = try log.eventID(at: last)
        try file.setCheckpoint(checkpoint, of: P.name)
        return last < head
      }
    }
  }

  /// Fills the live tables from nothing, in one transaction.
  private func makeAnew<P: Projection>(_ projection: P.Type, through head: LogPosition) throws {
    let replay = try Replay(of: log, extent: Replay.Extent(through: head), threads: 2)
    try mapped {
      try file.connection.transaction(.immediate) {
        // Another process may have come further meanwhile; its rows must not be set back.
        if let found = try file.checkpoint(of: P.name), found.position >= head,
          try isValid(found, of: P.self)
        {
          return
        }
        try file.fillLive(P.self, with: replay.tickets)
        try file.setCheckpoint(checkpoint(of: P.self, at: head), of: P.name)
      }
    }
    file.checkpointWALWhenDue()
  }

  func checkpoint<P: Projection>(
    of projection: P.Type, at position: LogPosition
  ) throws -> ProjectionCheckpoint {
    ProjectionCheckpoint(
      version: P.version, log: log.identity.id, position: position,
      event: try log.eventID(at: position))
  }

  /// Whether rows made up to a checkpoint are of this log as it is, and of this release.
  func isValid<P: Projection>(
    _ checkpoint: ProjectionCheckpoint, of projection: P.Type
  ) throws -> Bool {
    guard checkpoint.version == P.version, checkpoint.log == log.identity.id else {
      return false
    }
    return try log.eventID(at: checkpoint.position) == checkpoint.event
  }

  func mapped<Result>(_ body: () throws -> Result) throws -> Result {
    try ViewsFile.mapping(path: file.path, body)
  }

  /// Runs a query, and once more on a board made anew when the first finds the board damaged.
  func mended<P: Projection, Result>(
    _ projection: P.Type, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try mapped(body)
    } catch let error where ViewsFile.isWorthless(error) {
      // Damaged pages cannot even be dropped, so the whole file goes. It is closed first: SQLite
      // removes a closed file's -wal by its name.
      let path = file.path
      let isTemporary = file.isTemporary
      let rescue = try ConsumerRescue(from: path)
      file = try ViewsFile.temporary()
      if !isTemporary {
        ViewsFile.discard(path)
        file = try ViewsFile(at: path, vfs: log.configuration.vfs)
        try mapped { try rescue.restore(to: file.connection) }
      }
      try makeAnew(P.self, through: log.head())
      return try mapped(body)
    }
  }
}

/// Views belong to their log's thread.
@available(*, unavailable)
extension Views: Sendable {}

/// How far a projection is.
public struct ProjectionStatus: Hashable, Sendable {
  /// Whether a projection's rows can be used.
  public enum State: String, Hashable, Sendable {
    /// They stand for the log up to the position.
    case live
    /// They were made from another log or by another release, and will be made anew.
    case outdated
  }

  /// The projection's name.
  public var name: String
  /// The version of its rows.
  public var version: Int
  /// The last position they stand for.
  public var position: LogPosition
  /// How many events they are behind.
  public var lag: Int
  /// Whether they can be used.
  public var state: State
}
