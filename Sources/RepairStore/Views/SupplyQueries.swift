public import RepairCore

/// A line of a ticket's materials of which something is wanted and not handed out.
public struct MaterialToPrepare: Hashable, Sendable {
  /// The ticket.
  public var ticket: TicketID
  /// Its campus.
  public var campus: CampusCode
  /// Where it stands.
  public var status: TicketStatus
  /// Who has it, if somebody does.
  public var worker: PersonID?
  /// When it was accepted.
  public var acceptedAt: Timestamp?
  /// Which of its lines.
  public var line: LineNumber
  /// What is wanted, where a store keeps it.
  public var item: ItemCode?
  /// What is wanted, in words.
  public var description: String?
  /// What one of it is.
  public var unit: String?
  /// How much is wanted altogether.
  public var requested: Int
  /// How much of it was handed out.
  public var issued: Int
  /// Where something is put aside for it.
  public var store: StoreCode?
  /// How much is put aside there.
  public var reserved: Int

  /// How much is still to be handed out.
  public var missing: Int {
    // A views file that somebody changed may say anything.
    let (difference, overflow) = requested.subtractingReportingOverflow(issued)
    return overflow ? 0 : max(0, difference)
  }
}

/// What costs are added up by.
public enum CostGrouping: String, CaseIterable, Hashable, Sendable {
  /// Each ticket.
  case ticket
  /// Each campus.
  case campus
  /// Each budget; what the requester pays comes from none.
  case funding
}

/// What something cost in one currency.
public struct CostTotal: Hashable, Sendable {
  /// The ticket, campus or budget; `nil` for costs of no named budget.
  public var group: String?
  /// The currency; amounts are in its smallest unit.
  public var currency: String
  /// What the house pays.
  public var institution: Int64
  /// What requesters pay.
  public var requester: Int64
  /// Of how many tickets the costs are.
  public var tickets: Int
  /// Whether everything is in the sums; `false` once an amount did not fit and was left out.
  public var isExact: Bool
}

extension Views {
  /// What storekeepers have to prepare, in the order the tickets were submitted.
  ///
  /// - Parameter campus: only for tickets of this campus; all when `nil`.
  /// - Returns: the lines of accepted tickets of which something is wanted and not handed out.
  /// - Throws: ``StoreError``; what is wrong with the views themselves is mended by making them anew.
  /// - Complexity: O(lines returned), after catching up.
  public func materialsToPrepare(campus: CampusCode? = nil) throws -> [MaterialToPrepare] {
    try read(SupplyBoard(), isOurs: true) { rows in
      try rows.withStatement(
        """
        SELECT ticket, campus, status, worker, accepted_at, line, item, description, unit,
          requested, issued, store, reserved
        FROM {line} WHERE ?1 IS NULL OR campus = ?1 ORDER BY number, line
        """
      ) { statement in
        try statement.bind(campus?.rawValue, at: 1)
        var lines: [MaterialToPrepare] = []
        while try statement.step() { lines.append(try MaterialToPrepare(statement)) }
        return lines
      }
    }
  }

  /// What repairs cost, added up.
  ///
  /// - Parameters:
  ///   - grouping: by what.
  ///   - campus: only tickets of this campus; all when `nil`.
  /// - Returns: a total a group and currency, in the order of the groups' names; tickets in the order
  ///   they were submitted.
  /// - Throws: ``StoreError``; what is wrong with the views themselves is mended by making them anew.
  /// - Complexity: O(tickets with costs), after catching up.
  public func costs(
    by grouping: CostGrouping, campus: CampusCode? = nil
  ) throws -> [CostTotal] {
    try read(SupplyBoard(), isOurs: true) { rows in
      try rows.withStatement(
        """
        SELECT number, ticket, campus, payer, funding, currency, amount
        FROM {cost} WHERE ?1 IS NULL OR campus = ?1 ORDER BY number, ordinal
        """
      ) { statement in
        try statement.bind(campus?.rawValue, at: 1)
        var totals = CostTotals(by: grouping)
        while try statement.step() { try totals.add(statement) }
        return totals.sorted
      }
    }
  }
}

/// Totals while they grow.
private struct CostTotals {
  private struct Key: Hashable {
    var group: String?
    var currency: String
  }

  private let grouping: CostGrouping
  private var totals: [CostTotal] = []
  private var places: [Key: (index: Int, lastTicket: Int64)] = [:]

  init(by grouping: CostGrouping) {
    self.grouping = grouping
  }

  mutating func add(_ row: Statement) throws {
    let number = try row.int64(0)
    let payer = try row.text(3)
    let group: String? =
      switch grouping {
      case .ticket: try row.text(1)
      case .campus: try row.text(2)
      case .funding: try row.optionalText(4)
      }
    let key = Key(group: group, currency: try row.text(5))
    let amount = try row.int64(6)
    let place = places[key]
    let index = place?.index ?? totals.count
    if place == nil {
      totals.append(
        CostTotal(
          group: group, currency: key.currency, institution: 0, requester: 0, tickets: 0,
          isExact: true))
    }
    if place?.lastTicket != number { totals[index].tickets += 1 }
    places[key] = (index, number)
    let path: WritableKeyPath<CostTotal, Int64> =
      payer == Payer.requester.rawValue ? \.requester : \.institution
    let (sum, overflow) = totals[index][keyPath: path].addingReportingOverflow(amount)
    if overflow { totals[index].isExact = false } else { totals[index][keyPath: path] = sum }
  }

  var sorted: [CostTotal] {
    guard grouping != .ticket else { return totals }
    return totals.sorted { left, right in
      let (one, other) = (Array((left.group ?? "").utf8), Array((right.group ?? "").utf8))
      if one != other { return one.lexicographicallyPrecedes(other) }
      return left.currency < right.currency
    }
  }
}

extension MaterialToPrepare {
  fileprivate init(_ row: Statement) throws {
    func damaged(_ column: Int32, _ expected: String) -> ColumnMismatch {
      row.mismatch(column, expected: expected, found: "something else")
    }
    guard let ticket = TicketID(try row.text(0)) else { throw damaged(0, "a name") }
    guard let campus = CampusCode(try row.text(1)) else { throw damaged(1, "a code") }
    guard let status = TicketStatus(rawValue: try row.text(2)) else {
      throw damaged(2, "a status")
    }
    guard let line = LineNumber(Int(try row.int64(5))) else { throw damaged(5, "a line") }
    self.init(
      ticket: ticket, campus: campus, status: status,
      worker: try row.optionalText(3).flatMap(PersonID.init),
      acceptedAt: row.isNull(4) ? nil : Timestamp(clamping: try row.int64(4)), line: line,
      item: try row.optionalText(6).flatMap(ItemCode.init),
      description: try row.optionalText(7), unit: try row.optionalText(8),
      requested: Int(try row.int64(9)), issued: Int(try row.int64(10)),
      store: try row.optionalText(11).flatMap(StoreCode.init), reserved: Int(try row.int64(12)))
  }
}
