/// One event of another system's log: its attributes in their order.
struct LoggedRow {
  /// The line it begins in.
  var line: Int
  /// What it says, by the names of its columns or attributes.
  var fields: [(name: String, text: String)]
}

/// What happened to one thing, as another system's log has it.
struct LoggedCase {
  /// What stands before the name of an attribute that is the case's and not an event's.
  static let prefix = "case:"
  /// How many events a case can have; more would have to be held at once.
  static let rowLimit = 20_000
  /// How many bytes a case can have.
  static let byteLimit = 8 << 20

  /// The line it begins in.
  var line: Int
  /// What is said of the case as a whole.
  var fields: [(name: String, text: String)] = []
  /// Its events, in the order of the file.
  var rows: [LoggedRow] = []

  /// What a row says under a name, or else the case; `nil` where it is blank.
  func text(_ name: String, in row: LoggedRow) -> String? {
    let found =
      row.fields.first { $0.name.utf8.elementsEqual(name.utf8) }
      ?? fields.first { $0.name.utf8.elementsEqual(name.utf8) }
    return found.flatMap { $0.text.isEmpty ? nil : $0.text }
  }

  /// The first thing that any row says under a name, or else the case.
  func firstText(_ name: String) -> String? {
    for row in rows {
      if let text = text(name, in: row) { return text }
    }
    return fields.first { $0.name == name && !$0.text.isEmpty }?.text
  }

  /// Says that a case is more than can be held at once.
  static func tooLarge(line: Int) -> ExchangeError {
    ExchangeError(
      .malformed, "a case has more than \(rowLimit) events, or \(byteLimit) bytes",
      at: .init(line: line))
  }
}

/// Hands out the cases of an event log one by one.
protocol LoggedCases {
  /// The next case, whole; `nil` after the last.
  mutating func next() throws -> LoggedCase?
}
