import RepairCore

extension EventLog {
  /// Reads a page of the log.
  ///
  /// - Parameters:
  ///   - filter: which events; every one by default.
  ///   - after: the last place already read, in the direction of reading: `nil` begins at the
  ///     log's end that comes first.
  ///   - limit: how many events at most; 10,000 is the most there is.
  ///   - direction: oldest or newest first.
  /// - Returns: the events; fewer than `limit` when there are no more.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`.
  /// - Complexity: O(events returned) by stream and tag; a type, a person, a correlation or a time of
  ///   occurrence is looked for event by event.
  public func readLog(
    _ filter: EventFilter = EventFilter(), after: LogPosition? = nil, limit: Int = 1_000,
    direction: ReadDirection = .forward
  ) throws -> [StoredEvent] {
    try snapshot {
      let count = min(max(0, limit), LogLimit.pageEvents)
      guard count > 0, let range = try positions(filter, after, direction),
        var page = try Page(filter, range, direction, in: self)
      else { return [] }
      return try page.read(count)
    }
  }

  /// The places that can hold what the filter wants, or `nil` when none can.
  private func positions(
    _ filter: EventFilter, _ after: LogPosition?, _ direction: ReadDirection
  ) throws -> ClosedRange<Int>? {
    var (low, high) = (1, try head().rawValue)
    if let after {
      switch direction {
      case .forward: low = max(low, after.next.rawValue)
      case .backward: high = min(high, after.rawValue == .min ? .min : after.rawValue - 1)
      }
    }
    if let recorded = filter.recordedAt {
      low = max(low, try firstPosition(recordedFrom: recorded.lowerBound.milliseconds))
      high = min(high, try firstPosition(recordedFrom: recorded.upperBound.milliseconds + 1) - 1)
    }
    return low <= high ? low...high : nil
  }
}

/// One read of the log: what is looked up in indexes, and what is then asked of every event.
private struct Page {
  let log: EventLog
  let connection: Connection
  let direction: ReadDirection
  let actor: PersonID?
  let occurred: ClosedRange<Timestamp>?
  let person: PersonLook?
  let delegation: EventFilter.Delegation?
  let correlation: String?
  let streamID: Int64?
  let tagID: Int64?
  /// The numbers of the wanted types, or `nil` when every type is wanted.
  let typeIDs: [Int64]?
  var range: ClosedRange<Int>

  /// Looks the filter's names up; `nil` when one is unknown, so that nothing can match.
  init?(
    _ filter: EventFilter, _ range: ClosedRange<Int>, _ direction: ReadDirection,
    in log: EventLog
  ) throws {
    let database = try log.openDatabase()
    self.log = log
    connection = database.connection
    self.direction = direction
    self.range = range
    actor = filter.actor
    occurred = filter.occurredAt
    person = try filter.person.map { try PersonLook($0, in: log) }
    delegation = filter.delegation
    correlation = filter.correlation
    streamID = try filter.stream.flatMap { try log.streamID($0, in: database) }
    tagID = try filter.tag.flatMap { try log.tagID($0, in: database) }
    if filter.types.isEmpty {
      typeIDs = nil
    } else {
      let wanted = Set(filter.types.map { Array($0.utf8) })
      typeIDs = try log.eventTypes().filter { wanted.contains(Array($0.type.name.utf8)) }.map(\.id)
    }
    if filter.stream != nil && streamID == nil || filter.tag != nil && tagID == nil { return nil }
    if typeIDs?.isEmpty == true { return nil }
  }

  mutating func read(_ count: Int) throws -> [StoredEvent] {
    guard let tagID else { return try readRange(count) }
    var events: [StoredEvent] = []
    while events.count < count {
      // Other conditions may drop some of them, so that several rounds are needed.
      let found = try positions(tagged: tagID, limit: max(count, 256))
      guard let last = found.last else { break }
      for position in found where events.count < count {
        if let event = try match(at: position) { events.append(event) }
      }
      switch direction {
      case .forward where last < range.upperBound: range = (last + 1)...range.upperBound
      case .backward where last > range.lowerBound: range = range.lowerBound...(last - 1)
      case .forward, .backward: return events
      }
    }
    return events
  }

  /// The next places with a tag, merged from the index of each type, where they are in order.
  private func positions(tagged tag: Int64, limit: Int) throws -> [Int] {
    let order = direction == .forward ? "ASC" : "DESC"
    let sql = """
      SELECT position FROM event_tag WHERE tag=?1 AND type=?2 AND position BETWEEN ?3 AND ?4 \
      ORDER BY position \(order) LIMIT ?5
      """
    var found: [Int] = []
    for type in try typeIDs ?? log.eventTypes().map(\.id) {
      try connection.withStatement(sql) { statement in
        try statement.bind(tag, at: 1)
        try statement.bind(type, at: 2)
        try statement.bind(range.lowerBound, at: 3)
        try statement.bind(range.upperBound, at: 4)
        try statement.bind(limit, at: 5)
        while try statement.step() { found.append(Int(clamping: try statement.int64(0))) }
      }
    }
    found.sort { direction == .forward ? $0 < $1 : $0 > $1 }
    return Array(found.prefix(limit))
  }

  /// The event at a place, when it meets the conditions that no index answers.
  private func match(at position: Int) throws -> StoredEvent? {
    var narrowed = self
    narrowed.range = position...position
    return try narrowed.readRange(1).first
  }

  private func readRange(_ count: Int) throws -> [StoredEvent] {
    var conditions = ["position BETWEEN ?1 AND ?2"]
    var order = "position"
    if streamID != nil, range.count > 1 {
      // The plus keeps SQLite from scanning the positions instead of the stream's index.
      conditions = ["stream=?3", "+position BETWEEN ?1 AND ?2"]
      order = "version"
    } else if streamID != nil {
      conditions.append("stream=?3")
    }
    if actor != nil { conditions.append("actor=?4") }
    if occurred != nil { conditions.append("occurred_at BETWEEN ?5 AND ?6") }
    switch delegation {
    case .for: conditions.append("on_behalf_of=?7")
    case .forAnybody: conditions.append("on_behalf_of IS NOT NULL")
    case nil: break
    }
    if correlation != nil { conditions.append("correlation=?8") }
    if let person { conditions.append(try person.condition(from: Self.personParameters)) }
    if let typeIDs {
      // These are numbers from the file's own table, never text from outside.
      conditions.append("type IN (\(typeIDs.map(String.init).joined(separator: ",")))")
    }
    let sql = """
      SELECT \(EventRow.columns) FROM event WHERE \(conditions.joined(separator: " AND ")) \
      ORDER BY \(order) \(direction == .forward ? "ASC" : "DESC")
      """
    return try connection.withStatement(sql) { statement in
      try bind(to: statement)
      var events: [StoredEvent] = []
      let row = EventRow(statement, of: log)
      while events.count < count, try statement.step() {
        let event = try row.stored()
        if try passes(event) { events.append(event) }
      }
      return events
    }
  }

  /// The first of the parameters that are about a person.
  private static let personParameters = 9

  private func bind(to statement: Statement) throws {
    try statement.bind(range.lowerBound, at: 1)
    try statement.bind(range.upperBound, at: 2)
    if let streamID { try statement.bind(streamID, at: 3) }
    if let actor { try statement.bind(actor.rawValue, at: 4) }
    if let occurred {
      try statement.bind(occurred.lowerBound.milliseconds, at: 5)
      try statement.bind(occurred.upperBound.milliseconds, at: 6)
    }
    if case .for(let person) = delegation { try statement.bind(person.rawValue, at: 7) }
    if let correlation { try statement.bind(correlation, at: 8) }
    try person?.bind(to: statement, from: Int32(Self.personParameters))
  }

  /// Whether an event meets what a statement's conditions say only nearly.
  private func passes(_ event: StoredEvent) throws -> Bool {
    guard let person else { return true }
    return try !person.ways(
      in: event.position, of: event.type, stream: event.stream, by: event.actor,
      onBehalfOf: event.onBehalfOf
    ).isEmpty
  }
}
