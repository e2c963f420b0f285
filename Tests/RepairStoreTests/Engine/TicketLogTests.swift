import RepairCore
import RepairStore
import Testing

@Suite("Commands on a log")
struct TicketLogTests {
  let desk: TicketDesk

  init() throws {
    desk = try TicketDesk()
  }

  @Test("A ticket's life is read back as it was lived")
  func life() throws {
    try desk.completeTicket()
    let ticket = try #require(try desk.tickets.ticket(desk.id))
    #expect(ticket.version == StreamVersion(5))
    #expect(ticket.status == .unconfirmed)
    #expect(ticket.worker == desk.worker.id)
    #expect(ticket.priority == .normal)
    #expect(ticket.requester == desk.requester.id)
  }

  @Test("A receipt says what happened and where")
  func receipt() throws {
    let receipt = try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    #expect(receipt.subject == desk.id.rawValue)
    #expect(receipt.events == ["TicketSubmitted"])
    #expect(receipt.version == StreamVersion(1))
    #expect(receipt.position == LogPosition(1))
    #expect(!receipt.isRepeated)
  }

  @Test("An event has its command, its command's id, its trace and its tags")
  func metadata() throws {
    var envelope = desk.envelope(try desk.submission(), by: desk.requester, minute: 0)
    envelope.causation = "message-1"
    envelope.correlation = "semester"
    try desk.tickets.execute(envelope).get()
    let tag = EventTag.requester(desk.requester.id)
    let event = try #require(try desk.fixture.log.readLog(EventFilter(tag: tag)).first)
    #expect(event.command == "submit")
    #expect(event.commandID != nil)
    #expect(event.causation == "message-1")
    #expect(event.correlation == "semester")
    #expect(event.type == EventType("TicketSubmitted"))
  }

  @Test("A refused command says why and leaves no trace")
  func refusal() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    let result = try desk.execute(.acknowledge, by: desk.worker, minute: 1, key: "k")
    guard case .refused(let refusal) = result else {
      Issue.record("accepted")
      return
    }
    #expect(refusal.code == .illegalTransition)
    #expect(refusal.phase == .submitted)
    #expect(try desk.fixture.log.head() == LogPosition(1))
    #expect(try desk.fixture.log.lookup(key: "k") == nil)
  }

  @Test("An impossible name, role or person is an invalid field")
  func names() throws {
    for spoil in [
      { $0.subject = "no name" }, { $0.role = "wizard" }, { $0.actor = "" },
      { $0.onBehalfOf = "" }, { $0.campuses = [""] }, { $0.key = "" },
    ] as [(inout CommandEnvelope) -> Void] {
      var envelope = desk.envelope(try desk.submission(), by: desk.requester, minute: 0)
      spoil(&envelope)
      let result = try desk.tickets.execute(envelope)
      #expect(throws: Refusal.self) { try result.get() }
    }
    #expect(try desk.fixture.log.head() == .start)
  }

  @Test("A field that could not be read is named after weightier reasons")
  func invalidField() throws {
    var envelope = desk.envelope(.hurry, by: desk.requester, minute: 0)
    envelope.request = .ticket(.invalid(.addNote, InvalidField("text", "is missing")))
    #expect(code(of: try desk.tickets.execute(envelope)) == .unknownTicket)
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    #expect(code(of: try desk.tickets.execute(envelope)) == .invalidField)
  }

  // MARK: - Keys

  @Test("The same key and request gives the first result again")
  func repeated() throws {
    let submission = try desk.submission()
    let first = try desk.accept(submission, by: desk.requester, minute: 0, key: "k")
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 5)
    let second = try desk.accept(submission, by: desk.requester, minute: 9, key: "k")
    #expect(second.isRepeated)
    #expect(second.events == first.events)
    #expect(second.version == first.version)
    #expect(second.position == first.position)
    #expect(try desk.fixture.log.head() == LogPosition(2))
  }

  @Test("The same key with another request is refused before anything else")
  func duplicateKey() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0, key: "k")
    let other = try #require(TicketID("N-2"))
    #expect(
      try desk.refusal(.hurry, by: desk.worker, minute: 1, of: other, key: "k") == .duplicateKey)
    var envelope = desk.envelope(.hurry, by: desk.requester, minute: 1, key: "k")
    envelope.request = .ticket(.invalid(.hurry, InvalidField("text", "is missing")))
    #expect(code(of: try desk.tickets.execute(envelope)) == .duplicateKey)
    envelope.role = "wizard"
    #expect(code(of: try desk.tickets.execute(envelope)) == .duplicateKey)
  }

  // MARK: - Versions

  @Test("An expected version that is not the ticket's is a conflict")
  func conflict() throws {
    #expect(
      try desk.refusal(try desk.submission(), by: desk.requester, minute: 0, expecting: 3)
        == .conflict)
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    #expect(
      try desk.refusal(.hurry, by: desk.requester, minute: 0, expecting: 2) == .conflict)
    #expect(try desk.refusal(.hurry, by: desk.requester, minute: 0, expecting: 1) == nil)
  }

  @Test("That there is no such ticket, or one already, weighs more than the version")
  func existence() throws {
    #expect(
      try desk.refusal(.hurry, by: desk.requester, minute: 0, expecting: 2) == .unknownTicket)
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    #expect(
      try desk.refusal(try desk.submission(), by: desk.requester, minute: 0, expecting: 5)
        == .alreadyExists)
  }

  // MARK: - What is known from elsewhere

  @Test("A duplicate must repeat a ticket that is there and is no duplicate itself")
  func duplicates() throws {
    let (second, third) = (try #require(TicketID("N-2")), try #require(TicketID("N-3")))
    for ticket in [desk.id, second, third] {
      try desk.accept(try desk.submission(), by: desk.requester, minute: 0, of: ticket)
    }
    let unknown = try #require(TicketID("N-9"))
    #expect(
      try desk.refusal(.markDuplicate(of: unknown), by: desk.dispatcher, minute: 1) != nil)
    try desk.accept(.markDuplicate(of: desk.id), by: desk.dispatcher, minute: 1, of: second)
    #expect(
      try desk.refusal(.markDuplicate(of: second), by: desk.dispatcher, minute: 2, of: third) != nil
    )
    #expect(
      try desk.refusal(.markDuplicate(of: second), by: desk.dispatcher, minute: 2) != nil)
  }

  @Test("What is known of a worker is judged")
  func workerFacts() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 1)
    let dispatch = desk.envelope(
      .dispatch(worker: desk.worker.id, override: nil, force: false), by: desk.dispatcher,
      minute: 2)
    let gone = try desk.tickets.execute(dispatch, worker: WorkerFacts(isActive: false))
    #expect(code(of: gone) == .workerUnavailable)
    #expect(code(of: try desk.tickets.execute(dispatch)) == nil)
  }

  // MARK: - Policies

  @Test("The last policy adopted is in force, and the standard one before")
  func policy() throws {
    #expect(try desk.tickets.policyInForce() == .standard)
    var policy = TicketPolicy.standard
    policy.shortTextLimit = 3
    policy.longTextLimit = 3
    try desk.tickets.adopt(policy, by: desk.dispatcher, at: desk.morning)
    #expect(try desk.tickets.policyInForce() == policy)
    #expect(
      try desk.refusal(try desk.submission(), by: desk.requester, minute: 0) == .invalidField)
    let lenient = try desk.tickets.execute(
      desk.envelope(try desk.submission(), by: desk.requester, minute: 0), under: .standard)
    #expect(code(of: lenient) == nil)
  }

  @Test("A policy that cannot be read stops commands and says where it is")
  func damagedPolicy() throws {
    let event = NewEvent(
      type: EventType("PolicyAdopted"), occurredAt: desk.morning, actor: desk.dispatcher.id,
      role: .dispatcher, payload: Array(#"{"hurryGap":"soon"}"#.utf8))
    try desk.fixture.log.append([event], to: .policy, expecting: .any)
    #expect(
      RepairStoreTests.code {
        try desk.execute(try desk.submission(), by: desk.requester, minute: 0)
      } == .corrupt)
  }

  // MARK: - Why

  @Test("An explanation says what an actor may do, and why not more")
  func explain() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    let at = desk.morning + .minutes(1)
    let explanation = try desk.tickets.explain(
      desk.id, .evaluate, by: desk.requester, at: at)
    #expect(explanation.refusal?.code == .illegalTransition)
    #expect(explanation.allowed.contains(.cancel))
    #expect(!explanation.allowed.contains(.accept))
    let unknown = try #require(TicketID("N-9"))
    let none = try desk.tickets.explain(unknown, by: desk.requester, at: at)
    #expect(none.ticket == nil)
    #expect(none.refusal == nil)
    #expect(none.allowed == [.submit])
  }

  private func code(of result: CommandResult) -> RefusalCode? {
    if case .refused(let refusal) = result { refusal.code } else { nil }
  }
}
