import RepairCore
import RepairStore
import Testing

@Suite("Tickets as they were")
struct TicketMomentTests {
  let desk: TicketDesk

  init() throws {
    desk = try TicketDesk()
    // The log learns of each event an hour after the one before.
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    desk.fixture.clock.advance(.hours(1))
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 10)
    desk.fixture.clock.advance(.hours(1))
    try desk.accept(
      .dispatch(worker: desk.worker.id, override: nil, force: false), by: desk.dispatcher,
      minute: 20)
  }

  private func status(
    _ moment: TicketMoment, asKnownAt known: Timestamp? = nil
  ) throws -> TicketStatus? {
    try desk.tickets.ticket(desk.id, at: moment, asKnownAt: known)?.status
  }

  @Test("Now is after the last event")
  func now() throws {
    #expect(try status(.now) == .awaitingAcknowledgement)
  }

  @Test("A version is after so many events, and none where there never were so many")
  func version() throws {
    #expect(try status(.version(StreamVersion(1))) == .submitted)
    #expect(try status(.version(StreamVersion(2))) == .accepted)
    #expect(try status(.version(StreamVersion(3))) == .awaitingAcknowledgement)
    #expect(try status(.version(StreamVersion(4))) == nil)
    #expect(try status(.version(.none)) == nil)
    #expect(try status(.version(StreamVersion(-1))) == nil)
  }

  @Test("A time counts what happened by then")
  func time() throws {
    #expect(try status(.time(desk.morning - .minutes(1))) == nil)
    #expect(try status(.time(desk.morning)) == .submitted)
    #expect(try status(.time(desk.morning + .minutes(15))) == .accepted)
    #expect(try status(.time(.latest)) == .awaitingAcknowledgement)
  }

  @Test("A position counts what the log has up to there")
  func position() throws {
    #expect(try status(.position(.start)) == nil)
    #expect(try status(.position(LogPosition(2))) == .accepted)
    #expect(try status(.position(.end)) == .awaitingAcknowledgement)
  }

  @Test("What the log learned later does not count")
  func known() throws {
    let end = desk.fixture.clock.now
    #expect(try status(.now, asKnownAt: end - .hours(1)) == .accepted)
    #expect(try status(.now, asKnownAt: end) == .awaitingAcknowledgement)
    #expect(try status(.time(desk.morning), asKnownAt: end) == .submitted)
    #expect(try status(.now, asKnownAt: .earliest) == nil)
  }

  @Test("A history has every event with the ticket after it")
  func history() throws {
    let history = try desk.tickets.history(desk.id)
    #expect(history.map(\.fact.event.kind) == [.submitted, .accepted, .workerDispatched])
    #expect(history.map(\.ticket.status) == [.submitted, .accepted, .awaitingAcknowledgement])
    #expect(history.map(\.event.position.rawValue) == [1, 2, 3])
    let unknown = try #require(TicketID("N-9"))
    #expect(try desk.tickets.history(unknown).isEmpty)
  }

  @Test("A payload that is no event says where it is")
  func damaged() throws {
    let stream = StreamName(ticket: desk.id)
    let event = try RepairStoreTests.event("WorkRejected", payload: #"{"text":"no reason"}"#)
    try desk.fixture.log.append([event], to: stream, expecting: .any)
    do {
      _ = try desk.tickets.ticket(desk.id)
      Issue.record("read a payload that is none")
    } catch let error as StoreError {
      #expect(error.code == .corrupt)
      #expect(error.message.contains("position 4"))
    }
  }

  @Test("A stream that cannot be a ticket's is an impossible history")
  func impossible() throws {
    let other = try #require(TicketID("N-2"))
    let event = try RepairStoreTests.event("WorkAcknowledged")
    try desk.fixture.log.append([event], to: StreamName(ticket: other), expecting: .noStream)
    #expect(throws: ImpossibleHistory.self) { try desk.tickets.ticket(other) }
  }
}
