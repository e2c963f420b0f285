import Foundation
import RepairCore
import Testing

@testable import RepairStore

@Suite("Histories by chance")
struct ProjectionPropertyTests {
  /// A hundred histories a log; a hundred logs where time does not matter.
  private static let seeds =
    ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] == nil ? 1...5 : 1...100

  @Test(
    "The fold, the rows and SQL over the log agree on histories made by chance", arguments: seeds)
  func agree(seed: Int) throws {
    let desk = try ProjectionDesk()
    var random = RandomNumbers(seed: UInt64(seed))
    let all: [any Projection] = Views.standard + [TypeCounts(), CampusCounts()]
    let views = try desk.views()
    for part in 1...4 {
      try desk.write(
        random.number(1...400), tickets: 25, seed: UInt64(seed * 10 + part))
      // Now and then only some are asked for, so that they are at different places.
      try views.catchUp(all.filter { _ in random.coin() })
    }
    try views.catchUp(all)
    #expect(try views.check(all).map(\.driftCount) == all.map { _ in 0 }, "seed \(seed)")

    // The fold and the rows.
    let fold = try Replay(of: desk.log, threads: 2).tickets.map(\.ticket)
    var query = BoardQuery()
    query.order = .oldest
    let rows: [BoardRow] = try views.query(query).rows
    #expect(rows.map(\.ticket) == fold.map(\.id), "seed \(seed)")
    for (row, ticket) in zip(rows, fold) {
      #expect(row.version == ticket.version, "seed \(seed), \(ticket.id)")
      #expect(row.status == ticket.status, "seed \(seed), \(ticket.id)")
      #expect(row.campus == ticket.campus && row.category == ticket.category)
      #expect(row.worker == ticket.worker && row.hold == ticket.hold?.reason)
      #expect(row.deadline == ticket.deadline)
    }

    // The rows and SQL, which knows nothing of the fold.
    let raw = try RawDatabase(desk.fixture.path)
    try raw.execute("ATTACH '\(desk.path)' AS views")
    try raw.execute("CREATE TEMP VIEW said AS \(Self.saidByTheLog)")
    let board = """
      SELECT number, ticket, version, campus, category, submitted_at, updated_at
      FROM views.ticketBoard_v1_ticket
      """
    for (one, other) in [("SELECT * FROM said", board), (board, "SELECT * FROM said")] {
      let differing = try raw.text("SELECT count(*) FROM (\(one) EXCEPT \(other))")
      #expect(differing == "0", "seed \(seed)")
    }
    #expect(try raw.text("SELECT count(*) FROM said") == String(fold.count))
    #expect(
      try raw.text("SELECT sum(turns) FROM views.workerBoard_v1_total")
        == String(fold.reduce(0) { $0 + $1.turns.count }))
    #expect(
      try raw.text("SELECT count(*) FROM (\(Self.types) EXCEPT SELECT * FROM \(Self.counted))")
        == "0")
  }

  private static let types = """
    SELECT y.name, count(*), max(e.position)
    FROM event e JOIN event_type y ON y.id = e.type GROUP BY y.name
    """

  private static let counted = "views.typeCounts_v1_type"

  /// What SQL makes of the events: the last that was said of campus and category, and the times.
  private static let saidByTheLog = """
    WITH said AS (
      SELECT s.name, e.position, e.stream, e.version, e.occurred_at, y.name AS type,
        json_extract(e.payload, '$.campus') AS campus,
        json_extract(e.payload, '$.category') AS category
      FROM main.event e JOIN main.stream s ON s.id = e.stream
        JOIN main.event_type y ON y.id = e.type
      WHERE s.name GLOB 'ticket/*'
    )
    SELECT min(position), substr(name, 8), max(version),
      (SELECT campus FROM said c WHERE c.stream = said.stream
        AND c.type IN ('TicketSubmitted', 'TicketTransferred') ORDER BY version DESC LIMIT 1),
      (SELECT category FROM said c WHERE c.stream = said.stream AND category IS NOT NULL
        AND c.type IN ('TicketSubmitted', 'TicketAccepted', 'TicketRecategorised')
        ORDER BY version DESC LIMIT 1),
      min(occurred_at), max(occurred_at)
    FROM said GROUP BY stream
    """
}
