import RepairCore
import Testing

@testable import RepairStore

@Suite("Projections")
struct ProjectionTests {
  private let desk: ProjectionDesk

  init() throws { desk = try ProjectionDesk() }

  // MARK: One's own

  @Test("A projection of one's own is caught up, made anew and checked as ours are")
  func own() throws {
    let views = try desk.views()
    let counts = TypeCounts()
    #expect(try counts.counts(views) == [:])
    try desk.write(300, tickets: 20)
    let types = try desk.log.readLog(limit: 1_000).map(\.type.name)
    let expected = Dictionary(types.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(try counts.counts(views) == expected)
    #expect(try views.rebuild(counts).driftCount == 0)
    #expect(try views.check([counts, CampusCounts()]).map(\.hadLiveRows) == [true, false])
    #expect(try counts.counts(views) == expected)
    let status = try views.status(of: Views.standard + [counts])
    #expect(status.first { $0.name == "typeCounts" }?.state == .live)
    // To whoever does not know it, it is somebody's.
    #expect(try views.status().first { $0.name == "typeCounts" }?.state == .foreign)
  }

  @Test("Names that cannot be a table's are refused, and so is a table nobody declared")
  func names() throws {
    let views = try desk.views()
    for name in ["", "1st", "a-b", "a_b", "水", String(repeating: "a", count: 41), "a\"; DROP"] {
      #expect(throws: StoreError.self) { try views.catchUp([CampusCounts(name: name)]) }
    }
    #expect(throws: StoreError.self) { try views.catchUp([CampusCounts(version: 0)]) }
    #expect(throws: StoreError.self) {
      try views.read(CampusCounts()) { try $0.run("DELETE FROM {tickets}") }
    }
  }

  @Test("Several projections are fed from one reading, each event once")
  func together() throws {
    let views = try desk.views()
    let batches = Lock<[[ClosedRange<LogPosition>]]>([[], []])
    let one = TypeCounts(onBatch: { range in batches.withLock { $0[0].append(range) } })
    var two = one
    two.version = 2
    two.onBatch = { range in batches.withLock { $0[1].append(range) } }
    try desk.write(100, tickets: 9)
    try views.catchUp([one])
    try desk.write(4_500, tickets: 50, seed: 2)
    // The second one is made from nothing first; then both are at different places.
    try views.catchUp([two])
    batches.withLock { $0 = [[], []] }
    try desk.write(5_000, tickets: 50, seed: 3)
    try views.catchUp([one, two, CampusCounts()])
    let (first, second) = batches.withLock { ($0[0], $0[1]) }
    // The first one catches up with the second, and from there they go on together.
    #expect(first.first?.lowerBound == LogPosition(101))
    #expect(second.first?.lowerBound == LogPosition(4_601))
    #expect(first.filter { $0.lowerBound > LogPosition(4_600) } == second)
    for ranges in [first, second] {
      for (range, next) in zip(ranges, ranges.dropFirst()) {
        #expect(range.upperBound.next == next.lowerBound)
      }
      #expect(ranges.last?.upperBound == LogPosition(9_600))
    }
    #expect(try one.counts(views) == two.counts(views))
  }

  // MARK: Versions

  @Test("Two versions of a projection live side by side until the newer one is made anew")
  func versions() throws {
    try desk.write(200, tickets: 20)
    let (old, new) = (try desk.views(), try desk.views())
    let (first, second) = (TypeCounts(), TypeCounts(version: 2))
    let before = try first.counts(old)
    #expect(try second.counts(new) == before)
    try desk.write(10, tickets: 3, seed: 2)
    #expect(try second.counts(new) != before)
    // The older release goes on as if nothing were.
    #expect(try first.counts(old) == second.counts(new))
    let states = try new.status(of: [second]).filter { $0.name == "typeCounts" }
    #expect(states.map(\.version).sorted() == [1, 2])
    _ = try new.rebuild(second)
    #expect(try new.status(of: [second]).filter { $0.name == "typeCounts" }.map(\.version) == [2])
    #expect(
      try RawDatabase(desk.path).text(
        "SELECT group_concat(name) FROM sqlite_schema WHERE name GLOB 'typeCounts*'")
        == "typeCounts_v2_type")
    // Were it still there, it would make its rows anew.
    #expect(try first.counts(old) == second.counts(new))
  }

  // MARK: Stopping

  @Test(
    "An event that a projection cannot take in stops it there, alone, with the reason and the row",
    arguments: [1, 2, 77, 299, 300])
  func stops(at place: Int) throws {
    let views = try desk.views()
    let refusing = TypeCounts(refuses: LogPosition(place))
    let other = CampusCounts()
    try desk.write(300, tickets: 20)
    let failure = try #require(throws: ProjectionFailure.self) {
      try views.catchUp([refusing, other])
    }
    #expect(failure.position == LogPosition(place))
    #expect(failure.reason == "the test says no")
    let event = try #require(
      try desk.log.readLog(after: LogPosition(place - 1), limit: 1).first)
    #expect(failure.event == event.id)
    #expect(failure.stream == event.stream)
    var status = try #require(try views.status(of: [refusing]).first)
    #expect(status.state == .paused)
    #expect(status.position == LogPosition(place - 1))
    #expect(status.failure == failure)
    // Nothing was skipped and nothing of what came before is lost.
    let rows = try views.rows(of: refusing).read("SELECT sum(events) FROM {type}") {
      $0.isNull(0) ? 0 : try $0.integer(0)
    }
    #expect(rows == [place - 1])
    #expect(try views.status(of: [other]).first?.lag == 0)
    // It says the same again, goes no further, and goes on by itself once the cause is gone.
    try desk.write(30, tickets: 3, seed: 2)
    #expect(throws: failure) { try refusing.counts(views) }
    #expect(try TypeCounts().counts(views).values.reduce(0, +) == 330)
    status = try #require(try views.status(of: [refusing]).first)
    #expect(status.state == .live && status.failure == nil && status.lag == 0)
  }

  @Test("A ticket that a projection cannot write stops it before the event that made it so")
  func stopsAtTicket() throws {
    try desk.write(400, tickets: 10)
    let ticket = StreamName(ticket: try #require(TicketID("N-1-4")))
    let events = try desk.log.readStream(ticket, limit: 1_000)
    let bad = events[events.count / 2]
    let refusing = CampusCounts(refuses: ("N-1-4", bad.version.rawValue))
    // From nothing, and batch by batch.
    for views in [try desk.views(), try Views(apartOf: desk.log)] {
      if views.file.isTemporary { _ = try views.makeAnew([CampusCounts()], through: .start) }
      let failure = try #require(throws: ProjectionFailure.self) { try views.catchUp([refusing]) }
      #expect(failure.position == bad.position)
      #expect(failure.stream == ticket)
      #expect(try views.status(of: [refusing]).first?.position.next == bad.position)
    }
  }

  @Test("A rebuild that meets such an event names it and leaves the live rows as they are")
  func failingRebuild() throws {
    try desk.write(500, tickets: 20)
    let views = try desk.views()
    let before = try TypeCounts().counts(views)
    for place in [1, 250, 500] {
      let failure = try #require(throws: ProjectionFailure.self) {
        _ = try views.rebuild(TypeCounts(refuses: LogPosition(place)))
      }
      #expect(failure.position == LogPosition(place))
      #expect(try TypeCounts().counts(views) == before)
    }
    try views.catchUp([CampusCounts()])
    let ticket = try #require(TicketID("N-1-7"))
    let events = try desk.log.readStream(StreamName(ticket: ticket), limit: 1_000)
    let failure = try #require(throws: ProjectionFailure.self) {
      _ = try views.rebuild(CampusCounts(refuses: ("N-1-7", 3)))
    }
    #expect(failure.position == events[2].position)
    #expect(try views.check([TypeCounts(), CampusCounts()]).map(\.driftCount) == [0, 0])
  }

  @Test(
    "An event of the log that cannot be read stops the board before it, and mends with the release")
  func unreadable() throws {
    try desk.write(60, tickets: 5)
    let views = try desk.views()
    try views.catchUp()
    let stream = StreamName(ticket: try #require(TicketID("N-1-1")))
    let version = try desk.log.readStream(stream, limit: 1_000).last?.version ?? .none
    _ = try desk.log.append(
      [
        NewEvent(
          type: EventType("FromTheFuture"), occurredAt: .epoch,
          actor: try #require(PersonID("u-1")), role: .dispatcher, payload: Array("{}".utf8))
      ], to: stream, expecting: .exactly(version))
    let failure = try #require(throws: ProjectionFailure.self) {
      _ = try views.query(BoardQuery())
    }
    #expect(failure.position == LogPosition(61))
    #expect(failure.reason.contains("FromTheFuture"))
    #expect(try desk.views().status().first?.state == .paused)
    // Made from nothing it stops at the same place.
    ViewsFile.discard(desk.path)
    let again = try #require(throws: ProjectionFailure.self) {
      _ = try desk.views().query(BoardQuery())
    }
    #expect(again == failure)
  }
}
