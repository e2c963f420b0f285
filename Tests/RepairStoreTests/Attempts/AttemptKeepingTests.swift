import CSQLite
import RepairCore
import Testing

@testable import RepairStore

/// What keeping refused attempts must not change, and what must not keep them from being kept.
@Suite("Keeping refused attempts")
struct AttemptKeepingTests {
  private static var keepingAll: TicketPolicy {
    var policy = TicketPolicy.standard
    policy.recordedRefusals = Set(RefusalCode.allCases)
    return policy
  }

  /// Everything of a ticket's events but their places and what is made by chance.
  private struct Told: Equatable {
    let version: StreamVersion
    let type: EventType
    let occurredAt: Timestamp
    let recordedAt: Timestamp
    let actor: PersonID
    let command: String?
    let payload: [UInt8]
  }

  private struct Life {
    var results: [String] = []
    var told: [TicketID: [Told]] = [:]
    var judged: [String] = []
    var attempts = 0
    var refused = 0
  }

  /// The same commands by chance, on a desk of its own.
  private static func live(under policy: TicketPolicy, seed: UInt64) throws -> Life {
    let desk = try TicketDesk()
    try desk.tickets.adopt(policy, by: desk.dispatcher, at: desk.morning)
    var random = RandomEvents(seed: seed)
    var life = Life()
    let actors = [desk.requester, desk.dispatcher, desk.worker, try TicketDesk.actor("s", .system)]
    let names = try (1...4).map { try #require(TicketID("N-\($0)")) }
    for step in 0..<300 {
      let name = names[random.numbers.number(0...names.count - 1)]
      let actor = actors[random.numbers.number(0...actors.count - 1)]
      let at = desk.morning + .hours(Int64(step) * 7)
      desk.fixture.clock.set(at)
      let allowed = try desk.tickets.explain(name, by: actor, at: at).allowed
      let likely = random.numbers.coin() ? allowed.randomElement(using: &random.numbers) : nil
      var command = try random.command(try likely ?? random.code())
      if case .dispatch = command {
        command = .dispatch(worker: desk.worker.id, override: nil, force: true)
      }
      let result = try desk.tickets.execute(
        CommandEnvelope(command, ticket: name, by: actor, at: at))
      switch result {
      case .accepted(let receipt): life.results.append("\(receipt.events) \(receipt.version)")
      case .refused(let refusal):
        life.refused += 1
        life.results.append(refusal.description)
      @unknown default: Issue.record("a result that this test does not know")
      }
    }
    for name in names {
      life.told[name] = try desk.fixture.log.readStream(StreamName(ticket: name)).map {
        Told(
          version: $0.version, type: $0.type, occurredAt: $0.occurredAt,
          recordedAt: $0.recordedAt, actor: $0.actor, command: $0.command, payload: $0.payload)
      }
      life.attempts += try desk.tickets.attempts(on: .ticket, named: name.rawValue).count
    }
    life.judged = try Judge(of: desk.fixture.log, under: .then).report().counts.map { "\($0)" }
    #expect(try desk.fixture.log.verify().isSound)
    return life
  }

  @Test(
    "Whether attempts are kept or not, the tickets' histories and all results are the same",
    arguments: [1, 2, 3])
  func sameTickets(seed: UInt64) throws {
    let without = try Self.live(under: .standard, seed: seed)
    let with = try Self.live(under: Self.keepingAll, seed: seed)
    #expect(with.results == without.results, "seed \(seed)")
    #expect(with.told == without.told, "seed \(seed)")
    #expect(with.judged == without.judged, "seed \(seed)")
    #expect(without.attempts == 0 && with.attempts == with.refused, "seed \(seed)")
    #expect(with.refused > 50, "seed \(seed): too few commands were refused to prove anything")
  }

  @Test("Attempts are in no view, no figure, no notice and no timer")
  func otherFolds() throws {
    func told(under policy: TicketPolicy) throws -> [String] {
      let desk = try TicketDesk()
      try desk.tickets.adopt(policy, by: desk.dispatcher, at: desk.morning)
      try desk.completeTicket()
      for minute in 0..<5 {
        _ = try desk.refusal(.acknowledge, by: desk.worker, minute: 130 + Int64(minute))
      }
      let log = desk.fixture.log
      let views = try Views(of: log)
      let at = desk.morning + .days(1)
      let rows = try views.query(BoardQuery()).rows.map {
        "\($0.ticket) \($0.version) \($0.status)"
      }
      let figures = try desk.tickets.figures(FiguresRequest(at: at))
      let sources = try log.readLog(EventFilter(types: ["CommandRefused"])).compactMap {
        try desk.tickets.noticeSource(of: $0)
      }
      let due = try desk.tickets.dueTimers(at: at)
      return ["\(rows)", "\(figures)", "\(due)", "\(sources.count)"]
    }
    #expect(try told(under: Self.keepingAll) == told(under: .standard))
  }

  @Test("Whoever cannot have an attempt kept is told so, and not that it was refused")
  func diskFailure() throws {
    let disk = try FaultDisk()
    let log = try EventLog.create(at: disk.file("log.db"), configuration: disk.configuration())
    let people = try DeskPeople()
    let tickets = TicketLog(log)
    try tickets.adopt(Self.keepingAll, by: people.dispatcher, at: people.morning)
    disk.fail(FaultDisk.Fault(operations: [.write], kinds: .wal), nth: 1)
    let envelope = people.envelope(.hurry, by: people.requester, minute: 1)
    #expect(code(of: { try tickets.execute(envelope) }) == .outcomeUnknown)
    let kept = try tickets.attempts(on: .ticket, named: "N-1").count
    #expect(throws: Refusal.self) { try tickets.execute(envelope).get() }
    #expect(try tickets.attempts(on: .ticket, named: "N-1").count == kept + 1)
  }

  @Test("On a log open for reading only, what is to be kept cannot be, and that is an error")
  func readOnly() throws {
    let desk = try TicketDesk()
    try desk.tickets.adopt(Self.keepingAll, by: desk.dispatcher, at: desk.morning)
    let log = try EventLog.open(at: desk.fixture.path, mode: .readOnly)
    let envelope = desk.envelope(.hurry, by: desk.requester, minute: 1)
    #expect(code(of: { try TicketLog(log).execute(envelope) }) == .readOnly)
  }

  @Test("An attempt is kept though what shares its commit comes to nothing")
  func sharedCommit() async throws {
    let desk = try TicketDesk()
    desk.fixture.log.close()
    let engine = try await RepairEngine(opening: desk.fixture.path)
    try await engine.adopt(Self.keepingAll, by: desk.dispatcher, at: desk.morning)
    let (occupied, people) = (
      Append([try event()], to: try stream("s"), expecting: .noStream), desk.people
    )
    try await engine.store.append(occupied)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<40 {
        group.addTask {
          if number.isMultiple(of: 2) {
            return (try? await engine.store.append(occupied)) == nil
          }
          let envelope = people.envelope(.hurry, by: people.requester, minute: 1)
          guard case .refused = try await engine.execute(envelope) else { return false }
          return true
        }
      }
      for try await isAsExpected in group { #expect(isAsExpected) }
    }
    let kept = try await engine.attempts(on: .ticket, named: "N-1")
    #expect(kept.map(\.event.version.rawValue) == Array(1...20))
    await engine.close()
  }

  @Test("Decided while nobody else can write, an attempt is kept in the same transaction")
  func underTheWriteLock() throws {
    let desk = try TicketDesk()
    let envelope = desk.envelope(.hurry, by: desk.requester, minute: 1)
    let result = try desk.fixture.log.bulk {
      try desk.tickets.execute(envelope, under: Self.keepingAll, worker: nil, with: $0)
    }
    #expect(throws: Refusal.self) { try result.get() }
    #expect(try desk.tickets.attempts(on: .ticket, named: "N-1").count == 1)
  }

  @Test("Twelve hundred attempts are as many small events, read page by page")
  func flood() throws {
    let desk = try TicketDesk()
    let attempt = try desk.fixture.log.bulk { writer in
      for _ in 0..<1_200 {
        _ = try desk.tickets.execute(
          desk.envelope(.hurry, by: desk.requester, minute: 1), under: Self.keepingAll,
          worker: nil, with: writer)
      }
      return try desk.tickets.attempts(on: .ticket, named: "N-1", limit: 1).first
    }
    #expect(try #require(attempt).event.payload.count < 200)
    #expect(try desk.tickets.attempts(on: .ticket, named: "N-1").count == 1_200)
    let rest = try desk.tickets.attempts(
      on: .ticket, named: "N-1", from: StreamVersion(1_001), limit: 500)
    #expect(rest.count == 200)
  }
}
