import RepairCore

extension EventLog {
  /// Reads a page of the events that a query means.
  ///
  /// - Parameters:
  ///   - query: which events.
  ///   - after: the last place already looked at.
  ///   - limit: how many events at most; 10,000 is the most there is.
  /// - Returns: the events, and how far the log was looked through; a page may be empty before the
  ///   head when nothing matched for long.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`.
  /// - Complexity: O(events returned) by tags; O(events looked at) by types alone, of which one call
  ///   looks at 100,000 at most.
  public func readPage(
    _ query: EventQuery, after: LogPosition, limit: Int
  ) throws -> EventPage {
    try snapshot {
      let head = try head()
      let count = min(max(1, limit), LogLimit.pageEvents)
      let start = max(after, .start)
      guard start < head else { return EventPage(events: [], through: head, isAtHead: true) }
      let matcher = try EventMatcher(query, in: self)
      // Without tags there is no index, and a rare type must not keep a reader for minutes.
      let farthest =
        matcher.readsRows
        ? LogPosition(min(head.rawValue, start.rawValue + LogLimit.pageScan)) : head
      let found = try matcher.events(in: start.next...farthest, limit: count)
      let through = found.count < count ? farthest : found.last?.position ?? farthest
      return EventPage(events: found, through: through, isAtHead: through >= head)
    }
  }

  /// The first event after a place that a query means, or `nil` when there is none.
  ///
  /// - Complexity: O(log n) for each tag and type; O(events after the place) by types alone.
  func firstMatch(_ query: EventQuery, after: LogPosition) throws -> LogPosition? {
    let (start, head) = (max(after, .start), try head())
    guard start < head else { return nil }
    let matcher = try EventMatcher(query, in: self)
    let range = start.next...head
    // As a rule there is none, which is quicker to find out than which is the first.
    guard try matcher.hasPosition(in: range) else { return nil }
    return try matcher.positions(in: range, limit: 1).first.map(LogPosition.init)
  }
}

/// A query with its names looked up in one log: which places it means.
///
/// It is good for one transaction.
private struct EventMatcher {
  /// An item of the query as numbers.
  private struct Item {
    /// The wanted types, or `nil` for any.
    var types: [Int64]?
    var tags: [Int64]
  }

  private let log: EventLog
  private let connection: Connection
  private let items: [Item]

  init(_ query: EventQuery, in log: EventLog) throws {
    self.log = log
    let database = try log.openDatabase()
    connection = database.connection
    items = try query.items.compactMap { item in
      var tags: [Int64] = []
      for tag in item.tags {
        // An unknown name is on no event.
        guard let id = try log.tagID(tag, in: database) else { return nil }
        if !tags.contains(id) { tags.append(id) }
      }
      guard !item.types.isEmpty else { return Item(types: nil, tags: tags) }
      let types = try log.typeIDs(named: item.types)
      return types.isEmpty ? nil : Item(types: types, tags: tags)
    }
  }

  /// Whether an item has no tag, so that rows are read one by one to find its events.
  var readsRows: Bool { items.contains { $0.tags.isEmpty } }

  /// The events meant, in order.
  func events(in range: ClosedRange<LogPosition>, limit: Int) throws -> [StoredEvent] {
    var events: [StoredEvent] = []
    if items.count == 1, let item = items.first, item.tags.isEmpty {
      try readRows(item, EventRow.columns, in: range, limit: limit) { statement in
        events.append(try EventRow(statement, of: log).stored())
      }
      return events
    }
    for position in try positions(in: range, limit: limit) {
      if let event = try log.event(at: LogPosition(position)) { events.append(event) }
    }
    return events
  }

  /// The places meant, in order and each once.
  func positions(in range: ClosedRange<LogPosition>, limit: Int) throws -> [Int] {
    var found = try items.flatMap { try positions(of: $0, in: range, limit: limit) }
    found.sort()
    var places: [Int] = []
    // An event that several items match is found by each of them.
    for place in found where places.count < limit && place != places.last { places.append(place) }
    return places
  }

  /// Whether there is a place meant at all.
  func hasPosition(in range: ClosedRange<LogPosition>) throws -> Bool {
    try items.contains { item in
      if item.types == nil, item.tags.count == 1 {
        return try hasPosition(tagged: item.tags[0], in: range)
      }
      return try !positions(of: item, in: range, limit: 1).isEmpty
    }
  }

  /// The places of an item, in order by type.
  private func positions(
    of item: Item, in range: ClosedRange<LogPosition>, limit: Int
  ) throws -> [Int] {
    var found: [Int] = []
    if item.tags.isEmpty {
      try readRows(item, "position", in: range, limit: limit) {
        found.append(Int(clamping: try $0.int64(0)))
      }
    } else {
      for type in try item.types ?? types(tagged: item.tags[0]) {
        found += try positions(type, tagged: item.tags, in: range, limit: limit)
      }
    }
    return found
  }

  // MARK: Rows

  private func readRows(
    _ item: Item, _ columns: String, in range: ClosedRange<LogPosition>, limit: Int,
    _ body: (Statement) throws -> Void
  ) throws {
    // These are numbers from the file's own table, never text from outside.
    let narrowing = item.types.map { types in
      "AND type IN (\(types.map(String.init).joined(separator: ","))) "
    }
    let sql = """
      SELECT \(columns) FROM event WHERE position BETWEEN ?1 AND ?2 \(narrowing ?? "")\
      ORDER BY position LIMIT ?3
      """
    try connection.withStatement(sql) { statement in
      try statement.bind(range.lowerBound.rawValue, at: 1)
      try statement.bind(range.upperBound.rawValue, at: 2)
      try statement.bind(limit, at: 3)
      while try statement.step() { try body(statement) }
    }
  }

  // MARK: Tags

  /// Whether an event of any type carries a tag: one step into the index for each type there is.
  private func hasPosition(tagged tag: Int64, in range: ClosedRange<LogPosition>) throws -> Bool {
    let sql = """
      SELECT 1 FROM event_tag WHERE tag=?1 AND type IN (SELECT id FROM event_type) \
      AND position BETWEEN ?2 AND ?3 LIMIT 1
      """
    return try connection.withStatement(sql) { statement in
      try statement.bind(tag, at: 1)
      try statement.bind(range.lowerBound.rawValue, at: 2)
      try statement.bind(range.upperBound.rawValue, at: 3)
      return try statement.step()
    }
  }

  /// The types of which there are events with a tag, found by leaping from one to the next.
  private func types(tagged tag: Int64) throws -> [Int64] {
    let sql = "SELECT type FROM event_tag WHERE tag=?1 AND type>?2 ORDER BY type LIMIT 1"
    return try connection.withStatement(sql) { statement in
      var types: [Int64] = []
      try statement.bind(tag, at: 1)
      try statement.bind(Int64.min, at: 2)
      while try statement.step() {
        let type = try statement.int64(0)
        types.append(type)
        statement.reset()
        try statement.bind(type, at: 2)
      }
      return types
    }
  }

  /// The places of a type's events that carry all the tags.
  private func positions(
    _ type: Int64, tagged tags: [Int64], in range: ClosedRange<LogPosition>, limit: Int
  ) throws -> [Int] {
    let sql = """
      SELECT position FROM event_tag WHERE tag=?1 AND type=?2 AND position BETWEEN ?3 AND ?4 \
      ORDER BY position LIMIT ?5
      """
    return try connection.withStatement(sql) { statement in
      try statement.bind(type, at: 2)
      try statement.bind(range.upperBound.rawValue, at: 4)
      func next(_ tag: Int64, from first: Int, limit: Int, _ body: (Int) -> Void) throws {
        statement.reset()
        try statement.bind(tag, at: 1)
        try statement.bind(first, at: 3)
        try statement.bind(limit, at: 5)
        while try statement.step() { body(Int(clamping: try statement.int64(0))) }
      }
      var found: [Int] = []
      if tags.count == 1 {
        try next(tags[0], from: range.lowerBound.rawValue, limit: limit) { found.append($0) }
        return found
      }
      // Each tag in turn leaps to the place the others stand at, so that a rare tag leads.
      var candidate = range.lowerBound.rawValue
      var agreed = 0
      var index = 0
      while found.count < limit {
        var place: Int?
        try next(tags[index], from: candidate, limit: 1) { place = $0 }
        guard let place else { return found }
        agreed = place == candidate ? agreed + 1 : 1
        candidate = place
        if agreed == tags.count {
          found.append(candidate)
          guard candidate < range.upperBound.rawValue else { return found }
          candidate += 1
          agreed = 0
        }
        index = (index + 1) % tags.count
      }
      return found
    }
  }
}
