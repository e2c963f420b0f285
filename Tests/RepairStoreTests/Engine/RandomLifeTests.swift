import RepairCore
import RepairStore
import Testing

@Suite("Lives by chance")
struct RandomLifeTests {
  /// Executes commands drawn at random, mostly ones that are allowed, on a few tickets.
  private static func live(_ desk: TicketDesk, seed: UInt64, commands: Int) throws -> Int {
    var random = RandomEvents(seed: seed)
    let actors = [desk.requester, desk.dispatcher, desk.worker, try TicketDesk.actor("s", .system)]
    let names = try (1...4).map { try #require(TicketID("N-\($0)")) }
    var accepted = 0
    for step in 0..<commands {
      let name = names[random.numbers.number(0...names.count - 1)]
      let actor = actors[random.numbers.number(0...actors.count - 1)]
      let at = desk.morning + .hours(Int64(step) * 7)
      let allowed = try desk.tickets.explain(name, by: actor, at: at).allowed
      let kind = try allowed.randomElement(using: &random.numbers) ?? random.code()
      var command = try random.command(kind)
      if case .dispatch = command {
        command = .dispatch(worker: desk.worker.id, override: nil, force: true)
      }
      let before = try desk.fixture.log.head()
      let result = try desk.tickets.execute(
        CommandEnvelope(command, ticket: name, by: actor, at: at))
      let after = try desk.fixture.log.head()
      switch result {
      case .accepted(let receipt):
        accepted += 1
        #expect(after == receipt.position, "seed \(seed), step \(step)")
        #expect(after.rawValue - before.rawValue == receipt.events.count)
      case .refused(let refusal):
        #expect(after == before, "seed \(seed), step \(step): \(refusal)")
      @unknown default: Issue.record("a result that this test does not know")
      }
    }
    return accepted
  }

  @Test("A replay gives what the log gives", arguments: [1, 2, 3, 4])
  func replay(seed: UInt64) throws {
    let desk = try TicketDesk()
    let accepted = try Self.live(desk, seed: seed, commands: 400)
    #expect(accepted > 80, "seed \(seed): too few commands were accepted to prove anything")
    let replayed = try Replay(of: desk.fixture.log).tickets.map(\.ticket)
    #expect(!replayed.isEmpty)
    for ticket in replayed {
      #expect(try desk.tickets.ticket(ticket.id) == ticket, "seed \(seed)")
    }
  }

  @Test("Every version of a ticket is what its history says of it")
  func versions() throws {
    let desk = try TicketDesk()
    _ = try Self.live(desk, seed: 5, commands: 300)
    for ticket in try Replay(of: desk.fixture.log).tickets.map(\.ticket) {
      for entry in try desk.tickets.history(ticket.id) {
        let then = try desk.tickets.ticket(ticket.id, at: .version(entry.event.version))
        #expect(then == entry.ticket)
        #expect(
          try desk.tickets.ticket(ticket.id, at: .position(entry.event.position)) == entry.ticket)
      }
    }
  }
}
