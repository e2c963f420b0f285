import RepairCore

/// Finds the causes of an event, one after the other, in one pass back through the log.
struct TraceClimb {
  /// How far back a cause is looked for before its id is asked when it was made.
  private static let nearby = 256

  private let connection: Connection
  private let log: EventLog
  /// Whether an id's own time has led to its event so far; a log made by hand may have any ids.
  private var trustsTimes = true

  init(_ log: EventLog, _ connection: Connection) {
    self.log = log
    self.connection = connection
  }

  /// What was found at the top, and the way there.
  struct Path {
    /// The first event of the first cause's command.
    var root: TraceRow
    var beginning: EventTrace.Beginning
    /// The places on the way, from the event up: of causes, and of the first events of commands.
    var positions: [Int]
    /// The places of the causes, by those of the first events of the commands that came of them.
    var causes: [Int: Int]
  }

  /// Climbs from an event to its first cause.
  ///
  /// - Complexity: O(log n) a cause where ids say when they were made, as a log's own do; O(n) for
  ///   the whole way otherwise, because it only ever goes back.
  mutating func path(from asked: TraceRow) throws -> Path {
    var positions = [asked.position]
    var causes: [Int: Int] = [:]
    var current = try first(ofCommandOf: asked)
    func path(_ beginning: EventTrace.Beginning) -> Path {
      Path(root: current, beginning: beginning, positions: positions, causes: causes)
    }
    while true {
      if positions.last != current.position { positions.append(current.position) }
      guard let text = current.causation else { return path(.withoutCause) }
      guard let name = ULID(text) else { return path(.elsewhere(text)) }
      guard let cause = try row(named: name, before: current.position) else {
        let later = try position(named: name, from: current.position)
        return path(later.map { .notBefore(text, LogPosition($0)) } ?? .elsewhere(text))
      }
      positions.append(cause.position)
      causes[current.position] = cause.position
      current = try first(ofCommandOf: cause)
    }
  }

  /// The first event of the command that an event came of.
  func first(ofCommandOf row: TraceRow) throws -> TraceRow {
    guard row.command != nil else { return row }
    var first = row
    try rows("WHERE position<?1 ORDER BY position DESC", [row.position]) {
      guard $0.isOfSameCommand(as: row) else { return false }
      first = $0
      return true
    }
    return first
  }

  /// The events of one command, beginning with its first.
  ///
  /// - Parameters:
  ///   - first: the first event.
  ///   - body: is given each in turn.
  /// - Throws: ``StoreError``.
  func events(ofCommandOf first: TraceRow, _ body: (TraceRow) -> Void) throws {
    body(first)
    guard first.command != nil else { return }
    try rows("WHERE position>?1 ORDER BY position", [first.position]) {
      guard $0.isOfSameCommand(as: first) else { return false }
      body($0)
      return true
    }
  }

  /// The event at a place.
  func row(at position: Int) throws -> TraceRow? {
    var found: TraceRow?
    try rows("WHERE position=?1", [position]) {
      found = $0
      return false
    }
    return found
  }

  /// The nearest event before a place that has a name, or whose command has it.
  mutating func row(named name: ULID, before end: Int) throws -> TraceRow? {
    var found: TraceRow?
    func take(_ row: TraceRow) -> Bool {
      found = row
      return false
    }
    // As a rule a cause is near, and a chain of a million causes must not halve the log so often.
    let near = max(0, end - Self.nearby)
    try rows(
      "WHERE position>=?1 AND position<?2 AND (id=?3 OR command_id=?3) ORDER BY position DESC",
      [near, end], name, take)
    if found == nil, trustsTimes {
      let low = try log.firstPosition(recordedFrom: name.milliseconds)
      let high = try log.firstPosition(recordedFrom: name.milliseconds &+ 1)
      try rows(
        "WHERE position>=?1 AND position<?2 AND id=?3 ORDER BY position DESC",
        [low, min(high, near)], name, take)
      trustsTimes = found != nil
    }
    if found == nil {
      try rows(
        "WHERE position<?1 AND (id=?3 OR command_id=?3) ORDER BY position DESC", [near], name, take)
    }
    guard let last = found, last.id != name else { return found }
    // What came of a command as a whole came of the first of its events.
    return try first(ofCommandOf: last)
  }

  /// The first place from one on whose event has a name, or whose command has it.
  func position(named name: ULID, from start: Int) throws -> Int? {
    var found: Int?
    try rows("WHERE position>=?1 AND (id=?3 OR command_id=?3) ORDER BY position", [start], name) {
      found = $0.position
      return false
    }
    return found
  }

  /// Reads rows while the body wants more.
  private func rows(
    _ condition: String, _ places: [Int], _ name: ULID? = nil, _ body: (TraceRow) -> Bool
  ) throws {
    try connection.withStatement("SELECT \(TraceRow.columns) FROM event \(condition)") { rows in
      for (index, place) in places.enumerated() { try rows.bind(place, at: Int32(index) + 1) }
      if let name { try name.withBytes { try rows.bindBlob($0, at: 3) } }
      while try rows.step() {
        guard body(try TraceRow(rows)) else { return }
      }
    }
  }
}
