import RepairCore
import Testing

@testable import RepairStore

/// What timers, automations and notices say led to them.
@Suite("Causes")
struct CauseTests {
  private let desk: TicketDesk

  init() throws { desk = try TicketDesk() }

  /// The types of an event's causes, from it up.
  private func causes(of event: StoredEvent, in log: EventLog) throws -> [String] {
    var names = [event.type.name]
    var current = event
    while let text = current.causation, let id = ULID(text) {
      current = try #require(try log.event(id: id))
      names.append(current.type.name)
    }
    return names
  }

  private func lastCauses() throws -> [String] {
    let log = desk.fixture.log
    return try causes(of: try #require(try log.event(at: log.head())), in: log)
  }

  private func tick(_ minute: Int64, _ options: TickOptions = TickOptions()) throws {
    try desk.tickets.tick(at: desk.morning + .minutes(minute), options)
  }

  private func dispatch() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 1)
    try desk.accept(
      .dispatch(worker: desk.worker.id, override: nil, force: false), by: desk.dispatcher, minute: 2
    )
    try desk.accept(.addNote(text: "a", internal: true), by: desk.dispatcher, minute: 3)
  }

  @Test("of a release are the dispatch that nobody answered, not what came between")
  func release() throws {
    try dispatch()
    try tick(60)
    let log = desk.fixture.log
    let released = try #require(
      try log.readLog(EventFilter(types: ["AssignmentReleased"])).first)
    #expect(try causes(of: released, in: log) == ["AssignmentReleased", "WorkerDispatched"])
    let reminder = try #require(
      try log.readLog(EventFilter(types: ["TimerFired"])).first {
        String(decoding: $0.payload, as: UTF8.self).contains("unacknowledged")
      })
    #expect(try causes(of: reminder, in: log) == ["TimerFired", "WorkerDispatched"])
  }

  @Test("of the end of a rest are the hold that said until when")
  func resume() throws {
    try dispatch()
    try desk.accept(.acknowledge, by: desk.worker, minute: 4)
    try desk.accept(
      .hold(reason: .parts, until: desk.morning + .minutes(20), text: nil), by: desk.worker,
      minute: 5)
    try desk.accept(.addNote(text: "b", internal: true), by: desk.dispatcher, minute: 6)
    try tick(20)
    #expect(try lastCauses() == ["TicketResumed", "TicketHeld"])
  }

  @Test("of a confirmation by default are the work that nobody said anything about")
  func confirmation() throws {
    try desk.completeTicket()
    try desk.accept(.addNote(text: "b", internal: true), by: desk.dispatcher, minute: 125)
    try desk.tickets.tick(at: desk.morning + .days(8))
    let confirmed = try #require(
      try desk.fixture.log.readLog(EventFilter(types: ["ConfirmedByDefault"])).first)
    #expect(
      try causes(of: confirmed, in: desk.fixture.log) == ["ConfirmedByDefault", "WorkCompleted"])
  }

  @Test("of a missed target are what began its time, or the date that somebody set")
  func targets() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.addNote(text: "b", internal: true), by: desk.dispatcher, minute: 1)
    try desk.accept(
      .setDeadline(due: desk.morning + .minutes(30), reason: nil), by: desk.dispatcher, minute: 2)
    try desk.accept(.addNote(text: "c", internal: true), by: desk.dispatcher, minute: 3)
    try tick(48 * 60)
    let log = desk.fixture.log
    var found: [String: [String]] = [:]
    for event in try log.readLog(EventFilter(types: ["TimerFired"])) {
      let text = String(decoding: event.payload, as: UTF8.self)
      guard text.contains(#""kind":"breach""#) else { continue }
      let target = try #require(
        TargetKind.allCases.first { text.contains(#""target":"\#($0.rawValue)""#) })
      found[target.rawValue] = try causes(of: event, in: log)
    }
    #expect(found["complete"] == ["TimerFired", "DeadlineSet"])
    #expect(found["accept"] == ["TimerFired", "TicketSubmitted"])
  }

  @Test("of a leaver's job that is taken back are the leaving, where the directory has it")
  func leavers() throws {
    try dispatch()
    let log = desk.fixture.log
    for line in [
      #"{"command":"register","member":"w-7","actor":"x","role":"system","#
        + #""at":"2026-03-01T08:04:00.000Z","roles":[{"role":"worker"}]}"#,
      #"{"command":"leave","member":"w-7","actor":"x","role":"system","#
        + #""at":"2026-03-01T08:05:00.000Z"}"#,
    ] { _ = try desk.tickets.execute(CommandCodec.decode(line.utf8)).get() }
    try tick(6)
    #expect(try lastCauses() == ["AssignmentReleased", "MemberLeft"])
    let released = try log.head()
    let trace = try #require(try log.trace(.position(released)))
    #expect(trace.steps.map(\.position) == [LogPosition(released.rawValue - 1), released])
  }

  @Test("of a worker whom an automation sends are what left the ticket waiting")
  func automation() throws {
    var policy = TicketPolicy.standard
    policy.dispatching.isAutomatic = true
    try desk.tickets.adopt(policy, by: desk.dispatcher, at: desk.morning)
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 1)
    try desk.accept(.addNote(text: "c", internal: true), by: desk.dispatcher, minute: 1)
    var options = TickOptions()
    options.workers = [WorkerProfile(id: desk.worker.id)]
    try tick(2, options)
    #expect(try lastCauses() == ["WorkerDispatched", "TicketAccepted"])
  }

  @Test("of an answer are what it answers, unless the caller names another")
  func answers() throws {
    try dispatch()
    try desk.accept(.acknowledge, by: desk.worker, minute: 4)
    #expect(try lastCauses() == ["WorkAcknowledged", "WorkerDispatched"])
    let reason = try #require(ReasonCode("x"))
    try desk.accept(
      .requestExtension(until: desk.morning + .days(9), reason: reason), by: desk.worker, minute: 5)
    try desk.accept(.addNote(text: "b", internal: true), by: desk.dispatcher, minute: 6)
    try desk.accept(.refuseExtension(reason: nil), by: desk.dispatcher, minute: 7)
    #expect(try lastCauses() == ["ExtensionRefused", "ExtensionRequested"])
    try desk.accept(
      .requestCancellation(reason: reason, remark: nil), by: desk.requester, minute: 8)
    try desk.accept(.refuseCancellation(reason: nil), by: desk.dispatcher, minute: 9)
    #expect(try lastCauses() == ["CancellationRefused", "CancellationRequested"])
    try desk.accept(.askInformation(text: "where?"), by: desk.worker, minute: 10)
    try desk.accept(.giveInformation(text: "here"), by: desk.requester, minute: 11)
    #expect(try lastCauses() == ["TicketResumed", "TicketHeld"])
    var named = desk.envelope(.reject(reason: reason, text: "x"), by: desk.worker, minute: 12)
    named.causation = "call-17"
    try desk.tickets.execute(named).get()
    let last = try #require(try desk.fixture.log.event(at: desk.fixture.log.head()))
    #expect(last.causation == "call-17")
    try desk.accept(.addNote(text: "c", internal: true), by: desk.dispatcher, minute: 13)
    #expect(try lastCauses() == ["NoteAdded"])
  }

  @Test("of a notice go from what became of it, over each attempt, to the event it tells of")
  func notices() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      let app = ScriptedChannel(.app) { _, number in
        if number == 1 { throw CallFailed(call: "app") }
        return nil
      }
      let sender = desk.sender(app)
      _ = try await sender.deliver()
      desk.clock.advance(.minutes(30))
      _ = try await sender.deliver()
      let sent = try await desk.engine.events(EventFilter(types: ["NoticeSent"]))
      let last = try #require(sent.last)
      let (trace, events) = try #require(try await desk.engine.trace(.position(last.position)))
      #expect(
        trace.steps.compactMap { events[$0.position]?.type.name }.prefix(4) == [
          "TicketSubmitted", "NoticeQueued", "NoticeFailed", "NoticeSent",
        ])
    }
  }
}
