import RepairCore
import Testing

@testable import RepairStore

/// Views files and logs that somebody has tampered with.
@Suite("Crafted views files")
struct CraftedViewsTests {
  private let fixture: LogFixture

  init() throws {
    fixture = try LogFixture()
    let submission = TicketEvent.submitted(
      TicketSubmission(
        campus: try #require(CampusCode("north")), category: try #require(CategoryCode("plumbing")),
        description: "水管漏水 a-b", place: Place(code: "dorm-5")))
    for number in 1...3 {
      let payload = try TicketEventCodec.encode(submission)
      _ = try fixture.log.append(
        [try event(payload: String(decoding: payload, as: UTF8.self))],
        to: StreamName(ticket: try #require(TicketID("N-\(number)"))), expecting: .noStream)
    }
  }

  private var path: String { Views.path(besides: fixture.path) }

  private func count() throws -> Int { try Views(of: fixture.log).count(BoardQuery()) }

  @Test(
    "Whatever a views file says of itself, the board is mended and nothing traps",
    arguments: [
      "UPDATE projection SET position=-9223372036854775808, event=NULL",
      "UPDATE projection SET position=9223372036854775807, event=NULL",
      "UPDATE projection SET position=-1, event=NULL",
      "UPDATE projection SET version=9223372036854775807",
      "UPDATE projection SET event=x'00'",
      "DROP TABLE ticketBoard_v1_ticket; CREATE VIEW ticketBoard_v1_ticket AS SELECT 1",
      "DROP TABLE ticketBoard_v1_words; CREATE VIEW ticketBoard_v1_words AS SELECT 1",
      "CREATE VIEW ticketBoard_v1_ticket_new AS SELECT 1",
      "CREATE TABLE ticketBoard_v1_ticket_new(x)",
      "DROP TABLE ticketBoard_v1_ticket",
      "DROP TABLE ticketBoard_v1_words",
      "INSERT INTO rebuild VALUES('ticketBoard', 1, x'00', -1, NULL, 9223372036854775807, x'', -1, -1)",
      "DROP TABLE rebuild",
      "CREATE TRIGGER t BEFORE INSERT ON ticketBoard_v1_ticket BEGIN SELECT RAISE(ABORT, 'no'); END",
    ])
  func mended(_ damage: String) throws {
    #expect(try count() == 3)
    let raw = try RawDatabase(path)
    try raw.execute(damage)
    raw.close()
    #expect(try Views(of: fixture.log).status().first?.name == "ticketBoard")
    #expect(try count() == 3)
    #expect(try Views(of: fixture.log).rebuild().driftCount == 0)
  }

  @Test("A log that stands where the views belong is left alone")
  func otherLog() throws {
    let other = try EventLog.create(at: path, origin: "/other")
    _ = try other.append([try event()], to: try stream("ticket/N-1"), expecting: .noStream)
    other.close()
    #expect(try count() == 3)
    #expect(try EventLog.open(at: path, mode: .readOnly).head() == LogPosition(1))
  }

  @Test("A log whose last position is no number a log can reach is damaged")
  func impossibleHead() throws {
    let raw = try RawDatabase(fixture.path)
    try raw.execute(
      """
      PRAGMA writable_schema=ON;
      DELETE FROM sqlite_schema WHERE type='trigger';
      """)
    raw.close()
    let again = try RawDatabase(fixture.path)
    try again.execute("UPDATE event SET position=9223372036854775807 WHERE position=3")
    again.close()
    #expect(code { _ = try fixture.log.head() } == .corrupt)
    #expect(code { _ = try count() } == .corrupt)
  }

  @Test("A search may be as long as a page of text")
  func longSearch() throws {
    var query = BoardQuery()
    let views = try Views(of: fixture.log)
    query.text = String(repeating: "a-b 水管漏水 ", count: 2_000)
    #expect(try views.count(query) == 3)
    query.text? += (0..<2_000).map { "a-b\($0)" }.joined(separator: " ")
    #expect(try views.count(query) == 0)
  }
}
