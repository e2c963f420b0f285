import CSQLite

/// Walks the live rows of a projection and those made anew in step, in the order of their keys.
struct RowComparison {
  /// The most rows that are named; the others are counted.
  static let named = 100

  private(set) var drift: [RebuildReport.Drift] = []
  private(set) var count = 0
  /// The digest of the rows made anew.
  let digest: SHA256Digest

  /// Compares.
  ///
  /// - Parameters:
  ///   - projection: whose rows.
  ///   - live: the rows that are asked; `nil` when there are none, and only a digest is wanted.
  ///   - made: the rows made anew.
  /// - Throws: what SQLite answers, and that a column holds what is not written there.
  init(of projection: any Projection, live: ProjectionRows?, made: ProjectionRows) throws {
    let digesting = RowDigest()
    var drift: [RebuildReport.Drift] = []
    var count = 0
    for table in projection.tables where table.kind == .rows {
      digesting.begin(table.name)
      let sql = Self.query(table)
      let new = try made.prepare(sql)
      guard let live else {
        while try new.step() { try digesting.add(new) }
        continue
      }
      let old = try live.prepare(sql)
      func add(_ kind: RebuildReport.Drift.Kind, _ row: Statement, _ columns: [String]) {
        count += 1
        guard drift.count < Self.named else { return }
        drift.append(
          RebuildReport.Drift(
            projection: projection.name, table: table.name, row: row.label, kind: kind,
            columns: columns))
      }
      var (hasOld, hasNew) = (try old.step(), try new.step())
      if hasNew { try digesting.add(new) }
      while hasOld || hasNew {
        // A side that has ended comes after everything.
        let order =
          hasOld && hasNew
          ? try old.order(beside: new, columns: 1...table.key.count) : hasOld ? -1 : 1
        if order == 0 {
          let columns = try old.columnsDiffering(from: new)
          if !columns.isEmpty { add(.different, new, Self.once(columns)) }
        } else {
          order < 0 ? add(.extra, old, []) : add(.missing, new, [])
        }
        if order <= 0 { hasOld = try old.step() }
        if order >= 0 {
          hasNew = try new.step()
          if hasNew { try digesting.add(new) }
        }
      }
    }
    self.drift = drift
    self.count = count
    digest = try digesting.finish()
  }

  /// The label, the key, and then every column.
  private static func query(_ table: ProjectionTable) -> String {
    let key = table.key.joined(separator: ", ")
    let label = table.label ?? table.key.first ?? "''"
    return "SELECT \(label), \(key), * FROM {\(table.name)} ORDER BY \(key)"
  }

  /// The names without those of the label and the key, which are selected twice.
  private static func once(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

extension Statement {
  /// The first column, for people.
  fileprivate var label: String {
    switch sqlite3_column_type(handle, 0) {
    case SQLITE_INTEGER: String(sqlite3_column_int64(handle, 0))
    case SQLITE_TEXT: (try? text(0)) ?? "?"
    default: "?"
    }
  }

  /// Which of two rows comes first by some columns, as SQLite orders them: numbers before texts before
  /// bytes.
  fileprivate func order(
    beside other: Statement, columns: ClosedRange<Int>
  ) throws(ColumnMismatch) -> Int {
    for column in columns {
      let column = Int32(clamping: column)
      let (type, otherType) = (
        sqlite3_column_type(handle, column), sqlite3_column_type(other.handle, column)
      )
      let (rank, otherRank) = (Self.rank(type), Self.rank(otherType))
      guard rank == otherRank else { return rank < otherRank ? -1 : 1 }
      switch type {
      case SQLITE_INTEGER where otherType == SQLITE_FLOAT, SQLITE_FLOAT:
        let (left, right) = (
          sqlite3_column_double(handle, column), sqlite3_column_double(other.handle, column)
        )
        guard left == right else { return left < right ? -1 : 1 }
      case SQLITE_INTEGER:
        let (left, right) = (try int64(column), try other.int64(column))
        guard left == right else { return left < right ? -1 : 1 }
      case SQLITE_TEXT:
        let (left, right) = (try textBytes(column), try other.textBytes(column))
        guard left.elementsEqual(right) else {
          return left.lexicographicallyPrecedes(right) ? -1 : 1
        }
      case SQLITE_BLOB:
        let (left, right) = (try blobBytes(column), try other.blobBytes(column))
        guard left.elementsEqual(right) else {
          return left.lexicographicallyPrecedes(right) ? -1 : 1
        }
      default: break
      }
    }
    return 0
  }

  private static func rank(_ type: Int32) -> Int {
    switch type {
    case SQLITE_NULL: 0
    case SQLITE_INTEGER, SQLITE_FLOAT: 1
    case SQLITE_TEXT: 2
    default: 3
    }
  }
}
