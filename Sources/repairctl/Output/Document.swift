import RepairReport

/// Prints one result that is not rows: names and values, one a line, or one JSON object.
struct Document {
  private let record: Record

  init(_ record: Record) {
    self.record = record
  }

  /// Prints it in the form asked for.
  func print(in session: Session) throws {
    let output = session.output
    switch session.options.format {
    case .json:
      try output.write(InertJSON.text(.record(record), isIndented: true))
      try output.write("\n")
    case .ndjson:
      try output.write(InertJSON.text(.record(record)))
      try output.write("\n")
    case .csv:
      let keys = record.members.map(\.key)
      try output.write(CSVRow.header(keys))
      try output.write(CSVRow.text(record, keys: keys, in: session.options.zone))
    case .table, .mermaid, .dot:
      try output.write(Self.lines(record, in: session))
    }
  }

  /// Names and values in two columns, blocks of text below their name.
  static func lines(_ record: Record, in session: Session) -> String {
    let width = record.members.map { DisplayWidth.of($0.key) }.max() ?? 0
    return record.members.map { key, value in
      let padding = String(repeating: " ", count: width - DisplayWidth.of(key) + 2)
      // Records of which there are several stand below one another.
      let texts = records(value)?.map { text($0, in: session) } ?? [text(value, in: session)]
      return session.ansi.painted(key, as: .heading) + padding
        + texts.map { InertText.escaped($0) }.joined(
          separator: "\n" + String(repeating: " ", count: width + 2)) + "\n"
    }.joined()
  }

  /// The records of a list that has several and nothing else.
  private static func records(_ value: OutputValue) -> [OutputValue]? {
    guard case .list(let values) = value, values.count > 1 else { return nil }
    return values.allSatisfy { if case .record = $0 { true } else { false } } ? values : nil
  }

  /// A value for people, on one line.
  static func text(_ value: OutputValue, in session: Session) -> String {
    switch value {
    case .text(let text): text
    case .integer(let value): String(value)
    case .boolean(let value): value ? "yes" : "no"
    case .time(let time): session.text(time)
    case .list(let values): values.map { text($0, in: session) }.joined(separator: ", ")
    case .record(let record):
      record.members.map { "\($0.key) \(text($0.value, in: session))" }.joined(separator: ", ")
    case .json(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }
}
