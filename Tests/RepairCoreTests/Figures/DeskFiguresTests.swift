import Testing

@testable import RepairCore

/// What is open, how old it is, what came in and went out, and how long things took.
@Suite struct DeskFiguresTests {
  @Test("A desk without tickets has figures of nothing")
  func empty() throws {
    let figures = try DeskStory.empty.figures(.days(1))
    #expect(figures.tickets == 0 && figures.openCount == 0 && figures.backlog.isEmpty)
    #expect(figures.flow.count == 30 && figures.flow.allSatisfy { $0.openAtEnd == 0 })
    #expect(figures.durations.allSatisfy { $0.wall.n == 0 && $0.wall.median == nil })
    #expect(figures.load.gini == nil && figures.lists.allSatisfy { $0.total == 0 })
  }

  @Test("One open ticket is unfinished everywhere and has no median")
  func one() throws {
    let figures = try DeskStory.empty.with("N-1", .report()).figures(.days(2))
    #expect(figures.openCount == 1)
    let complete = figures.duration(.complete).wall
    #expect(complete.n == 1 && complete.unfinished == 1 && complete.median == nil)
    #expect(figures.duration(.dispatch).wall.n == 0)
    #expect(figures.list(.toAccept).tickets.map(\.ticket) == ["N-1"])
  }

  @Test("A log of cancelled tickets has no open ones and no first-time fix")
  func onlyCancelled() throws {
    let gone = TicketEvent.cancelled(TicketCancellation(kind: .withdrawn, reason: "moved"))
    let story = DeskStory.empty
      .with("N-1", Given.report().and(gone, by: .requester, at: .start(.hours(1))))
      .with("N-2", Given.report().and(gone, by: .requester, at: .start(.hours(3))))
    let figures = try story.figures(.days(2))
    #expect(figures.openCount == 0 && figures.work.n == 0 && figures.ratings.n == 0)
    #expect(figures.cancellations == [.init(kind: .withdrawn, reason: "moved", tickets: 2)])
    let accept = figures.duration(.accept).wall
    #expect(accept.n == 2 && accept.finished == 0 && accept.median == nil)
  }

  @Test("Backlog is counted by campus and phase, and by campus after a transfer")
  func backlog() throws {
    let story = DeskStory.empty
      .with("N-1", .report())
      .with("N-2", Given.report(.hours(1)).accepted(.hours(2)))
      .with(
        "N-3", Given.report().and(.transferred(to: "south", reason: "there"), at: .start(.hours(5)))
      )
      .with("N-4", .mended())
    let figures = try story.figures(.hours(10))
    #expect(
      figures.backlog.map { "\($0.campus) \($0.phase) \($0.tickets) \($0.oldest)" } == [
        "north submitted 1 10h", "north accepted 1 9h", "south submitted 1 10h",
      ])
    #expect(try story.figures(.hours(10)) { $0.campus = "south" }.tickets == 1)
    #expect(try story.figures(.hours(10)) { $0.campus = "nowhere" }.tickets == 0)
  }

  @Test("Age counts from the report or the last reopening, in days that have passed")
  func ageing() throws {
    let reopened = Given.mended().and(.resultConfirmed, by: .requester, at: .start(.hours(5)))
      .and(.reopened(reason: "again", text: nil), by: .requester, at: .start(.days(9)))
    let story = DeskStory.empty.with("N-1", .report()).with("N-2", reopened)
    let figures = try story.figures(.days(10))
    let ages = figures.ageing.filter { $0.tickets > 0 }
    #expect(ages.map(\.fromDays) == [1, 7] && ages.map(\.tickets) == [1, 1])
  }

  @Test("Each day's inflow less its outflow is the change of what is open, in the zone's days")
  func flow() throws {
    // The story begins at 08:00 in UTC, which is 16:00 in Shanghai.
    let rework = TicketEvent.reworkRequested(
      reason: "still", text: nil, to: nil, assignment: 1)
    let story = DeskStory.empty
      .with("N-1", .mended())
      .with("N-2", .report(.hours(9)))
      .with("N-3", Given.mended().and(rework, by: .requester, at: .start(.hours(30))))
    let zone = try CalendarZone(name: "Asia/Shanghai", offset: 28_800)
    let days = try story.figures(.days(1) + .hours(12)) {
      $0.days = 3
      $0.zone = zone
    }.flow
    #expect(days.map(\.day.description) == ["2026-03-01", "2026-03-02", "2026-03-03"])
    #expect(days.map(\.submitted) == [2, 1, 0] && days.map(\.completed) == [2, 0, 0])
    #expect(days.map(\.reworked) == [0, 1, 0] && days.map(\.openAtEnd) == [0, 2, 2])
    let short = try story.figures(.days(1) + .hours(12)) { $0.days = 1 }.flow
    #expect(short.map(\.openAtEnd) == [2])
  }

  @Test("Times ten years apart neither overflow nor fill the days between")
  func farApart() throws {
    let story = DeskStory.empty.with("N-1", .report())
      .with("N-2", Given.report(.days(3_650)).accepted(.days(3_651)))
    let figures = try story.figures(.days(3_652))
    #expect(figures.flow.count == 30 && figures.flow.last?.openAtEnd == 2)
    #expect(figures.ageing.last?.tickets == 1)
    let extreme = try story.fold().figures(
      FiguresRequest(at: .latest, days: FiguresRequest.dayLimit))
    #expect(extreme.flow.count == FiguresRequest.dayLimit)
    let first = try story.fold().figures(FiguresRequest(at: .earliest, days: 30))
    #expect(first.tickets == 0 && first.flow.count == 1)
  }

  @Test("A thousand campuses are a thousand rows in byte order")
  func manyCampuses() throws {
    var story = DeskStory.empty
    for number in (0..<1_000).reversed() {
      let campus = try #require(CampusCode("campus-\(number)"))
      let ticket = try #require(TicketID("N-\(number)"))
      story = story.with(ticket, .report(campus: campus))
    }
    let campuses = try story.figures(.hours(1)).backlog.map(\.campus)
    #expect(campuses.count == 1_000 && campuses == campuses.sorted())
  }

  @Test("A median counts what is still open as unfinished, not as absent")
  func censored() throws {
    var story = DeskStory.empty
    // Three done after 4 hours, four that have waited for a day.
    for name in ["A-1", "A-2", "A-3"] as [TicketID] { story = story.with(name, .mended()) }
    for name in ["B-1", "B-2", "B-3", "B-4"] as [TicketID] { story = story.with(name, .report()) }
    let complete = try story.figures(.days(1)).duration(.complete).wall
    #expect(complete.n == 7 && complete.finished == 3 && complete.median == nil)
    let more = story.with("A-4", .mended()).with("A-5", .mended())
    #expect(try more.figures(.days(1)).duration(.complete).wall.median == .hours(4))
  }

  @Test("Working time runs in the calendar, and net time without the rests that stop the clock")
  func clocks() throws {
    // Sunday, 16:00 in Shanghai; done on Monday at 11:00 there, after a rest of two hours.
    let given = Given.report().accepted(.hours(1)).sent("w-1", 1, .hours(2)).taken(.hours(3))
      .and(
        .held(reason: .parts, until: nil, text: nil, pausesClock: true), at: .start(.hours(14))
      )
      .and(.resumed(text: nil), at: .start(.hours(16)))
      .done(.hours(19))
    let complete = try DeskStory.empty.with("N-1", given).figures(.days(2)).duration(.complete)
    #expect(complete.wall.median == .hours(19))
    #expect(complete.working.median == .hours(3))
    #expect(complete.net.median == .hours(17))
    let plan = try TargetPlan(profiles: [:], pausingHolds: [.vendor])
    let other = try DeskStory.empty.with("N-1", given).figures(.days(2)) { $0.plan = plan }
    #expect(other.duration(.complete).net.median == .hours(19))
  }

  @Test("Every sending of a worker is a wait for an answer, and one taken back is unfinished")
  func answers() throws {
    let given = Given.report().accepted(.hours(1)).sent("w-1", 1, .hours(2))
      .sent("w-2", 2, .hours(5)).taken(.hours(6))
    let figure = try DeskStory.empty.with("N-1", given).figures(.days(1)).duration(.acknowledge)
    #expect(figure.wall.n == 2 && figure.wall.finished == 1 && figure.wall.median == .hours(1))
    #expect(
      try DeskStory.empty.with("N-1", given).figures(.days(1)).duration(.dispatch).wall.median
        == .hours(1))
  }

  @Test("A wait whose time a record only implies is counted as unknown")
  func inferred() throws {
    let implied = EventRemarks(imported: ImportMark(format: "sheet", time: .inferred))
    let given = Given.report().and(
      .accepted(priority: nil, category: nil), at: .start(.hours(1)), remarks: implied)
    let figures = try DeskStory.empty.with("N-1", given).figures(.days(1))
    let accept = figures.duration(.accept).wall
    #expect(accept.n == 0 && accept.unknown == 1)
    #expect(figures.gaps.first { $0.kind == .timeInferred }?.count == 1)
    #expect(figures.gaps.first { $0.kind == .priorityUnknown }?.count == 1)
  }

  @Test("Only tickets submitted since a moment count for times, but all that are open are open")
  func since() throws {
    let story = DeskStory.empty.with("N-1", .report()).with("N-2", .mended(.days(2)))
    let figures = try story.figures(.days(3)) { $0.since = .start(.days(1)) }
    #expect(figures.tickets == 2 && figures.counted == 1 && figures.openCount == 1)
    #expect(figures.duration(.accept).wall.n == 1)
  }

  @Test("A broken promise is on the list of what is late, the latest first")
  func late() throws {
    let story = DeskStory.empty.with("N-1", .report(.days(1))).with("N-2", .report())
    let figures = try story.figures(.days(20))
    #expect(figures.list(.breached).tickets.map(\.ticket) == ["N-2", "N-1"])
    let accept = try #require(figures.targets.first { $0.kind == .accept })
    #expect(accept.breached == 2 && accept.met == 0 && accept.n == 2)
    #expect(try story.figures(.days(20)) { $0.rows = 1 }.list(.breached).tickets.count == 1)
  }
}

extension TimeSpan {
  fileprivate static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    TimeSpan(milliseconds: left.milliseconds + right.milliseconds)
  }
}
