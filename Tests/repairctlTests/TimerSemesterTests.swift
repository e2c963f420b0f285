import RepairCore
import RepairExchange
import RepairStore
import Testing

/// A semester under a clock of its own, with automations that look as often as a test says.
@Suite struct TimerSemesterTests {
  /// How often somebody looks for what is due.
  private enum Watch {
    /// At the very moment at which something is due.
    case always
    /// Every so often.
    case every(TimeSpan)
  }

  /// What became of a semester.
  private struct Semester {
    let tickets: TicketLog
    var fired = 0
    var refused: [TimerFiring] = []

    /// The facts recorded beside each ticket.
    func facts() throws -> [String: [FiredTimer]] {
      var facts: [String: [FiredTimer]] = [:]
      for id in try ids() {
        facts[id.rawValue] = try tickets.firedTimers(of: id)
      }
      return facts
    }

    /// What people did to a ticket and when; `nil` where an automation moved its clocks.
    func story(_ id: TicketID) throws -> [String]? {
      let history = try tickets.history(id)
      let automations = Set(history.map(\.event.actor.rawValue))
      guard automations.isDisjoint(with: ["timer.resume", "timer.release"]) else { return nil }
      return history.filter { $0.event.role != .system }
        .map { "\($0.event.type.name) \($0.event.occurredAt)" }
    }

    func ids() throws -> [TicketID] {
      var ids: Set<TicketID> = []
      try tickets.log.scan { row in
        if let id = try row.stored().stream.ticket { ids.insert(id) }
      }
      return ids.sorted()
    }
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func play(_ name: String, _ watch: Watch) throws -> Semester {
    var configuration = LogConfiguration()
    configuration.durability = .processCrashOnly
    let log = try EventLog.create(at: folder.file(name), configuration: configuration)
    var semester = Semester(tickets: TicketLog(log))
    let scenario = try #require(Scenario(tickets: 60, seed: 7))
    var last = Timestamp.earliest
    var next: Timestamp?
    func tick(_ now: Timestamp) throws {
      let report = try semester.tickets.tick(at: now)
      semester.fired += report.fired
      semester.refused += report.firings.filter {
        if case .refused = $0.outcome { true } else { false }
      }
      next = report.nextDueAt
    }
    /// Lets the time pass until a moment.
    func wait(until moment: Timestamp) throws {
      switch watch {
      case .always:
        // What people did since may be due before what was due next.
        try tick(last)
        while let due = next, due < moment { try tick(due) }
      case .every(let span):
        while last + span < moment {
          last = last + span
          try tick(last)
        }
        return
      }
      last = moment
    }
    for command in scenario {
      if last == .earliest { last = command.at }
      try wait(until: command.at)
      // Somebody may have come too late because an automation was quicker; so it is at a desk.
      _ = try semester.tickets.execute(command.envelope)
    }
    // After a year in which nobody does anything, everything that can become due has.
    try tick(last + .days(400))
    try tick(last + .days(800))
    return semester
  }

  @Test("A semester leaves nothing due, and no timer has fired twice")
  func semester() throws {
    let semester = try play("always.db", .always)
    #expect(semester.fired > 60)
    #expect(semester.refused.isEmpty, "\(semester.refused)")
    let end = Timestamp.latest
    #expect(try semester.tickets.dueTimers(at: end).isEmpty)
    var kinds: Set<TimerKind> = []
    for (ticket, facts) in try semester.facts() {
      #expect(Set(facts.map(\.occurrence)).count == facts.count, "\(ticket)")
      kinds.formUnion(facts.map(\.timer))
    }
    #expect(kinds == [.reminder, .nearBreach, .breach, .evaluationExpired])
    // Whoever looks at every moment is never late.
    for id in try semester.ids() {
      for entry in try semester.tickets.history(id)
      where entry.event.actor.rawValue == "timer.release" {
        #expect(entry.ticket.phase == .accepted)
      }
    }
  }

  @Test("However seldom somebody looks, every miss that stands in the end is recorded")
  func spacing() throws {
    let atTheEnd = try play("end.db", .every(.days(10_000)))
    let standing = try atTheEnd.facts()
    var (compared, misses) = (0, 0)
    for (name, watch) in [("always.db", Watch.always), ("daily.db", .every(.days(1)))] {
      let semester = try play(name, watch)
      let facts = try semester.facts()
      for id in try semester.ids() {
        guard let story = try semester.story(id), try atTheEnd.story(id) == story else { continue }
        compared += 1
        // Whoever looks more often has also seen what was missed until a priority was changed.
        let recorded = Set(facts[id.rawValue, default: []])
        for miss in standing[id.rawValue, default: []] where miss.timer == .breach {
          misses += 1
          #expect(recorded.contains(miss), "\(name) \(id)")
        }
      }
    }
    #expect(compared > 40 && misses > 20, "\(compared) compared, \(misses) misses")
  }
}
