public import RepairCore

/// An append-only log of events in one SQLite file.
///
/// Every call is synchronous and the log stays with one thread at a time. Several logs, readers and
/// writers, in this process or others, may have the same file open.
///
/// ```swift
/// let log = try EventLog.create(at: "tickets.db")
/// let result = try log.append([event], to: StreamName(ticket: id), expecting: .noStream)
/// let history = try log.readStream(StreamName(ticket: id))
/// ```
public final class EventLog {
  /// What a log is opened for.
  public enum Mode: Sendable {
    /// To append and to read.
    case readWrite
    /// To read only; changes no byte of the log.
    case readOnly
    /// To read a file that comes from somebody one need not trust; changes no byte of it.
    ///
    /// Nothing that lies beside the file is believed: no views, no shared memory of another process.
    /// Its pages are checked before they are read, nothing but reading is possible on the connection,
    /// and a `-wal` is taken into account in a private copy. Opening reads the whole file once.
    case untrusted

    /// How somebody who only reads opens the same file.
    var forReading: Mode { self == .readWrite ? .readOnly : self }
  }

  /// What stays the same for the whole life of a log.
  public struct Identity: Hashable, Sendable {
    /// The log's own name, unique everywhere.
    public let id: ULID
    /// Where its events come from, as other systems name it.
    public let origin: String
    /// When it was made.
    public let created: Timestamp
  }

  /// What the log was opened for.
  public let mode: Mode

  /// What an embedder chose.
  public let configuration: LogConfiguration

  /// The log's name, origin and age.
  public internal(set) var identity: Identity

  /// The log's file, as an absolute path.
  public var path: String { location.path }

  /// What is not as safe as it could be about the file and its folder.
  public let warnings: [String]

  let location: LogLocation
  var interning = Interning()
  var ids: IdentityMaker
  private var hasher: TreeHasher?
  /// At how many `-wal` pages the next WAL checkpoint is due.
  var walCheckpointDue: Int
  /// Whether each write sees to the `-wal`; a writer that has callers to answer first does it itself.
  var checkpointsItself = true
  /// The open file; `nil` after ``close()``, and from a failure of the disk to the next call.
  private var database: LogDatabase?
  private var isClosed = false

  /// Takes an opened file; see `EventLog+Opening.swift` for the ways to get one.
  init(
    _ database: LogDatabase, at location: LogLocation, mode: Mode, identity: Identity,
    configuration: LogConfiguration
  ) {
    self.database = database
    self.location = location
    self.mode = mode
    self.identity = identity
    self.configuration = configuration
    warnings = Self.warnings(about: location.path)
    ids = IdentityMaker(random: configuration.random)
    walCheckpointDue = configuration.walCheckpointPages
  }

  deinit {
    close()
  }

  /// Closes the file; every later call fails.
  ///
  /// Closing twice does nothing.
  public func close() {
    guard !isClosed else { return }
    refreshAnchor()
    isClosed = true
    // The last one to close would write the -wal back into the file. A reader must not.
    let holdsEvents = (Files.imprint(of: location.openPath + "-wal")?.size ?? 0) > 0
    if mode != .readWrite, location.privateFolder == nil, holdsEvents {
      database?.connection.keepWALOnClose()
    }
    database = nil
    location.cleanUp()
  }

  /// A handle that stops a running call from another thread.
  ///
  /// - Throws: ``StoreError`` with the code `misuse` when the log is closed.
  public func interruptHandle() throws -> InterruptHandle {
    try openDatabase().connection.interruptHandle
  }

  // MARK: Access to the file

  /// The open file, opened anew after a failure of the disk.
  func openDatabase() throws -> LogDatabase {
    if let database { return database }
    guard !isClosed else {
      throw StoreError(.misuse, "\(path) is closed", context: [("path", path)])
    }
    return try StoreError.mapping(path: path) {
      let opened = try LogDatabase(at: location, mode: mode, configuration: configuration)
      // Whoever mended the disk may have put another file there.
      guard try Identity.read(from: opened.connection).id == identity.id else {
        throw StoreError(
          .notALog, "\(path) is not the log that was opened; open it again",
          context: [("path", path)])
      }
      database = opened
      return opened
    }
  }

  /// What hashes for the tree, made when it is first needed.
  func treeHasher() throws -> TreeHasher {
    if let hasher { return hasher }
    let made = try TreeHasher()
    hasher = made
    return made
  }

  /// Runs `body` on the file and says every failure in the store's words.
  func reading<Result>(_ body: (LogDatabase) throws -> Result) throws -> Result {
    let database = try openDatabase()
    return try StoreError.mapping(path: path) {
      let result = try body(database)
      try location.checkUnchanged()
      return result
    }
  }

  /// Runs `body` so that all its reads see the same state of the log.
  ///
  /// - Parameter body: what to read; the log may be used inside as usual.
  /// - Returns: what `body` returns.
  /// - Throws: ``StoreError``, or what `body` throws.
  @discardableResult
  public func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try reading { database in
      if database.connection.isInTransaction { return try body() }
      return try database.connection.transaction(.deferred, body)
    }
  }

  /// Runs `body` in one write transaction, kept whole or not at all.
  func writing<Result>(_ body: (LogDatabase) throws -> Result) throws -> Result {
    guard mode == .readWrite else {
      throw StoreError(
        .readOnly, "\(path) is open for reading only", context: [("path", path)])
    }
    let database = try openDatabase()
    guard !database.connection.isInTransaction else {
      throw StoreError(.misuse, "a write inside another transaction", context: [("path", path)])
    }
    let result: Result
    do {
      result = try StoreError.mapping(path: path) {
        try database.makeSafe(at: location, configuration)
        return try database.write { try body(database) }
      }
    } catch {
      // Names given in the transaction are gone with it.
      interning = Interning()
      if isDoubtful(after: error, database) { self.database = nil }
      throw error
    }
    if checkpointsItself, isWALCheckpointDue { checkpointWALNow() }
    return result
  }

  /// Whether what a connection holds in memory may be wrong, so that the next call needs another.
  private func isDoubtful(after error: any Error, _ database: LogDatabase) -> Bool {
    if database.connection.isInTransaction { return true }
    guard let failure = error as? StoreError else { return false }
    return [.outcomeUnknown, .inputOutput].contains(failure.code)
  }

  /// A second log on the same file, for reading on another thread.
  ///
  /// - Returns: a log of its own, which may outlive this one unless that reads a private copy.
  /// - Throws: ``StoreError`` as ``open(at:mode:configuration:)`` does.
  public func makeReader() throws -> sending EventLog {
    try Self.open(at: path, mode: mode.forReading, configuration: configuration)
  }
}

/// A log's connection and its place in the log belong to one thread at a time.
@available(*, unavailable)
extension EventLog: Sendable {}
