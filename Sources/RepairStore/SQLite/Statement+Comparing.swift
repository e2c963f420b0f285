import CSQLite

extension Statement {
  /// The names of the columns in which this statement's row differs from another's of the same shape.
  ///
  /// - Parameter other: a statement that stands on a row with the same columns.
  /// - Returns: the names, in order; empty when the rows are the same to the byte.
  /// - Throws: ``ColumnMismatch``.
  func columnsDiffering(from other: Statement) throws(ColumnMismatch) -> [String] {
    var names: [String] = []
    for column in 0..<sqlite3_column_count(handle) where try !isSame(column, in: other) {
      names.append(sqlite3_column_name(handle, column).map { String(cString: $0) } ?? "")
    }
    return names
  }

  private func isSame(_ column: Int32, in other: Statement) throws(ColumnMismatch) -> Bool {
    let type = sqlite3_column_type(handle, column)
    guard type == sqlite3_column_type(other.handle, column) else { return false }
    switch type {
    case SQLITE_NULL: return true
    case SQLITE_INTEGER: return try int64(column) == other.int64(column)
    case SQLITE_FLOAT:
      return sqlite3_column_double(handle, column).bitPattern
        == sqlite3_column_double(other.handle, column).bitPattern
    case SQLITE_TEXT: return try textBytes(column).elementsEqual(other.textBytes(column))
    default: return try blobBytes(column).elementsEqual(other.blobBytes(column))
    }
  }
}
