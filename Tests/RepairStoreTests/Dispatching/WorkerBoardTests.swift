import RepairCore
import Testing

@testable import RepairStore

/// What each worker has and did, kept beside the log.
@Suite("The workers' board")
struct WorkerBoardTests {
  @Test("It counts jobs, attendance and ratings, and what rests apart")
  func counts() throws {
    let desk = try DispatchDesk()
    try desk.accept(1...4)
    for number in 1...3 { try desk.send(7, to: number, minute: Int64(10 + number)) }
    try desk.act(.acknowledge, by: 7, on: 1, minute: 20)
    try desk.act(.recordNoAccess(text: nil), by: 7, on: 1, minute: 21)
    try desk.act(.checkIn(place: nil), by: 7, on: 1, minute: 22)
    try desk.act(.checkIn(place: Place(code: "p")), by: 7, on: 1, minute: 23)
    try desk.act(
      .complete(WorkReport(cause: "c", workDone: "d", outcome: .fixed)), by: 7, on: 1, minute: 24)
    let marks = try (#require(Rating(2)), #require(Rating(5)))
    try desk.desk.accept(
      .evaluate(result: marks.0, efficiency: marks.1, attitude: nil, text: nil),
      by: desk.desk.requester, minute: 25, of: DispatchDesk.ticket(1))
    try desk.desk.accept(
      .hold(reason: .parts, until: nil, text: nil), by: desk.desk.dispatcher, minute: 26,
      of: DispatchDesk.ticket(2))
    let reason = try #require(ReasonCode("noParts"))
    try desk.act(.reject(reason: reason, text: nil), by: 7, on: 3, minute: 27)
    try desk.send(8, to: 4, minute: 28)
    let all = try desk.statistics(minute: 60)
    #expect(all.keys.sorted() == ["w-7", "w-8"])
    let seven = try #require(all["w-7"])
    #expect(seven.openJobs == 0)
    #expect(seven.jobsOnHold == 1)
    #expect(seven.turns == 3)
    #expect(seven.recentTurns == 3)
    #expect(seven.completed == 1)
    #expect(seven.handedBack == 1)
    #expect(seven.arrivals == 2)
    #expect(seven.placedArrivals == 1)
    #expect(seven.deniedVisits == 1)
    #expect(seven.ratings == 1)
    #expect(seven.ratingSum == 2)
    #expect(seven.meanRating == 200)
    #expect(seven.meanEfficiency == 500)
    #expect(seven.lastSentAt == desk.desk.morning + .minutes(13))
    #expect(all["w-8"]?.openJobs == 1)
    #expect(all["w-8"]?.meanRating == nil)
    // What is of late is counted back from the question.
    #expect(try desk.statistics(minute: 7 * 24 * 60 + 12)["w-7"]?.recentTurns == 1)
    #expect(try desk.statistics(minute: 12)["w-7"]?.recentTurns == 2)
  }

  @Test("A rating stays when the ticket is opened again, and one given anew replaces it")
  func ratings() throws {
    let desk = try DispatchDesk()
    try desk.accept(1...1)
    try desk.send(7, to: 1, minute: 10)
    try desk.act(.acknowledge, by: 7, on: 1, minute: 11)
    try desk.act(
      .complete(WorkReport(cause: "c", workDone: "d", outcome: .fixed)), by: 7, on: 1, minute: 12)
    let (bad, good) = try (#require(Rating(1)), #require(Rating(4)))
    let id = try DispatchDesk.ticket(1)
    try desk.desk.accept(
      .evaluate(result: bad, efficiency: good, attitude: nil, text: nil),
      by: desk.desk.requester, minute: 13, of: id)
    #expect(try desk.statistics(minute: 14)["w-7"]?.ratingSum == 1)
    try desk.desk.accept(
      .amendEvaluation(result: good, efficiency: nil, attitude: nil, text: nil),
      by: desk.desk.requester, minute: 15, of: id)
    #expect(try desk.statistics(minute: 16)["w-7"]?.ratingSum == 4)
    try desk.desk.accept(
      .reopen(reason: #require(ReasonCode("again")), text: nil), by: desk.desk.requester,
      minute: 17, of: id)
    let after = try desk.statistics(minute: 18)["w-7"]
    #expect(after?.ratings == 1)
    #expect(after?.ratingSum == 4)
  }

  @Test("Arrivals too far away are counted by the limit in force, and the last place is known")
  func distances() throws {
    var desk = try DispatchDesk()
    let here = try #require(Coordinates(latitudeE6: 39_904_200, longitudeE6: 116_407_400))
    let near = try #require(Coordinates(latitudeE6: 39_906_400, longitudeE6: 116_407_400))
    let far = try #require(Coordinates(latitudeE6: 39_924_200, longitudeE6: 116_407_400))
    try desk.accept(1...1)
    let id = try DispatchDesk.ticket(1)
    try desk.desk.accept(
      .amend(TicketAmendment(place: Place(code: "dorm-5", coordinates: here))),
      by: desk.desk.dispatcher, minute: 2, of: id)
    try desk.send(7, to: 1, minute: 10)
    try desk.act(.acknowledge, by: 7, on: 1, minute: 11)
    try desk.act(.checkIn(place: Place(coordinates: far)), by: 7, on: 1, minute: 12)
    try desk.act(.checkIn(place: Place(coordinates: near)), by: 7, on: 1, minute: 13)
    try desk.act(.checkIn(place: Place(code: "dorm-5")), by: 7, on: 1, minute: 14)
    let seven = try #require(try desk.statistics(minute: 20)["w-7"])
    #expect(seven.arrivals == 3)
    #expect(seven.farArrivals == 1)
    #expect(seven.location == near)
    #expect(try desk.statistics(minute: 12 * 60 + 13)["w-7"]?.location == nil)
    desk.policy.arrivalDistance = 200
    #expect(try desk.statistics(minute: 20)["w-7"]?.farArrivals == 2)
  }

  @Test("What was caught up bit by bit is what a rebuild makes", arguments: [1, 2, 3])
  func incremental(_ seed: UInt64) throws {
    let desk = try DispatchDesk()
    var random = RandomNumbers(seed: seed)
    let reason = try #require(ReasonCode("shift"))
    try desk.accept(1...6)
    for step in 0..<250 {
      let id = try DispatchDesk.ticket(random.number(1...6))
      let worker = try DispatchDesk.worker(random.number(1...4))
      let ticket = try #require(try desk.tickets.ticket(id))
      let holder = ticket.worker.map { Actor(id: $0, role: .worker) } ?? worker
      let mark = Rating(random.number(1...5)) ?? Rating(1)
      let commands: [(TicketCommand, Actor)] = [
        (.dispatch(worker: worker.id, override: nil, force: true), desk.desk.dispatcher),
        (.dispatch(worker: worker.id, override: nil, force: true), desk.desk.dispatcher),
        (.acknowledge, holder), (.checkIn(place: Place(code: "p")), holder),
        (.recordNoAccess(text: nil), holder), (.reject(reason: reason, text: nil), holder),
        (.handOver(worker: worker.id, reason: nil), holder),
        (.hold(reason: .parts, until: nil, text: nil), desk.desk.dispatcher),
        (.resume, desk.desk.dispatcher), (.resume, desk.desk.dispatcher),
        (.complete(WorkReport(cause: "c", workDone: "d", outcome: .fixed)), holder),
        (.reopen(reason: reason, text: nil), desk.desk.dispatcher),
        (
          .evaluate(
            result: try #require(mark), efficiency: try #require(mark), attitude: nil, text: nil),
          desk.desk.requester
        ),
      ]
      let (command, actor) = commands[random.number(0...commands.count - 1)]
      _ = try desk.desk.execute(command, by: actor, minute: Int64(10 + step), of: id)
      if step % 7 == 0 { _ = try desk.statistics(minute: Int64(10 + step)) }
    }
    let caughtUp = try desk.statistics(minute: 300)
    #expect(caughtUp.values.reduce(0) { $0 + $1.turns } > 20)
    let report = try desk.views.rebuild(WorkerBoard())
    #expect(report.hadLiveRows)
    #expect(report.driftCount == 0, "\(report.drift)")
    #expect(try desk.statistics(minute: 300) == caughtUp)
    // And it agrees with the other count there is, the one that decisions are made by.
    for (name, statistics) in caughtUp {
      let worker = try #require(PersonID(name))
      #expect(
        try desk.tickets.openAssignments(of: worker).count
          == statistics.openJobs + statistics.jobsOnHold)
    }
  }

  @Test("A count that is not what the log says is found, in any of its tables, and put right")
  func drift() throws {
    for change in [
      "UPDATE workerBoard_v1_total SET open_jobs = open_jobs + 1",
      "DELETE FROM workerBoard_v1_ticket",
      "UPDATE workerBoard_v1_sent SET at = at - 1",
      "INSERT INTO workerBoard_v1_arrival VALUES(1, 9, 'w-7', 1, NULL, NULL, NULL)",
    ] {
      let desk = try DispatchDesk()
      try desk.accept(1...2)
      try desk.send(7, to: 1, minute: 10)
      let before = try desk.statistics(minute: 20)
      try desk.views.file.connection.execute(change)
      #expect(try desk.views.check(WorkerBoard()).driftCount > 0, "\(change)")
      #expect(try desk.views.rebuild(WorkerBoard()).driftCount > 0, "\(change)")
      #expect(try desk.views.check(WorkerBoard()).driftCount == 0, "\(change)")
      #expect(try desk.statistics(minute: 20) == before)
    }
  }

  @Test("It is made when somebody asks for it, and each board goes its own way")
  func lazily() throws {
    let desk = try DispatchDesk()
    try desk.accept(1...1)
    _ = try desk.views.query(BoardQuery())
    func states() throws -> [ProjectionStatus.State] {
      try desk.views.status().prefix(2).map(\.state)
    }
    #expect(try states() == [.live, .notBuilt])
    _ = try desk.statistics(minute: 5)
    try desk.send(7, to: 1, minute: 10)
    #expect(try states() == [.live, .live])
    #expect(try desk.views.status().prefix(2).map(\.lag) == [1, 1])
    _ = try desk.statistics(minute: 15)
    #expect(try desk.views.status().prefix(2).map(\.lag) == [1, 0])
  }

  @Test("Deleting the views file loses nothing")
  func deleted() throws {
    let desk = try DispatchDesk()
    try desk.accept(1...2)
    try desk.send(7, to: 1, minute: 10)
    let before = try desk.statistics(minute: 20)
    ViewsFile.discard(Views.path(besides: desk.desk.fixture.path))
    let views = try Views(of: desk.desk.fixture.log)
    let after = try views.workers(at: desk.desk.morning + .minutes(20), under: desk.policy)
    #expect(after.workers == before.values.sorted { $0.worker < $1.worker })
    #expect(after.position == (try desk.desk.fixture.log.head()))
  }
}
