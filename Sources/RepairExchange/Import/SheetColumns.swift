/// The columns of the legacy ticket table, and where they are in one file.
struct SheetColumns {
  /// The columns that have a home in a ticket.
  enum Name: Int, CaseIterable {
    case id, teacherId, type, address, location, campus, status, repairDate, description, imageUrl
    case radioUrl, message, applicantName, mobile, openid, remarks, level, guarantee
    case fundingSources, allocatedTime, finishTime, reason, detail, consumables, star, evaluate
    case evaluateDate, repairCancelReason, repairCancelReasonRemark, repairCancelDate

    /// The column's heading.
    var heading: String { String(describing: self) }
  }

  /// The heading as it is in the file.
  let heading: [String]
  private var places: [Int?]

  /// Finds the columns in a heading; `teacher_id` and `TEACHERID` are `teacherId` too.
  ///
  /// - Throws: ``ExchangeError`` with code `malformed` when there is no `id`, or a column twice.
  init(heading: [String]) throws {
    self.heading = heading
    try TableHeading.check(heading)
    var byName: [String: Int] = [:]
    for (index, column) in heading.enumerated() { byName[Self.plain(column)] = index }
    places = Name.allCases.map { byName[Self.plain($0.heading)] }
    guard self[.id] != nil else {
      throw ExchangeError(
        .malformed, "the heading has no column `id`; is this the ticket table?", at: .init(line: 1))
    }
  }

  /// Where a column is; `nil` when the file does not have it.
  subscript(name: Name) -> Int? {
    places[name.rawValue]
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != " " }
  }
}

/// What every table's heading must be.
enum TableHeading {
  /// Refuses a heading that names a column twice, which would make the raw record ambiguous.
  static func check(_ heading: [String]) throws {
    var seen: Set<[UInt8]> = []
    for column in heading where !seen.insert(Array(column.utf8)).inserted {
      throw ExchangeError(
        .malformed, "the heading has the column `\(column.prefix(60))` twice", at: .init(line: 1))
    }
  }
}
