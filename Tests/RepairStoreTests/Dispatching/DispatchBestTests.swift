import RepairCore
import Testing

@testable import RepairStore

/// Sending the best worker, by hand of an automation.
@Suite("Sending the best worker")
struct DispatchBestTests {
  @Test("Whoever has least to do is sent, and the event keeps why and who came next")
  func best() throws {
    let desk = try DispatchDesk()
    try desk.accept(1...3)
    try desk.send(1, to: 1, minute: 10)
    try desk.send(2, to: 2, minute: 11)
    try desk.dispatchBest(3, of: 1...3, minute: 20).get()
    #expect(try desk.worker(of: 3) == "w-3")
    let event = try #require(try desk.tickets.history(DispatchDesk.ticket(3)).last)
    #expect(event.fact.role == .system)
    #expect(event.fact.actor == desk.automation.id)
    guard case .workerDispatched(let dispatch) = event.fact.event else {
      Issue.record("\(event.fact.event)")
      return
    }
    #expect(dispatch.choice?.rank == 1)
    #expect(dispatch.choice?.candidates == 3)
    #expect(dispatch.choice?.runnersUp.map(\.worker.rawValue) == ["w-1", "w-2"])
    #expect(dispatch.choice?.reasons.contains(DispatchReason(.openJobs, 0, 0)) == true)
  }

  @Test("Whoever is full is passed over, and when all are nobody is sent and it is said why")
  func full() throws {
    var desk = try DispatchDesk()
    desk.policy.openJobLimit = 1
    try desk.accept(1...3)
    for number in 1...2 { try desk.dispatchBest(number, of: 1...2, minute: 10).get() }
    #expect(try Set([desk.worker(of: 1), desk.worker(of: 2)]) == ["w-1", "w-2"])
    let before = try desk.desk.fixture.log.head()
    guard case .refused(let refusal) = try desk.dispatchBest(3, of: 1...2, minute: 20) else {
      Issue.record("somebody was sent")
      return
    }
    #expect(refusal.code == .workerUnavailable)
    #expect(refusal.message == "nobody can be sent: 2 jobLimit")
    #expect(try desk.desk.fixture.log.head() == before)
  }

  @Test("Whoever has just handed it back is never sent, and later only if nobody else is there")
  func handedBack() throws {
    let desk = try DispatchDesk()
    try desk.accept(1...1)
    let reason = try #require(ReasonCode("noParts"))
    try desk.dispatchBest(1, of: 1...2, minute: 10).get()
    #expect(try desk.worker(of: 1) == "w-1")
    try desk.act(.reject(reason: reason, text: nil), by: 1, on: 1, minute: 11)
    #expect(throws: Refusal.self) { try desk.dispatchBest(1, of: 1...1, minute: 12).get() }
    try desk.dispatchBest(1, of: 1...2, minute: 13).get()
    #expect(try desk.worker(of: 1) == "w-2")
    try desk.act(.reject(reason: reason, text: nil), by: 2, on: 1, minute: 14)
    try desk.dispatchBest(1, of: 1...3, minute: 15).get()
    #expect(try desk.worker(of: 1) == "w-3")
  }

  @Test("A ticket that a worker has, and one that is not there, gets nobody")
  func notWaiting() throws {
    let desk = try DispatchDesk()
    try desk.accept(1...1)
    try desk.send(1, to: 1, minute: 10)
    func refusal(_ number: Int) throws -> RefusalCode? {
      guard case .refused(let refusal) = try desk.dispatchBest(number, of: 2...3, minute: 11)
      else { return nil }
      return refusal.code
    }
    #expect(try refusal(1) == .illegalTransition)
    #expect(try refusal(9) == .unknownTicket)
    #expect(try desk.worker(of: 1) == "w-1")
  }

  @Test("Without a directory the workers of the log come into question, with one its workers do")
  func directory() throws {
    let desk = try DispatchDesk()
    try desk.accept(1...2)
    let now = desk.desk.morning + .minutes(20)
    func names() throws -> [String]? {
      try desk.tickets.ranking(for: DispatchDesk.ticket(2), at: now, with: desk.views)?
        .ranking.ranked.map(\.worker.rawValue)
    }
    #expect(try names() == [])
    try desk.send(7, to: 1, minute: 10)
    #expect(try names() == ["w-7"])
    let member = try DispatchDesk.worker(50)
    let line =
      #"{"command":"register","member":"w-50","actor":"d-1","role":"dispatcher","#
      + #""at":"2026-03-01T08:00:00.000Z","roles":[{"role":"worker"}]}"#
    try desk.tickets.execute(try CommandCodec.decode(line.utf8)).get()
    #expect(try names() == [member.id.rawValue])
  }

  @Test("Where the rules want it, every dispatch keeps the choice; where not, none does")
  func kept() async throws {
    let desk = try DispatchDesk()
    try desk.accept(1...4)
    try desk.send(1, to: 1, minute: 10)
    var policy = TicketPolicy.standard
    policy.dispatching.keepsChoice = true
    try desk.tickets.adopt(policy, by: desk.desk.dispatcher, at: desk.desk.morning)
    func choice(_ number: Int) throws -> DispatchChoice? {
      let last = try desk.tickets.history(DispatchDesk.ticket(number)).last
      guard case .workerDispatched(let dispatch) = last?.fact.event else { return nil }
      return dispatch.choice
    }
    #expect(try choice(1) == nil)
    try desk.send(2, to: 2, minute: 11)
    // Nobody knew w-2 then.
    #expect(try choice(2)?.rank == nil)
    #expect(try choice(2)?.runnersUp.map(\.worker.rawValue) == ["w-1"])
    try desk.send(2, to: 3, minute: 12)
    #expect(try choice(3)?.rank == 2)
    let engine = try await RepairEngine(opening: desk.desk.fixture.path)
    let sent = desk.desk.envelope(
      .dispatch(worker: try DispatchDesk.worker(1).id, override: nil, force: false),
      by: desk.desk.dispatcher, minute: 13, of: try DispatchDesk.ticket(4), key: "once")
    let first = try await engine.execute(sent).get()
    #expect(try await engine.execute(sent).get().position == first.position)
    #expect(try choice(4)?.rank == 1)
    await engine.close()
  }

  @Test("An engine ranks, sends and counts as a log does")
  func engine() async throws {
    let desk = try DispatchDesk()
    try desk.accept(1...2)
    let engine = try await RepairEngine(opening: desk.desk.fixture.path)
    let now = desk.desk.morning + .minutes(30)
    let workers = try DispatchDesk.profiles(1...3)
    let id = try DispatchDesk.ticket(1)
    let found = try #require(try await engine.candidates(for: id, among: workers, at: now))
    #expect(found.ranking.ranked.map(\.worker.rawValue) == ["w-1", "w-2", "w-3"])
    #expect(try await engine.candidates(for: DispatchDesk.ticket(9), at: now) == nil)
    try await engine.dispatchBest(id, by: desk.automation, at: now, among: workers).get()
    #expect(try desk.worker(of: 1) == "w-1")
    let overview = try await engine.workers(at: now)
    #expect(overview.workers.map(\.openJobs) == [1])
    await engine.close()
  }
}
