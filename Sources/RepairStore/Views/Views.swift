import RepairCore

/// What is derived from a log: the ticket board and the other projections, kept in a file beside it.
///
/// A query first catches its projection up with the log, so it sees every event that was in the log
/// when it was asked, the caller's own among them. Deleting the file loses nothing.
///
/// ```swift
/// let views = try Views(of: log)
/// let page = try views.query(BoardQuery())
/// ```
public final class Views {
  /// The projections that this library brings, each made once somebody asks for it.
  public static var standard: [any Projection] {
    [TicketBoard(), WorkerBoard(), SupplyBoard(), DeskBoard()]
  }

  /// How many events behind a projection may be before it is cheaper to make it anew than to go on
  /// ticket by ticket.
  static let catchUpLimit = 20_000
  /// How many events one catching-up transaction covers.
  static let batchSize = 2_000

  let log: EventLog
  private(set) var file: ViewsFile
  /// Who this is, among all that make projections anew.
  let owner: ULID = {
    var maker = IdentityMaker(random: LogConfiguration().random)
    return maker.id(at: Files.now().milliseconds)
  }()
  private var rowsOfProjections: [ProjectionNames: ProjectionRows] = [:]
  /// The projections of which all tables were there when they were first asked for.
  private var complete: Set<ProjectionNames> = []

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

  /// Makes views of a log in a file of their own, which goes when they do.
  init(apartOf log: EventLog) throws {
    self.log = log
    file = try ViewsFile.temporary()
  }

  static func open(besides log: EventLog) throws -> ViewsFile {
    // The file beside the log is of the log as it is, and of whoever the log is from.
    guard log.configuration.extent == nil, log.mode != .untrusted else {
      return try ViewsFile.temporary()
    }
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

  /// Whether the views are in a file of their own, because there can be none beside the log.
  package var isTemporary: Bool { file.isTemporary }

  // MARK: Asking

  /// The tickets of a query, as of the log's head.
  ///
  /// - Parameter query: which tickets, in which order.
  /// - Returns: one page, and where the next one begins.
  /// - Throws: ``StoreError``, ``ProjectionFailure``; what is wrong with the views themselves is mended
  ///   by making them anew.
  /// - Complexity: O(log n) for one filter and a limit; sorting where filters are combined.
  public func query(_ query: BoardQuery) throws -> BoardPage {
    try read(TicketBoard(), isOurs: true) { try TicketBoard.read(query, from: $0) }
  }

  /// How many tickets a query has, whatever its limit and page.
  ///
  /// - Parameter query: which tickets.
  /// - Returns: their number.
  /// - Throws: ``StoreError``, ``ProjectionFailure``.
  public func count(_ query: BoardQuery) throws -> Int {
    try read(TicketBoard(), isOurs: true) { try TicketBoard.count(query, in: $0) }
  }

  /// Reads a projection's rows as of the log's head, in one state of the file.
  ///
  /// ```swift
  /// let open = try views.read(OpenByCampus()) { rows in
  ///   try rows.read("SELECT campus, count(*) FROM {open} GROUP BY campus") {
  ///     (try $0.text(0), try $0.integer(1))
  ///   }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - projection: whose rows.
  ///   - body: reads them; they must not outlive it.
  /// - Returns: what `body` returns.
  /// - Throws: ``StoreError``; ``ProjectionFailure`` when the projection stops before the head; what
  ///   `body` throws. Rows that are damaged are made anew, and `body` is called once more.
  public func read<Result>(
    _ projection: any Projection, _ body: (ProjectionRows) throws -> Result
  ) throws -> Result {
    try read(projection, isOurs: false, body)
  }

  /// Reads rows by statements that are this library's, or somebody else's.
  func read<Result>(
    _ projection: any Projection, isOurs: Bool, _ body: (ProjectionRows) throws -> Result
  ) throws -> Result {
    try mended(isOurs: isOurs) {
      try catchUp([projection])
      let rows = try rows(of: projection)
      return try file.connection.transaction(.deferred) { try body(rows) }
    }
  }

  /// A projection's live tables.
  func rows(of projection: any Projection) throws -> ProjectionRows {
    let names = try ProjectionNames(of: projection)
    if let known = rowsOfProjections[names] { return known }
    let rows = try ProjectionRows(of: projection, in: file.connection)
    rowsOfProjections[names] = rows
    return rows
  }

  // MARK: Catching up

  /// Brings projections to the log's head, all of them from one reading of what is new.
  ///
  /// - Parameter projections: which.
  /// - Throws: ``StoreError``; ``ProjectionFailure`` when one of them stops before the head, the others
  ///   having come there.
  /// - Complexity: proportional to the events since the last time.
  public func catchUp(_ projections: [any Projection] = [TicketBoard()]) throws {
    try catchUp(projections) { if let failure = $0.first { throw failure } }
  }

  /// Brings projections to the log's head, and tells which of them stopped before it.
  func catchUp(
    _ projections: [any Projection], whenStopped: ([ProjectionFailure]) throws -> Void
  ) throws {
    let head = try log.head()
    let began = ContinuousClock.now
    var behind: [any Projection] = []
    var anew: [any Projection] = []
    var events: [String: Int] = [:]
    for projection in projections {
      guard let found = try validCheckpoint(of: projection), found.position <= head else {
        anew.append(projection)
        events[projection.name] = head.rawValue
        continue
      }
      let lag = head.rawValue - found.position.rawValue
      guard lag > 0 else { continue }
      events[projection.name] = lag
      if lag <= Self.catchUpLimit || found.failure != nil {
        behind.append(projection)
      } else {
        anew.append(projection)
      }
    }
    if behind.isEmpty, anew.isEmpty { return }
    var failures: [ProjectionFailure] = []
    if !anew.isEmpty { failures += try makeAnew(anew, through: head) }
    if !behind.isEmpty {
      failures += try advance(behind, to: head)
      file.checkpointWALWhenDue()
    }
    let duration = ContinuousClock.now - began
    for projection in projections where !failures.contains(where: { $0.of(projection) }) {
      if let count = events[projection.name] { onCatchUp?(projection.name, count, duration) }
    }
    if !failures.isEmpty { try whenStopped(failures) }
  }

  /// Where a projection is, if its rows are of this log as it is.
  func validCheckpoint(of projection: any Projection) throws -> ProjectionCheckpoint? {
    let found = try mapped {
      try file.checkpoint(of: projection.name, version: projection.version)
    }
    guard let found, try isValid(found) else { return nil }
    // Tables that somebody took away are looked for once: nobody of ours leaves a place without them.
    let names = try ProjectionNames(of: projection)
    if !complete.contains(names) {
      guard try mapped({ try file.hasTables(of: projection, .live) }) else { return nil }
      complete.insert(names)
    }
    return found
  }

  /// Whether rows made up to a checkpoint are of this log as it is.
  func isValid(_ checkpoint: ProjectionCheckpoint) throws -> Bool {
    guard checkpoint.log == log.identity.id else { return false }
    return try log.eventID(at: checkpoint.position) == checkpoint.event
  }

  func checkpoint(at position: LogPosition) throws -> ProjectionCheckpoint {
    ProjectionCheckpoint(
      log: log.identity.id, position: position, event: try log.eventID(at: position))
  }

  func mapped<Result>(_ body: () throws -> Result) throws -> Result {
    try ViewsFile.mapping(path: file.path, body)
  }

  /// Runs a query, and once more on views made anew when the first finds them damaged.
  ///
  /// - Parameters:
  ///   - isOurs: whether every statement is this library's, so that one that fails tells of damage. One
  ///     of somebody else's may be wrong, which is no reason to throw away everybody's rows.
  ///   - body: the query.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws the second time, or the first where the file is sound.
  func mended<Result>(isOurs: Bool = true, _ body: () throws -> Result) throws -> Result {
    do {
      return try mapped(body)
    } catch let error
      where ViewsFile.isWorthless(error, at: file.path)
      || (isOurs && ViewsFile.isMissingTable(error))
    {
      // Damaged pages cannot even be dropped, so the whole file goes. It is closed first: SQLite
      // removes a closed file's -wal by its name.
      let path = file.path
      let isTemporary = file.isTemporary
      let rescue = try ConsumerRescue(from: path)
      rowsOfProjections = [:]
      complete = []
      file = try ViewsFile.temporary()
      if !isTemporary {
        ViewsFile.discard(path)
        file = try ViewsFile(at: path, vfs: log.configuration.vfs)
        try mapped { try rescue.restore(to: file.connection) }
      }
      return try mapped(body)
    }
  }
}

/// Views belong to their log's thread.
@available(*, unavailable)
extension Views: Sendable {}

extension ProjectionFailure {
  /// Whether it is of a projection.
  func of(_ other: any Projection) -> Bool {
    projection == other.name && version == other.version
  }
}
