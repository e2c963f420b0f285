/// The desk's figures from tickets' strips, and from what the settled ones among them come to.
///
/// Most tickets are over and done with. What they come to depends on no clock any more, so it is
/// added up once, as a *base*: the sum of everything settled up to a place of the log. Figures are
/// then the base, less the settled tickets to which something has happened since, plus all tickets
/// that are not in it:
///
///     figures = base - (settled then, changed since) + (changed since) + (never settled)
///
/// Because adding and taking away are exact opposites, this is to the last digit what all tickets
/// together come to.
///
/// ```swift
/// var reckoner = try DeskReckoner(request, base: bytes)
/// try reckoner.read(strip, of: ticket, number: 7)
/// reckoner.add()
/// let figures = reckoner.figures { number in reference(number) }
/// ```
package struct DeskReckoner: Sendable {
  /// How a ticket stood when it was read.
  package struct Standing: Hashable, Sendable {
    /// Whether what it comes to stays as it is until something happens to it.
    package var isSettled: Bool
    /// The last moment at which anything happened to it.
    package var lastAt: Timestamp
    /// The campus it belongs to; `nil` where a strip has notices and no ticket.
    package var campus: String?
  }

  private var tally: DeskTally
  private var life = TicketLife()
  private var clock = TargetClock?.none
  private var notices: [NoticeLife] = []
  private var number = 0
  private var steps: [(step: DeskStep, place: Int64)] = []
  private var own: [Int32] = []

  /// Begins with nothing.
  package init(_ request: FiguresRequest) {
    tally = DeskTally(request, names: NamePool())
  }

  /// Begins with a base.
  ///
  /// - Parameters:
  ///   - request: what is asked; its plan, calendar, zone and campus must be those the base was made
  ///     with, it must have no `since`, and its moment must not be before the last of the base.
  ///   - base: what ``base()`` made.
  /// - Throws: ``DamagedPack`` for other bytes.
  package init(_ request: FiguresRequest, base: [UInt8]) throws(DamagedPack) {
    tally = try DeskTally(request, packed: base)
  }

  /// The sum of what was added and not taken away, which must all have been settled.
  package func base() -> [UInt8] { tally.packed() }

  /// Whether the sums are exact; amounts so large that they do not fit depend on the order in which
  /// they are added, and have to be added in the order of the log.
  package var isExact: Bool { tally.weight <= UInt64(Int64.max) }

  /// Reads a ticket, to be added or taken away.
  ///
  /// - Parameters:
  ///   - strip: its steps.
  ///   - ticket: its name; `nil` for notices without one.
  ///   - number: the number it is known by on lists, which puts equals in order.
  ///   - last: the last place of the log that counts.
  /// - Returns: how it stood there, later than the request's moment or not.
  /// - Throws: ``DamagedPack`` where the strip is not one.
  @discardableResult package mutating func read(
    _ strip: DeskStrip, of ticket: TicketID?, number: Int, through last: Int64 = .max
  ) throws(DamagedPack) -> Standing {
    self.number = number
    steps.removeAll(keepingCapacity: true)
    own.removeAll(keepingCapacity: true)
    notices.removeAll(keepingCapacity: true)
    var lastAt = Timestamp.earliest
    try DeskStrip.read(strip.bytes) {
      own.append(tally.names.number($0))
    } step: { step, place in
      guard place <= last else { return }
      var step = step
      if step.kind.isNamed, step.name != NamePool.none { step.name = own[Int(step.name)] }
      if step.kind.isOtherNamed, step.other != NamePool.none { step.other = own[Int(step.other)] }
      steps.append((step, place))
      lastAt = max(lastAt, Timestamp(clamping: step.at))
    }
    let now = tally.now
    life.reset()
    var clock = ticket.map { TargetClock(of: $0) }
    for (step, _) in steps where step.at <= now {
      if step.kind.isOfNotice {
        apply(notice: step)
      } else {
        life.apply(step)
        clock?.apply(step, tally.names)
      }
    }
    self.clock = clock
    let isWhole = lastAt.milliseconds <= now
    return Standing(
      isSettled: isWhole && (clock.map { life.isSettled($0) } ?? true), lastAt: lastAt,
      campus: tally.names[life.campus])
  }

  private mutating func apply(notice step: DeskStep) {
    // A strip's notices are numbered as they come; one far beyond is damage, and counts for nothing.
    guard let ordinal = Int(exactly: step.amount), ordinal >= 0, ordinal <= notices.count + 1_000
    else { return }
    while notices.count <= ordinal { notices.append(NoticeLife()) }
    notices[ordinal].apply(step)
  }

  /// Adds the ticket that was read.
  package mutating func add() { count(1) }

  /// Takes the ticket away that was read; it must be settled, and one of those that were added.
  package mutating func takeAway() { count(-1) }

  private mutating func count(_ unit: Int) {
    tally.unit = unit
    var isOfCampus = false
    if let clock, life.hasBegun { isOfCampus = tally.add(life, clock, number) }
    for notice in notices { tally.add(notice, isOfCampus: isOfCampus) }
    tally.unit = 1
  }

  /// The ticket that was read, as lists show it.
  package func reference() -> TicketReference? {
    guard let clock, life.hasBegun else { return nil }
    return tally.reference(to: clock.ticket, life, clock)
  }

  /// The figures of everything that was added and not taken away.
  ///
  /// - Parameter reference: looks the ticket of a number up.
  /// - Returns: the figures.
  /// - Complexity: O(n) in the lengths that are kept.
  package func figures(_ reference: (Int) -> TicketReference?) -> DeskFigures {
    tally.finished(reference)
  }
}

extension DeskStep.Kind {
  /// Whether it says something of a notice, and not of a ticket.
  var isOfNotice: Bool {
    switch self {
    case .noticeQueued, .noticeSent, .noticeFailed, .noticeSuppressed, .noticeRead: true
    default: false
    }
  }
}
