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
/// var reckoner = try DeskReckoner(request, base: base)
/// for row in rows { try reckoner.take(row) }
/// let figures = reckoner.figures { number in reference(number) }
/// ```
package struct DeskReckoner: Sendable {
  /// A ticket with its strip.
  package struct Row: Sendable {
    /// The ticket's name; `nil` where a strip has notices and no ticket.
    package var ticket: TicketID?
    /// The place of its first fact, which puts equals in order on lists.
    package var number: Int
    /// The place of the last fact.
    package var last: Int64
    /// Whether it is settled once all its facts are past.
    package var isSettled: Bool
    /// Its steps.
    package var strip: DeskStrip

    /// Makes a row.
    package init(
      ticket: TicketID?, number: Int, last: Int64, isSettled: Bool, strip: DeskStrip
    ) {
      self.ticket = ticket
      self.number = number
      self.last = last
      self.isSettled = isSettled
      self.strip = strip
    }
  }

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
  /// The base this began with, whose own bytes are not kept.
  private let base: DeskBase?
  private let late: Set<Int>
  /// Whether another base is to be made of what is settled.
  private let isRenewing: Bool
  /// Those that wait until it has been made.
  private var waiting: [Row] = []
  /// The last moment of what is settled.
  private var lastAt: Timestamp
  /// The tickets that will be settled once all their facts are past.
  private var lateNow: [Int64] = []

  // The ticket that was read last.
  private var life = TicketLife()
  private var clock = TargetClock?.none
  private var notices: [NoticeLife] = []
  private var number = 0
  private var steps: [DeskStep] = []
  private var own: [Int32] = []

  /// Begins with a base, or with nothing.
  ///
  /// - Parameters:
  ///   - request: what is asked; its plan, calendar, zone and campus must be those the base was made
  ///     with, it must have no `since`, and its moment must not be before the last of the base.
  ///   - base: what another reckoner made of what is settled.
  ///   - isRenewing: whether ``renewed(at:)`` will be asked for.
  /// - Throws: ``DamagedPack`` where the base is none.
  package init(
    _ request: FiguresRequest, base: DeskBase? = nil, isRenewing: Bool = false
  ) throws(DamagedPack) {
    if let base {
      tally = try DeskTally(request, packed: PackedReader(base.sums))
    } else {
      tally = DeskTally(request, names: NamePool())
    }
    self.isRenewing = isRenewing
    late = Set(base?.late ?? [])
    lastAt = base?.lastAt ?? .earliest
    self.base = base.map { DeskBase(place: $0.place, lastAt: $0.lastAt, late: $0.late, sums: []) }
  }

  /// Whether the sums are exact; amounts so large that they do not fit depend on the order in which
  /// they are added, and have to be added in the order of the log.
  package var isExact: Bool { tally.weight <= UInt64(Int64.max) }

  /// Takes a ticket into account: one that is not settled, that something has happened to since the
  /// base, or that is late in it.
  ///
  /// - Throws: ``DamagedPack`` where the strip is not one.
  package mutating func take(_ row: Row) throws(DamagedPack) {
    if let base, row.last > base.place, row.number <= base.place, !late.contains(row.number),
      try read(row, through: base.place).isSettled
    {
      count(-1)
    }
    let standing = try read(row)
    if standing.isSettled {
      lastAt = max(lastAt, standing.lastAt)
      count(1)
    } else {
      if row.isSettled { lateNow.append(Int64(row.number)) }
      if isRenewing { waiting.append(row) } else { count(1) }
    }
  }

  /// The base of everything that is settled, once all rows were taken.
  ///
  /// - Parameter place: the last place of the log the rows stand for.
  /// - Returns: the base; `nil` where sums are not exact.
  package func renewed(at place: Int64) -> DeskBase? {
    guard isRenewing, isExact else { return nil }
    return DeskBase(
      place: place, lastAt: lastAt, late: lateNow.sorted().map { Int($0) }, sums: tally.packed())
  }

  /// The figures of everything that was taken.
  ///
  /// - Parameter row: looks the row of a number up, for the lists.
  /// - Returns: the figures; `nil` where sums are not exact.
  /// - Throws: ``DamagedPack`` where a strip is not one; what `row` throws.
  /// - Complexity: O(n) in the lengths that are kept.
  package mutating func figures(_ row: (Int) throws -> Row?) throws -> DeskFigures? {
    for row in waiting {
      try read(row)
      count(1)
    }
    waiting = []
    guard isExact else { return nil }
    var tickets: [Int: TicketReference] = [:]
    for number in tally.listed() where tickets[number] == nil {
      guard let row = try row(number) else { continue }
      try read(row)
      tickets[number] = reference()
    }
    return tally.finished { tickets[$0] }
  }

  /// Reads a ticket.
  ///
  /// - Parameters:
  ///   - row: the ticket.
  ///   - last: the last place of the log that counts.
  /// - Returns: how it stood there, later than the request's moment or not.
  /// - Throws: ``DamagedPack`` where the strip is not one.
  @discardableResult package mutating func read(
    _ row: Row, through last: Int64 = .max
  ) throws(DamagedPack) -> Standing {
    number = row.number
    steps.removeAll(keepingCapacity: true)
    own.removeAll(keepingCapacity: true)
    notices.removeAll(keepingCapacity: true)
    var lastAt = Timestamp.earliest
    try DeskStrip.read(row.strip.bytes) {
      own.append(tally.names.number($0))
    } step: { step, place in
      guard place <= last else { return }
      var step = step
      if step.kind.isNamed, step.name != NamePool.none { step.name = own[Int(step.name)] }
      if step.kind.isOtherNamed, step.other != NamePool.none { step.other = own[Int(step.other)] }
      steps.append(step)
      lastAt = max(lastAt, Timestamp(clamping: step.at))
    }
    let now = tally.now
    life.reset()
    var clock = row.ticket.map { TargetClock(of: $0) }
    for step in steps where step.at <= now {
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

  /// Adds the ticket that was read, or takes it away.
  private mutating func count(_ unit: Int) {
    tally.unit = unit
    var isOfCampus = false
    if let clock, life.hasBegun { isOfCampus = tally.add(life, clock, number) }
    for notice in notices { tally.add(notice, isOfCampus: isOfCampus) }
    tally.unit = 1
  }

  /// The ticket that was read, as lists show it.
  private func reference() -> TicketReference? {
    guard let clock, life.hasBegun else { return nil }
    return tally.reference(to: clock.ticket, life, clock)
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
