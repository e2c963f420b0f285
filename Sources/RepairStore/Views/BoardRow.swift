public import RepairCore

/// One ticket as the board shows it.
public struct BoardRow: Hashable, Sendable {
  /// The ticket's place in the order of submission: the position of its first event.
  public var number: Int64
  /// The ticket's name.
  public var ticket: TicketID
  /// How many events it has.
  public var version: StreamVersion
  /// Where it stands, as finely as is known.
  public var status: TicketStatus
  /// Its campus.
  public var campus: CampusCode
  /// The kind of fault.
  public var category: CategoryCode
  /// How urgent it is, once a dispatcher has said so.
  public var priority: Priority?
  /// Who asked for the repair; unknown in some imported records.
  public var requester: PersonID?
  /// The worker who has it, or who did the work.
  public var worker: PersonID?
  /// The broken thing, where it is registered.
  public var asset: AssetCode?
  /// Where the fault is.
  public var place: Place
  /// The fault in words.
  public var description: String
  /// When it was submitted.
  public var submittedAt: Timestamp
  /// When its last event happened.
  public var updatedAt: Timestamp
  /// The date set by hand, if one is.
  public var deadline: Timestamp?
  /// Why it rests, if it does.
  public var hold: HoldReason?

  /// The phase it is in.
  public var phase: TicketPhase { status.phase }
}

/// A page of the board.
public struct BoardPage: Hashable, Sendable {
  /// The tickets, in the order asked for.
  public var rows: [BoardRow]
  /// Where the next page begins; `nil` when this is the last.
  public var next: BoardCursor?
}

/// Where a page of the board begins: after the row it names, in one of the orders.
public struct BoardCursor: Hashable, Sendable, CustomStringConvertible {
  let order: BoardQuery.Order
  let key: Int64?
  let number: Int64

  /// The cursor in the form that ``init(_:)`` reads: `order.key.number`.
  public var description: String {
    "\(order.rawValue).\(key.map { String($0) } ?? "").\(number)"
  }

  init(order: BoardQuery.Order, key: Int64?, number: Int64) {
    self.order = order
    self.key = key
    self.number = number
  }

  /// Reads what an earlier page gave out, or answers `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let order = BoardQuery.Order(rawValue: String(parts[0])),
      let number = Int64(parts[2]), parts[1].isEmpty || Int64(parts[1]) != nil
    else { return nil }
    self.init(order: order, key: Int64(parts[1]), number: number)
  }

  /// Whether a page of a query can begin here: it has to be in the order the cursor was given out in.
  ///
  /// - Parameter query: the query, with its order and its range of times.
  /// - Returns: `false` for a cursor of another order.
  public func fits(_ query: BoardQuery) -> Bool {
    guard order == query.order else { return false }
    switch order {
    case .newest, .oldest: return (key != nil) == (query.since != nil || query.until != nil)
    case .updated: return key != nil
    case .priority, .deadline: return true
    }
  }
}
