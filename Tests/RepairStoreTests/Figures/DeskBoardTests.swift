import RepairCore
import Testing

@testable import RepairStore

/// Figures from rows: what the fold says, to the last digit, whatever happened before.
@Suite struct DeskBoardTests {
  static let seeds: [UInt64] = [1, 2, 3, 20_261_121]

  @Test(
    "Figures from rows and kept sums are those of the fold, however the log grows",
    arguments: seeds)
  func sameAsFold(_ seed: UInt64) throws {
    var town = try DeskTown(seed: seed)
    let views = try Views(of: town.fixture.log)
    for step in 0..<7 {
      try town.grow(by: 90, tickets: 25)
      for campus in [nil] + DeskTown.campuses {
        for days in [0, 50] as [Int64] {
          var request = FiguresRequest(at: town.lastAt + .days(days), campus: campus, days: 40)
          request.minimumCount = 2
          request.rows = 7
          // Some sums are made anew and some are old, of which tickets have been reopened since.
          let ours = try views.figures(request, changesPerBase: step % 3 == 2 ? 0 : 1_000)
          #expect(
            try ours == town.folded(request),
            "seed \(seed) step \(step) \(campus?.rawValue ?? "all") \(days) d")
        }
      }
    }
    #expect(try kept(in: views) == 4)
    // Another reader has nothing but the file.
    let request = FiguresRequest(at: town.lastAt)
    #expect(try Views(of: town.fixture.log).figures(request) == town.folded(request))
  }

  private func kept(in views: Views) throws -> Int {
    try views.read(DeskBoard()) { rows in
      try rows.read("SELECT count(*) FROM {base}") { try $0.integer(0) }.first ?? 0
    }
  }

  @Test(
    "Rows do not depend on how the log was read, and a rebuild finds no drift", arguments: seeds)
  func rebuilt(_ seed: UInt64) throws {
    var town = try DeskTown(seed: seed)
    let views = try Views(of: town.fixture.log)
    for events in [1, 30, 2, 200, 1, 100] {
      try town.grow(by: events, tickets: 20)
      try views.catchUp([DeskBoard()])
    }
    let report = try views.check(DeskBoard())
    #expect(report.driftCount == 0 && report.hadLiveRows, "seed \(seed): \(report.drift)")
    try views.rebuild(DeskBoard())
    let request = FiguresRequest(at: town.lastAt)
    #expect(try kept(in: views) == 0)
    #expect(try views.figures(request) == town.folded(request))
  }

  @Test("A moment before the last that is kept is left to the log, which tells of any")
  func past() throws {
    var town = try DeskTown(seed: 7)
    let views = try Views(of: town.fixture.log)
    try town.grow(by: 300, tickets: 20)
    let past = FiguresRequest(at: town.lastAt - .days(9))
    _ = try views.figures(FiguresRequest(at: town.lastAt))
    #expect(try views.figures(past) == nil)
    let tickets = TicketLog(town.fixture.log)
    tickets.eventsWorthViews = 0
    #expect(try tickets.figures(past) == town.folded(past))
    var since = FiguresRequest(at: town.lastAt)
    since.since = town.lastAt - .days(30)
    #expect(try views.figures(since) == nil)
    #expect(try tickets.figures(since) == town.folded(since))
  }

  @Test("Other promises and other days have sums of their own")
  func otherPromises() throws {
    var town = try DeskTown(seed: 8)
    let views = try Views(of: town.fixture.log)
    try town.grow(by: 300, tickets: 20)
    let strict = try TargetPlan(
      calendars: TargetPlan.standard.calendars, profiles: TargetPlan.standard.profiles,
      pausingHolds: [])
    let far = try CalendarZone(name: "Far", offset: 12 * 3_600)
    for plan in [TargetPlan.standard, strict] {
      for zone in [CalendarZone.utc, far] {
        let request = FiguresRequest(at: town.lastAt, zone: zone, plan: plan)
        #expect(try views.figures(request) == town.folded(request))
        #expect(try views.figures(request) == town.folded(request))
      }
    }
    #expect(try kept(in: views) == 4)
    // Only the last few are kept.
    let other = try TargetPlan(profiles: [:])
    _ = try views.figures(FiguresRequest(at: town.lastAt, plan: other))
    #expect(try kept(in: views) == 4)
  }

  @Test("A ticket log takes figures from the views where the log is large, with descriptions too")
  func chosen() throws {
    var town = try DeskTown(seed: 9)
    try town.grow(by: 200, tickets: 20)
    let tickets = TicketLog(town.fixture.log)
    tickets.eventsWorthViews = 100
    let request = FiguresRequest(at: town.lastAt)
    let described = try tickets.figures(request, describing: true)
    #expect(tickets.desk.position == .start, "the log was read")
    #expect(described.list(.oldest).tickets.first?.description == "水管漏水")
    #expect(
      try TicketLog(town.fixture.log).figures(request, asKnownAt: .latest, describing: true)
        == described)
    tickets.eventsWorthViews = 1_000
    #expect(try tickets.figures(request) == town.folded(request))
    #expect(tickets.desk.position == LogPosition(200))
  }

  @Test("Sums that somebody damaged are made anew", arguments: ["x'00'", "x''", "zeroblob(300)"])
  func damaged(_ bytes: String) throws {
    var town = try DeskTown(seed: 10)
    let views = try Views(of: town.fixture.log)
    try town.grow(by: 200, tickets: 20)
    let request = FiguresRequest(at: town.lastAt)
    _ = try views.figures(request)
    try views.read(DeskBoard()) { _ in }
    try views.file.connection.execute("UPDATE deskBoard_v1_base SET bytes = \(bytes)")
    #expect(try views.figures(request) == town.folded(request))
    try views.file.connection.execute("UPDATE deskBoard_v1_base SET bytes = substr(bytes, 1, 90)")
    #expect(try views.figures(request) == town.folded(request))
    // So are rows: the views are made anew.
    try views.file.connection.execute("UPDATE deskBoard_v1_ticket SET strip = x'FF'")
    try views.file.connection.execute("DELETE FROM deskBoard_v1_base")
    #expect(try views.figures(request) == town.folded(request))
  }

  @Test("Desks at the edges: nothing, one ticket, only cancelled ones, ten years, many campuses")
  func edges() throws {
    var town = try DeskTown(seed: 11)
    let views = try Views(of: town.fixture.log)
    func compare(_ at: Timestamp, _ campus: CampusCode? = nil) throws {
      var request = FiguresRequest(at: at, campus: campus)
      for days in [1, FiguresRequest.dayLimit] {
        request.days = days
        #expect(try views.figures(request) == town.folded(request))
      }
    }
    try compare(town.lastAt)
    let start = town.lastAt
    let north = try #require(DeskTown.campuses.first)
    let submitted = try DeskTown.submitted(north)
    try town.tell("A-1", from: start, [submitted])
    try compare(town.lastAt)
    let cancelled = TicketEvent.cancelled(TicketCancellation(kind: .withdrawn))
    try town.tell("A-1", from: start + .hours(1), [cancelled])
    try town.tell("A-2", from: start, [submitted, cancelled])
    try compare(town.lastAt, north)
    let done = TicketEvent.workCompleted(WorkCompletion(outcome: .fixed))
    try town.tell("A-3", from: start + .days(3_650), [submitted, done])
    try compare(town.lastAt)
    try compare(town.lastAt + .days(3_650), north)
    for number in 0..<1_000 {
      let campus = try #require(CampusCode("c\(number)"))
      try town.tell("C-\(number)", from: start, [DeskTown.submitted(campus), done])
    }
    try compare(start + .days(8_000))
    try compare(start + .days(8_000), CampusCode("c77"))
  }
}
