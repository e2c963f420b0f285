import RepairCore

/// What tickets cost and what storekeepers have to prepare for them: a row a share of the costs, and a
/// row a line of which something is wanted and not handed out.
///
/// Most tickets have neither, so both tables are small beside the ticket board, and are read whole.
public struct SupplyBoard: TicketProjection {
  /// Makes a value; all are alike.
  public init() {}

  /// What it is called in the views file and in `repairctl status`.
  public let name = "supplyBoard"
  /// Which shape its rows have.
  public let version = 1

  /// Its tables.
  public let tables = [
    ProjectionTable(
      "cost",
      columns: """
        number INTEGER NOT NULL, ordinal INTEGER NOT NULL, ticket TEXT NOT NULL,
        events INTEGER NOT NULL, campus TEXT NOT NULL, payer TEXT NOT NULL, funding TEXT,
        currency TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY(number, ordinal)
        """,
      key: ["number", "ordinal"], label: "ticket"),
    ProjectionTable(
      "line",
      columns: """
        number INTEGER NOT NULL, line INTEGER NOT NULL, ticket TEXT NOT NULL,
        events INTEGER NOT NULL, campus TEXT NOT NULL, status TEXT NOT NULL, worker TEXT,
        item TEXT, description TEXT, unit TEXT, requested INTEGER NOT NULL,
        issued INTEGER NOT NULL, store TEXT, reserved INTEGER NOT NULL, accepted_at INTEGER,
        PRIMARY KEY(number, line)
        """,
      key: ["number", "line"], label: "ticket", indexes: [.init("by_campus", on: "campus")]),
  ]

  /// Adds the rows of tickets that have none.
  public func insert(_ tickets: [NumberedTicket], into rows: ProjectionRows) throws {
    let costs = try rows.prepare(
      "INSERT INTO {cost} VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
    let lines = try rows.prepare(
      """
      INSERT INTO {line} VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
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

  private func bind(
    _ entry: NumberedTicket, to statement: Statement, ordinal: Int
  ) throws {
    try statement.bind(entry.number, at: 1)
    try statement.bind(ordinal, at: 2)
    try statement.bind(entry.ticket.id.rawValue, at: 3)
    try statement.bind(entry.ticket.version.rawValue, at: 4)
    try statement.bind(entry.ticket.campus.rawValue, at: 5)
  }

  private func bind(
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
