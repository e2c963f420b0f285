public import RepairCore

extension EventLog {
  /// The place of the last event, ``LogPosition/start`` in an empty log.
  public func head() throws -> LogPosition {
    try reading { database in
      let statement = try database[.head]
      defer { statement.reset() }
      return try statement.step() ? try statement.position(0) : .start
    }
  }

  /// The version of a stream, `StreamVersion.none` when it has no events.
  public func streamVersion(_ stream: StreamName) throws -> StreamVersion {
    try reading { database in
      guard let id = try streamID(stream, in: database) else { return .none }
      return StreamVersion(try streamVersion(id, in: database))
    }
  }

  func streamVersion(_ id: Int64, in database: LogDatabase) throws -> Int {
    let statement = try database[.streamVersion]
    defer { statement.reset() }
    try statement.bind(id, at: 1)
    return try statement.step() ? try statement.position(0).rawValue : 0
  }

  /// Reads a page of a stream.
  ///
  /// - Parameters:
  ///   - stream: the stream; one that does not exist has no events.
  ///   - first: the first version wanted.
  ///   - limit: how many events at most; 10,000 is the most there is.
  /// - Returns: the events, oldest first; fewer than `limit` when the stream ends.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`.
  /// - Complexity: O(events returned).
  public func readStream(
    _ stream: StreamName, from first: StreamVersion = StreamVersion(1), limit: Int = 10_000
  ) throws -> [StoredEvent] {
    let count = min(max(0, limit), LogLimit.pageEvents)
    let start = max(1, first.rawValue)
    let (last, overflow) = start.addingReportingOverflow(count - 1)
    var events: [StoredEvent] = []
    guard count > 0 else { return events }
    try scanStream(
      stream, from: StreamVersion(start), through: StreamVersion(overflow ? .max : last)
    ) {
      events.append(try $0.stored())
    }
    return events
  }

  /// The event at a place, or `nil` when the log does not reach it.
  public func event(at position: LogPosition) throws -> StoredEvent? {
    var found: StoredEvent?
    try scan(from: position, through: position) { found = try $0.stored() }
    return found
  }

  /// The event with an id, or `nil` when the log has none.
  ///
  /// - Parameter id: the event's id.
  /// - Returns: the event.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`.
  /// - Complexity: O(log n) for an id that a log made, which has the recorded time in it; O(n) for
  ///   any other.
  public func event(id: ULID) throws -> StoredEvent? {
    try snapshot {
      let (low, high) = (
        try firstPosition(recordedFrom: id.milliseconds),
        try firstPosition(recordedFrom: id.milliseconds &+ 1)
      )
      if low < high, let found = try position(of: id, from: low, to: high - 1) {
        return try event(at: found)
      }
      return try position(of: id, from: 1, to: .max).flatMap { try event(at: $0) }
    }
  }

  private func position(of id: ULID, from low: Int, to high: Int) throws -> LogPosition? {
    let sql = "SELECT position FROM event WHERE id=?1 AND position BETWEEN ?2 AND ?3 LIMIT 1"
    return try openDatabase().connection.withStatement(sql) { statement in
      try id.withBytes { try statement.bindBlob($0, at: 1) }
      try statement.bind(low, at: 2)
      try statement.bind(high, at: 3)
      return try statement.step() ? LogPosition(Int(clamping: try statement.int64(0))) : nil
    }
  }

  /// The last place whose event the log had learned of at a moment.
  ///
  /// - Parameter moment: the moment, by the log's own clock.
  /// - Returns: the place, ``LogPosition/start`` when the log knew nothing yet.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`.
  /// - Complexity: O(log n), because the recorded time never goes back.
  public func position(recordedBy moment: Timestamp) throws -> LogPosition {
    try snapshot {
      LogPosition(try firstPosition(recordedFrom: moment.milliseconds + 1) - 1)
    }
  }

  /// The first place recorded at or after a time, one past the head when there is none.
  func firstPosition(recordedFrom milliseconds: Int64) throws -> Int {
    var (low, high) = (1, try head().rawValue + 1)
    let database = try openDatabase()
    let statement = try database[.recordedAt]
    defer { statement.reset() }
    while low < high {
      let middle = low + (high - low) / 2
      try statement.bind(middle, at: 1)
      guard try statement.step() else {
        throw StoreError(
          .corrupt, "\(path) is damaged: there is no event at position \(middle)",
          context: [("path", path), ("position", String(middle))])
      }
      if try statement.int64(0) < milliseconds { low = middle + 1 } else { high = middle }
      statement.reset()
    }
    return low
  }

  /// A number that changes when another connection or process has appended.
  ///
  /// Comparing it costs a few microseconds, so a follower may ask every few milliseconds.
  public func dataVersion() throws -> Int64 {
    try reading { try $0.connection.dataVersion() }
  }
}

extension EventLog {
  /// The name of the event at a position, or `nil` where there is none.
  func eventID(at position: LogPosition) throws -> ULID? {
    try reading { database in
      try database.connection.withStatement("SELECT id FROM event WHERE position=?1") { row in
        try row.bind(position.rawValue, at: 1)
        guard try row.step() else { return nil }
        guard let id = ULID(try row.blobBytes(0)) else {
          throw row.mismatch(0, expected: "16 bytes")
        }
        return id
      }
    }
  }
}
