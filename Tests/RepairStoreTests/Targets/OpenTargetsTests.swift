import RepairCore
import RepairStore
import Testing

/// The targets of what a log holds, under the plan in force.
@Suite("Targets from the log")
struct OpenTargetsTests {
  private let desk: TicketDesk

  init() throws { desk = try TicketDesk() }

  private func ticket(_ name: String) throws -> TicketID { try #require(TicketID(name)) }

  /// What every open ticket's targets are when each is folded by itself.
  private func oneByOne(_ names: [String], at now: Timestamp) throws -> Set<TicketTargets> {
    Set(
      try names.compactMap { name in
        let id = try ticket(name)
        guard try desk.tickets.ticket(id)?.phase.isOpen == true else { return nil }
        return try desk.tickets.targets(of: id, at: now)
      })
  }

  @Test("Whatever comes between two questions, open targets are those of each open ticket")
  func catchesUp() throws {
    let names = ["N-1", "N-2", "N-3"]
    let now = desk.morning + .days(1)
    func agree() throws {
      let open = try desk.tickets.openTargets(at: now)
      #expect(Set(open) == (try oneByOne(names, at: now)))
      #expect(open.count == Set(open).count)
    }
    for name in names {
      try desk.accept(desk.submission(), by: desk.requester, minute: 0, of: ticket(name))
    }
    try agree()
    try desk.accept(.accept(priority: Priority(1), category: nil), by: desk.dispatcher, minute: 5)
    try agree()
    let reason = try #require(ReasonCode("again"))
    try desk.accept(
      .cancel(reason: reason, remark: nil), by: desk.requester, minute: 6, of: ticket("N-2"))
    try agree()
    #expect(try desk.tickets.openTargets(at: now).count == 2)
    try desk.accept(
      .addNote(text: "seen", internal: false), by: desk.requester, minute: 7, of: ticket("N-2"))
    try agree()
    #expect(try desk.tickets.openTargets(at: now).count == 2)
    try desk.accept(
      .reopen(reason: reason, text: nil), by: desk.requester, minute: 8, of: ticket("N-2"))
    try agree()
    #expect(try desk.tickets.openTargets(at: now).count == 3)
  }

  @Test("What was breached longest ago comes first")
  func sorted() throws {
    for (name, minute) in [("N-1", Int64(20)), ("N-2", 0), ("N-3", 10)] {
      try desk.accept(desk.submission(), by: desk.requester, minute: minute, of: ticket(name))
      try desk.accept(
        .accept(priority: Priority(1), category: nil), by: desk.dispatcher, minute: minute + 1,
        of: ticket(name))
    }

    let open = try desk.tickets.openTargets(at: desk.morning + .hours(3))

    #expect(open.map(\.ticket.rawValue) == ["N-2", "N-3", "N-1"])
    #expect(
      open.map { $0.mostUrgent?.at } == [0, 10, 20].map { desk.morning + .minutes($0 + 120) })
  }

  @Test("Another plan in force changes what is due, of the past too")
  func otherPlan() throws {
    try desk.accept(desk.submission(), by: desk.requester, minute: 0)
    let before = try #require(try desk.tickets.targets(of: desk.id, at: desk.morning))
    let plan = try TargetPlan(
      json: #"{"calendars":[],"profiles":{"3":{"accept":{"time":"7m"}}}}"#.utf8)
    try desk.tickets.adopt(plan, by: desk.dispatcher, at: desk.morning)

    let after = try #require(try desk.tickets.targets(of: desk.id, at: desk.morning))

    #expect(before.reports.map(\.kind) == [.accept, .arrive, .complete])
    #expect(after.reports.map(\.dueAt) == [desk.morning + .minutes(7)])
    #expect(try desk.tickets.openTargets(at: desk.morning) == [after])
  }

  @Test("A ticket that is not there has no targets")
  func unknownTicket() throws {
    #expect(try desk.tickets.targets(of: desk.id, at: desk.morning) == nil)
    #expect(try desk.tickets.openTargets(at: desk.morning).isEmpty)
  }

  @Test("What a transaction that is taken back has written leaves no trace in the clocks")
  func rolledBack() throws {
    struct TakenBack: Error {}
    try desk.accept(desk.submission(), by: desk.requester, minute: 0)
    let before = try desk.tickets.openTargets(at: desk.morning)
    let event = NewEvent(
      type: EventType("TicketAccepted"), occurredAt: desk.morning, actor: desk.dispatcher.id,
      role: .dispatcher, command: "accept", payload: Array(#"{"priority":1}"#.utf8))
    #expect(throws: TakenBack.self) {
      try desk.fixture.log.bulk { writer in
        _ = try writer.append(
          [event], to: StreamName(ticket: desk.id), expecting: .any, key: nil)
        #expect(try desk.tickets.openTargets(at: desk.morning) != before)
        throw TakenBack()
      }
    }

    #expect(try desk.tickets.openTargets(at: desk.morning) == before)
  }

  @Test("The engine answers as the log does")
  func engine() async throws {
    try desk.accept(desk.submission(), by: desk.requester, minute: 0)
    let engine = try await RepairEngine(opening: desk.fixture.path)
    let now = desk.morning + .minutes(5)

    let one = try await engine.targets(of: desk.id, at: now)
    let open = try await engine.openTargets(at: now)

    #expect(one == (try desk.tickets.targets(of: desk.id, at: now)))
    #expect(open == [one].compactMap(\.self))
    await engine.close()
  }
}
