import RepairCore

/// One asking for the desk's figures, inside one state of the views file.
struct DeskQuestion {
  /// After how many changes of settled tickets the base is made anew: each costs a query some
  /// microseconds, a new base some tens of milliseconds.
  static let changesPerBase = 1_000
  /// For how many plans and zones bases are kept.
  static let settingsLimit = 4

  private let request: FiguresRequest
  private let settings: SHA256Digest
  private let rows: ProjectionRows
  private let place: Int64

  /// Prepares to answer from rows that stand for the log up to a place.
  init(
    _ request: FiguresRequest, _ settings: SHA256Digest, in rows: ProjectionRows,
    at place: LogPosition
  ) {
    self.request = request
    self.settings = settings
    self.rows = rows
    self.place = Int64(place.rawValue)
  }

  /// The figures, and a base for the next time where one is due.
  ///
  /// - Parameter limit: how many changes of settled tickets a base may miss.
  /// - Returns: both; no figures where the fold has to tell.
  /// - Throws: what SQLite answers; ``ColumnMismatch`` for rows that are damaged.
  func answer(changesPerBase limit: Int) throws -> (figures: DeskFigures?, base: DeskBase?) {
    let base = try keptBase()
    if let base, request.at < base.lastAt { return (nil, nil) }
    let isDue = try base.map { try changes(since: $0, upTo: limit) > limit } ?? true
    do {
      return try answer(from: base, isRenewing: isDue)
    } catch let damage as DamagedPack {
      // Whatever is wrong with the bytes of a base, the rows have everything.
      guard base != nil else { throw ColumnMismatch(damage) }
    }
    do {
      return try answer(from: nil, isRenewing: true)
    } catch let damage as DamagedPack {
      throw ColumnMismatch(damage)
    }
  }

  private func answer(
    from base: DeskBase?, isRenewing: Bool
  ) throws -> (figures: DeskFigures?, base: DeskBase?) {
    var reckoner = try DeskReckoner(request, base: base, isRenewing: isRenewing)
    if let base {
      try readChanges(since: base) { try reckoner.take($0) }
    } else {
      try readAll { try reckoner.take($0) }
    }
    var renewed = reckoner.renewed(at: place)
    // One that leaves most of the tickets out, because a moment long ago was asked for, is no help.
    if let late = renewed?.late.count, late > Self.changesPerBase { renewed = nil }
    return (try reckoner.figures { try row($0) }, renewed)
  }

  // MARK: Bases

  private func keptBase() throws -> DeskBase? {
    let found = try rows.withStatement(
      "SELECT bytes FROM {base} WHERE settings = ?1 AND campus = ?2"
    ) {
      try $0.bindBlob(settings.bytes, at: 1)
      try $0.bind(request.campus?.rawValue ?? "", at: 2)
      return try $0.step() ? Array(try $0.blobBytes(0)) : nil
    }
    guard let found, let base = try? DeskBase(bytes: found), base.place <= place else { return nil }
    return base
  }

  /// Keeps a base, and the bases of the plans and zones that were asked for last.
  static func keep(
    _ base: DeskBase, _ campus: CampusCode?, _ settings: SHA256Digest, in rows: ProjectionRows
  ) throws {
    // The number tells which were kept last, so it is a new one each time.
    try rows.withStatement(
      """
      INSERT OR REPLACE INTO {base}(number, settings, campus, bytes)
      VALUES((SELECT coalesce(max(number), 0) + 1 FROM {base}), ?1, ?2, ?3)
      """
    ) {
      try $0.bindBlob(settings.bytes, at: 1)
      try $0.bind(campus?.rawValue ?? "", at: 2)
      try $0.bindBlob(base.bytes, at: 3)
      try $0.run()
    }
    try rows.withStatement(
      """
      DELETE FROM {base} WHERE settings NOT IN (
        SELECT settings FROM {base} GROUP BY settings ORDER BY max(number) DESC LIMIT ?1)
      """
    ) {
      try $0.bind(settingsLimit, at: 1)
      try $0.run()
    }
  }

  // MARK: Rows

  private static let columns = "number, ticket, last, settled, strip"

  /// How many settled tickets have changed since a base, counted as far as it matters.
  private func changes(since base: DeskBase, upTo limit: Int) throws -> Int {
    try rows.withStatement(
      """
      SELECT count(*) FROM (
        SELECT 1 FROM {ticket} WHERE settled = 1 AND last > ?1 LIMIT ?2)
      """
    ) {
      try $0.bind(base.place, at: 1)
      try $0.bind(limit + 1, at: 2)
      return try $0.step() ? Int(clamping: try $0.int64(0)) : 0
    }
  }

  /// Reads what a base does not have, or no longer.
  private func readChanges(
    since base: DeskBase, _ body: (DeskReckoner.Row) throws -> Void
  ) throws {
    // What has not changed and is of another campus was of another one then too.
    try rows.withStatement(
      """
      SELECT \(Self.columns) FROM {ticket}
      WHERE settled = 0 AND (?2 = '' OR campus = ?2 OR last > ?1)
      """
    ) { statement in
      try statement.bind(base.place, at: 1)
      try statement.bind(request.campus?.rawValue ?? "", at: 2)
      while try statement.step() { try body(Self.row(statement)) }
    }
    try rows.withStatement(
      "SELECT \(Self.columns) FROM {ticket} WHERE settled = 1 AND last > ?1"
    ) { statement in
      try statement.bind(base.place, at: 1)
      while try statement.step() { try body(Self.row(statement)) }
    }
    for number in base.late {
      // One that has changed since has just been read.
      if let row = try row(number), row.isSettled, row.last <= base.place { try body(row) }
    }
  }

  /// Reads every row that can count for the campus.
  private func readAll(_ body: (DeskReckoner.Row) throws -> Void) throws {
    try rows.withStatement(
      "SELECT \(Self.columns) FROM {ticket} WHERE ?1 = '' OR campus = ?1"
    ) { statement in
      try statement.bind(request.campus?.rawValue ?? "", at: 1)
      while try statement.step() { try body(Self.row(statement)) }
    }
  }

  private func row(_ number: Int) throws -> DeskReckoner.Row? {
    try rows.withStatement("SELECT \(Self.columns) FROM {ticket} WHERE number = ?1") {
      try $0.bind(number, at: 1)
      return try $0.step() ? Self.row($0) : nil
    }
  }

  private static func row(_ statement: Statement) throws -> DeskReckoner.Row {
    DeskReckoner.Row(
      ticket: TicketID(try statement.text(1)), number: Int(clamping: try statement.int64(0)),
      last: try statement.int64(2), isSettled: try statement.int64(3) == 1,
      strip: DeskStrip(bytes: Array(try statement.blobBytes(4))))
  }
}
