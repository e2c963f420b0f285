import RepairCore
import Testing

@testable import RepairStore

@Suite("Rebuilding projections")
struct RebuildTests {
  private let desk: ProjectionDesk
  private let all: [any Projection] = Views.standard + [TypeCounts(), CampusCounts()]

  init() throws { desk = try ProjectionDesk() }

  @Test("However it is cut into pieces, a rebuild gives the same rows to the byte")
  func cuts() throws {
    try desk.write(3_000, tickets: 210)
    let digests = try [(1_000, 10_000), (105, 1_500), (30, 430), (1, 7)].map { cut in
      var rebuild = Rebuild(of: all, in: try Views(apartOf: desk.log))
      rebuild.chunk = cut
      return try rebuild.run(comparing: false) { _ in }.map(\.digest)
    }
    #expect(Set(digests).count == 1)
    // And so does catching up bit by bit.
    let views = try Views(apartOf: desk.log)
    _ = try views.makeAnew(all, through: .start)
    for place in stride(from: 97, through: 3_000, by: 97) {
      #expect(try views.advance(all, to: LogPosition(place)).isEmpty)
    }
    #expect(try views.rebuild(all).map(\.driftCount) == all.map { _ in 0 })
    #expect(try views.rebuild(all).map(\.digest) == digests[0])
  }

  @Test("A different row, and a row more or less, is another digest and named drift, in any table")
  func drift() throws {
    try desk.write(400, tickets: 30)
    let views = try desk.views()
    let before = try views.rebuild(all).map(\.digest)
    try views.file.connection.execute("UPDATE typeCounts_v1_type SET last = last + 1")
    try views.file.connection.execute("DELETE FROM campusCounts_v1_ticket WHERE number = 1")
    try views.file.connection.execute("INSERT INTO campusCounts_v1_ticket VALUES(9999, 'x', 1)")
    let check = try views.check(all)
    let types = try views.rows(of: TypeCounts()).read("SELECT count(*) FROM {type}") {
      try $0.integer(0)
    }
    #expect(check.map(\.driftCount).suffix(2) == [types[0], 2])
    let (typed, counted) = (check[all.count - 2].drift, check[all.count - 1].drift)
    #expect(typed.allSatisfy { $0.columns == ["last"] && $0.kind == .different })
    #expect(Set(counted.map(\.kind)) == [.missing, .extra])
    #expect(counted.map(\.row) == ["1", "9999"])
    #expect(check.map(\.digest) == before)
    #expect(try views.rebuild(all).map(\.driftCount) == check.map(\.driftCount))
    #expect(try views.check(all).allSatisfy { $0.driftCount == 0 })
  }

  private struct Stop: Error {}

  @Test(
    "A rebuild that is broken off leaves the live rows as they are, and goes on where it was",
    arguments: [RebuildProgress.Stage.reading, .writing, .comparing])
  func brokenOff(stage: RebuildProgress.Stage) throws {
    try desk.write(600, tickets: 60)
    let views = try desk.views()
    let digests = try views.rebuild(all).map(\.digest)
    var rebuild = Rebuild(of: all, in: views)
    rebuild.chunk = (7, 90)
    let steps = Lock(0)
    for stop in 1...40 {
      steps.withLock { $0 = 0 }
      do {
        _ = try rebuild.run(comparing: true) { progress in
          let step = steps.withLock { step in
            step += progress.stage == stage ? 1 : 0
            return step
          }
          if stage == .reading || step == stop { throw Stop() }
        }
        // It got past every place it could be stopped at.
        #expect(stop > 1)
        break
      } catch is Stop {
        #expect(try views.status(of: all).allSatisfy { $0.rebuild?.isRunning != true })
        #expect(try desk.views().count(BoardQuery()) > 0)
        if stage == .comparing { break }
      }
      if stage == .reading { break }
    }
    // Events come meanwhile, and are in it when it is done.
    try desk.write(40, tickets: 3, seed: 2)
    try views.catchUp(all)
    let reports = try views.rebuild(all)
    #expect(reports.allSatisfy { $0.driftCount == 0 && $0.hadLiveRows })
    if stage != .writing {
      #expect(reports.allSatisfy { $0.position == LogPosition(640) })
    }
    #expect(try views.status(of: all).allSatisfy { $0.rebuild == nil })
    #expect(digests.count == all.count)
  }

  @Test("What was written before a rebuild was broken off is not written again")
  func resumes() throws {
    try desk.write(600, tickets: 60)
    let views = try desk.views()
    let batches = Lock<[ClosedRange<LogPosition>]>([])
    let counts = TypeCounts(onBatch: { range in batches.withLock { $0.append(range) } })
    var rebuild = Rebuild(of: [counts], in: views)
    rebuild.chunk = (10, 100)
    #expect(throws: Stop.self) {
      try rebuild.run(comparing: false) { if $0.stage == .writing, $0.done >= 300 { throw Stop() } }
    }
    let status = try #require(try views.status(of: [counts]).first)
    #expect(status.state == .notBuilt)
    #expect(status.rebuild?.done == LogPosition(300) && status.rebuild?.isRunning == false)
    // By another process, as it were.
    var again = Rebuild(of: [counts], in: try desk.views())
    again.chunk = (10, 100)
    let report = try #require(try again.run(comparing: false) { _ in }.first)
    #expect(report.resumedAt == LogPosition(300))
    let places = batches.withLock { $0 }
    #expect(places.map(\.lowerBound.rawValue) == [1, 101, 201, 301, 401, 501])
    #expect(try views.rebuild(TypeCounts()).driftCount == 0)
  }

  @Test("While somebody is at work others wait, and take over what a dead one left")
  func lease() throws {
    try desk.write(300, tickets: 20)
    let (views, others) = (try desk.views(), try desk.views())
    let counts = TypeCounts()
    var begun = Rebuild(of: [counts], in: others)
    begun.chunk = (10, 100)
    #expect(throws: Stop.self) {
      try begun.run(comparing: false) { if $0.stage == .writing, $0.done >= 200 { throw Stop() } }
    }
    // As if it were still at work, for a moment.
    try others.file.connection.execute(
      "UPDATE rebuild SET until = \(Files.now().milliseconds + 300)")
    let began = ContinuousClock.now
    let report = try views.rebuild(counts)
    #expect(ContinuousClock.now - began >= .milliseconds(250))
    #expect(report.resumedAt == LogPosition(200))
    #expect(report.driftCount == 0)
    // One whose process is dead is not waited for.
    #expect(throws: Stop.self) {
      try begun.run(comparing: true) { if $0.stage == .writing { throw Stop() } }
    }
    try others.file.connection.execute(
      "UPDATE rebuild SET process = 999999999, until = \((Files.now() + .minutes(1)).milliseconds)")
    #expect(try views.status(of: [counts]).first?.rebuild?.isRunning == false)
    let quick = ContinuousClock.now
    _ = try views.rebuild(counts)
    #expect(ContinuousClock.now - quick < .seconds(30))
    // A clock that was set back by years keeps nobody waiting.
    #expect(throws: Stop.self) {
      try begun.run(comparing: true) { if $0.stage == .writing { throw Stop() } }
    }
    try others.file.connection.execute(
      "UPDATE rebuild SET until = \((Files.now() + .days(900)).milliseconds)")
    _ = try views.rebuild(counts)
  }

  @Test("Who loses the work to another stops, and the other's rows stand")
  func superseded() throws {
    try desk.write(300, tickets: 20)
    let (slow, quick) = (try desk.views(), try desk.views())
    var rebuild = Rebuild(of: [TypeCounts()], in: slow)
    rebuild.chunk = (10, 100)
    let logPath = desk.log.path
    let path = desk.path
    #expect(
      code {
        _ = try rebuild.run(comparing: true) { progress in
          guard progress.stage == .writing, progress.done == 100 else { return }
          try RawDatabase(path).execute("UPDATE rebuild SET until = 0")
          _ = try Views(of: EventLog.open(at: logPath, mode: .readOnly)).rebuild(TypeCounts())
        }
      } == .busy)
    #expect(try quick.check(TypeCounts()).driftCount == 0)
  }

  @Test("A rebuild of another log's rows begins anew")
  func otherLog() throws {
    try desk.write(300, tickets: 20)
    var rebuild = Rebuild(of: [TypeCounts()], in: try desk.views())
    rebuild.chunk = (10, 100)
    #expect(throws: Stop.self) {
      try rebuild.run(comparing: false) { if $0.stage == .writing, $0.done >= 200 { throw Stop() } }
    }
    try RawDatabase(desk.path).execute("UPDATE rebuild SET event = zeroblob(16)")
    let report = try desk.views().rebuild(TypeCounts())
    #expect(report.resumedAt == nil)
    #expect(try TypeCounts().counts(desk.views()).values.reduce(0, +) == 300)
  }
}
