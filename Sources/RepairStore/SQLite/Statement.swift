import CSQLite

/// A prepared statement: bind by index from 1, step, read columns by index from 0.
///
/// Text is bound and read by byte counts, because a NUL inside it would silently cut a C string.
/// Columns are read strictly: what is not stored as the asked-for class is a ``ColumnMismatch``,
/// never converted.
package final class Statement {
  /// The SQL it was prepared from.
  package let sql: String

  let handle: OpaquePointer
  private let database: OpaquePointer

  /// Whether somebody is between taking it and giving it back, see `Connection.withStatement`.
  var isInUse = false

  /// Whether a step failed; such a statement is finalized rather than used again.
  private(set) var hasFailed = false

  /// When it was last taken, in the cache's own count.
  var lastUse = 0

  init(_ sql: String, on database: OpaquePointer, persistent: Bool) throws(SQLiteError) {
    var text = sql
    var handle: OpaquePointer?
    var rest = 0
    let code = text.withUTF8 { bytes -> Int32 in
      guard let base = bytes.baseAddress, let count = Int32(exactly: bytes.count) else {
        return SQLITE_MISUSE
      }
      var tail: UnsafePointer<CChar>?
      return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) { start in
        let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = sqlite3_prepare_v3(database, start, count, flags, &handle, &tail)
        rest = tail.map { bytes.count - ($0 - start) } ?? 0
        return code
      }
    }
    guard code == SQLITE_OK else { throw SQLiteError(code: code, database: database, sql: sql) }
    guard let handle, rest == 0 else {
      sqlite3_finalize(handle)
      throw SQLiteError(code: SQLITE_MISUSE, message: "not exactly one statement", sql: sql)
    }
    self.sql = sql
    self.handle = handle
    self.database = database
  }

  deinit {
    sqlite3_finalize(handle)
  }

  // MARK: Binding

  /// Binds an integer.
  package func bind(_ value: Int64, at index: Int32) throws(SQLiteError) {
    try check(sqlite3_bind_int64(handle, index, value))
  }

  /// Binds an integer.
  package func bind(_ value: Int, at index: Int32) throws(SQLiteError) {
    try check(sqlite3_bind_int64(handle, index, Int64(value)))
  }

  /// Binds text by its UTF-8 bytes, or NULL.
  package func bind(_ value: String?, at index: Int32) throws(SQLiteError) {
    guard var text = value else { return try bindNull(at: index) }
    try check(
      text.withUTF8 { csqlite_bind_text(handle, index, $0.baseAddress, Self.size($0.count)) })
  }

  /// Binds bytes as text; the caller knows that they are UTF-8.
  package func bindText(_ bytes: UnsafeRawBufferPointer, at index: Int32) throws(SQLiteError) {
    try check(csqlite_bind_text(handle, index, bytes.baseAddress, Self.size(bytes.count)))
  }

  /// Binds bytes as text; the caller knows that they are UTF-8.
  package func bindText(_ bytes: [UInt8], at index: Int32) throws(SQLiteError) {
    try check(
      bytes.withUnsafeBytes {
        csqlite_bind_text(handle, index, $0.baseAddress, Self.size($0.count))
      })
  }

  /// Binds a blob.
  package func bindBlob(_ bytes: UnsafeRawBufferPointer, at index: Int32) throws(SQLiteError) {
    try check(csqlite_bind_blob(handle, index, bytes.baseAddress, Self.size(bytes.count)))
  }

  /// Binds a blob.
  package func bindBlob(_ bytes: [UInt8], at index: Int32) throws(SQLiteError) {
    try check(
      bytes.withUnsafeBytes {
        csqlite_bind_blob(handle, index, $0.baseAddress, Self.size($0.count))
      })
  }

  /// Binds NULL.
  package func bindNull(at index: Int32) throws(SQLiteError) {
    try check(sqlite3_bind_null(handle, index))
  }

  /// A byte count as SQLite takes it; what does not fit is refused by SQLite's own length limit.
  private static func size(_ count: Int) -> Int32 { Int32(clamping: count) }

  // MARK: Stepping

  /// Goes to the next row.
  ///
  /// - Returns: `false` when there is none.
  package func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      hasFailed = true
      throw SQLiteError(code: code, database: database, sql: sql)
    }
  }

  /// Runs a statement that answers nothing, and makes it ready to run again.
  package func run() throws(SQLiteError) {
    while try step() {}
    sqlite3_reset(handle)
  }

  /// Makes it ready to run again with the same values bound.
  package func reset() {
    // The code repeats the failure that the step already threw.
    sqlite3_reset(handle)
  }

  /// Makes it ready to run again with nothing bound.
  package func resetAndClear() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  // MARK: Reading columns

  /// Whether a column is NULL.
  package func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// An integer column.
  package func int64(_ column: Int32) throws(ColumnMismatch) -> Int64 {
    guard sqlite3_column_type(handle, column) == SQLITE_INTEGER else {
      throw mismatch(column, expected: "an integer")
    }
    return sqlite3_column_int64(handle, column)
  }

  /// A text column's bytes, which live until the next step or reset.
  package func textBytes(_ column: Int32) throws(ColumnMismatch) -> UnsafeRawBufferPointer {
    guard sqlite3_column_type(handle, column) == SQLITE_TEXT,
      let start = sqlite3_column_text(handle, column)
    else { throw mismatch(column, expected: "text") }
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// A text column.
  package func text(_ column: Int32) throws(ColumnMismatch) -> String {
    let bytes = try textBytes(column)
    // Most text is ASCII, which needs no second look; validating the rest is a generic call.
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw mismatch(column, expected: "UTF-8 text", found: "text that is not UTF-8")
    }
    return text
  }

  /// A text column, or `nil` for NULL.
  package func optionalText(_ column: Int32) throws(ColumnMismatch) -> String? {
    isNull(column) ? nil : try text(column)
  }

  /// A blob column's bytes, which live until the next step or reset.
  package func blobBytes(_ column: Int32) throws(ColumnMismatch) -> UnsafeRawBufferPointer {
    guard sqlite3_column_type(handle, column) == SQLITE_BLOB else {
      throw mismatch(column, expected: "a blob")
    }
    return UnsafeRawBufferPointer(
      start: sqlite3_column_blob(handle, column),
      count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// The error for a column that holds something else than it should.
  package func mismatch(
    _ column: Int32, expected: String, found: String? = nil
  ) -> ColumnMismatch {
    let stored =
      switch sqlite3_column_type(handle, column) {
      case SQLITE_INTEGER: "an integer"
      case SQLITE_FLOAT: "a real number"
      case SQLITE_TEXT: "text"
      case SQLITE_BLOB: "a blob"
      default: "nothing"
      }
    let name = sqlite3_column_name(handle, column).map { String(cString: $0) } ?? String(column)
    return ColumnMismatch(
      column: column, name: name, expected: expected, found: found ?? stored)
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    guard code == SQLITE_OK else {
      throw SQLiteError(code: code, database: database, sql: sql)
    }
  }
}

/// A statement belongs to its connection's thread and is changed by every step.
@available(*, unavailable)
extension Statement: Sendable {}
