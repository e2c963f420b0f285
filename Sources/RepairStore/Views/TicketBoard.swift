import RepairCore

/// The ticket board: a row a ticket, found by any of its fields or by words in it.
///
/// The row's number is the position of the ticket's first event, so that rows lie in the order of
/// submission and the newest are read from the end, without sorting.
package enum TicketBoard: Projection {
  package static let name = "ticketBoard"
  package static let version = 1

  package static let tables = ["ticket", "ticket_words"]

  package static func schema(suffix: String) -> [String] {
    [
      """
      CREATE TABLE ticket\(suffix)(
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
      ) STRICT
      """,
      // No positions and no sizes: a search needs only which rows have a token.
      """
      CREATE VIRTUAL TABLE ticket_words\(suffix) USING fts5(
        tokens, content='', detail=none, columnsize=0, tokenize='ascii')
      """,
    ]
  }

  // One index a filter: a table's row number is the last column of each of its indexes, so every
  // one of them also gives the order of submission.
  package static let indexes = [
    "CREATE UNIQUE INDEX ticket_by_name ON ticket(ticket)",
    "CREATE INDEX ticket_by_phase ON ticket(phase)",
    "CREATE INDEX ticket_by_status ON ticket(status)",
    "CREATE INDEX ticket_by_campus ON ticket(campus)",
    "CREATE INDEX ticket_by_category ON ticket(category)",
    "CREATE INDEX ticket_by_priority ON ticket(priority)",
    "CREATE INDEX ticket_by_requester ON ticket(requester)",
    "CREATE INDEX ticket_by_worker ON ticket(worker)",
    "CREATE INDEX ticket_by_asset ON ticket(asset)",
    "CREATE INDEX ticket_by_submission ON ticket(submitted_at)",
    "CREATE INDEX ticket_by_change ON ticket(updated_at)",
    "CREATE INDEX ticket_by_deadline ON ticket(deadline)",
    "CREATE INDEX ticket_overdue ON ticket(deadline) WHERE is_open AND deadline IS NOT NULL",
    "CREATE INDEX ticket_on_hold ON ticket(number) WHERE hold IS NOT NULL",
  ]

  package static func apply(_ tickets: [NumberedTicket], to connection: Connection) throws {
    for entry in tickets {
      let words = words(of: entry.ticket)
      let old = try connection.withStatement("SELECT words FROM ticket WHERE number = ?1") {
        try $0.bind(entry.number, at: 1)
        return try $0.step() ? try $0.text(0) : nil
      }
      try connection.withStatement("INSERT OR REPLACE INTO ticket" + values) { statement in
        try bind(entry, words: words, to: statement)
        try statement.run()
      }
      guard old != words else { continue }
      if let old { try removeWords(old, of: entry.number, in: connection) }
      try connection.withStatement("INSERT INTO ticket_words(rowid, tokens) VALUES(?1, ?2)") {
        try $0.bind(entry.number, at: 1)
        try $0.bindText(SearchGrams.tokens(of: words), at: 2)
        try $0.run()
      }
    }
  }

  /// An index that keeps no text has to be told what it is to forget.
  private static func removeWords(
    _ words: String, of number: Int64, in connection: Connection
  ) throws {
    try connection.withStatement(
      "INSERT INTO ticket_words(ticket_words, rowid, tokens) VALUES('delete', ?1, ?2)"
    ) {
      try $0.bind(number, at: 1)
      try $0.bindText(SearchGrams.tokens(of: words), at: 2)
      try $0.run()
    }
  }

  package static func fill(
    _ tickets: some Sequence<NumberedTicket>, suffix: String, in connection: Connection
  ) throws {
    let rows = try connection.prepare("INSERT INTO ticket\(suffix)" + values)
    let words = try connection.prepare(
      "INSERT INTO ticket_words\(suffix)(rowid, tokens) VALUES(?1, ?2)")
    for entry in tickets {
      let text = Self.words(of: entry.ticket)
      try bind(entry, words: text, to: rows)
      try rows.run()
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

  package static func rows(suffix: String) -> [String] {
    ["SELECT \(columns) FROM ticket\(suffix) ORDER BY number"]
  }

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
