import RepairCore

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
  /// The last token given.
  var tokens: Int64 = 0
  /// The event before which it stopped.
  var stopped: LogPosition?

  static func read(named name: String, in connection: Connection) throws -> ConsumerRecord? {
    try connection.withStatement(
      """
      SELECT number, incarnation, name, query, log, position, event, concurrency, tokens,
        stopped
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
      SELECT number, incarnation, name, query, log, position, event, concurrency, tokens,
        stopped
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
      SELECT number, incarnation, name, query, log, position, event, concurrency, tokens,
        stopped
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
    concurrency = min(Int(clamping: try row.int64(7)), ConsumerPlan.concurrencyLimit)
    tokens = try row.int64(8)
    stopped = row.isNull(9) ? nil : try row.position(9)
  }

  /// A consumer that nothing was handed out of yet.
  init(
    name: String, query: String, log: ULID, position: LogPosition, event: ULID?, concurrency: Int,
    incarnation: ULID
  ) {
    seat = ConsumerSeat(number: 0, incarnation: incarnation)
    self.name = name
    self.query = query
    self.log = log
    self.position = position
    self.event = event
    self.concurrency = concurrency
  }

  /// Adds the row.
  ///
  /// - Returns: the consumer as it is found from now on.
  func add(to connection: Connection) throws -> ConsumerSeat {
    try connection.withStatement(
      """
      INSERT INTO consumer(
        number, name, incarnation, query, log, position, event, concurrency, tokens, stopped)
      VALUES((SELECT ?10 WHERE NOT EXISTS(SELECT 1 FROM consumer WHERE number=?10)),
        ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """
    ) { statement in
      // Owners that run know a consumer by its number, so one that is saved keeps it.
      if seat.number > 0 {
        try statement.bind(seat.number, at: 10)
      } else {
        try statement.bindNull(at: 10)
      }
      try statement.bind(name, at: 1)
      try statement.bindBlob(seat.incarnation.bytes, at: 2)
      try statement.bind(query, at: 3)
      try statement.bindBlob(log.bytes, at: 4)
      try statement.bind(position.rawValue, at: 5)
      try statement.bind(event, at: 6)
      try statement.bind(concurrency, at: 7)
      try statement.bind(tokens, at: 8)
      if let stopped {
        try statement.bind(stopped.rawValue, at: 9)
      } else {
        try statement.bindNull(at: 9)
      }
      try statement.run()
    }
    return ConsumerSeat(number: connection.lastInsertedRow, incarnation: seat.incarnation)
  }
}
