/// The tickets of a list, by what they are sorted by.
struct ListTally: Sendable {
  /// A ticket's place on the list.
  struct Entry: Comparable, Sendable {
    var key: Int64
    var number: Int

    static func < (left: Entry, right: Entry) -> Bool {
      (left.key, left.number) < (right.key, right.number)
    }
  }

  var entries = SortedBag<Entry>()

  /// How many tickets are on it.
  var count: Int { entries.count }

  mutating func add(_ number: Int, at key: Int64, _ unit: Int) {
    entries.add(Entry(key: key, number: number), unit)
  }

  /// The first tickets, the least key first.
  func first(_ count: Int) -> [Int] {
    guard count > 0 else { return [] }
    return entries.sorted().prefix(count).map(\.number)
  }
}

extension DeskTally {
  /// Puts a ticket on the lists of those somebody should look at.
  mutating func addLists(_ life: TicketLife, _ number: Int) {
    func put(_ kind: TicketListKind, _ key: Int64) { list(kind, number, key) }
    switch life.phase {
    case .submitted: put(.toAccept, life.since)
    case .accepted, .rejectedByWorker: put(.toDispatch, life.since)
    case .dispatched:
      if life.stage == .awaiting { put(.toAcknowledge, life.since) }
      if !life.reworks.isEmpty { put(.inRework, life.since) }
    case .completed, .evaluated, .cancelled: break
    }
    if life.phase.isOpen {
      put(.oldest, life.openedAt)
      if life.asksCancellation { put(.cancellationAsked, life.since) }
      if life.asksExtension { put(.extensionAsked, life.since) }
      if let rest = life.rest { put(.onHold, rest.start) }
      if let until = life.restUntil, until < now { put(.holdExpired, until) }
      if let deadline = life.deadline, deadline < now { put(.overdue, deadline) }
      if life.isPingPong { put(.pingPong, life.since) }
    }
    // The latest first: what was said last year is for the figures.
    if let result = life.result, result <= 2 { put(.ratedLow, -life.since) }
  }

  /// Puts an open ticket on the lists of promises.
  mutating func addToLists(_ reports: [TargetReport], _ life: TicketLife, _ number: Int) {
    let breached = reports.filter { $0.state == .breached }.compactMap(\.dueAt).min()
    if let breached {
      list(.breached, number, breached.milliseconds)
    } else if let near = reports.filter({ $0.state == .running && $0.isNear(at: request.at) })
      .compactMap(\.dueAt).min()
    {
      list(.nearBreach, number, near.milliseconds)
    }
  }

  private mutating func list(_ kind: TicketListKind, _ number: Int, _ key: Int64) {
    guard let index = TicketListKind.allCases.firstIndex(of: kind) else { return }
    lists[index].add(number, at: key, unit)
  }

  /// A ticket as lists show it.
  func reference(
    to ticket: TicketID, _ life: TicketLife, _ clock: TargetClock
  ) -> TicketReference? {
    guard let campus = names[life.campus].flatMap(CampusCode.init) else { return nil }
    let due = clock.reports(under: request.plan, at: request.at)
      .filter(\.isOpen).compactMap(\.dueAt).min()
    return TicketReference(
      ticket: ticket, campus: campus, category: names[life.category] ?? "", phase: life.phase,
      priority: life.priority, place: names[life.place], worker: names[life.worker],
      openedAt: Timestamp(clamping: life.openedAt), dueAt: due)
  }
}
