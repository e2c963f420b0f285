import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// Rules across tickets under callers who do not know of each other; these also run under the Thread
/// Sanitizer.
@Suite("One place for sixteen")
struct RuleConcurrencyTests {
  private static let callers = 16
  private static let rounds = 4

  private let folder: TemporaryFolder
  private let people: DeskPeople
  private let path: String
  private var policy = TicketPolicy.standard

  init() throws {
    folder = try TemporaryFolder()
    people = try DeskPeople()
    path = folder.file("repair.db")
    policy.openJobLimit = 3
    policy.oneTicketPerFault = true
    try EventLog.create(at: path).close()
  }

  /// Executes one command a caller, each on a log of its own, all let go at the same time.
  private func race(_ envelopes: [CommandEnvelope]) throws -> [CommandResult] {
    let results = Lock<[CommandResult]>([])
    let failures = Lock<[String]>([])
    let (ready, go) = (DispatchGroup(), DispatchSemaphore(value: 0))
    let done = DispatchGroup()
    var configuration = LogConfiguration()
    configuration.busyTimeout = .minutes(1)
    for envelope in envelopes {
      ready.enter()
      done.enter()
      Thread.detachNewThread { [path, policy, configuration] in
        defer { done.leave() }
        let log = Result {
          try EventLog.open(at: path, mode: .readWrite, configuration: configuration)
        }
        ready.leave()
        go.wait()
        do {
          let tickets = TicketLog(try log.get())
          defer { tickets.log.close() }
          let result = try tickets.execute(envelope, under: policy)
          results.withLock { $0.append(result) }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
    }
    ready.wait()
    for _ in envelopes { go.signal() }
    done.wait()
    #expect(failures.withLock { $0 } == [])
    return results.withLock { $0 }
  }

  /// One is accepted, and every other told that the limit is reached.
  private func expectOneWinner(_ results: [CommandResult], round: Int) {
    var winners = 0
    var losers = 0
    for result in results {
      switch result {
      case .accepted: winners += 1
      case .refused(let refusal): if refusal.code == .limitReached { losers += 1 }
      }
    }
    #expect(winners == 1, "round \(round)")
    #expect(losers == Self.callers - 1, "round \(round): \(results)")
  }

  private func execute(
    _ command: TicketCommand, of id: TicketID, by actor: Actor, minute: Int64 = 1
  ) throws {
    let log = try EventLog.open(at: path, mode: .readWrite)
    defer { log.close() }
    try TicketLog(log).execute(
      people.envelope(command, by: actor, minute: minute, of: id), under: policy
    ).get()
  }

  @Test("One job is left to give, and one dispatcher of sixteen gives it")
  func lastJob() throws {
    let free = TicketCommand.release(reason: try #require(ReasonCode("shift")), assignment: nil)
    var winner: TicketID?
    for round in 0..<Self.rounds {
      let ids = try (0..<Self.callers + 2).map {
        try #require(TicketID("R\(round)-\($0)"))
      }
      for id in ids {
        try execute(try people.submission(), of: id, by: people.requester)
        try execute(.accept(priority: nil, category: nil), of: id, by: people.dispatcher)
      }
      let send = TicketCommand.dispatch(worker: people.worker.id, override: nil, force: false)
      // Two of three places are taken; later rounds free the one that was won before.
      if let winner {
        try execute(free, of: winner, by: people.dispatcher, minute: 9)
      } else {
        for id in ids.suffix(2) { try execute(send, of: id, by: people.dispatcher) }
      }
      let racing = ids.prefix(Self.callers)
      expectOneWinner(
        try race(
          racing.map { people.envelope(send, by: people.dispatcher, minute: 5, of: $0) }),
        round: round)
      let log = try EventLog.open(at: path, mode: .readOnly)
      defer { log.close() }
      winner = try racing.first { try TicketLog(log).ticket($0)?.phase == .dispatched }
    }
  }

  @Test("One piece is left in the store, and one ticket of sixteen gets it")
  func lastPiece() throws {
    let keeper = try TicketDesk.actor("s-1", .storekeeper)
    let (item, store) = (try #require(ItemCode("valve")), try #require(StoreCode("main")))
    let one = try #require(Quantity(1))
    func stock(_ line: String) throws {
      let log = try EventLog.open(at: path, mode: .readWrite)
      defer { log.close() }
      try TicketLog(log).execute(CommandCodec.decode(line.utf8)).get()
    }
    try stock(
      StockLogTests.line(
        "registerItem", "main/valve", "s-1", "storekeeper",
        #""campus":"north","description":"v""#))
    for round in 0..<Self.rounds {
      let ids = try (0..<Self.callers).map { try #require(TicketID("M\(round)-\($0)")) }
      for id in ids {
        try execute(try people.submission(), of: id, by: people.requester)
        try execute(.accept(priority: nil, category: nil), of: id, by: people.dispatcher)
        try execute(
          .requestMaterial(MaterialRequest(item: item, quantity: one)), of: id,
          by: people.dispatcher)
      }
      try stock(
        StockLogTests.line("receiveStock", "main/valve", "s-1", "storekeeper", #""quantity":1"#))
      let issue = TicketCommand.issueMaterial(
        line: .first, quantity: one, store: store, override: nil)
      expectOneWinner(
        try race(ids.map { people.envelope(issue, by: keeper, minute: 5, of: $0) }), round: round)
    }
    let log = try EventLog.open(at: path, mode: .readOnly)
    defer { log.close() }
    #expect(try TicketLog(log).stock(StockName(store: store, item: item))?.onHand == 0)
  }

  @Test("One fault reported sixteen times at once is one ticket")
  func oneFault() throws {
    for round in 0..<Self.rounds {
      guard case .submit(var report) = try people.submission() else { return }
      report.asset = AssetCode("tap-\(round)")
      let reports = try (0..<Self.callers).map { caller in
        let id = try #require(TicketID("R\(round)-\(caller)"))
        return people.envelope(.submit(report), by: people.requester, minute: 0, of: id)
      }
      expectOneWinner(try race(reports), round: round)
    }
  }

  @Test("A fault reported and opened again at once is open in one ticket")
  func reopened() throws {
    let no = try #require(ReasonCode("no"))
    for round in 0..<Self.rounds {
      guard case .submit(var report) = try people.submission() else { return }
      report.asset = AssetCode("tap-\(round)")
      let ids = try (0..<Self.callers).map { try #require(TicketID("A\(round)-\($0)")) }
      // One half of them was declined, and is opened again; the other half is new.
      let declined = ids.prefix(Self.callers / 2)
      for id in declined {
        try execute(.submit(report), of: id, by: people.requester)
        try execute(.decline(reason: no, text: nil), of: id, by: people.dispatcher)
      }
      let envelopes =
        declined.map {
          people.envelope(.reopen(reason: no, text: nil), by: people.dispatcher, minute: 5, of: $0)
        }
        + ids.suffix(Self.callers / 2).map {
          people.envelope(.submit(report), by: people.requester, minute: 5, of: $0)
        }
      expectOneWinner(try race(envelopes), round: round)
    }
  }

  @Test("Sixteen callers of one engine who give the last job share one commit, and one gives it")
  func oneEngine() async throws {
    let engine = try await RepairEngine(opening: path)
    let ids = try (0..<Self.callers + 2).map { try #require(TicketID("E-\($0)")) }
    for id in ids {
      for (command, actor) in [
        (try people.submission(), people.requester),
        (.accept(priority: nil, category: nil), people.dispatcher),
      ] {
        try await engine.execute(people.envelope(command, by: actor, minute: 1, of: id)).get()
      }
    }
    let send = TicketCommand.dispatch(worker: people.worker.id, override: nil, force: false)
    let sends = ids.map { people.envelope(send, by: people.dispatcher, minute: 5, of: $0) }
    for envelope in sends.suffix(2) { try await engine.execute(envelope, under: policy).get() }
    let results = try await withThrowingTaskGroup(of: CommandResult.self) { [policy] group in
      for envelope in sends.prefix(Self.callers) {
        group.addTask { try await engine.execute(envelope, under: policy) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    expectOneWinner(results, round: 0)
    await engine.close()
  }
}
