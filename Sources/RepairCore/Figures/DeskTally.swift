/// The adding up of tickets into figures, one ticket after the other.
///
/// It is a sum: the order of tickets does not matter, and one that was added can be taken away
/// again, after which it is as if it had never been there. So what the many tickets that are over
/// and done with come to can be kept in bytes, and only the others are added to it; see
/// ``packed()``.
struct DeskTally: Sendable {
  let request: FiguresRequest
  /// The names its numbers stand for.
  var names: NamePool
  /// What one ticket counts: 1 while tickets are added, -1 while they are taken away.
  var unit = 1
  let now: Int64
  let calendar: WorkingCalendar
  let since: Int64

  var tickets = 0
  var counted = 0
  var backlog: [Int64: BacklogFigure] = [:]
  var ageing: [AgeingFigure]
  var flow: FlowTally
  var durations: [StageTally]
  var targets: [TargetFigure]
  var work = WorkFigure()
  var outcomes: [Int: Int] = [:]
  var reworkReasons = CountTally<Int32>()
  var reopenReasons = CountTally<Int32>()
  var handBacks = HandBackFigure()
  var handBackRows = CountTally<TicketLife.Mention>()
  var holds: [HoldTally]
  var workers: [Int32: WorkerFigure] = [:]
  var ratings = RatingFigure()
  var faults: [RepeatTally]
  var materials: [Int32: MaterialRow] = [:]
  var freeText = 0
  var costs: [CostTally.Key: CostTally] = [:]
  var cancellations = CountTally<TicketLife.Mention>()
  var gaps: [GapFigure.Kind: Int] = [:]
  var gapBases = GapBases()
  var lists: [ListTally]
  var notices: [NoticeKey: NoticeFigure] = [:]
  /// What all amounts came to, whatever their sign: while this fits no sum of some of them can
  /// have been too large, in whatever order they were added.
  var weight: UInt64 = 0

  /// Makes an empty tally.
  init(_ request: FiguresRequest, names: NamePool) {
    self.request = request
    self.names = names
    now = request.at.milliseconds
    calendar = request.workingCalendar
    since = request.since?.milliseconds ?? .min
    ageing = Self.ages.enumerated().map { index, days in
      AgeingFigure(
        fromDays: days, toDays: index + 1 < Self.ages.count ? Self.ages[index + 1] : nil,
        tickets: 0, onHold: 0)
    }
    flow = FlowTally(request.zone)
    durations = DeskStage.allCases.map { _ in StageTally() }
    targets = TargetKind.allCases.map { TargetFigure(kind: $0) }
    holds = HoldReason.allCases.map { _ in HoldTally() }
    faults = RepeatFigure.Kind.allCases.map { _ in RepeatTally() }
    lists = TicketListKind.allCases.map { _ in ListTally() }
  }

  /// The days at which a ticket grows older than the others.
  static let ages = [0, 1, 3, 7, 14, 30, 90]

  /// Adds a ticket as it was at the moment, or takes it away; only one that ``TicketLife/isSettled``
  /// can be taken away.
  ///
  /// - Parameters:
  ///   - life: the ticket.
  ///   - clock: its promises.
  ///   - number: which ticket it is.
  /// - Returns: whether it is of the campus asked about.
  @discardableResult mutating func add(
    _ life: TicketLife, _ clock: TargetClock, _ number: Int
  ) -> Bool {
    if let campus, life.campus != campus { return false }
    tickets += unit
    flow.add(life.turns, unit)
    let isCounted = life.submittedAt >= since
    let reports = clock.reports(under: request.plan, at: request.at)
    if life.phase.isOpen { addOpen(life, reports, number) }
    addLists(life, number)
    guard isCounted else { return true }
    counted += unit
    addDurations(life)
    for report in reports { add(report) }
    addWork(life)
    addWorkers(life)
    addRatings(life)
    addUse(life)
    addGaps(life)
    if life.phase == .cancelled {
      cancellations.add(
        .init(worker: life.cancellationKind, reason: life.cancellationReason), unit)
    }
    if life.phase != .cancelled || life.cancellationKind != CancellationKind.duplicate.order {
      addFault(life)
    }
    return true
  }

  /// The number of the campus asked about; `nil` for all.
  ///
  /// A campus nobody knows has no tickets, and no number of a name is that small.
  private var campus: Int32? { request.campus.map { names.existing($0.rawValue) ?? .min } }

  /// Notes an amount that is added or taken away.
  mutating func weigh(_ amount: Int64) {
    let (sum, overflow) = weight.addingReportingOverflow(amount.magnitude)
    weight = overflow ? .max : sum
  }

  private mutating func addOpen(_ life: TicketLife, _ reports: [TargetReport], _ number: Int) {
    let age = max(now - life.openedAt, 0)
    let isOnHold = life.rest != nil
    let phase = Int64(TicketPhase.allCases.firstIndex(of: life.phase) ?? 0)
    if let campus = names[life.campus].flatMap(CampusCode.init) {
      let nothing = BacklogFigure(
        campus: campus, phase: life.phase, tickets: 0, onHold: 0, oldest: .zero)
      backlog[Int64(life.campus) * 16 + phase, default: nothing].add(age, isOnHold)
    }
    let days = Int(clamping: age / CalendarDay.length)
    let index = (Self.ages.lastIndex { $0 <= days }) ?? 0
    ageing[index].tickets += 1
    if isOnHold { ageing[index].onHold += 1 }
    if life.worker != NamePool.none {
      let fresh = worker(life.worker)
      workers[life.worker, default: fresh].open += 1
      if isOnHold { workers[life.worker]?.onHold += 1 }
    }
    addToLists(reports, life, number)
  }

  private mutating func add(_ report: TargetReport) {
    guard let index = TargetKind.allCases.firstIndex(of: report.kind) else { return }
    switch report.state {
    case .met: targets[index].met += unit
    case .missed: targets[index].missed += unit
    case .breached: targets[index].breached += unit
    case .dropped: targets[index].dropped += unit
    case .paused: targets[index].paused += unit
    case .running:
      targets[index].running += unit
      if report.isNear(at: request.at) { targets[index].near += 1 }
    }
  }

  /// A worker of whom nothing has been counted yet.
  func worker(_ number: Int32) -> WorkerFigure { WorkerFigure(worker: names[number] ?? "") }

  /// The first rows of a list.
  func cut<Row>(_ rows: [Row]) -> [Row] {
    Array(rows.prefix(min(max(request.rows, 0), FiguresRequest.rowLimit)))
  }
}

extension BacklogFigure {
  fileprivate mutating func add(_ age: Int64, _ isOnHold: Bool) {
    tickets += 1
    if isOnHold { onHold += 1 }
    oldest = max(oldest, TimeSpan(milliseconds: age))
  }
}

/// How often each of some things was counted.
struct CountTally<Key: Hashable & Sendable>: Sendable {
  private(set) var counts: [Key: Int] = [:]

  mutating func add(_ key: Key, _ count: Int) { counts[key, default: 0] += count }

  /// The things, the most frequent first, equals in the order given.
  func sorted(by precedes: (Key, Key) -> Bool) -> [(key: Key, count: Int)] {
    counts.lazy.filter { $0.value != 0 }.map { (key: $0.key, count: $0.value) }.sorted {
      $0.count != $1.count ? $0.count > $1.count : precedes($0.key, $1.key)
    }
  }
}
