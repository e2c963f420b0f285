import RepairCore

/// The ticket board: a row a ticket, found by any of its fields or by words in it.
///
/// The row's number is the position of the ticket's first event, so that rows lie in the order of
/// submission and the newest are read from the end, without sorting.
public struct TicketBoard: TicketProjection {
  /// Makes a value; all are alike.
  public init() {}

  /// What it is called in the views file and in `repairctl status`.
  public let name = "ticketBoard"
  /// Which shape its rows have.
  public let version = 1

  /// Its tables.
  ///
  /// One index a filter: a table's row number is the last column of each of its indexes, so every
  /// one of them also gives the order of submission.
  public let tables = [
    ProjectionTable(
      "ticket",
      columns: """
        number INTEGER PRIMARY KEY,
        ticket TEXT NOT NULL,
        version INTEGER NOT NULL,
        phase TEXT NOT NULL,
        status TEXT NOT NULL,
        is_open INTEGER NOT NULL,
        campus TEXT NOT NULL,
        category TEXT NOT NULL,
        priority INTEGER,
        requester TEXT,
        worker TEXT,
        asset TEXT,
        place_code TEXT,
        place_address TEXT,
        description TEXT NOT NULL,
        submitted_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        deadline INTEGER,
        hold TEXT,
        words TEXT NOT NULL
        """,
      key: ["number"], label: "ticket",
      indexes: [
        .init("by_name", on: "ticket", isUnique: true),
        .init("by_phase", on: "phase"),
        .init("by_status", on: "status"),
        .init("by_campus", on: "campus"),
        .init("by_category", on: "category"),
        .init("by_priority", on: "priority"),
        .init("by_requester", on: "requester"),
        .init("by_worker", on: "worker"),
        .init("by_asset", on: "asset"),
        .init("by_submission", on: "submitted_at"),
        .init("by_change", on: "updated_at"),
        .init("by_deadline", on: "deadline"),
        .init("overdue", on: "deadline", where: "is_open AND deadline IS NOT NULL"),
        .init("on_hold", on: "number", where: "hold IS NOT NULL"),
      ]),
    // No positions and no sizes: a search needs only which rows have a token.
    .virtual(
      "words",
      using: "fts5(tokens, content='', detail=none, columnsize=0, tokenize='ascii')"),
  ]

  /// Writes the rows of tickets anew.
  public func replace(_ tickets: [NumberedTicket], in rows: ProjectionRows) throws {
    for entry in tickets {
      let words = Self.words(of: entry.ticket)
      let old = try rows.withStatement("SELECT words FROM {ticket} WHERE number = ?1") {
        try $0.bind(entry.number, at: 1)
        return try $0.step() ? try $0.text(0) : nil
      }
      try rows.withStatement("INSERT OR REPLACE INTO {ticket}" + Self.values) { statement in
        try Self.bind(entry, words: words, to: statement)
        try statement.run()
      }
      guard old != words else { continue }
      if let old { try removeWords(old, of: entry.number, in: rows) }
      try rows.withStatement("INSERT INTO {words}(rowid, tokens) VALUES(?1, ?2)") {
        try $0.bind(entry.number, at: 1)
        try $0.bindText(SearchGrams.tokens(of: words), at: 2)
        try $0.run()
      }
    }
  }

  /// An index that keeps no text has to be told what it is to forget.
  private func removeWords(
    _ words: String, of number: Int64, in rows: ProjectionRows
  ) throws {
    // The column that takes such orders is called as the table is.
    try rows.withStatement(
      "INSERT INTO {words}({words}, rowid, tokens) VALUES('delete', ?1, ?2)"
    ) {
      try $0.bind(number, at: 1)
      try $0.bindText(SearchGrams.tokens(of: words), at: 2)
      try $0.run()
    }
  }

  /// Adds the rows of tickets that have none.
  public func insert(_ tickets: [NumberedTicket], into rows: ProjectionRows) throws {
    let row = try rows.prepare("INSERT INTO {ticket}" + Self.values)
    let words = try rows.prepare("INSERT INTO {words}(rowid, tokens) VALUES(?1, ?2)")
    for entry in tickets {
      let text = Self.words(of: entry.ticket)
      try Self.bind(entry, words: text, to: row)
      try row.run()
      try words.bind(entry.number, at: 1)
      try words.bindText(SearchGrams.tokens(of: text), at: 2)
      try words.run()
    }
  }

  private static let columns = """
    number, ticket, version, phase, status, is_open, campus, category, priority, requester, worker,
    asset, place_code, place_address, description, submitted_at, updated_at, deadline, hold, words
    """

  private static let values = """
    (\(columns)) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
    ?18, ?19, ?20)
    """

  /// Binds a row's columns in their order.
  private static func bind(
    _ entry: NumberedTicket, words: String, to statement: Statement
  ) throws {
    let ticket = entry.ticket
    let status = ticket.status
    try statement.bind(entry.number, at: 1)
    try statement.bind(ticket.id.rawValue, at: 2)
    try statement.bind(ticket.version.rawValue, at: 3)
    try statement.bind(status.phase.rawValue, at: 4)
    try statement.bind(status.rawValue, at: 5)
    try statement.bind(status.phase.isOpen ? 1 : 0, at: 6)
    try statement.bind(ticket.campus.rawValue, at: 7)
    try statement.bind(ticket.category.rawValue, at: 8)
    try statement.bind(ticket.priority.map { Int64($0.rawValue) }, at: 9)
    try statement.bind(ticket.requester?.rawValue, at: 10)
    try statement.bind(ticket.worker?.rawValue, at: 11)
    try statement.bind(ticket.asset?.rawValue, at: 12)
    try statement.bind(ticket.place.code, at: 13)
    try statement.bind(ticket.place.address, at: 14)
    try statement.bind(ticket.description, at: 15)
    try statement.bind(ticket.submittedAt.milliseconds, at: 16)
    try statement.bind(ticket.updatedAt.milliseconds, at: 17)
    try statement.bind(ticket.deadline?.milliseconds, at: 18)
    try statement.bind(ticket.hold?.reason.rawValue, at: 19)
    try statement.bind(words, at: 20)
  }

  /// What a search looks into: the report, the place, the remarks and the work done, never how to
  /// reach a person.
  static func words(of ticket: Ticket) -> String {
    var text = ticket.description
    func add(_ part: String?) {
      if let part {
        text += "\n"
        text += part
      }
    }
    add(ticket.place.address)
    add(ticket.place.code)
    add(ticket.completion?.work.cause)
    add(ticket.completion?.work.workDone)
    for note in ticket.notes where !note.isInternal { add(note.text) }
    return SearchGrams.folded(text)
  }
}

extension Statement {
  fileprivate func bind(_ value: Int64?, at index: Int32) throws(SQLiteError) {
    if let value { try bind(value, at: index) } else { try bindNull(at: index) }
  }
}
