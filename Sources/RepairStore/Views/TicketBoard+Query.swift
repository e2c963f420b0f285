import RepairCore

extension TicketBoard {
  /// Reads one page of the board.
  ///
  /// - Parameters:
  ///   - query: which tickets, in which order.
  ///   - board: the board's tables.
  /// - Returns: the page, and where the next one begins.
  /// - Throws: what SQLite answers, or that a row is not one of ours.
  static func read(_ query: BoardQuery, from board: ProjectionRows) throws -> BoardPage {
    if let after = query.after, !after.fits(query) {
      throw StoreError(
        .misuse, "the cursor \(after) is of another order; begin at the first page")
    }
    let plan = BoardPlan(query)
    // One row more than asked for tells whether there is another page.
    let limit = query.limit.map { max(0, $0) }
    var rows: [BoardRow] = []
    var next: BoardCursor?
    try board.withStatement(plan.pageSQL) { statement in
      try plan.bind(to: statement, limit: limit.map { Int64(clamping: $0) + 1 } ?? -1)
      while try statement.step() {
        if let limit, rows.count == limit {
          next = rows.last.map { plan.cursor(after: $0) }
          break
        }
        rows.append(try row(of: statement))
      }
    }
    return BoardPage(rows: rows, next: next)
  }

  /// Counts the tickets of a query, whatever its limit and page.
  static func count(_ query: BoardQuery, in rows: ProjectionRows) throws -> Int {
    var query = query
    query.after = nil
    let plan = BoardPlan(query)
    return try rows.withStatement(plan.countSQL) { statement in
      try plan.bind(to: statement, limit: nil)
      return try statement.step() ? Int(statement.int64(0)) : 0
    }
  }

  private static func row(of statement: Statement) throws -> BoardRow {
    func damaged(_ column: Int32, _ expected: String) -> ColumnMismatch {
      statement.mismatch(column, expected: expected, found: "something else")
    }
    func name<Name: TextIdentifier>(_ column: Int32, _ type: Name.Type) throws -> Name {
      guard let name = Name(try statement.text(column)) else {
        throw damaged(column, "a name")
      }
      return name
    }
    func optionalName<Name: TextIdentifier>(_ column: Int32, _ type: Name.Type) throws -> Name? {
      try statement.optionalText(column).flatMap(Name.init)
    }
    guard let status = TicketStatus(rawValue: try statement.text(3)) else {
      throw damaged(3, "a status")
    }
    return BoardRow(
      number: try statement.int64(0), ticket: try name(1, TicketID.self),
      version: StreamVersion(Int(try statement.int64(2))), status: status,
      campus: try name(4, CampusCode.self), category: try name(5, CategoryCode.self),
      priority: statement.isNull(6) ? nil : Priority(Int(try statement.int64(6))),
      requester: try optionalName(7, PersonID.self), worker: try optionalName(8, PersonID.self),
      asset: try optionalName(9, AssetCode.self),
      place: Place(
        code: try statement.optionalText(10), address: try statement.optionalText(11)),
      description: try statement.text(12),
      submittedAt: Timestamp(clamping: try statement.int64(13)),
      updatedAt: Timestamp(clamping: try statement.int64(14)),
      deadline: statement.isNull(15) ? nil : Timestamp(clamping: try statement.int64(15)),
      hold: try statement.optionalText(16).flatMap(HoldReason.init))
  }
}

/// A query as SQL: conditions chosen from a fixed list, and the values bound to them.
private struct BoardPlan {
  private enum Value {
    case text(String)
    case number(Int64)
  }

  /// The order in which rows really come; a time range orders by time, because rows lie in the
  /// log's order and a range of times need not be one of numbers.
  private enum Sorting {
    case number(descending: Bool)
    case column(String, descending: Bool, numberDescending: Bool)
  }

  private var conditions: [String] = []
  private var values: [Value] = []
  private let sorting: Sorting
  private let order: BoardQuery.Order
  private let isSearch: Bool
  private let isTimeRange: Bool

  init(_ query: BoardQuery) {
    let match = query.text.flatMap(SearchGrams.match)
    order = query.order
    isSearch = match != nil
    isTimeRange = query.since != nil || query.until != nil
    sorting =
      switch query.order {
      case .newest where isTimeRange:
        .column("submitted_at", descending: true, numberDescending: true)
      case .oldest where isTimeRange:
        .column("submitted_at", descending: false, numberDescending: false)
      case .newest: .number(descending: true)
      case .oldest: .number(descending: false)
      case .updated: .column("updated_at", descending: true, numberDescending: true)
      case .priority: .column("priority", descending: false, numberDescending: false)
      case .deadline: .column("deadline", descending: false, numberDescending: false)
      }
    if let match {
      add("{words} MATCH ?", .text(match.expression))
      add(words: match.toVerify)
    } else if query.text != nil {
      // Words without a letter or digit are in no ticket.
      conditions.append("0")
    }
    // Where several conditions hold, the index of the rarest should be used; SQLite is told not to
    // use those that are hardly ever it.
    add(anyOf: query.statuses.map(\.rawValue).sorted(), "status")
    add(anyOf: query.phases.map(\.rawValue).sorted(), "phase")
    add(query.campus?.rawValue, "campus")
    add(query.category?.rawValue, "category")
    add(query.worker?.rawValue, "worker")
    add(query.requester?.rawValue, "requester")
    add(query.asset?.rawValue, "asset")
    if let priority = query.priority { add("priority = ?", .number(Int64(priority.rawValue))) }
    if let since = query.since { add("submitted_at >= ?", .number(since.milliseconds)) }
    if let until = query.until { add("submitted_at < ?", .number(until.milliseconds)) }
    if let now = query.overdueAt {
      conditions.append("is_open AND deadline IS NOT NULL")
      add("deadline < ?", .number(now.milliseconds))
    }
    if query.onHold { conditions.append("hold IS NOT NULL") }
    if let after = query.after { add(after) }
  }

  private mutating func add(_ condition: String, _ values: Value...) {
    conditions.append(condition)
    self.values += values
  }

  private mutating func add(_ value: String?, _ column: String) {
    if let value { add("\(column) = ?", .text(value)) }
  }

  /// Words that must stand in the text as they are.
  ///
  /// SQLite takes only so long a statement and so deep a condition, and anybody may search for a
  /// page of text: many words are one value.
  private mutating func add(words: [String]) {
    guard words.count > 8 else {
      for word in words { add("instr(words, ?) > 0", .text(word)) }
      return
    }
    var list = JSONWriter()
    list.beginArray()
    for word in words { list.string(word) }
    list.endArray()
    add(
      "NOT EXISTS (SELECT 1 FROM json_each(?) WHERE instr(words, value) = 0)",
      .text(String(decoding: list.bytes, as: UTF8.self)))
  }

  private mutating func add(anyOf texts: [String], _ column: String) {
    guard let first = texts.first else { return }
    if texts.count == 1 {
      add(first, column)
    } else {
      conditions.append(
        "\(column) IN (\(texts.map { _ in "?" }.joined(separator: ", ")))")
      values += texts.map(Value.text)
    }
  }

  /// The rows behind a cursor, in the present order.
  private mutating func add(_ cursor: BoardCursor) {
    switch sorting {
    case .number(let descending):
      add(descending ? "number < ?" : "number > ?", .number(cursor.number))
    case .column(let column, let descending, let numberDescending):
      let (after, behind) = (descending ? "<" : ">", numberDescending ? "<" : ">")
      if let key = cursor.key {
        // Rows without a value come last.
        add(
          "(\(column) \(after) ? OR (\(column) = ? AND number \(behind) ?) OR \(column) IS NULL)",
          .number(key), .number(key), .number(cursor.number))
      } else {
        add("\(column) IS NULL AND number \(behind) ?", .number(cursor.number))
      }
    }
  }

  private var source: String {
    isSearch
      ? "{words} AS found CROSS JOIN {ticket} AS ticket ON ticket.number = found.rowid"
      : "{ticket} AS ticket"
  }

  private var filter: String {
    conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
  }

  private var ordering: String {
    switch sorting {
    case .number(let descending):
      // A search comes out of its index in order of rows, if asked by that index's own name.
      (isSearch ? "found.rowid" : "number") + (descending ? " DESC" : " ASC")
    case .column(let column, let descending, let numberDescending):
      "\(column)\(descending ? " DESC" : " ASC") NULLS LAST, "
        + "number\(numberDescending ? " DESC" : " ASC")"
    }
  }

  var pageSQL: String {
    "SELECT number, ticket, version, status, campus, category, priority, requester, worker, asset, "
      + "place_code, place_address, description, submitted_at, updated_at, deadline, hold "
      + "FROM \(source)\(filter) ORDER BY \(ordering) LIMIT ?"
  }

  var countSQL: String { "SELECT count(*) FROM \(source)\(filter)" }

  func bind(to statement: Statement, limit: Int64?) throws {
    var index: Int32 = 1
    for value in values {
      switch value {
      case .text(let text): try statement.bind(text, at: index)
      case .number(let number): try statement.bind(number, at: index)
      }
      index += 1
    }
    if let limit { try statement.bind(limit, at: index) }
  }

  func cursor(after row: BoardRow) -> BoardCursor {
    let key: Int64? =
      switch order {
      case .newest, .oldest: isTimeRange ? row.submittedAt.milliseconds : nil
      case .updated: row.updatedAt.milliseconds
      case .priority: row.priority.map { Int64($0.rawValue) }
      case .deadline: row.deadline?.milliseconds
      }
    return BoardCursor(order: order, key: key, number: row.number)
  }
}
