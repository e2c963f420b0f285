import CSQLite
import RepairCore

/// The open file of a log: a connection and the statements that are used again and again.
final class LogDatabase {
  let connection: Connection
  /// The second connection that WAL checkpoints run on, opened when the first one is due.
  var checkpointer: Connection?
  /// Whether all that the `-wal` had at the opening is known to be on disk.
  private var isSafe: Bool
  /// Whether the tree is known to have every event.
  private var hasWholeTree = false
  private var prepared = [Statement?](repeating: nil, count: LogQuery.allCases.count)

  /// Opens and checks the file; changes nothing in it unless it is to be written.
  init(at location: LogLocation, mode: EventLog.Mode, configuration: LogConfiguration) throws {
    let timeout = Int32(clamping: configuration.busyTimeout.milliseconds)
    isSafe = configuration.durability != .full
    connection = try Connection(
      path: location.openPath, access: location.access, busyTimeout: timeout,
      vfs: configuration.vfs)
    try LogSchema.check(connection)
    // Not before: it would compute whatever the tables of somebody's own say about their columns.
    if mode == .untrusted, !configuration.hasCheckedPages { try connection.checkPages() }
    guard mode == .readWrite else {
      if let extent = configuration.extent { try connection.narrow(to: extent) }
      if mode == .untrusted { connection.allowOnlyReading() }
      return
    }
    guard !connection.isReadOnly else {
      throw StoreError(
        .readOnly, "\(location.path): the file or its folder may not be written",
        context: [("path", location.path)])
    }
    try prepare(at: location, configuration)
    // On a disk that fails just now the log can still be read, and is not written.
    try? makeSafe(at: location, configuration)
  }

  /// Makes the file ready to be written, unless it does not continue the checkpoint beside it: then
  /// it stays as it was found.
  private func prepare(at location: LogLocation, _ configuration: LogConfiguration) throws {
    do {
      if try connection.pragmaNumber("user_version") >= LogSchema.firstWithTree {
        try EventLog.checkAnchor(of: location.path, on: connection)
      }
      try connection.prepareForWriting(durability: configuration.connectionDurability)
      try bringUpToDate(at: location)
    } catch let error as StoreError where error.code == .rolledBack {
      // The last one to close would write the -wal back into the file.
      if (Files.imprint(of: location.openPath + "-wal")?.size ?? 0) > 0 {
        connection.keepWALOnClose()
      }
      throw error
    }
  }

  /// Brings the tables to this release's version, and the tree up to the last event.
  private func bringUpToDate(at location: LogLocation) throws {
    guard try connection.pragmaNumber("user_version") < LogSchema.version else { return }
    try LogSchema.migrate(connection) { found in
      if found < LogSchema.firstWithTree {
        try EventLog.Identity.read(from: connection).writeDigest(to: connection)
      }
      try TreeBuild.extend(connection)
      // Only now is there a tree to compare; on a difference all of this is undone.
      if found < LogSchema.firstWithTree {
        try EventLog.checkAnchor(of: location.path, on: connection)
      }
    }
  }

  /// Writes in one transaction, before which the tree is brought up to the last event, once.
  ///
  /// An earlier release that had the log open while this one migrated it appends without the tree.
  func write<Result>(_ body: () throws -> Result) throws -> Result {
    let result = try connection.transaction(.immediate) {
      if !hasWholeTree { try TreeBuild.extend(connection) }
      return try body()
    }
    hasWholeTree = true
    return result
  }

  /// Makes sure that everything in the `-wal` is on disk, before anything is answered from it.
  ///
  /// A process that was killed between writing a commit and flushing it leaves events that look
  /// committed to the next one to open the log. Whoever repeats their key is told that they are
  /// kept, so they have to be.
  ///
  /// - Throws: what SQLite answers when that cannot be done; it is tried again at the next call.
  func makeSafe(at location: LogLocation, _ configuration: LogConfiguration) throws {
    guard !isSafe else { return }
    if (Files.imprint(of: location.openPath + "-wal")?.size ?? 0) > 0 {
      do {
        // A WAL checkpoint begins with a flush of the -wal.
        try checkpointWAL(at: location, configuration)
      } catch let error as SQLiteError where error.primaryCode == SQLITE_BUSY {
        // Another process is in the middle of a commit; the next write tries again.
        return
      } catch let error as SQLiteError where error.primaryCode == SQLITE_FULL {
        // The flush is done, and the file has no room to grow.
      }
    }
    isSafe = true
  }

  /// Writes the `-wal` back; see ``EventLog/checkpointWAL()``.
  @discardableResult
  func checkpointWAL(at location: LogLocation, _ configuration: LogConfiguration) throws -> Bool {
    if checkpointer == nil {
      let made = try Connection(
        path: location.openPath, access: .readWrite, busyTimeout: 0, vfs: configuration.vfs)
      try made.prepareForWriting(durability: configuration.connectionDurability)
      checkpointer = made
    }
    guard let checkpointer else { return false }
    return try connection.checkpointWAL(on: checkpointer, waiting: configuration.busyTimeout)
  }

  /// Takes a file that has just been made.
  init(_ connection: Connection) {
    isSafe = true
    self.connection = connection
  }

  /// A prepared statement, ready to bind; the next call with the same query takes it away again.
  subscript(query: LogQuery) -> Statement {
    get throws {
      if let statement = prepared[query.rawValue], !statement.hasFailed {
        statement.resetAndClear()
        return statement
      }
      let statement = try connection.prepare(query.sql)
      prepared[query.rawValue] = statement
      return statement
    }
  }
}

extension LogConfiguration {
  var connectionDurability: Connection.Durability {
    switch durability {
    case .full: .full
    case .processCrashOnly: .processCrashOnly
    }
  }
}

/// The statements of every append, kept prepared because preparing one costs more than running it.
enum LogQuery: Int, CaseIterable {
  case head
  case streamID
  case streamName
  case addStream
  case streamVersion
  case typeID
  case addType
  case tagID
  case addTag
  case addEvent
  case addEventTag
  case key
  case addKey
  case recordedAt
  case eventVersion

  var sql: String {
    switch self {
    case .head: "SELECT position, recorded_at FROM event ORDER BY position DESC LIMIT 1"
    case .streamID: "SELECT id FROM stream WHERE name=?1"
    case .streamName: "SELECT name FROM stream WHERE id=?1"
    case .addStream: "INSERT INTO stream(name) VALUES(?1)"
    case .streamVersion:
      "SELECT version FROM event WHERE stream=?1 ORDER BY version DESC LIMIT 1"
    case .typeID: "SELECT id FROM event_type WHERE name=?1 AND schema=?2"
    case .addType: "INSERT INTO event_type(name, schema) VALUES(?1, ?2)"
    case .tagID: "SELECT id FROM tag WHERE name=?1"
    case .addTag: "INSERT INTO tag(name) VALUES(?1)"
    case .addEvent:
      """
      INSERT INTO event(position, id, stream, version, type, occurred_at, recorded_at, actor, \
      role, on_behalf_of, command, command_id, causation, correlation, salt, payload) \
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
      """
    case .addEventTag: "INSERT INTO event_tag(tag, type, position) VALUES(?1, ?2, ?3)"
    case .key: "SELECT digest, first_position, last_position FROM idempotency WHERE key=?1"
    case .addKey:
      """
      INSERT INTO idempotency(key, digest, first_position, last_position) \
      VALUES(?1, ?2, ?3, ?4) ON CONFLICT(key) DO NOTHING
      """
    // The table itself: between two places there is one, in a log as it was too.
    case .recordedAt: "SELECT recorded_at FROM main.event WHERE position=?1"
    case .eventVersion: "SELECT version FROM event WHERE position=?1"
    }
  }
}
