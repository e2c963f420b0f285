import RepairCore
import Testing

@testable import RepairStore

/// The rules that look beyond one ticket, with facts from the log.
@Suite("Rules across tickets")
struct CrossTicketRuleTests {
  private let desk: TicketDesk
  private let people: DeskPeople
  private let tap: AssetCode
  private let electric: CategoryCode
  private var strict = TicketPolicy.standard

  init() throws {
    desk = try TicketDesk()
    people = desk.people
    tap = try #require(AssetCode("tap-7"))
    electric = try #require(CategoryCode("electric"))
    strict.openJobLimit = 2
    strict.oneTicketPerFault = true
  }

  private func name(_ number: Int) throws -> TicketID { try #require(TicketID("N-\(number)")) }

  private func report(on asset: AssetCode?, as category: CategoryCode? = nil) throws
    -> TicketCommand
  {
    guard case .submit(var report) = try people.submission() else { return .hurry }
    report.asset = asset
    if let category { report.category = category }
    return .submit(report)
  }

  private var send: TicketCommand {
    .dispatch(worker: people.worker.id, override: nil, force: false)
  }

  /// The refusal of a command under the strict policy, or `nil` when it happened.
  @discardableResult
  private func refusal(
    _ command: TicketCommand, of number: Int, by actor: Actor, minute: Int64 = 30,
    worker: WorkerFacts? = nil, in tickets: TicketLog? = nil
  ) throws -> Refusal? {
    let result = try (tickets ?? desk.tickets).execute(
      people.envelope(command, by: actor, minute: minute, of: name(number)), under: strict,
      worker: worker)
    return if case .refused(let refusal) = result { refusal } else { nil }
  }

  /// Tickets that wait for a worker.
  private func accepted(_ numbers: ClosedRange<Int>) throws {
    for number in numbers {
      let id = try name(number)
      try desk.accept(try people.submission(), by: people.requester, minute: 0, of: id)
      try desk.accept(
        .accept(priority: nil, category: nil), by: people.dispatcher, minute: 1, of: id)
    }
  }

  // MARK: - Open jobs

  @Test("A worker's open jobs are counted in the log, and one more than the limit is refused")
  func jobLimit() throws {
    try accepted(1...4)
    #expect(try refusal(send, of: 1, by: people.dispatcher) == nil)
    #expect(try refusal(send, of: 2, by: people.dispatcher) == nil)
    let third = try refusal(send, of: 3, by: people.dispatcher)
    #expect(third?.code == .limitReached)
    #expect(third?.message.contains("2 open jobs") == true)
    let other = try TicketDesk.actor("w-8", .worker)
    let away = TicketCommand.dispatch(worker: other.id, override: nil, force: false)
    #expect(try refusal(away, of: 3, by: people.dispatcher) == nil)
    let over = TicketCommand.handOver(worker: people.worker.id, reason: nil)
    #expect(try refusal(.acknowledge, of: 3, by: other) == nil)
    #expect(try refusal(over, of: 3, by: other)?.code == .limitReached)
    let free = TicketCommand.release(reason: try #require(ReasonCode("shift")), assignment: nil)
    #expect(try refusal(free, of: 1, by: people.dispatcher) == nil)
    #expect(try refusal(over, of: 3, by: other) == nil)
  }

  @Test("A number of jobs that the caller knows stands, and so does a policy without a limit")
  func callersFact() throws {
    try accepted(1...3)
    for number in 1...2 { try refusal(send, of: number, by: people.dispatcher) }
    #expect(
      try refusal(send, of: 3, by: people.dispatcher, worker: WorkerFacts(isOnDuty: true))?.code
        == .limitReached)
    var lenient = strict
    lenient.openJobLimit = nil
    let envelope = people.envelope(send, by: people.dispatcher, minute: 30, of: try name(3))
    #expect(
      try desk.tickets.decide(envelope, under: lenient, worker: nil).append?.condition == nil)
    #expect(
      try refusal(send, of: 3, by: people.dispatcher, worker: WorkerFacts(openJobs: 1)) == nil)
  }

  @Test("Jobs on hold do not count, whoever held them and whenever")
  func onHold() throws {
    try accepted(1...4)
    let hold = TicketCommand.hold(reason: .parts, until: nil, text: nil)
    // One rests before the worker is sent, one after.
    try refusal(hold, of: 1, by: people.dispatcher, minute: 20)
    for number in 1...2 { #expect(try refusal(send, of: number, by: people.dispatcher) == nil) }
    try refusal(hold, of: 2, by: people.dispatcher)
    for number in 3...4 { #expect(try refusal(send, of: number, by: people.dispatcher) == nil) }
    try accepted(5...5)
    #expect(try refusal(send, of: 5, by: people.dispatcher)?.code == .limitReached)
    let shift = try #require(ReasonCode("shift"))
    try refusal(.release(reason: shift, assignment: nil), of: 3, by: people.dispatcher)
    try refusal(.release(reason: shift, assignment: nil), of: 4, by: people.dispatcher)
    for number in 1...2 { #expect(try refusal(.resume, of: number, by: people.dispatcher) == nil) }
    #expect(try refusal(send, of: 5, by: people.dispatcher)?.code == .limitReached)
  }

  // MARK: - One open ticket for one fault

  @Test("A second ticket for a fault is refused while the first is open, and the first is named")
  func oneTicketPerFault() throws {
    #expect(try refusal(report(on: tap), of: 1, by: people.requester, minute: 0) == nil)
    let second = try refusal(report(on: tap), of: 2, by: people.requester, minute: 1)
    #expect(second?.code == .limitReached)
    #expect(second?.message.contains("N-1") == true)
    #expect(try refusal(report(on: tap, as: electric), of: 3, by: people.requester) == nil)
    #expect(try refusal(report(on: nil), of: 4, by: people.requester) == nil)
    let toTap = TicketCommand.amend(TicketAmendment(asset: tap))
    #expect(try refusal(toTap, of: 4, by: people.requester)?.code == .limitReached)
    let plumbing = try #require(CategoryCode("plumbing"))
    #expect(
      try refusal(.accept(priority: nil, category: plumbing), of: 3, by: people.dispatcher)?.code
        == .limitReached)
    let decline = TicketCommand.decline(reason: try #require(ReasonCode("no")), text: nil)
    #expect(try refusal(decline, of: 1, by: people.dispatcher) == nil)
    #expect(try refusal(toTap, of: 4, by: people.requester) == nil)
    let reopen = TicketCommand.reopen(reason: try #require(ReasonCode("again")), text: nil)
    let reopened = try refusal(reopen, of: 1, by: people.dispatcher)
    #expect(reopened?.code == .limitReached)
    #expect(reopened?.message.contains("N-4") == true)
    #expect(reopened?.allowed.contains(.reopen) == false)
  }

  @Test("What may be done next does not name a reopening that another ticket forbids")
  func explained() throws {
    try refusal(report(on: tap), of: 1, by: people.requester, minute: 0)
    let decline = TicketCommand.decline(reason: try #require(ReasonCode("no")), text: nil)
    try refusal(decline, of: 1, by: people.dispatcher)
    func explanation() throws -> Explanation {
      try desk.tickets.explain(
        name(1), .reopen, by: people.dispatcher, at: people.morning + .hours(1), under: strict)
    }
    #expect(try explanation().refusal == nil)
    #expect(try explanation().allowed.contains(.reopen))
    try refusal(report(on: tap), of: 2, by: people.requester)
    #expect(try explanation().refusal?.code == .limitReached)
    #expect(try !explanation().allowed.contains(.reopen))
  }

  // MARK: - Races

  @Test("A decision is made anew when another one has taken the last place meanwhile")
  func overtaken() throws {
    try accepted(1...3)
    #expect(try refusal(send, of: 1, by: people.dispatcher) == nil)
    let envelope = people.envelope(send, by: people.dispatcher, minute: 30, of: try name(2))
    let verdict = try desk.tickets.decide(envelope, under: strict, worker: nil)
    let proposal = try #require(verdict.proposal)
    #expect(try refusal(send, of: 3, by: people.dispatcher) == nil)
    #expect(try desk.fixture.log.bulk { try TicketLog.append(proposal, with: $0) } == nil)
    #expect(try refusal(send, of: 2, by: people.dispatcher)?.code == .limitReached)
  }

  @Test("A command is decided anew when another policy has come into force meanwhile")
  func newPolicy() throws {
    try accepted(1...1)
    let envelope = people.envelope(send, by: people.dispatcher, minute: 30)
    let verdict = try desk.tickets.decide(envelope, under: nil, worker: nil)
    let given = try desk.tickets.decide(envelope, under: .standard, worker: nil)
    var closed = TicketPolicy.standard
    closed.openJobLimit = 0
    try desk.tickets.adopt(closed, by: people.dispatcher, at: people.morning)
    let proposal = try #require(verdict.proposal)
    #expect(try desk.fixture.log.bulk { try TicketLog.append(proposal, with: $0) } == nil)
    #expect(
      try desk.refusal(send, by: people.dispatcher, minute: 30) == .limitReached)
    // A policy that the caller gives is the caller's to answer for.
    let callers = try #require(given.proposal)
    #expect(try desk.fixture.log.bulk { try TicketLog.append(callers, with: $0) } != nil)
  }

  // MARK: - Logs written before

  @Test("A log without the tags refuses nothing wrongly")
  func olderLog() throws {
    let log = desk.fixture.log
    func append(_ event: TicketEvent, to number: Int, by actor: Actor, tags: [EventTag]) throws {
      var new = try NewEvent(event, at: people.morning, by: actor, before: nil)
      new.tags = tags
      try log.append([new], to: StreamName(ticket: name(number)), expecting: .any)
    }
    guard case .submit(let submission) = try report(on: tap) else { return }
    for number in 1...3 {
      try append(.submitted(submission), to: number, by: people.requester, tags: [.asset(tap)])
      try append(
        .accepted(priority: .normal, category: nil), to: number, by: people.dispatcher, tags: [])
      try append(
        .workerDispatched(WorkerDispatch(worker: people.worker.id, assignment: .none.next)),
        to: number, by: people.dispatcher, tags: [.worker(people.worker.id)])
    }
    // Held by the dispatcher, and ended, as earlier releases filed it.
    try append(
      .held(reason: .parts, until: nil, text: nil, pausesClock: true), to: 1,
      by: people.dispatcher, tags: [])
    for number in 2...3 {
      try append(
        .cancelled(TicketCancellation(kind: .cancelledByDispatcher)), to: number,
        by: people.dispatcher, tags: [])
    }
    try accepted(4...5)
    for number in 4...5 { #expect(try refusal(send, of: number, by: people.dispatcher) == nil) }
    let second = try refusal(report(on: tap), of: 6, by: people.requester)
    #expect(second?.message.contains("N-1") == true)
    let decline = TicketCommand.cancel(reason: try #require(ReasonCode("no")), remark: nil)
    #expect(try refusal(decline, of: 1, by: people.dispatcher) == nil)
    #expect(try refusal(report(on: tap), of: 6, by: people.requester) == nil)
  }

  // MARK: - What is kept in memory

  @Test("A fold goes on from where it was read, and sees what others append")
  func cached() throws {
    try accepted(1...4)
    #expect(try refusal(send, of: 1, by: people.dispatcher) == nil)
    let tag = EventTag.worker(people.worker.id)
    // It was read before the command's own event, which is the newest one.
    #expect(
      try desk.tickets.workerJobs.entry(for: tag)?.position.rawValue
        == desk.fixture.log.head().rawValue - 1)
    let elsewhere = TicketLog(try EventLog.open(at: desk.fixture.path, mode: .readWrite))
    #expect(try refusal(send, of: 2, by: people.dispatcher, in: elsewhere) == nil)
    #expect(try refusal(send, of: 3, by: people.dispatcher)?.code == .limitReached)
    #expect(
      try desk.tickets.workerJobs.entry(for: tag)?.position == desk.fixture.log.head())
    let free = TicketCommand.release(reason: try #require(ReasonCode("shift")), assignment: nil)
    #expect(try refusal(free, of: 1, by: people.dispatcher) == nil)
    #expect(try refusal(send, of: 4, by: people.dispatcher, in: elsewhere) == nil)
    #expect(try refusal(send, of: 3, by: people.dispatcher, in: elsewhere)?.code == .limitReached)
  }

  @Test("A command decided in the writer's turn reads no event of other tickets twice")
  func writersTurn() throws {
    try accepted(1...2)
    #expect(try refusal(send, of: 1, by: people.dispatcher) == nil)
    let envelope = people.envelope(send, by: people.dispatcher, minute: 30, of: try name(2))
    let verdict = try desk.tickets.decide(envelope, under: strict, worker: nil)
    let folds = try #require(verdict.proposal).folds
    try desk.fixture.log.bulk { writer in
      let turn = TicketLog(writer.log, goingOnFrom: folds)
      let entry = turn.workerJobs.entry(for: .worker(people.worker.id))
      #expect(entry?.projection.openTickets == [try name(1)])
      #expect(entry?.position == writer.head)
      try turn.execute(envelope, under: strict, worker: nil, with: writer).get()
    }
  }

  @Test("What a transaction takes back has never been counted")
  func uncommitted() throws {
    struct TakenBack: Error {}
    try accepted(1...3)
    #expect(try refusal(send, of: 1, by: people.dispatcher) == nil)
    func envelope(_ number: Int) throws -> CommandEnvelope {
      people.envelope(send, by: people.dispatcher, minute: 30, of: try name(number))
    }
    #expect(throws: TakenBack.self) {
      try desk.fixture.log.bulk { writer in
        let second = try desk.tickets.execute(
          envelope(2), under: strict, worker: nil, with: writer)
        _ = try second.get()
        // Within the transaction it counts.
        let third = try desk.tickets.execute(envelope(3), under: strict, worker: nil, with: writer)
        guard case .refused = third else { return }
        throw TakenBack()
      }
    }
    // Somebody else's event is now where the one taken back was.
    let elsewhere = TicketLog(try EventLog.open(at: desk.fixture.path, mode: .readWrite))
    #expect(try refusal(send, of: 3, by: people.dispatcher, in: elsewhere) == nil)
    #expect(try refusal(send, of: 2, by: people.dispatcher)?.code == .limitReached)
  }

  @Test("Folds that are not asked about are forgotten, and those that are stay")
  func bounded() throws {
    var cache = ProjectionCache<WorkerJobs>(capacity: 4)
    let often = try #require(PersonID("w-0"))
    for number in 1...100 {
      let worker = try #require(PersonID("w-\(number)"))
      for id in [often, worker] {
        cache.keep(.init(projection: WorkerJobs(of: id), position: LogPosition(number)))
      }
      #expect(cache.count <= 8)
      #expect(cache.entry(for: .worker(often))?.position == LogPosition(number))
      #expect(cache.entry(for: .worker(worker)) != nil)
    }
    #expect(cache.entry(for: .worker(try #require(PersonID("w-1")))) == nil)
  }
}

extension TicketLog.Verdict {
  fileprivate var proposal: TicketLog.Proposal? {
    if case .append(let proposal) = self { proposal } else { nil }
  }

  fileprivate var append: Append? { proposal?.append }
}
