import CSQLite

/// SQLite as any other program would use it, without the store's care.
final class RawDatabase {
  private var handle: OpaquePointer?

  init(_ path: String, vfs: String? = nil) throws {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    guard sqlite3_open_v2(path, &handle, flags, vfs) == SQLITE_OK else {
      throw CallFailed(call: "sqlite3_open_v2")
    }
    try execute("PRAGMA wal_autocheckpoint=0")
  }

  deinit { close() }

  func close() {
    sqlite3_close_v2(handle)
    handle = nil
  }

  /// The result code of a statement.
  func code(_ sql: String) -> Int32 { sqlite3_exec(handle, sql, nil, nil, nil) }

  func execute(_ sql: String) throws {
    guard code(sql) == SQLITE_OK else { throw CallFailed(call: sql) }
  }

  /// The first column of a statement's first row.
  func text(_ sql: String) throws -> String {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK,
      sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0)
    else { throw CallFailed(call: sql) }
    return String(cString: text)
  }

  /// A PASSIVE checkpoint, as SQLite makes one by itself.
  func passiveCheckpoint() -> Int32 {
    sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
  }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
