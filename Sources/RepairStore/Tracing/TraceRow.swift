import RepairCore

/// What a trace reads of an event: a few narrow columns, so that a scan costs little.
struct TraceRow {
  let position: Int
  let id: ULID
  let stream: Int64
  let command: ULID?
  /// What it says led to it.
  let causation: String?

  static let columns = "position, id, stream, command_id, causation"
  /// Which of them is the causation.
  static let causationColumn: Int32 = 4

  init(_ statement: Statement) throws(ColumnMismatch) {
    position = Int(clamping: try statement.int64(0))
    id = try Self.name(statement, 1)
    stream = try statement.int64(2)
    command = statement.isNull(3) ? nil : try Self.name(statement, 3)
    causation = try statement.optionalText(Self.causationColumn)
  }

  /// Whether both came of one command: it is named, and so are stream and cause.
  func isOfSameCommand(as other: TraceRow) -> Bool {
    command != nil && command == other.command && stream == other.stream
      && causation == other.causation
  }

  /// An id in a column.
  static func name(_ statement: Statement, _ column: Int32) throws(ColumnMismatch) -> ULID {
    guard let name = ULID(try statement.blobBytes(column)) else {
      throw statement.mismatch(column, expected: "16 bytes")
    }
    return name
  }
}
