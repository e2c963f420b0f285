import RepairCore

extension EventLog {
  /// Finds the causes and effects of an event.
  ///
  /// From the event it goes up from cause to cause, then reads the log once from the first cause on
  /// and takes in whatever came of what is in the tree already. There is no index for that: a log is
  /// appended to all day and traced now and then.
  ///
  /// ```swift
  /// if let trace = try log.trace(.position(LogPosition(340))) {
  ///   for step in trace.steps { print(step.depth, try log.event(at: step.position)?.type as Any) }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - subject: the event, or the command.
  ///   - limit: how many events are listed at most, those between the first cause and the event asked
  ///     for before others, then the oldest. The others are counted.
  /// - Returns: the tree; `nil` where the log has no such event.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`.
  /// - Complexity: O(events after the first cause) in time, O(events of the tree) in memory, about 100
  ///   bytes each.
  public func trace(_ subject: TraceSubject, limit: Int = 1_000) throws -> EventTrace? {
    try snapshot {
      try reading { database in
        var climb = TraceClimb(self, database.connection)
        guard let asked = try row(of: subject, with: &climb) else { return nil }
        let path = try climb.path(from: asked)
        var tree = TraceTree(along: path, limit: max(1, limit))
        var last = path.root.position
        try climb.events(ofCommandOf: path.root) {
          tree.addRoot($0)
          last = $0.position
        }
        try addEffects(to: &tree, after: last, from: database.connection)
        // Asked for by its command, all of that command's events are what was asked for.
        var isAsked: Set<Int> = [asked.position]
        if case .id(let id) = subject, asked.id != id {
          try climb.events(ofCommandOf: asked) { isAsked.insert($0.position) }
        }
        return EventTrace(
          beginning: path.beginning, steps: tree.steps { isAsked.contains($0) },
          count: tree.count)
      }
    }
  }

  private func row(
    of subject: TraceSubject, with climb: inout TraceClimb
  ) throws -> TraceRow? {
    switch subject {
    case .position(let position): try climb.row(at: position.rawValue)
    case .id(let id): try climb.row(named: id, before: .max)
    }
  }

  private func addEffects(
    to tree: inout TraceTree, after position: Int, from connection: Connection
  ) throws {
    let sql = """
      SELECT \(TraceRow.columns) FROM event WHERE position>?1 AND causation IS NOT NULL \
      ORDER BY position
      """
    try connection.withStatement(sql) { rows in
      try rows.bind(position, at: 1)
      while try rows.step() {
        // Most rows are of other trees: nothing is made of them but a number.
        guard let cause = ULID(textBytes: try rows.textBytes(TraceRow.causationColumn)) else {
          continue
        }
        try tree.add(cause) { try TraceRow(rows) }
      }
    }
  }
}

extension ULID {
  /// Reads the 26-character text where it lies, as `init(_:)` reads a string.
  fileprivate init?(textBytes text: UnsafeRawBufferPointer) {
    guard text.count == 26 else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    for byte in text {
      let digit = UInt64(Self.digits[Int(byte)])
      guard digit < 32 else { return nil }
      high = high << 5 | low >> 59
      low = low << 5 | digit
    }
    guard Self.digits[Int(text[0])] < 8 else { return nil }
    self.init(high: high, low: low)
  }

  /// The values of the characters; 32 for those that are none.
  private static let digits: [UInt8] = {
    var digits = [UInt8](repeating: 32, count: 256)
    for (value, byte) in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8.enumerated() {
      digits[Int(byte)] = UInt8(value)
      if byte >= UInt8(ascii: "A") { digits[Int(byte | 0x20)] = UInt8(value) }
    }
    return digits
  }()
}
