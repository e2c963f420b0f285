import RepairCore

extension Statement {
  /// A place in the log, or a version in a stream.
  ///
  /// A number that no log can reach is damage, and sums with it would overflow.
  func position(_ column: Int32) throws -> LogPosition {
    guard let number = Int(exactly: try int64(column)), number >= 0, number >> 53 == 0 else {
      throw mismatch(column, expected: "a place in the log", found: "another number")
    }
    return LogPosition(number)
  }
}
