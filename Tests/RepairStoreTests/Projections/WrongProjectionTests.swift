import RepairCore
import Testing

@testable import RepairStore

/// Projections and questions with mistakes in them, and logs that are damaged: nobody else's rows go.
@Suite("Mistakes in projections")
struct WrongProjectionTests {
  private let desk: ProjectionDesk
  private let views: Views
  private let inode: UInt64

  init() throws {
    desk = try ProjectionDesk()
    try desk.write(300, tickets: 20)
    views = try desk.views()
    try views.catchUp(Views.standard)
    inode = UInt64(try #require(Files.imprint(of: desk.path)).inode)
  }

  private func expectUntouched() throws {
    #expect(UInt64(try #require(Files.imprint(of: desk.path)).inode) == inode)
    #expect(try views.status().prefix(3).allSatisfy { $0.state == .live && $0.lag == 0 })
  }

  /// Rows by a table of the test's.
  private struct Made: TicketProjection {
    let name = "made"
    let version = 1
    let tables: [ProjectionTable]
    var sql = "INSERT INTO {t} VALUES(?1, ?2)"

    func insert(_ tickets: [NumberedTicket], into rows: ProjectionRows) throws {
      for entry in tickets {
        try rows.run(sql, .integer(entry.number), .text(entry.ticket.campus.rawValue))
      }
    }
  }

  @Test("A question that cannot be asked fails as one, and takes nobody's rows with it")
  func wrongQuestion() throws {
    for sql in ["SELECT nothing FROM {ticket}", "SELEC 1", "SELECT 1 FROM elsewhere"] {
      let failure = code { _ = try views.read(TicketBoard()) { try $0.read(sql) { _ in 0 } } }
      #expect(failure == .misuse, "\(sql)")
    }
    let mistaken = code {
      _ = try views.read(TicketBoard()) {
        try $0.read("SELECT ticket FROM {ticket}") { try $0.integer(0) }
      }
    }
    #expect(mistaken == .misuse)
    try expectUntouched()
  }

  @Test("Tables that cannot be made fail as such, and take nobody's rows with them")
  func wrongTables() throws {
    let wrong = Made(tables: [ProjectionTable("t", columns: "number INTEGERS", key: ["number"])])
    #expect(code { try views.catchUp([wrong]) } == .misuse)
    #expect(code { _ = try views.rebuild(wrong) } == .misuse)
    try expectUntouched()
  }

  @Test("An index that the rows break stops the projection before the event that broke it")
  func brokenIndex() throws {
    let wrong = Made(tables: [
      ProjectionTable(
        "t", columns: "number INTEGER PRIMARY KEY, campus TEXT NOT NULL", key: ["number"],
        indexes: [.init("one", on: "campus = campus", isUnique: true)])
    ])
    let failure = try #require(throws: ProjectionFailure.self) { try views.catchUp([wrong]) }
    // The second ticket is where it breaks, whichever that is.
    let second = try Array(Replay(of: desk.log).tickets)[1]
    #expect(failure.position == LogPosition(Int(second.number)))
    #expect(failure.stream == StreamName(ticket: second.ticket.id))
    #expect(code { _ = try views.rebuild(wrong) } == .misuse)
    try expectUntouched()
  }

  @Test("Numbers that are not whole are compared and digested like others")
  func fractions() throws {
    let made = Made(
      tables: [
        ProjectionTable(
          "t", columns: "number REAL NOT NULL, campus TEXT NOT NULL", key: ["number", "campus"])
      ], sql: "INSERT INTO {t} VALUES(?1 / 7.0, ?2)")
    let digest = try views.rebuild(made).digest
    #expect(try views.rebuild(made).digest == digest)
    try views.file.connection.execute("UPDATE made_v1_t SET number = number + 0.5 WHERE rowid = 3")
    let report = try views.check(made)
    #expect(report.driftCount == 2)
    #expect(report.digest == digest)
  }

  @Test("Names that would meet those of tables made anew are refused")
  func names() {
    for tables in [["open_new"], ["open", "Open"], ["open", "open_New"]] {
      let made = Made(
        tables: tables.map { ProjectionTable($0, columns: "number INTEGER", key: ["number"]) })
      #expect(code { try views.catchUp([made]) } == .misuse, "\(tables)")
    }
  }

  @Test("A log that is damaged leaves the views of better days alone")
  func damagedLog() throws {
    let raw = try RawDatabase(desk.fixture.path)
    try raw.execute("PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE type='trigger'")
    raw.close()
    let again = try RawDatabase(desk.fixture.path)
    try again.execute("UPDATE event SET stream = 9999 WHERE position = 300")
    again.close()
    let failing = code { _ = try desk.views().rebuild(Views.standard) }
    #expect(failing == .corrupt)
    #expect(UInt64(try #require(Files.imprint(of: desk.path)).inode) == inode)
    let status = try desk.views().status()
    #expect(status.first?.position == LogPosition(300))
  }

  @Test("A rebuild that was left long ago begins anew")
  func stale() throws {
    struct Stop: Error {}
    var rebuild = Rebuild(of: [TypeCounts()], in: views)
    rebuild.chunk = (10, 100)
    #expect(throws: Stop.self) {
      try rebuild.run(comparing: false) { if $0.stage == .writing, $0.done >= 200 { throw Stop() } }
    }
    try desk.write(Views.catchUpLimit + 100, tickets: 50, seed: 2)
    let report = try views.rebuild(TypeCounts())
    #expect(report.resumedAt == nil)
    #expect(report.position == LogPosition(Views.catchUpLimit + 400))
  }
}
