public import RepairCore

/// A projection's tables, to be read and, while the projection takes in events, written.
///
/// Statements have the tables in braces and their values bound, never pasted:
/// `rows.run("DELETE FROM {visits} WHERE number = ?1", .integer(number))`.
public final class ProjectionRows {
  package let connection: Connection
  private let names: ProjectionNames
  private let numbered: [String]
  private var expanded: [String: String] = [:]

  init(of projection: any Projection, _ place: ProjectionNames.Place = .live, in file: Connection)
    throws
  {
    connection = file
    names = try ProjectionNames(of: projection, place)
    numbered = projection.tables.filter { $0.kind == .rows }.map {
      "DELETE FROM {\($0.name)} WHERE number = ?1"
    }
  }

  /// Runs a statement that answers nothing.
  ///
  /// - Parameters:
  ///   - sql: the statement, its tables in braces.
  ///   - values: the values of its parameters `?1`, `?2`…
  /// - Throws: what SQLite answers when it does not do as asked.
  public func run(_ sql: String, _ values: ProjectionValue...) throws {
    try withStatement(sql) { statement in
      try statement.bind(values)
      try statement.run()
    }
  }

  /// Runs a query.
  ///
  /// - Parameters:
  ///   - sql: the query, its tables in braces.
  ///   - values: the values of its parameters `?1`, `?2`…
  ///   - row: makes a value of a row, which it must not keep.
  /// - Returns: the values, in the order of the rows.
  /// - Throws: what SQLite answers when it does not do as asked, and what `row` throws.
  public func read<Value>(
    _ sql: String, _ values: ProjectionValue..., row: (ProjectionRow) throws -> Value
  ) throws -> [Value] {
    try withStatement(sql) { statement in
      try statement.bind(values)
      var result: [Value] = []
      while try statement.step() { result.append(try row(ProjectionRow(statement))) }
      return result
    }
  }

  /// Deletes a ticket's rows from every table.
  func delete(number: Int64) throws {
    for sql in numbered {
      try withStatement(sql) { statement in
        try statement.bind(number, at: 1)
        try statement.run()
      }
    }
  }

  /// Lends a prepared statement, with the tables' names put in.
  package func withStatement<Result>(
    _ sql: String, _ body: (Statement) throws -> Result
  ) throws -> Result {
    try connection.withStatement(expand(sql), body)
  }

  /// Prepares a statement for somebody who keeps it.
  package func prepare(_ sql: String) throws -> Statement {
    try connection.prepare(expand(sql))
  }

  /// The statement with the tables' names put in.
  private func expand(_ sql: String) throws -> String {
    if let known = expanded[sql] { return known }
    let text = try names.expand(sql)
    // Statements are few; somebody who makes them up as he goes must not fill the memory.
    if expanded.count < 1_000 { expanded[sql] = text }
    return text
  }
}

/// Rows stay with their connection's thread.
@available(*, unavailable)
extension ProjectionRows: Sendable {}

/// A row of an answer, while the query stands on it; its columns are numbered from 0.
public struct ProjectionRow {
  private let statement: Statement

  init(_ statement: Statement) {
    self.statement = statement
  }

  /// Whether a column has no value.
  public func isNull(_ column: Int) -> Bool { statement.isNull(Int32(clamping: column)) }

  /// A whole number.
  ///
  /// - Throws: ``StoreError`` with `misuse` when something else is there.
  public func integer(_ column: Int) throws -> Int {
    Int(
      clamping: try known { () throws(ColumnMismatch) in
        try statement.int64(Int32(clamping: column))
      })
  }

  /// A text.
  ///
  /// - Throws: ``StoreError`` with `misuse` when something else is there.
  public func text(_ column: Int) throws -> String {
    try known { () throws(ColumnMismatch) in try statement.text(Int32(clamping: column)) }
  }

  /// Bytes.
  ///
  /// - Throws: ``StoreError`` with `misuse` when something else is there.
  public func blob(_ column: Int) throws -> [UInt8] {
    Array(
      try known { () throws(ColumnMismatch) in try statement.blobBytes(Int32(clamping: column)) })
  }

  /// A moment that was written as its milliseconds.
  ///
  /// - Throws: ``StoreError`` with `misuse` when something else is there.
  public func time(_ column: Int) throws -> Timestamp {
    Timestamp(
      clamping: try known { () throws(ColumnMismatch) in
        try statement.int64(Int32(clamping: column))
      })
  }

  /// What is asked for as something else than it is was asked for wrongly, and is no damage.
  private func known<Value>(_ read: () throws(ColumnMismatch) -> Value) throws(StoreError) -> Value
  {
    do {
      return try read()
    } catch {
      throw StoreError(.misuse, "\(error.description): \(statement.sql)", underlying: error)
    }
  }
}
