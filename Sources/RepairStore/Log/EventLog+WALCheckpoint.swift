import CSQLite
import RepairCore

extension EventLog {
  /// How many pages the `-wal` had after the last commit made here.
  var walPages: Int { (try? openDatabase())?.connection.walPages ?? 0 }

  /// Whether the `-wal` is so long that it should be written back.
  var isWALCheckpointDue: Bool {
    let threshold = max(1, configuration.walCheckpointPages)
    let pages = walPages
    // The -wal was begun anew, so the next one is due at its ordinary length again.
    if pages < threshold { walCheckpointDue = threshold }
    return pages >= walCheckpointDue
  }

  /// Writes the `-wal` back, after a commit; `false` when some of it has to stay.
  ///
  /// The commit is done already, so a WAL checkpoint that fails is left for the next one.
  @discardableResult
  func checkpointWALNow() -> Bool {
    let threshold = max(1, configuration.walCheckpointPages)
    let isComplete = (try? checkpointWAL()) ?? false
    if isComplete { refreshAnchor() }
    // While a reader holds it back, each commit would try in vain.
    walCheckpointDue = isComplete ? threshold : walPages + threshold
    return isComplete
  }

  /// Writes the `-wal` back into the file.
  ///
  /// SQLite before 3.51.3 can lose commits when one connection commits while another checkpoints.
  /// So this log's connection takes the write lock, and only then is a PASSIVE checkpoint run on a
  /// second connection. FULL, RESTART and TRUNCATE are no way out: when the lock is taken they
  /// silently go on as PASSIVE.
  ///
  /// - Returns: whether all of it was written back; `false` when a reader still needs some of it.
  /// - Throws: ``StoreError`` with `busy` when another process is writing.
  @discardableResult
  package func checkpointWAL() throws -> Bool {
    guard mode == .readWrite else {
      throw StoreError(
        .readOnly, "\(path) is open for reading only", context: [("path", path)])
    }
    return try reading { try $0.checkpointWAL(at: location, configuration) }
  }
}

extension Connection {
  /// Writes the `-wal` back by way of a second connection, while this one holds the write lock.
  ///
  /// - Parameters:
  ///   - checkpointer: the second connection, which waits for nothing.
  ///   - timeout: how long this connection waits for locks at other times.
  /// - Returns: whether all of it was written back.
  /// - Throws: ``SQLiteError``, busy when another process is writing.
  func checkpointWAL(on checkpointer: Connection, waiting timeout: TimeSpan) throws -> Bool {
    // Another writer will checkpoint too: there is nothing to wait for.
    sqlite3_busy_timeout(handle, 0)
    defer { sqlite3_busy_timeout(handle, Int32(clamping: timeout.milliseconds)) }
    try withStatement("BEGIN IMMEDIATE") { try $0.run() }
    defer { try? withStatement("ROLLBACK") { try $0.run() } }
    return try checkpointer.passiveWALCheckpoint()
  }

  /// Runs a PASSIVE checkpoint; the caller holds the write lock on another connection.
  fileprivate func passiveWALCheckpoint() throws(SQLiteError) -> Bool {
    var (pages, written): (Int32, Int32) = (0, 0)
    let code = sqlite3_wal_checkpoint_v2(
      handle, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &written)
    guard code == SQLITE_OK else { throw SQLiteError(code: code, database: handle) }
    return pages == written
  }
}
