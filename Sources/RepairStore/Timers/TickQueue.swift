import RepairCore

/// What is to be done next in one tick: the order of firing, without doing any of it.
///
/// Only the first timer of each ticket waits in it. A ticket is derived anew after each firing, so that
/// nothing fires of what the firing before it has ended.
struct TickQueue {
  /// What the tick needs next.
  enum Step {
    /// More entries of the agenda, those after the given one.
    case entries(after: TimerAgenda.Entry?)
    /// The timers of a ticket.
    case timers(TicketID)
    /// The firing of a timer, of a ticket at a version.
    case firing(DueTimer, at: StreamVersion)
    /// Nothing: all is done, or as much as was asked for.
    case nothing
  }

  /// How many entries to ask the agenda for at a time.
  static let pageLimit = 500

  private struct Waiting {
    var timer: DueTimer
    var version: StreamVersion
  }

  /// A timer without what makes one occurrence of it differ from another: in one tick each is tried
  /// once, so that rules which undo one another do not keep it busy for ever.
  private struct Attempt: Hashable {
    var ticket: TicketID
    var timer: FiredTimer

    init(_ due: DueTimer) {
      ticket = due.ticket
      timer = due.occurrence
      timer.dueAt = .epoch
      timer.assignment = nil
      timer.since = nil
    }
  }

  let now: Timestamp
  private let options: TickOptions
  private(set) var report = TickReport()

  private var entries: ArraySlice<TimerAgenda.Entry> = []
  private var lastEntry: TimerAgenda.Entry?
  private var hasAllEntries = false
  /// Tickets to look at whatever the agenda says.
  private var others: [TicketID] = []
  /// A binary heap: no element comes before the one at half its index.
  private var heap: [Waiting] = []
  /// The tickets in it.
  private var waiting: Set<TicketID> = []
  private var attempts: Set<Attempt> = []
  /// The ticket to be derived anew.
  private var changed: TicketID?

  init(now: Timestamp, _ options: TickOptions, others: [TicketID]) {
    self.now = now
    self.options = options
    self.others = others
  }

  /// What is to be done next.
  mutating func next() -> Step {
    if let changed { return .timers(changed) }
    if let other = others.last { return .timers(other) }
    if entries.isEmpty, !hasAllEntries { return .entries(after: lastEntry) }
    // A timer fires at most a moment after it is due, and is sorted by when it is due.
    if let entry = entries.first,
      heap.first.map({ entry.firesAt <= $0.timer.dueAt + TimeSpan(milliseconds: 1) }) ?? true
    {
      return .timers(entry.ticket)
    }
    guard let first = heap.first else { return .nothing }
    if let limit = options.limit, report.fired >= limit {
      report.isComplete = false
      return .nothing
    }
    return .firing(first.timer, at: first.version)
  }

  /// Takes the entries that were asked for.
  mutating func take(_ page: [TimerAgenda.Entry]) {
    entries = page[...]
    lastEntry = page.last ?? lastEntry
    hasAllEntries = page.count < Self.pageLimit
  }

  /// Takes the timers of the ticket that were asked for.
  mutating func take(_ pending: PendingTimers?, under policy: TicketPolicy) {
    if changed != nil {
      changed = nil
    } else if !others.isEmpty {
      others.removeLast()
    } else {
      entries = entries.dropFirst()
    }
    guard let pending else { return }
    let due = pending.firing(at: now, under: policy, leaving: options.leftWorkers)
    guard let first = due.first(where: { !attempts.contains(Attempt($0)) }) else { return }
    // A leaver's ticket may be in the agenda too; it waits here once.
    guard waiting.insert(first.ticket).inserted else { return }
    insert(Waiting(timer: first, version: pending.ticket.version))
  }

  /// Takes what became of the timer that was to be fired.
  mutating func take(_ outcome: TimerFiring.Outcome) -> TimerFiring? {
    guard let timer = removeFirst()?.timer else { return nil }
    waiting.remove(timer.ticket)
    attempts.insert(Attempt(timer))
    let firing = TimerFiring(timer: timer, outcome: outcome)
    report.add(firing)
    changed = timer.ticket
    return firing
  }

  /// Ends the tick.
  func finished(nextDueAt: Timestamp?, head: LogPosition) -> TickReport {
    var report = report
    report.nextDueAt = nextDueAt
    report.head = head
    return report
  }

  // MARK: The heap

  private mutating func insert(_ waiting: Waiting) {
    heap.append(waiting)
    var index = heap.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard heap[index].timer < heap[parent].timer else { return }
      heap.swapAt(index, parent)
      index = parent
    }
  }

  private mutating func removeFirst() -> Waiting? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && heap[child].timer < heap[least].timer { least = child }
      guard least != index else { return first }
      heap.swapAt(index, least)
      index = least
    }
  }
}
