import RepairCore
import Testing

@testable import RepairStore

/// The facts that were recorded beside tickets, in the order of the log.
func firedTimers(in log: EventLog) throws -> [(ticket: TicketID, occurrence: FiredTimer)] {
  var found: [(TicketID, FiredTimer)] = []
  try log.scan { row in
    let stored = try row.stored()
    guard let ticket = stored.stream.ticketOfTimers else { return }
    guard case .fired(let occurrence) = try TicketTimers.fact(of: stored).event else { return }
    found.append((ticket, occurrence))
  }
  return found
}

@Suite("A tick")
struct TickTests {
  private let desk: TicketDesk

  init() throws {
    desk = try TicketDesk()
  }

  @discardableResult
  private func tick(minute: Int64, _ options: TickOptions = TickOptions()) throws -> TickReport {
    try desk.tickets.tick(at: desk.morning + .minutes(minute), options)
  }

  private func kinds(_ report: TickReport) -> [TimerKind] { report.firings.map(\.timer.kind) }

  /// A ticket that a worker was sent to at minute 20.
  private func dispatch() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 10)
    try desk.accept(
      .dispatch(worker: desk.worker.id, override: nil, force: false),
      by: desk.dispatcher, minute: 20)
  }

  @Test("fires what is due by a named automation, dated when it fires, and again nothing")
  func release() throws {
    try dispatch()
    let early = try tick(minute: 24)
    #expect(early.firings.isEmpty)
    #expect(early.nextDueAt == desk.morning + .minutes(25))
    let report = try tick(minute: 33)
    #expect(kinds(report) == [.reminder, .release])
    #expect(report.fired == 2)
    let last = try #require(try desk.tickets.history(desk.id).last)
    #expect(last.event.type.name == "AssignmentReleased")
    #expect(last.event.actor.rawValue == "timer.release")
    #expect(last.event.role == .system)
    #expect(last.event.occurredAt == desk.morning + .minutes(33))
    #expect(last.ticket.phase == .accepted)
    #expect(try tick(minute: 33).firings.isEmpty)
  }

  @Test("records what it only notes beside the ticket, whose version a person still expects")
  func facts() throws {
    try dispatch()
    try tick(minute: 26)
    let fired = try firedTimers(in: desk.fixture.log)
    #expect(fired.map(\.occurrence.reminder) == [.unacknowledged])
    #expect(fired.map(\.occurrence.dueAt) == [desk.morning + .minutes(25)])
    try desk.tickets.execute(
      desk.envelope(.acknowledge, by: desk.worker, minute: 27, expecting: 3)
    ).get()
  }

  @Test("confirms by default and notes that the time to rate is over, and then knows nothing more")
  func completion() throws {
    try desk.completeTicket()
    let done: Int64 = 120
    let week: Int64 = 7 * 24 * 60
    #expect(kinds(try tick(minute: done + 3 * 24 * 60)) == [.reminder])
    #expect(kinds(try tick(minute: done + week)) == [.confirmByDefault])
    let last = try tick(minute: done + week + 1)
    #expect(kinds(last) == [.evaluationExpired])
    #expect(last.nextDueAt == nil)
    #expect(try desk.tickets.ticket(desk.id)?.status == .confirmedByDefault)
  }

  @Test("after a long silence fires in the order of the due times, and leaves out what is too late")
  func order() throws {
    try desk.completeTicket()
    let report = try tick(minute: 60 * 24 * 60)
    #expect(kinds(report) == [.confirmByDefault, .evaluationExpired])
    #expect(report.firings.map(\.timer.dueAt) == report.firings.map(\.timer.dueAt).sorted())
  }

  @Test("ends a rest whose end has come")
  func resume() throws {
    try dispatch()
    try desk.accept(.acknowledge, by: desk.worker, minute: 21)
    let until = desk.morning + .minutes(300)
    try desk.accept(
      .hold(reason: .parts, until: until, text: nil), by: desk.worker, minute: 30)
    #expect(try tick(minute: 299).firings.isEmpty)
    #expect(kinds(try tick(minute: 300)) == [.resume])
    #expect(try desk.tickets.ticket(desk.id)?.hold == nil)
  }

  @Test("takes every job from a worker who has left, as the directory says or the caller")
  func leavers() throws {
    try dispatch()
    try desk.accept(.acknowledge, by: desk.worker, minute: 21)
    #expect(try tick(minute: 22).firings.isEmpty)
    var options = TickOptions()
    options.leftWorkers = [desk.worker.id]
    #expect(try desk.tickets.dueTimers(at: desk.morning + .minutes(23), options).count == 1)
    #expect(kinds(try tick(minute: 23, options)) == [.workerLeft])
    #expect(try desk.tickets.ticket(desk.id)?.phase == .accepted)
    #expect(try tick(minute: 24, options).firings.isEmpty)
  }

  @Test("sends the best worker where the policy says so, and says so when there is nobody")
  func dispatching() throws {
    var policy = TicketPolicy.standard
    policy.dispatching.isAutomatic = true
    try desk.tickets.adopt(policy, by: desk.dispatcher, at: desk.morning)
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 10)
    let refused = try tick(minute: 11)
    #expect(refused.refused == 1)
    #expect(refused.firings.first?.timer.kind == .dispatch)
    var options = TickOptions()
    options.workers = [WorkerProfile(id: desk.worker.id)]
    #expect(try tick(minute: 12, options).fired == 1)
    let ticket = try #require(try desk.tickets.ticket(desk.id))
    #expect(ticket.assignment?.worker == desk.worker.id)
    #expect(try desk.tickets.history(desk.id).last?.event.actor.rawValue == "timer.dispatch")
  }

  @Test("of a time that has passed changes nothing of what came after it")
  func backwards() throws {
    try dispatch()
    try tick(minute: 33)
    let head = try desk.fixture.log.head()
    for minute in [32, 25, 0, -10_000] as [Int64] {
      #expect(try tick(minute: minute).firings.isEmpty, "minute \(minute)")
    }
    #expect(try desk.fixture.log.head() == head)
  }

  @Test("fires no more than it is asked to, the longest due first, and says that more are due")
  func limit() throws {
    try desk.completeTicket()
    var options = TickOptions()
    options.limit = 1
    let first = try tick(minute: 60 * 24 * 60, options)
    #expect(kinds(first) == [.confirmByDefault])
    #expect(!first.isComplete)
    let second = try tick(minute: 60 * 24 * 60, options)
    #expect(kinds(second) == [.evaluationExpired])
    #expect(second.isComplete)
  }

  @Test("lists what is due without firing it")
  func dryRun() throws {
    try dispatch()
    let head = try desk.fixture.log.head()
    let due = try desk.tickets.dueTimers(at: desk.morning + .minutes(33))
    #expect(due.map(\.kind) == [.reminder, .release])
    #expect(try desk.fixture.log.head() == head)
  }

  @Test("looks at every ticket anew when other rules are adopted, and only then")
  func otherRules() throws {
    try dispatch()
    #expect(try tick(minute: 21).nextDueAt == desk.morning + .minutes(25))
    var policy = TicketPolicy.standard
    policy.reminders = [:]
    policy.acknowledgeWindow = .minutes(60)
    try desk.tickets.adopt(policy, by: desk.dispatcher, at: desk.morning)
    #expect(try tick(minute: 21).nextDueAt == desk.morning + .minutes(80))
    // Rules given for one tick count for that one alone.
    policy.acknowledgeWindow = .minutes(2)
    let now = desk.morning + .minutes(22)
    #expect(try desk.tickets.dueTimers(at: now, under: policy).map(\.kind) == [.release])
    #expect(try desk.tickets.dueTimers(at: now).isEmpty)
  }

  @Test("notes a missed target once, in promised hours of any plan that is in force")
  func targets() throws {
    let plan = try TargetPlan(
      profiles: [.normal: TargetProfile(accept: TargetTerm(.span(.hours(1))))])
    try desk.tickets.adopt(plan, by: desk.dispatcher, at: desk.morning)
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    #expect(kinds(try tick(minute: 48)) == [.nearBreach])
    #expect(try tick(minute: 60).firings.isEmpty)
    #expect(kinds(try tick(minute: 61)) == [.breach])
    #expect(try tick(minute: 61).firings.isEmpty)
    let fired = try firedTimers(in: desk.fixture.log)
    #expect(fired.map(\.occurrence.target) == [.accept, .accept])
  }

  @Test("with rules that undo one another tries each timer of a ticket once")
  func pingPong() throws {
    var policy = TicketPolicy.standard
    policy.dispatching.isAutomatic = true
    policy.acknowledgeWindow = .zero
    policy.reminders = [:]
    try desk.tickets.adopt(policy, by: desk.dispatcher, at: desk.morning)
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 10)
    var options = TickOptions()
    options.workers = [WorkerProfile(id: desk.worker.id)]
    let report = try tick(minute: 11, options)
    #expect(kinds(report) == [.dispatch, .release])
  }

  @Test("goes on when the views file is deleted, damaged, or of an older state of the log")
  func viewsFile() throws {
    try dispatch()
    try tick(minute: 21)
    let path = Views.path(besides: desk.fixture.path)
    let again = TicketLog(
      try EventLog.open(at: desk.fixture.path, mode: .readWrite))
    desk.tickets.timerAgenda = nil
    for name in [path, path + "-wal", path + "-shm"] { Files.remove(name) }
    #expect(try again.tick(at: desk.morning + .minutes(26)).fired == 1)
    again.timerAgenda = nil
    try write(Array("this is no database, and never was one".utf8), to: path)
    for name in [path + "-wal", path + "-shm"] { Files.remove(name) }
    #expect(code { try again.tick(at: desk.morning + .minutes(27)) } == nil)
  }
}
