import RepairCore
import RepairExchange
import RepairStore
import Testing

/// A channel that takes everything.
private struct Post: NoticeChannel {
  let code: NoticeChannelCode

  func send(_ message: NoticeMessage) async throws -> String? { nil }
}

/// Whom an event has to do with, beside a plain look at what is written in every event.
@Suite("Everything that has to do with a person")
struct InvolvementTests {
  /// A desk's weeks with its people, its automations and its notices.
  private func withDesk(_ body: (RepairEngine) async throws -> Void) async throws {
    let scratch = try Scratch()
    var configuration = RepairEngine.Configuration()
    configuration.log.durability = .processCrashOnly
    let engine = try await RepairEngine(
      creating: scratch.path("desk.db"), configuration: configuration)
    do {
      try await run(engine)
      try await body(engine)
    } catch {
      await engine.close()
      throw error
    }
    await engine.close()
  }

  private func run(_ engine: RepairEngine) async throws {
    let setup = Actor(id: try #require(PersonID("setup")), role: .system)
    var last = try #require(Timestamp("2026-01-01T00:00:00Z"))
    var rules = NoticeRules.standard
    rules.maxAge = .days(100_000)
    try await engine.adopt(rules, by: setup, at: last)
    for envelope in try #require(DeskScenario(tickets: 25, seed: 8)) {
      try await engine.execute(envelope).get()
      last = envelope.at
    }
    // A person whose name ends like another one's notices do, and one whom a notice goes to.
    for (ticket, name) in [("X-1", "x.person:u-1"), ("X-2", "u-1")] {
      let requester = Actor(id: try #require(PersonID(name)), role: .requester)
      let campus = try #require(CampusCode("north"))
      let report = TicketSubmission(
        campus: campus, category: try #require(CategoryCode("plumbing")), description: "水",
        place: Place(code: "dorm-5"))
      let id = try #require(TicketID(ticket))
      try await engine.execute(
        CommandEnvelope(.submit(report), ticket: id, by: requester, at: last)
      ).get()
      let dispatcher = Actor(id: try #require(PersonID("d-0")), role: .dispatcher)
      try await engine.execute(
        CommandEnvelope(
          .decline(reason: try #require(ReasonCode("x")), text: "x"), ticket: id, by: dispatcher,
          at: last)
      ).get()
    }
    let sender = NoticeSender(
      for: engine, channels: [Post(code: .sms), Post(code: .app)], owner: "test")
    _ = try await sender.deliver()
    try await engine.tick(at: last + .days(1))
    _ = try await sender.deliver()
  }

  /// What each event says by itself and by its ticket's history.
  private func plainly(_ engine: RepairEngine) async throws -> [PersonID: [Int: Set<Involvement>]] {
    try await engine.asOf(Replay.Extent()) { tickets in
      var found: [PersonID: [Int: Set<Involvement>]] = [:]
      var histories: [TicketID: [HistoryEntry]] = [:]
      for event in try tickets.log.readLog(limit: 10_000) {
        func note(_ person: PersonID?, _ way: Involvement) {
          if let person {
            found[person, default: [:]][event.position.rawValue, default: []].insert(way)
          }
        }
        note(event.actor, .actor)
        note(event.onBehalfOf, .onBehalfOf)
        let parts = event.stream.rawValue.split(separator: "/", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "member", "preferences": note(PersonID(parts[1]), .member)
        case "notice":
          let id = try #require(NoticeID(parts[1]))
          let queued = try #require(try tickets.log.readStream(event.stream, limit: 1).first)
          guard case .queued(let order) = try Notice.fact(of: queued).event else { break }
          #expect(order.recipient == id.recipient)
          note(order.recipient.person, .recipient)
        case "ticket":
          let id = try #require(event.stream.ticket)
          let history = try histories[id] ?? tickets.history(id)
          histories[id] = history
          let index = event.version.rawValue - 1
          let before = index > 0 ? history[index - 1].ticket.assignment?.worker : nil
          let after = history[index].ticket.assignment?.worker
          if event.role == .worker { note(event.actor, .worker) }
          switch history[index].fact.event {
          case .submitted:
            note(event.onBehalfOf ?? (event.role == .system ? nil : event.actor), .requester)
          case .workerDispatched(let dispatch):
            note(dispatch.worker, .worker)
            note(before, .worker)
          case .workHandedOver(let worker, _, _):
            note(worker, .worker)
            note(before, .worker)
          case .reworkRequested: note(after, .worker)
          case .held, .resumed, .accessDenied, .workerArrived, .workCompleted, .workRejected,
            .assignmentReleased, .cancelled:
            note(before, .worker)
          default: #expect(before == after)
          }
        default: break
        }
      }
      return found
    }
  }

  @Test("is found, with the ways, as a look at every event finds it")
  func agrees() async throws {
    try await withDesk { engine in
      let wanted = try await plainly(engine)
      #expect(wanted.count > 20)
      var seen: Set<Involvement> = []
      for (person, places) in wanted {
        let found = try await engine.events(involving: person, limit: 10_000)
        #expect(found.map(\.event.position.rawValue) == places.keys.sorted(), "\(person)")
        for (event, ways) in found {
          #expect(Set(ways) == places[event.position.rawValue], "\(person) at \(event.position)")
          seen.formUnion(ways)
        }
        // Page by page, from the end, and through the filter of exports, it is the same.
        var back: [Int] = []
        while true {
          let page = try await engine.events(
            involving: person, after: back.last.map { LogPosition($0) }, limit: 7,
            direction: .backward)
          back += page.map(\.event.position.rawValue)
          if page.count < 7 { break }
        }
        #expect(back == places.keys.sorted(by: >))
      }
      #expect(seen == Set(Involvement.allCases))
      #expect(wanted[try #require(PersonID("x.person:u-1"))] != nil)
      let nobody = try #require(PersonID("nobody"))
      #expect(try await engine.events(involving: nobody).isEmpty)
    }
  }
}
