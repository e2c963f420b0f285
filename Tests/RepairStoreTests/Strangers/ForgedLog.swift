import CSQLite

/// A log's file changed by somebody who knows SQLite well, its schema looking as it was.
enum ForgedLog {
  /// What is put where it does not belong.
  enum Value: Sendable, CustomStringConvertible {
    case integer(Int64)
    case real(Double)
    case text([UInt8])
    case blob([UInt8])
    case null

    var description: String {
      switch self {
      case .integer(let number): "\(number)"
      case .real(let number): "\(number)"
      case .text(let bytes): "text of \(bytes.count) bytes, \(bytes.prefix(8))"
      case .blob(let bytes): "blob of \(bytes.count) bytes"
      case .null: "NULL"
      }
    }
  }

  /// Runs one statement as if the tables had neither types nor triggers.
  ///
  /// - Returns: whether SQLite took it; a place in an index or a row's number has a type for good.
  @discardableResult
  static func change(_ path: String, _ sql: String, to value: Value) throws -> Bool {
    var schema: [(name: String, type: String, sql: String)] = []
    try open(path) { handle in
      try rows(handle, "SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL") {
        schema.append(($0[0], $0[1], $0[2]))
      }
      for object in schema where object.type == "trigger" {
        try run(handle, "DROP TRIGGER " + object.name)
      }
      try run(handle, "PRAGMA writable_schema=ON")
      for object in schema where object.type == "table" {
        let lax = object.sql.replacing(" STRICT, WITHOUT ROWID", with: " WITHOUT ROWID")
          .replacing(") STRICT", with: ")").replacing(" NOT NULL", with: "")
          .replacing(" TEXT", with: "").replacing("id INTEGER,", with: "id,")
        try set(handle, object.name, lax)
      }
    }
    var wasTaken = false
    try open(path) { handle in
      wasTaken = try run(handle, sql, value)
      try run(handle, "PRAGMA writable_schema=ON")
      for object in schema where object.type == "table" { try set(handle, object.name, object.sql) }
    }
    try open(path) { handle in
      for object in schema where object.type == "trigger" { try run(handle, object.sql) }
    }
    return wasTaken
  }

  private static func open(_ path: String, _ body: (OpaquePointer?) throws -> Void) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
      throw CallFailed(call: "sqlite3_open_v2")
    }
    // Nobody waits for this file after a power loss.
    try run(handle, "PRAGMA synchronous=OFF")
    try body(handle)
  }

  private static func run(_ handle: OpaquePointer?, _ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
      throw CallFailed(call: sql + ": " + String(cString: sqlite3_errmsg(handle)))
    }
  }

  private static func set(_ handle: OpaquePointer?, _ table: String, _ sql: String) throws {
    guard
      try run(
        handle, "UPDATE sqlite_schema SET sql=?1 WHERE type='table' AND name='" + table + "'",
        .text(Array(sql.utf8)))
    else { throw CallFailed(call: "UPDATE sqlite_schema") }
  }

  private static func run(_ handle: OpaquePointer?, _ sql: String, _ value: Value) throws -> Bool {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
      throw CallFailed(call: sql + ": " + String(cString: sqlite3_errmsg(handle)))
    }
    // Kept until the statement has run: SQLite makes no copies of these.
    return withExtendedLifetime(value) {
      switch value {
      case .integer(let number): sqlite3_bind_int64(statement, 1, number)
      case .real(let number): sqlite3_bind_double(statement, 1, number)
      case .null: sqlite3_bind_null(statement, 1)
      case .text(let bytes):
        return bytes.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer {
          sqlite3_bind_text(statement, 1, $0.baseAddress, Int32($0.count), nil)
          return sqlite3_step(statement) == SQLITE_DONE
        }
      case .blob(let bytes):
        return bytes.withUnsafeBytes {
          sqlite3_bind_blob(statement, 1, $0.baseAddress, Int32($0.count), nil)
          return sqlite3_step(statement) == SQLITE_DONE
        }
      }
      return sqlite3_step(statement) == SQLITE_DONE
    }
  }

  private static func rows(
    _ handle: OpaquePointer?, _ sql: String, _ body: ([String]) -> Void
  ) throws {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
      throw CallFailed(call: sql)
    }
    while sqlite3_step(statement) == SQLITE_ROW {
      body(
        (0..<sqlite3_column_count(statement)).map {
          sqlite3_column_text(statement, $0).map { String(cString: $0) } ?? ""
        })
    }
  }
}
