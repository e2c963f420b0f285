import CSQLite

/// What SQLite answered when it did not do as asked.
package struct SQLiteError: Error, Sendable, CustomStringConvertible {
  /// The extended result code, such as `SQLITE_IOERR_FSYNC`.
  package let code: Int32

  /// SQLite's own words for it; they may name tables and columns, never bound values.
  package let message: String

  /// The statement it happened in, with its parameters as placeholders.
  package let sql: String?

  /// Whether a COMMIT failed, so that the outcome of its transaction may be unknown.
  package var isFromCommit = false

  /// The result code without its extension, such as `SQLITE_IOERR`.
  package var primaryCode: Int32 { code & 0xFF }

  /// Code and words in one line.
  package var description: String {
    "SQLite error \(code): \(message)" + (sql.map { " in: \($0)" } ?? "")
  }

  package init(code: Int32, message: String, sql: String? = nil) {
    self.code = code
    self.message = message
    self.sql = sql
  }

  /// Takes the error that `database` holds after a call that answered `code`.
  init(code: Int32, database: OpaquePointer?, sql: String? = nil) {
    var (extended, words) = (code, String(cString: sqlite3_errstr(code)))
    // The handle's own message says more, but only while it is about this very failure.
    if let database, sqlite3_errcode(database) & 0xFF == code & 0xFF {
      extended = sqlite3_extended_errcode(database)
      words = String(cString: sqlite3_errmsg(database))
    }
    self.init(code: extended, message: words, sql: sql)
  }
}

/// A column that does not hold what its table promises: the file is damaged or is not ours.
package struct ColumnMismatch: Error, Sendable, CustomStringConvertible {
  /// The column's index in the statement, from 0.
  package let column: Int32

  /// The column's name in the statement.
  package let name: String

  /// What should have been there, such as `integer` or `16 bytes`.
  package let expected: String

  /// What is there.
  package let found: String

  package init(column: Int32, name: String, expected: String, found: String) {
    self.column = column
    self.name = name
    self.expected = expected
    self.found = found
  }

  /// The mismatch in one line, without the value itself.
  package var description: String {
    "column \(name) holds \(found) where \(expected) belongs"
  }
}
