import RepairCore

/// The tables of consumers in the views file.
///
/// They are made when the first consumer is, and nothing else looks at them, so that a file without
/// them is as good as before and earlier releases go on using one that has them.
enum ConsumerTables {
  static func exist(in connection: Connection) throws -> Bool {
    // Made in one transaction, the last one tells of all.
    try connection.withStatement("SELECT 1 FROM sqlite_schema WHERE name='consumer_parked'") {
      try $0.step()
    }
  }

  static func make(in connection: Connection) throws {
    // Another process may have made them while this one waited for the lock.
    if try exist(in: connection) { return }
    // `position`: up to here everything was handed out, and what has no lease and is not parked is
    // done. `event`: the event there, which a restored log does not have.
    try connection.execute(
      """
      CREATE TABLE consumer(
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        incarnation BLOB NOT NULL,
        query TEXT NOT NULL,
        log BLOB NOT NULL,
        position INTEGER NOT NULL,
        event BLOB,
        concurrency INTEGER NOT NULL,
        tokens INTEGER NOT NULL,
        stopped INTEGER
      ) STRICT
      """)
    // A page that was given back has no owner, and `until` says when it is due again.
    try connection.execute(
      """
      CREATE TABLE consumer_lease(
        consumer INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        events INTEGER NOT NULL,
        token INTEGER NOT NULL,
        owner TEXT,
        until INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        reason TEXT,
        PRIMARY KEY(consumer, first)
      ) STRICT, WITHOUT ROWID
      """)
    try connection.execute(
      """
      CREATE TABLE consumer_parked(
        consumer INTEGER NOT NULL,
        position INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        since INTEGER NOT NULL,
        reason TEXT,
        PRIMARY KEY(consumer, position)
      ) STRICT, WITHOUT ROWID
      """)
  }
}

/// A row of a consumer.
struct ConsumerRecord {
  var seat: ConsumerSeat
  var name: String
  var query: String
  var log: ULID
  /// Up to here everything was handed out.
  var position: LogPosition
  var event: ULID?
  var concurrency: Int
  var stopped: LogPosition?

  static func read(named name: String, in connection: Connection) throws -> ConsumerRecord? {
    try connection.withStatement(
      """
      SELECT number, incarnation, name, query, log, position, event, concurrency, stopped
      FROM consumer WHERE name=?1
      """
    ) {
      try $0.bind(name, at: 1)
      return try $0.step() ? try ConsumerRecord($0) : nil
    }
  }

  static func read(_ seat: ConsumerSeat, in connection: Connection) throws -> ConsumerRecord? {
    try connection.withStatement(
      """
      SELECT number, incarnation, name, query, log, position, event, concurrency, stopped
      FROM consumer WHERE number=?1 AND incarnation=?2
      """
    ) {
      try $0.bind(seat.number, at: 1)
      try $0.bindBlob(seat.incarnation.bytes, at: 2)
      return try $0.step() ? try ConsumerRecord($0) : nil
    }
  }

  static func readAll(in connection: Connection) throws -> [ConsumerRecord] {
    try connection.withStatement(
      """
      SELECT number, incarnation, name, query, log, position, event, concurrency, stopped
      FROM consumer ORDER BY name
      """
    ) { statement in
      var records: [ConsumerRecord] = []
      while try statement.step() { records.append(try ConsumerRecord(statement)) }
      return records
    }
  }

  private init(_ row: Statement) throws {
    seat = ConsumerSeat(number: try row.int64(0), incarnation: try row.ulid(1))
    name = try row.text(2)
    query = try row.text(3)
    log = try row.ulid(4)
    position = try row.position(5)
    event = row.isNull(6) ? nil : try row.ulid(6)
    concurrency = Int(clamping: try row.int64(7))
    stopped = row.isNull(8) ? nil : try row.position(8)
  }
}

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

extension Statement {
  fileprivate func ulid(_ column: Int32) throws -> ULID {
    guard let id = ULID(try blobBytes(column)) else { throw mismatch(column, expected: "16 bytes") }
    return id
  }

  /// A place in the log.
  func position(_ column: Int32) throws -> LogPosition {
    guard let number = Int(exactly: try int64(column)), number >= 0, number >> 53 == 0 else {
      throw mismatch(column, expected: "a place in the log", found: "another number")
    }
    return LogPosition(number)
  }

  /// Binds an id, or NULL.
  func bind(_ id: ULID?, at index: Int32) throws {
    guard let id else { return try bindNull(at: index) }
    try bindBlob(id.bytes, at: index)
  }
}
