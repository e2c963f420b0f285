import RepairCore
import Testing

@testable import RepairStore

@Suite("Both clocks")
struct ClockComparisonTests {
  private let desk: TicketDesk

  init() throws {
    desk = try TicketDesk()
    desk.fixture.clock.set(desk.morning)
  }

  private func readings(_ direction: ReadDirection = .forward) throws -> [ClockReading] {
    var clocks = ClockComparison(tolerance: .minutes(2), direction: direction)
    return try desk.fixture.log.readLog(direction: direction).map { clocks.reading(of: $0) }
  }

  @Test("are apart where the log learned of something late, or where it is dated ahead")
  func apart() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: -3)
    try desk.accept(.addNote(text: "now", internal: false), by: desk.requester, minute: 0)
    try desk.accept(.addNote(text: "soon", internal: false), by: desk.requester, minute: 2)
    try desk.accept(.addNote(text: "later", internal: false), by: desk.requester, minute: 5)
    let readings = try readings()
    #expect(readings.map(\.marks) == [[.late], [], [], [.ahead]])
    #expect(readings.map(\.apart) == [.minutes(3), .zero, .minutes(-2), .minutes(-5)])
  }

  @Test("show the time that was said where the ticket's last event moved it")
  func moved() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.addNote(text: "a", internal: false), by: desk.requester, minute: -1)
    let second = try #require(try readings().last)
    #expect(second.marks == [.moved])
    #expect(second.occurredAt == desk.morning)
    #expect(second.statedAt == desk.morning - .minutes(1))
    #expect(try readings().first?.statedAt == nil)
  }

  @Test("disagree on the order of tickets, whichever way they are read")
  func order() throws {
    let other = try #require(TicketID("N-2"))
    try desk.accept(try desk.submission(), by: desk.requester, minute: 1)
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0, of: other)
    try desk.accept(.addNote(text: "a", internal: false), by: desk.requester, minute: 1)
    #expect(try readings().map(\.marks) == [[], [.outOfOrder], []])
    #expect(try readings(.backward).map(\.marks) == [[], [], [.outOfOrder]])
  }

  @Test("are read of an event whose payload cannot be")
  func damaged() throws {
    let payloads = [#"{"statedAt":7}"#, "{", "[]", #"{"a":{"statedAt":"2026-03-01T08:00:00Z"}}"#]
    for (index, payload) in payloads.enumerated() {
      var clocks = ClockComparison(tolerance: .zero)
      let event = StoredEvent(
        position: LogPosition(1), id: madeUp(1), stream: StreamName(ticket: desk.id),
        version: StreamVersion(1), type: EventType("NoteAdded"), occurredAt: desk.morning,
        recordedAt: desk.morning, actor: desk.worker.id, role: .worker, salt: [],
        payload: Array(payload.utf8))
      #expect(clocks.reading(of: event).statedAt == nil, "\(index)")
    }
  }
}
