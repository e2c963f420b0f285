import RepairStore

/// The cases of a table with an event a row, put together on the disk.
///
/// Such tables are often in the order of time, so that a case's events stand anywhere in them. The
/// rows go to a file that only this process sees and come back case by case, in the order in which
/// the cases begin; memory does not grow with the table.
struct CaseTable: LoggedCases {
  private static let tables = [
    "CREATE TABLE logged_case(number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE)",
    """
    CREATE TABLE logged_row(number INTEGER PRIMARY KEY, owner INTEGER NOT NULL,
      line INTEGER NOT NULL, raw TEXT NOT NULL)
    """,
  ]
  private let scratch: ScratchDatabase
  private let rows: Statement
  private var pending: (owner: Int64, row: LoggedRow)?
  private var isOver = false

  /// Reads a whole table.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` and the line, or `invalidMap` for a column that
  ///   the table does not have; what the store throws.
  init(_ source: TextSource, _ map: ActivityMap, into depositor: TicketDepositor) throws {
    let reader = try CSVReader(source)
    guard try reader.next() else {
      throw ExchangeError(.malformed, "the file is empty; a table begins with a heading")
    }
    let heading = reader.texts
    try TableHeading.check(heading)
    let place = try Self.check(map, against: heading)
    let scratch = try ScratchDatabase(Self.tables)
    rows = try scratch.mapping { connection in
      let add = try connection.prepare(
        "INSERT INTO logged_case(name) VALUES(?1) ON CONFLICT DO NOTHING")
      let put = try connection.prepare(
        """
        INSERT INTO logged_row(owner,line,raw)
        VALUES((SELECT number FROM logged_case WHERE name=?1),?2,?3)
        """)
      try connection.transaction(.immediate) {
        while try reader.next() {
          try depositor.beginRecord()
          guard reader.fieldCount == heading.count else {
            depositor.skip(.wrongFieldCount, line: reader.line)
            continue
          }
          guard !reader.isEmpty(at: place) else {
            depositor.skip(.missingID, map.ticketColumn, line: reader.line)
            continue
          }
          try reader.withBytes(at: place) {
            try add.bindBlob($0, at: 1)
            try put.bindBlob($0, at: 1)
          }
          try add.run()
          try put.bind(reader.line, at: 2)
          try put.bind(RawRecord.make(columns: heading, row: reader), at: 3)
          try put.run()
        }
      }
      return try connection.prepare(
        "SELECT owner, line, raw FROM logged_row ORDER BY owner, number")
    }
    self.scratch = scratch
  }

  mutating func next() throws -> LoggedCase? {
    try advance()
    guard let first = pending else { return nil }
    var result = LoggedCase(line: first.row.line)
    var bytes = 0
    while let (owner, row) = pending, owner == first.owner {
      bytes += row.fields.reduce(0) { $0 + $1.name.utf8.count + $1.text.utf8.count }
      guard result.rows.count < LoggedCase.rowLimit, bytes <= LoggedCase.byteLimit else {
        throw LoggedCase.tooLarge(line: row.line)
      }
      result.rows.append(row)
      pending = nil
      try advance()
    }
    return result
  }

  private mutating func advance() throws {
    guard pending == nil, !isOver else { return }
    pending = try scratch.mapping { [rows] _ in
      guard try rows.step() else { return nil }
      let fields = try RawRecord.fields(of: try rows.text(2)).map {
        (name: $0.column, text: $0.text)
      }
      return (
        try rows.int64(0), LoggedRow(line: Int(clamping: try rows.int64(1)), fields: fields)
      )
    }
    isOver = pending == nil
  }

  /// Where the case's name stands; every column the map names must be there.
  private static func check(_ map: ActivityMap, against heading: [String]) throws -> Int {
    let named =
      [map.columns.activity, map.columns.time]
      + [map.columns.transition, map.columns.resource].compactMap(\.self)
      + map.fields.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap(\.value.columns)
    let missing = ([map.ticketColumn] + named).first { !heading.contains($0) }
    guard missing == nil, let place = heading.firstIndex(of: map.ticketColumn) else {
      throw ExchangeError(
        .invalidMap,
        "the map names the column `\(missing ?? map.ticketColumn)`, but the table has only "
          + heading.prefix(40).joined(separator: ", "))
    }
    return place
  }
}
