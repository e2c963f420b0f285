import RepairCore

/// A row of a page that was handed out and is not done.
struct ConsumerLease {
  var first: LogPosition
  var last: LogPosition
  var events: Int
  var token: Int64
  var owner: String?
  var until: Timestamp
  var attempts: Int
  var reason: String?

  /// The columns in the order they are read.
  init(_ row: Statement) throws {
    first = try row.position(0)
    last = try row.position(1)
    events = Int(clamping: try row.int64(2))
    token = try row.int64(3)
    owner = try row.optionalText(4)
    until = Timestamp(clamping: try row.int64(5))
    attempts = Int(clamping: try row.int64(6))
    reason = try row.optionalText(7)
  }

  init(first: LogPosition, last: LogPosition, events: Int, until: Timestamp) {
    self.first = first
    self.last = last
    self.events = events
    self.until = until
    token = 0
    attempts = 0
  }

  static func read(
    _ consumer: Int64, first: LogPosition, in connection: Connection
  ) throws -> ConsumerLease? {
    try connection.withStatement(
      """
      SELECT first, last, events, token, owner, until, attempts, reason
      FROM consumer_lease WHERE consumer=?1 AND first=?2
      """
    ) {
      try $0.bind(consumer, at: 1)
      try $0.bind(first.rawValue, at: 2)
      return try $0.step() ? try ConsumerLease($0) : nil
    }
  }

  static func readAll(_ consumer: Int64, in connection: Connection) throws -> [ConsumerLease] {
    try connection.withStatement(
      """
      SELECT first, last, events, token, owner, until, attempts, reason
      FROM consumer_lease WHERE consumer=?1 ORDER BY first
      """
    ) { statement in
      try statement.bind(consumer, at: 1)
      var leases: [ConsumerLease] = []
      while try statement.step() { leases.append(try ConsumerLease(statement)) }
      return leases
    }
  }

  /// Writes the row, in the place of one that begins where it does.
  func write(_ consumer: Int64, in connection: Connection) throws {
    try connection.withStatement(
      """
      INSERT OR REPLACE INTO consumer_lease(
        consumer, first, last, events, token, owner, until, attempts, reason)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """
    ) { statement in
      try statement.bind(consumer, at: 1)
      try statement.bind(first.rawValue, at: 2)
      try statement.bind(last.rawValue, at: 3)
      try statement.bind(events, at: 4)
      try statement.bind(token, at: 5)
      try statement.bind(owner, at: 6)
      try statement.bind(until.milliseconds, at: 7)
      try statement.bind(attempts, at: 8)
      try statement.bind(reason, at: 9)
      try statement.run()
    }
  }

  static func delete(_ consumer: Int64, first: LogPosition, in connection: Connection) throws {
    try connection.withStatement("DELETE FROM consumer_lease WHERE consumer=?1 AND first=?2") {
      try $0.bind(consumer, at: 1)
      try $0.bind(first.rawValue, at: 2)
      try $0.run()
    }
  }
}
