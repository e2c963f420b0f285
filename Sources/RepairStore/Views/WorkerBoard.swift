import RepairCore

/// What each worker has and did: a row a ticket and worker, their sums, and what counts only of late.
///
/// The sums are kept, because a ranking asks for those of everybody at once. Their rows are compared
/// with new ones like all others, so that a sum that drifted is found.
public struct WorkerBoard: TicketProjection {
  /// Makes a value; all are alike.
  public init() {}

  /// What it is called in the views file and in `repairctl status`.
  public let name = "workerBoard"
  /// Which shape its rows have.
  public let version = 1

  /// What is counted of a worker's work on one ticket, and summed over all of them.
  static let counts = [
    "open_jobs", "resting_jobs", "turns", "completed", "handed_back", "arrivals", "placed_arrivals",
    "denied_visits", "ratings", "rating_sum", "efficiencies", "efficiency_sum",
  ]

  static let countNames = counts.joined(separator: ", ")

  /// Its tables.
  public let tables = [
    ProjectionTable(
      "total",
      columns: """
        worker TEXT PRIMARY KEY, first INTEGER NOT NULL, events INTEGER NOT NULL,
        last_sent INTEGER NOT NULL, \(countColumns)
        """,
      key: ["worker"]),
    ProjectionTable(
      "ticket",
      columns: """
        number INTEGER NOT NULL, worker TEXT NOT NULL, events INTEGER NOT NULL,
        last_sent INTEGER NOT NULL, \(countColumns), PRIMARY KEY(number, worker)
        """,
      key: ["number", "worker"], label: "worker"),
    ProjectionTable(
      "sent",
      columns: """
        number INTEGER NOT NULL, ordinal INTEGER NOT NULL, worker TEXT NOT NULL,
        at INTEGER NOT NULL, PRIMARY KEY(number, ordinal)
        """,
      key: ["number", "ordinal"], label: "worker", indexes: [.init("by_time", on: "at, worker")]),
    ProjectionTable(
      "arrival",
      columns: """
        number INTEGER NOT NULL, ordinal INTEGER NOT NULL, worker TEXT NOT NULL,
        at INTEGER NOT NULL, latitude INTEGER, longitude INTEGER, distance INTEGER,
        PRIMARY KEY(number, ordinal)
        """,
      key: ["number", "ordinal"], label: "worker",
      indexes: [
        .init("by_time", on: "at", where: "latitude IS NOT NULL"),
        .init("by_distance", on: "distance, worker", where: "distance IS NOT NULL"),
      ]),
  ]

  private static let countColumns =
    counts.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")

  /// Writes the rows of tickets anew.
  public func replace(_ tickets: [NumberedTicket], in rows: ProjectionRows) throws {
    for entry in tickets {
      var totals: [PersonID: WorkerShare] = [:]
      for old in try shares(of: entry.number, in: rows) {
        totals[old.worker] = try totals[old.worker] ?? total(of: old.worker, in: rows)
        totals[old.worker]?.subtract(old)
      }
      for sql in Self.deletions {
        try rows.withStatement(sql) {
          try $0.bind(entry.number, at: 1)
          try $0.run()
        }
      }
      try insert([entry], into: rows, over: totals)
    }
  }

  private static let deletions = ["ticket", "sent", "arrival"].map {
    "DELETE FROM {\($0)} WHERE number = ?1"
  }

  /// Adds the rows of tickets that have none.
  public func insert(_ tickets: [NumberedTicket], into rows: ProjectionRows) throws {
    try insert(tickets, into: rows, over: [:])
  }

  /// Adds rows and sums; `known` are sums that are not as they are written.
  private func insert(
    _ tickets: [NumberedTicket], into rows: ProjectionRows, over known: [PersonID: WorkerShare]
  ) throws {
    var totals = known
    for entry in tickets {
      let shares = WorkerShare.shares(of: entry)
      for share in shares {
        let total = try totals[share.worker] ?? total(of: share.worker, in: rows)
        totals[share.worker] = total?.adding(share) ?? share
      }
      try write(shares, of: entry, to: rows)
    }
    for total in totals.values.sorted(by: { $0.worker < $1.worker }) {
      try write(total: total, to: rows)
    }
  }

  // MARK: - Writing

  private func write(
    _ shares: [WorkerShare], of entry: NumberedTicket, to rows: ProjectionRows
  ) throws {
    for share in shares {
      try rows.withStatement(Self.ticketInsertion) {
        try $0.bind(entry.number, at: 1)
        try $0.bind(share.worker.rawValue, at: 2)
        try share.bind(to: $0, after: 2)
        try $0.run()
      }
    }
    var arrivals = 0
    for (ordinal, turn) in entry.ticket.turns.enumerated() {
      try rows.withStatement("INSERT INTO {sent} VALUES(?1, ?2, ?3, ?4)") {
        try $0.bind(entry.number, at: 1)
        try $0.bind(ordinal, at: 2)
        try $0.bind(turn.worker.rawValue, at: 3)
        try $0.bind(turn.since.milliseconds, at: 4)
        try $0.run()
      }
      for arrival in turn.arrivals {
        try rows.withStatement("INSERT INTO {arrival} VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)") {
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

  private func write(total: WorkerShare, to rows: ProjectionRows) throws {
    try rows.withStatement(Self.totalInsertion) {
      try $0.bind(total.worker.rawValue, at: 1)
      try $0.bind(total.number, at: 2)
      try total.bind(to: $0, after: 2)
      try $0.run()
    }
  }

  private static let values = (1...counts.count + 4).map { "?\($0)" }.joined(separator: ", ")
  private static let ticketInsertion = "INSERT INTO {ticket} VALUES(\(values))"
  private static let totalInsertion = "INSERT OR REPLACE INTO {total} VALUES(\(values))"

  // MARK: - Reading what was written

  private func shares(of number: Int64, in rows: ProjectionRows) throws -> [WorkerShare] {
    try rows.withStatement(
      """
      SELECT worker, number, events, last_sent, \(Self.countNames)
      FROM {ticket} WHERE number = ?1
      """
    ) { statement in
      try statement.bind(number, at: 1)
      var shares: [WorkerShare] = []
      while try statement.step() { shares.append(try WorkerShare(statement)) }
      return shares
    }
  }

  private func total(of worker: PersonID, in rows: ProjectionRows) throws -> WorkerShare? {
    try rows.withStatement(
      """
      SELECT worker, first, events, last_sent, \(Self.countNames)
      FROM {total} WHERE worker = ?1
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
