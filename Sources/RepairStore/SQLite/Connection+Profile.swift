import CSQLite
import RepairCore

extension Connection {
  /// Turns off what a hostile or damaged file could use against us; changes nothing in the file.
  func harden() throws(SQLiteError) {
    for (option, on) in [
      (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
      (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
      (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
      (SQLITE_DBCONFIG_ENABLE_TRIGGER, 1),
    ] as [(Int32, Int32)] {
      var now: Int32 = -1
      let code = csqlite_db_config_flag(handle, option, on, &now)
      guard code == SQLITE_OK, now == on else {
        throw SQLiteError(code: code, message: "cannot set connection option \(option)")
      }
    }
    for (limit, most) in [
      (SQLITE_LIMIT_LENGTH, 16 << 20), (SQLITE_LIMIT_SQL_LENGTH, 100_000),
      (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_EXPR_DEPTH, 100),
      (SQLITE_LIMIT_COMPOUND_SELECT, 50), (SQLITE_LIMIT_FUNCTION_ARG, 20),
      (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000), (SQLITE_LIMIT_TRIGGER_DEPTH, 5),
      (SQLITE_LIMIT_WORKER_THREADS, 0),
    ] as [(Int32, Int32)] {
      sqlite3_limit(handle, limit, most)
    }
    try set("mmap_size", to: "0")
    try set("cell_size_check", to: "ON", reads: "1")
    // Without it REPLACE deletes rows behind the back of the delete triggers.
    try set("recursive_triggers", to: "ON", reads: "1")
    try set("cache_size", to: "-16384")
    try set("wal_autocheckpoint", to: "0")
  }

  /// Sets up writing: WAL, and how sure a commit must be before it returns.
  ///
  /// - Parameter durability: what a commit waits for.
  /// - Throws: what SQLite answers when the file cannot be written or refuses WAL.
  package func prepareForWriting(durability: Durability) throws(SQLiteError) {
    try set("journal_mode", to: "WAL", reads: "wal")
    switch durability {
    case .full: try set("synchronous", to: "FULL", reads: "2")
    case .processCrashOnly: try set("synchronous", to: "NORMAL", reads: "1")
    }
    try set("journal_size_limit", to: "67108864")
    trackWALPages()
  }

  /// Says how long to wait for a lock.
  func setBusyTimeout(_ span: TimeSpan) {
    sqlite3_busy_timeout(handle, Int32(clamping: max(0, span.milliseconds)))
  }

  /// Sets a pragma and reads it back, because SQLite ignores what it does not like.
  private func set(
    _ pragma: String, to value: String, reads expected: String? = nil
  ) throws(SQLiteError) {
    try execute("PRAGMA \(pragma)=\(value)")
    let found = try pragmaText(pragma)
    // A build without memory mapping answers nothing to mmap_size, which is as good as 0.
    guard found == expected ?? value || (pragma == "mmap_size" && found == nil) else {
      throw SQLiteError(
        code: SQLITE_ERROR,
        message: "PRAGMA \(pragma) is \(found ?? "unset") where \(expected ?? value) was asked for")
    }
  }

  /// What a pragma answers, as text.
  func pragmaText(_ pragma: String) throws(SQLiteError) -> String? {
    let statement = try Statement("PRAGMA \(pragma)", on: handle, persistent: false)
    guard try statement.step(), let text = sqlite3_column_text(statement.handle, 0) else {
      return nil
    }
    return String(cString: text)
  }

  /// What a pragma answers, as a number.
  func pragmaNumber(_ pragma: String) throws -> Int64 {
    try withStatement("PRAGMA \(pragma)") { statement in
      guard try statement.step() else {
        throw SQLiteError(code: SQLITE_ERROR, message: "PRAGMA \(pragma) answers nothing")
      }
      return try statement.int64(0)
    }
  }

  /// Whether SQLite opened the file for reading only although writing was asked for.
  var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") != 0 }

  /// Leaves `-wal` and `-shm` as they are when this connection closes.
  func keepWALOnClose() {
    csqlite_db_config_flag(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nil)
  }
}
