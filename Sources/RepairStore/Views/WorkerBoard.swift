import RepairCore

/// What each worker has and did: a row a ticket and worker, their sums, and what counts only of late.
///
/// The sums are kept, because a ranking asks for those of everybody at once. Their rows are compared
/// with new ones like all others, so that a sum that drifted is found.
package enum WorkerBoard: Projection {
  package static let name = "workerBoard"
  package static let version = 1

  package static let tables = ["worker_total", "worker_ticket", "worker_sent", "worker_arrival"]

  /// What is counted of a worker's work on one ticket, and summed over all of them.
  static let counts = [
    "open_jobs", "resting_jobs", "turns", "completed", "handed_back", "arrivals", "placed_arrivals",
    "denied_visits", "ratings", "rating_sum", "efficiencies", "efficiency_sum",
  ]

  static let countNames = counts.joined(separator: ", ")

  package static func schema(suffix: String) -> [String] {
    let counts = counts.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")
    return [
      """
      CREATE TABLE worker_total\(suffix)(
        worker TEXT PRIMARY KEY, first INTEGER NOT NULL, events INTEGER NOT NULL,
        last_sent INTEGER NOT NULL, \(counts)
      ) STRICT, WITHOUT ROWID
      """,
      """
      CREATE TABLE worker_ticket\(suffix)(
        number INTEGER NOT NULL, worker TEXT NOT NULL, events INTEGER NOT NULL,
        last_sent INTEGER NOT NULL, \(counts), PRIMARY KEY(number, worker)
      ) STRICT, WITHOUT ROWID
      """,
      """
      CREATE TABLE worker_sent\(suffix)(
        number INTEGER NOT NULL, ordinal INTEGER NOT NULL, worker TEXT NOT NULL,
        at INTEGER NOT NULL, PRIMARY KEY(number, ordinal)
      ) STRICT, WITHOUT ROWID
      """,
      """
      CREATE TABLE worker_arrival\(suffix)(
        number INTEGER NOT NULL, ordinal INTEGER NOT NULL, worker TEXT NOT NULL,
        at INTEGER NOT NULL, latitude INTEGER, longitude INTEGER, distance INTEGER,
        PRIMARY KEY(number, ordinal)
      ) STRICT, WITHOUT ROWID
      """,
    ]
  }

  package static let indexes = [
    "CREATE INDEX worker_sent_by_time ON worker_sent(at, worker)",
    "CREATE INDEX worker_arrival_by_time ON worker_arrival(at) WHERE latitude IS NOT NULL",
    "CREATE INDEX worker_arrival_by_distance ON worker_arrival(distance, worker) "
      + "WHERE distance IS NOT NULL",
  ]

  package static func rows(suffix: String) -> [String] {
    [
      """
      SELECT first, worker, events, last_sent, \(countNames) FROM worker_total\(suffix)
      ORDER BY first, worker
      """,
      """
      SELECT number, worker, events, last_sent, \(countNames) FROM worker_ticket\(suffix)
      ORDER BY number, worker
      """,
      """
      SELECT number, worker, 0 AS events, ordinal, at FROM worker_sent\(suffix)
      ORDER BY number, ordinal
      """,
      """
      SELECT number, worker, 0 AS events, ordinal, at, latitude, longitude, distance
      FROM worker_arrival\(suffix) ORDER BY number, ordinal
      """,
    ]
  }

  package static func apply(_ tickets: [NumberedTicket], to connection: Connection) throws {
    for entry in tickets {
      let new = WorkerShare.shares(of: entry)
      var totals: [PersonID: WorkerShare] = [:]
      for old in try shares(of: entry.number, in: connection) {
        totals[old.worker] = try totals[old.worker] ?? total(of: old.worker, in: connection)
        totals[old.worker]?.subtract(old)
      }
      for share in new {
        let total = try totals[share.worker] ?? total(of: share.worker, in: connection)
        totals[share.worker] = total?.adding(share) ?? share
      }
      for table in ["worker_ticket", "worker_sent", "worker_arrival"] {
        try connection.withStatement("DELETE FROM \(table) WHERE number = ?1") {
          try $0.bind(entry.number, at: 1)
          try $0.run()
        }
      }
      try write(new, of: entry, suffix: "", in: connection)
      for total in totals.values.sorted(by: { $0.worker < $1.worker }) {
        try write(total: total, suffix: "", in: connection)
      }
    }
  }

  package static func fill(
    _ tickets: some Sequence<NumberedTicket>, suffix: String, in connection: Connection
  ) throws {
    var totals: [PersonID: WorkerShare] = [:]
    for entry in tickets {
      let shares = WorkerShare.shares(of: entry)
      for share in shares { totals[share.worker] = totals[share.worker]?.adding(share) ?? share }
      try write(shares, of: entry, suffix: suffix, in: connection)
    }
    for total in totals.values.sorted(by: { $0.worker < $1.worker }) {
      try write(total: total, suffix: suffix, in: connection)
    }
  }

  // MARK: - Writing

  private static func write(
    _ shares: [WorkerShare], of entry: NumberedTicket, suffix: String, in connection: Connection
  ) throws {
    for share in shares {
      try connection.withStatement("INSERT INTO worker_ticket\(suffix) VALUES(\(values))") {
        try $0.bind(entry.number, at: 1)
        try $0.bind(share.worker.rawValue, at: 2)
        try share.bind(to: $0, after: 2)
        try $0.run()
      }
    }
    var arrivals = 0
    for (ordinal, turn) in entry.ticket.turns.enumerated() {
      try connection.withStatement("INSERT INTO worker_sent\(suffix) VALUES(?1, ?2, ?3, ?4)") {
        try $0.bind(entry.number, at: 1)
        try $0.bind(ordinal, at: 2)
        try $0.bind(turn.worker.rawValue, at: 3)
        try $0.bind(turn.since.milliseconds, at: 4)
        try $0.run()
      }
      for arrival in turn.arrivals {
        try connection.withStatement(
          "INSERT INTO worker_arrival\(suffix) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        ) {
          try $0.bind(entry.number, at: 1)
          try $0.bind(arrivals, at: 2)
          try $0.bind(turn.worker.rawValue, at: 3)
          try $0.bind(arrival.at.milliseconds, at: 4)
          try $0.bind(arrival.coordinates?.latitudeE6, at: 5)
          try $0.bind(arrival.coordinates?.longitudeE6, at: 6)
          try $0.bind(arrival.distance, at: 7)
          try $0.run()
        }
        arrivals += 1
      }
    }
  }

  private static func write(
    total: WorkerShare, suffix: String, in connection: Connection
  ) throws {
    try connection.withStatement("INSERT OR REPLACE INTO worker_total\(suffix) VALUES(\(values))") {
      try $0.bind(total.worker.rawValue, at: 1)
      try $0.bind(total.number, at: 2)
      try total.bind(to: $0, after: 2)
      try $0.run()
    }
  }

  private static let values = (1...counts.count + 4).map { "?\($0)" }.joined(separator: ", ")

  // MARK: - Reading what was written

  private static func shares(
    of number: Int64, in connection: Connection
  ) throws -> [WorkerShare] {
    try connection.withStatement(
      """
      SELECT worker, number, events, last_sent, \(countNames)
      FROM worker_ticket WHERE number = ?1
      """
    ) { statement in
      try statement.bind(number, at: 1)
      var shares: [WorkerShare] = []
      while try statement.step() { shares.append(try WorkerShare(statement)) }
      return shares
    }
  }

  private static func total(
    of worker: PersonID, in connection: Connection
  ) throws -> WorkerShare? {
    try connection.withStatement(
      """
      SELECT worker, first, events, last_sent, \(countNames)
      FROM worker_total WHERE worker = ?1
      """
    ) { statement in
      try statement.bind(worker.rawValue, at: 1)
      return try statement.step() ? try WorkerShare(statement) : nil
    }
  }
}

extension Statement {
  fileprivate func bind(_ value: Int?, at index: Int32) throws(SQLiteError) {
    if let value { try bind(value, at: index) } else { try bindNull(at: index) }
  }
}
