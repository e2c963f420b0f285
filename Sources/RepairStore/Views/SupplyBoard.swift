import RepairCore

/// What tickets cost and what storekeepers have to prepare for them: a row a share of the costs, and a
/// row a line of which something is wanted and not handed out.
///
/// Most tickets have neither, so both tables are small beside the ticket board, and are read whole.
package enum SupplyBoard: Projection {
  package static let name = "supplyBoard"
  package static let version = 1

  package static let tables = ["supply_cost", "supply_line"]

  package static func schema(suffix: String) -> [String] {
    [
      """
      CREATE TABLE supply_cost\(suffix)(
        number INTEGER NOT NULL, ordinal INTEGER NOT NULL, ticket TEXT NOT NULL,
        events INTEGER NOT NULL, campus TEXT NOT NULL, payer TEXT NOT NULL, funding TEXT,
        currency TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY(number, ordinal)
      ) STRICT, WITHOUT ROWID
      """,
      """
      CREATE TABLE supply_line\(suffix)(
        number INTEGER NOT NULL, line INTEGER NOT NULL, ticket TEXT NOT NULL,
        events INTEGER NOT NULL, campus TEXT NOT NULL, status TEXT NOT NULL, worker TEXT,
        item TEXT, description TEXT, unit TEXT, requested INTEGER NOT NULL,
        issued INTEGER NOT NULL, store TEXT, reserved INTEGER NOT NULL, accepted_at INTEGER,
        PRIMARY KEY(number, line)
      ) STRICT, WITHOUT ROWID
      """,
    ]
  }

  package static let indexes = ["CREATE INDEX supply_line_by_campus ON supply_line(campus)"]

  package static func rows(suffix: String) -> [String] {
    [
      """
      SELECT number, ticket, events, ordinal, campus, payer, funding, currency, amount
      FROM supply_cost\(suffix) ORDER BY number, ordinal
      """,
      """
      SELECT number, ticket, events, line, campus, status, worker, item, description, unit,
        requested, issued, store, reserved, accepted_at
      FROM supply_line\(suffix) ORDER BY number, line
      """,
    ]
  }

  package static func apply(_ tickets: [NumberedTicket], to connection: Connection) throws {
    for entry in tickets {
      for table in tables {
        try connection.withStatement("DELETE FROM \(table) WHERE number = ?1") {
          try $0.bind(entry.number, at: 1)
          try $0.run()
        }
      }
    }
    try fill(tickets, suffix: "", in: connection)
  }

  package static func fill(
    _ tickets: some Sequence<NumberedTicket>, suffix: String, in connection: Connection
  ) throws {
    let costs = try connection.prepare(
      "INSERT INTO supply_cost\(suffix) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
    let lines = try connection.prepare(
      """
      INSERT INTO supply_line\(suffix)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
      """)
    for entry in tickets {
      for (ordinal, share) in entry.ticket.costShares.enumerated() {
        try bind(entry, to: costs, ordinal: ordinal)
        try costs.bind(share.payer.rawValue, at: 6)
        try costs.bind(share.funding?.rawValue, at: 7)
        try costs.bind(share.amount.currency, at: 8)
        try costs.bind(share.amount.minorUnits, at: 9)
        try costs.run()
      }
      for line in entry.ticket.materialsToPrepare {
        try bind(entry, to: lines, ordinal: line.number.rawValue)
        try bind(line, of: entry.ticket, to: lines)
        try lines.run()
      }
    }
  }

  private static func bind(
    _ entry: NumberedTicket, to statement: Statement, ordinal: Int
  ) throws {
    try statement.bind(entry.number, at: 1)
    try statement.bind(ordinal, at: 2)
    try statement.bind(entry.ticket.id.rawValue, at: 3)
    try statement.bind(entry.ticket.version.rawValue, at: 4)
    try statement.bind(entry.ticket.campus.rawValue, at: 5)
  }

  private static func bind(
    _ line: MaterialLine, of ticket: Ticket, to statement: Statement
  ) throws {
    try statement.bind(ticket.status.rawValue, at: 6)
    try statement.bind(ticket.worker?.rawValue, at: 7)
    try statement.bind(line.item?.rawValue, at: 8)
    try statement.bind(line.description, at: 9)
    try statement.bind(line.unit, at: 10)
    try statement.bind(line.requested.rawValue, at: 11)
    try statement.bind(line.issued, at: 12)
    try statement.bind(line.reservation?.store.rawValue, at: 13)
    try statement.bind(line.reservation?.quantity.rawValue ?? 0, at: 14)
    if let at = ticket.acceptedAt {
      try statement.bind(at.milliseconds, at: 15)
    } else {
      try statement.bindNull(at: 15)
    }
  }
}
