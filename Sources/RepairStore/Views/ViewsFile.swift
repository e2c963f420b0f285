import CSQLite
import RepairCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The file beside a log that holds what is derived from it.
///
/// It may be deleted at any moment. One that is damaged or of another release is thrown away and made
/// anew: nothing in it is worth an error. A file that holds something else is left alone.
///
/// Only where consumers stand is not in the log too; as far as it can be read it is taken along.
final class ViewsFile {
  /// The file, as an absolute path.
  let path: String
  /// Whether the file is nobody else's and goes when this object does.
  let isTemporary: Bool
  let connection: Connection
  /// The second connection that WAL checkpoints run on, opened when the first one is due.
  private var checkpointer: Connection?
  private let folder: String?
  private let vfs: String?

  /// Says whose file it is: "RWFV" in ASCII.
  private static let applicationID: Int64 = 0x5257_4656
  private static let layout: Int64 = 2

  /// Opens the views file at `path`, or makes it.
  ///
  /// - Parameters:
  ///   - path: where.
  ///   - vfs: the name of SQLite's file system to go through; the ordinary one when `nil`.
  /// - Throws: ``StoreError`` when it can be neither opened nor made.
  convenience init(at path: String, vfs: String? = nil) throws {
    do {
      try self.init(opening: path, folder: nil, vfs: vfs)
    } catch let error where Self.isWorthless(error, at: path) {
      let rescue = try ConsumerRescue(from: path)
      Self.discard(path)
      try self.init(opening: path, folder: nil, vfs: vfs)
      try StoreError.mapping(path: path) { try rescue.restore(to: connection) }
    }
  }

  /// Removes a views file that nothing in this process has open.
  static func discard(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] { Files.remove(path + suffix) }
  }

  /// Makes a views file that only this object sees.
  static func temporary() throws -> ViewsFile {
    do {
      let folder = try Files.makePrivateFolder()
      return try ViewsFile(opening: folder + "/views.db", folder: folder, vfs: nil)
    } catch let failure as Files.Failure {
      throw StoreError(failure, path: "a temporary folder", otherwise: .cannotCreate)
    }
  }

  private init(opening path: String, folder: String?, vfs: String?) throws {
    if Files.imprint(of: path) == nil {
      do {
        try Files.create(path)
      } catch  where error.isAlreadyThere {
        // Another process made it first, which is as good.
      } catch {
        throw StoreError(error, path: path, otherwise: .cannotCreate)
      }
    }
    try Self.waitForTurn(at: path)
    self.path = path
    self.folder = folder
    self.vfs = vfs
    isTemporary = folder != nil
    connection = try StoreError.mapping(path: path) {
      let connection = try Connection(path: path, access: .readWrite, vfs: vfs)
      try Self.prepare(connection)
      try Self.layOut(connection)
      return connection
    }
  }

  /// Waits while another process makes the file, which is the only time it has a rollback journal.
  ///
  /// One that stays is not opened: SQLite would play it back, and remove whatever file it names.
  private static func waitForTurn(at path: String) throws {
    for _ in 0..<250 {
      guard Files.hasName(path + "-journal") else { return }
      Files.pause(milliseconds: 20)
    }
    throw Worthless()
  }

  /// Prepares a connection to a file that other processes may be making at the same time.
  private static func prepare(_ connection: Connection) throws {
    // SQLite waits for every lock but the one that turns a new file into one with a -wal.
    for _ in 0..<250 {
      do {
        try connection.prepareForWriting(durability: .processCrashOnly)
        return
      } catch {
        guard error.primaryCode == SQLITE_BUSY else { throw error }
        Files.pause(milliseconds: 20)
      }
    }
    try connection.prepareForWriting(durability: .processCrashOnly)
  }

  deinit {
    guard let folder else { return }
    Self.discard(path)
    Files.removeFolder(folder)
  }

  /// Writes a long `-wal` back into the file; one that cannot be now is left for the next time.
  func checkpointWALWhenDue() {
    guard connection.walPages >= 1_000 else { return }
    if checkpointer == nil {
      let made = try? Connection(path: path, access: .readWrite, busyTimeout: 0, vfs: vfs)
      try? made?.prepareForWriting(durability: .processCrashOnly)
      checkpointer = made
    }
    if let checkpointer {
      _ = try? connection.checkpointWAL(on: checkpointer, waiting: busyTimeout)
    }
  }

  /// How long to wait for another process that holds the file.
  var busyTimeout = TimeSpan.seconds(5) {
    didSet { connection.setBusyTimeout(busyTimeout) }
  }

  private static func layOut(_ connection: Connection) throws {
    if try isLaidOut(connection) { return }
    try connection.transaction(.immediate) {
      // Another process may have done it while this one waited for the lock.
      if try isLaidOut(connection) { return }
      let isEmpty = try connection.withStatement("SELECT count(*) FROM sqlite_schema") {
        try $0.step() && $0.int64(0) == 0
      }
      guard isEmpty else {
        // Views of another release are worth nothing; anything else is somebody's, perhaps a log.
        if try connection.pragmaNumber("application_id") == applicationID { throw Worthless() }
        throw StoreError(
          .alreadyExists, "\(connection.path) is in the way of the views and holds something else",
          context: [("path", connection.path)])
      }
      try connection.execute(projectionTable)
      try connection.execute(rebuildTable)
      try connection.execute("PRAGMA application_id=\(applicationID)")
      try connection.execute("PRAGMA user_version=\(layout)")
    }
  }

  private static func isLaidOut(_ connection: Connection) throws -> Bool {
    guard try connection.pragmaNumber("application_id") == applicationID,
      try connection.pragmaNumber("user_version") == layout
    else { return false }
    // We make neither; one of somebody else's would stand in the way of making tables anew.
    let isForeign = try connection.withStatement(
      "SELECT 1 FROM sqlite_schema WHERE type IN ('view', 'trigger') LIMIT 1"
    ) { try $0.step() }
    // Our own tables as we make them: what is asked of them later cannot fail for another reason than
    // damage.
    let own = try connection.withStatement(
      "SELECT count(*) FROM sqlite_schema WHERE type='table' AND sql IN (?1, ?2)"
    ) { statement in
      try statement.bind(projectionTable, at: 1)
      try statement.bind(rebuildTable, at: 2)
      return try statement.step() ? statement.int64(0) : 0
    }
    guard !isForeign, own == 2 else { throw Worthless() }
    return true
  }

  /// That a file is there which holds views of another release.
  private struct Worthless: Error {}

  /// Turns the errors of the layer below into ``StoreError``, with advice for this file.
  static func mapping<Result>(path: String, _ body: () throws -> Result) throws -> Result {
    func damaged(_ error: any Error, _ code: StoreError.Code) -> StoreError {
      StoreError(
        code,
        "\(path) is damaged: \(error). Delete it: the views are made anew from the log, and "
          + "consumers begin where their owners say",
        context: [("path", path)], underlying: error)
    }
    do {
      return try body()
    } catch let error as SQLiteError {
      let known = StoreError(error, path: path)
      switch error.primaryCode {
      case SQLITE_CORRUPT, SQLITE_NOTADB: throw damaged(error, known.code)
      case SQLITE_ERROR, SQLITE_SCHEMA, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE:
        // A statement that cannot be: somebody's own, unless a table of ours is gone.
        throw StoreError(
          .misuse, "\(path): a statement over the views fails: \(error.message)",
          context: [("path", path), ("sql", error.sql ?? "")], underlying: error)
      default: throw known
      }
    } catch let error as ColumnMismatch {
      throw damaged(error, .corrupt)
    }
  }

  /// Whether an error says that a views file is damaged, and not the log beside it, or a statement of
  /// somebody else's.
  static func isWorthless(_ error: any Error, at path: String) -> Bool {
    if error is Worthless { return true }
    guard let error = error as? StoreError, [.notALog, .corrupt].contains(error.code),
      error.context.contains(where: { $0.name == "path" && $0.value == path })
    else { return false }
    return error.underlying is SQLiteError || error.underlying is ColumnMismatch
  }

  /// Whether a statement failed because it does not fit the tables that are there.
  static func isMissingTable(_ error: any Error) -> Bool {
    guard let error = error as? StoreError, error.code == .misuse,
      let cause = error.underlying as? SQLiteError
    else { return false }
    return [SQLITE_ERROR, SQLITE_SCHEMA].contains(cause.primaryCode)
  }
}
