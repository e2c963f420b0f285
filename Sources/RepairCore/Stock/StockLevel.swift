/// How much of a material a store has, and how much of it is put aside: folded from the stock's own
/// events and from those of the tickets that take from it, put aside, or bring back.
///
/// ```swift
/// var level = StockLevel(of: StockName(store: store, item: item))
/// for (ticket, event) in eventsTaggedWithTheStock { level.apply(event, of: ticket) }
/// let facts = level.facts(for: ticket, line: line)
/// ```
public struct StockLevel: TaggedProjection {
  /// What takes from a stock, brings to it, puts aside, or ends that.
  public static let kinds: [TicketEventKind] = [
    .materialReserved, .materialIssued, .materialReturned, .workCompleted, .cancelled,
  ]

  /// All of the stock's own.
  public static let stockKinds = StockEventKind.allCases

  /// The store and the material.
  public let name: StockName
  /// How much is there, by the records; negative where more was forced out.
  public private(set) var onHand = 0
  /// Whether the store keeps the material.
  public private(set) var isKept = false
  /// The campus whose store it is.
  public private(set) var campus: CampusCode?

  private var reservations: [TicketID: [LineNumber: Quantity]] = [:]

  /// Makes the level before any event: nothing, of a material that is not kept.
  public init(of name: StockName) {
    self.name = name
  }

  /// The stock's tag.
  public var tag: EventTag { .stock(name) }

  /// How much is put aside altogether.
  public var reserved: Int {
    // A sum does not depend on the order, as long as it cannot reach the end of the numbers.
    reservations.values.reduce(0) { $1.values.reduce($0) { $0.addingClamped($1.rawValue) } }
  }

  /// The tickets that something is put aside for, in the order of their names.
  public var reservingTickets: [TicketID] { reservations.keys.sorted() }

  /// What a decision about the stock may know.
  ///
  /// - Parameters:
  ///   - ticket: the ticket that asks; what is put aside for its line is there for it.
  ///   - line: the line that asks.
  /// - Returns: the facts.
  public func facts(for ticket: TicketID? = nil, line: LineNumber? = nil) -> StockFacts {
    let own = ticket.flatMap { reservations[$0] }.flatMap { lines in line.flatMap { lines[$0] } }
    return StockFacts(
      name: name, isKept: isKept, campus: campus, onHand: onHand,
      reserved: reserved.subtractingClamped(own?.rawValue ?? 0))
  }

  /// Applies a ticket's event that carries the stock's tag.
  public mutating func apply(_ event: TicketEvent, of ticket: TicketID) {
    switch event {
    case .materialReserved(let line, let quantity, let store, _):
      reserve(store == name.store ? quantity : .none, for: line, of: ticket)
    case .materialIssued(let line, let quantity, let store, _):
      guard store == name.store else { return }
      onHand = onHand.subtractingClamped(quantity.rawValue)
      if let reserved = reservations[ticket]?[line] {
        reserve(Quantity(reserved.rawValue - quantity.rawValue) ?? .none, for: line, of: ticket)
      }
    case .materialReturned(_, let quantity, let store):
      if store == name.store { onHand = onHand.addingClamped(quantity.rawValue) }
    case .workCompleted, .cancelled: reservations[ticket] = nil
    case .submitted, .amended, .noteAdded, .fileAttached, .hurried, .held, .resumed, .accepted,
      .workerDispatched, .workAcknowledged, .workRejected, .assignmentReleased, .workerArrived,
      .accessDenied, .workStarted, .workHandedOver, .visitScheduled, .deadlineSet,
      .extensionRequested, .extensionApproved, .extensionRefused, .completionCorrected,
      .resultConfirmed, .reworkRequested, .confirmedByDefault, .evaluated, .evaluationAmended,
      .cancellationRequested, .cancellationRefused, .reopened, .priorityChanged, .recategorised,
      .transferred, .materialRequested, .materialUsed, .materialWrittenOff, .costAdded,
      .fundingSet, .quoteMade, .quoteAccepted, .quoteRefused:
      break
    }
  }

  /// Applies an event of a stock that carries this one's tag: its own, or one that sends to it.
  public mutating func apply(_ event: StockEvent, of stock: StockName) {
    guard stock == name else {
      if case .transferred(let quantity, let store, _) = event, store == name.store {
        onHand = onHand.addingClamped(quantity.rawValue)
      }
      return
    }
    switch event {
    case .registered(let campus, _, _):
      isKept = true
      self.campus = campus
    case .received(let quantity, _): onHand = onHand.addingClamped(quantity.rawValue)
    case .counted(let quantity, _): onHand = quantity.rawValue
    case .transferred(let quantity, _, _), .writtenOff(let quantity, _, _):
      onHand = onHand.subtractingClamped(quantity.rawValue)
    }
  }

  /// Puts right what is put aside for one ticket.
  public mutating func correct(_ ticket: TicketID, to state: Ticket?) {
    reservations[ticket] = nil
    for line in state?.materials ?? [] where line.reserved == name {
      reserve(line.reservation?.quantity ?? .none, for: line.number, of: ticket)
    }
  }

  private mutating func reserve(
    _ quantity: Quantity, for line: LineNumber, of ticket: TicketID
  ) {
    var lines = reservations[ticket] ?? [:]
    lines[line] = quantity == .none ? nil : quantity
    reservations[ticket] = lines.isEmpty ? nil : lines
  }
}
