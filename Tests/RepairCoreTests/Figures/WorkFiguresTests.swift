import Testing

@testable import RepairCore

/// How well the work was done, who did it, and what the records say about it.
@Suite struct WorkFiguresTests {
  private static let rework = TicketEvent.reworkRequested(
    reason: "untidy", text: nil, to: nil, assignment: 1)

  @Test("A repair that was sent back, reopened or only temporary is no first-time fix")
  func firstTimeFix() throws {
    let reopened = Given.mended().and(.resultConfirmed, by: .requester, at: .start(.hours(5)))
      .and(.reopened(reason: "again", text: nil), by: .requester, at: .start(.hours(6)))
    let temporary = Given.report().accepted(.hours(1)).sent("w-1", 1, .hours(2)).taken(.hours(3))
      .done(.hours(4), .temporary)
    let story = DeskStory.empty.with("N-1", .mended())
      .with("N-2", Given.mended().and(Self.rework, by: .requester, at: .start(.hours(9))))
      .with("N-3", reopened).with("N-4", temporary).with("N-5", .report())
    let work = try story.figures(.days(1)).work
    #expect(work.n == 4 && work.firstTimeFixed == 1)
    #expect(work.reworks == 1 && work.reworkedTickets == 1 && work.reopenedTickets == 1)
    #expect(work.reworkReasons == [.init(reason: "untidy", count: 1)])
    #expect(
      work.outcomes == [.init(outcome: .fixed, tickets: 3), .init(outcome: .temporary, tickets: 1)])
  }

  @Test("A correction of the first completion decides whether it was a fix")
  func corrected() throws {
    let given = Given.mended().and(
      .completionCorrected(cause: nil, workDone: nil, outcome: .beyondRepair), by: .worker)
    #expect(try DeskStory.empty.with("N-1", given).figures(.days(1)).work.firstTimeFixed == 0)
  }

  @Test("Jobs handed back are counted by worker and reason, and twice is to and fro")
  func handBacks() throws {
    func back(_ given: Given, _ reason: ReasonCode, _ hours: Int64) -> Given {
      given.and(.workRejected(reason: reason, text: nil), by: .worker, at: .start(.hours(hours)))
    }
    let once = back(Given.report().accepted(.hours(1)).sent("w-1", 1, .hours(2)), "noParts", 3)
    let twice = back(once.sent("w-2", 2, .hours(4)), "noParts", 5)
    let story = DeskStory.empty.with("N-1", once).with("N-2", twice)
    let figure = try story.figures(.days(1)).handBacks
    #expect(figure.count == 3 && figure.tickets == 2 && figure.pingPong == 1)
    #expect(
      figure.rows == [
        .init(worker: "w-1", reason: "noParts", count: 2),
        .init(worker: "w-2", reason: "noParts", count: 1),
      ])
    #expect(try story.figures(.days(1)).list(.pingPong).tickets.map(\.ticket) == ["N-2"])
  }

  @Test("Rests are added up by reason, one that lasts up to now")
  func holds() throws {
    let resting = Given.report().onHold(.parts, at: .start(.hours(1)))
      .and(.resumed(text: nil), at: .start(.hours(3))).onHold(.vendor, at: .start(.hours(4)))
      .onHold(.vendor, until: .start(.hours(6)), at: .start(.hours(5)))
    let figures = try DeskStory.empty.with("N-1", resting).figures(.hours(10))
    let byReason = figures.holds.map { ($0.reason, $0.duration.n, $0.total) }
    #expect(byReason.map(\.0) == [.parts, .vendor] && byReason.map(\.1) == [1, 1])
    #expect(byReason.map(\.2) == [.hours(2), .hours(6)])
    #expect(figures.holds.last?.duration.unfinished == 1)
    #expect(figures.list(.holdExpired).total == 1 && figures.list(.onHold).total == 1)
  }

  @Test("Load says who has how much, and how evenly jobs were given")
  func load() throws {
    var story = DeskStory.empty.with(
      "N-9", Given.report().accepted(.hours(1)).sent("w-2", 1, .hours(2)))
    for name in ["N-1", "N-2", "N-3"] as [TicketID] { story = story.with(name, .mended(by: "w-1")) }
    let load = try story.figures(.days(1)).load
    #expect(load.rows.map(\.worker) == ["w-2", "w-1"] && load.rows.map(\.open) == [1, 0])
    #expect(load.rows.map(\.assignments) == [1, 3] && load.rows.map(\.firstTimeFixed) == [0, 3])
    // Of 1 and 3: the mean difference of all pairs is 1, the mean 2, so 1 / (2 × 2).
    #expect(load.gini == 250 && load.median == 1 && load.most == 3)
  }

  @Test("A worker is ranked by mean mark, and not with too few ratings")
  func rank() throws {
    var story = DeskStory.empty
    func rated(_ name: TicketID, _ worker: PersonID, _ mark: Rating) {
      story = story.with(
        name,
        Given.mended(by: worker).and(
          .evaluated(TicketEvaluation(result: mark, efficiency: nil)), by: .requester))
    }
    rated("N-1", "w-1", 4)
    rated("N-2", "w-1", 5)
    rated("N-3", "w-2", 5)
    rated("N-4", "w-2", 5)
    rated("N-5", "w-3", 5)
    let rows = try story.figures(.days(1)) { $0.minimumCount = 2 }.load.rows
    let ranks = rows.map { "\($0.worker) \($0.rank.map(String.init) ?? "-")" }.sorted()
    #expect(ranks == ["w-1 2", "w-2 1", "w-3 -"])
  }

  @Test("A confirmation by default is no rating, and an amended one counts as it is now")
  func ratings() throws {
    let story = DeskStory.empty
      .with("N-1", Given.mended().and(.confirmedByDefault, by: .timer))
      .with(
        "N-2",
        Given.mended().and(
          .evaluated(TicketEvaluation(result: 2, efficiency: 3)), by: .requester
        ).and(
          .evaluationAmended(result: 4, efficiency: nil, attitude: 5, text: nil), by: .requester)
      )
      .with("N-3", .mended()).with("N-4", .report())
    let ratings = try story.figures(.days(1)).ratings
    #expect(ratings.n == 3 && ratings.rated == 1)
    #expect(ratings.confirmedByDefault == 1 && ratings.unconfirmed == 1)
    #expect(ratings.result.counts == [0, 0, 0, 1, 0] && ratings.efficiency.sum == 3)
    #expect(ratings.attitude.n == 1)
  }

  @Test("Faults at one place come back within a month, with a minimum for being named")
  func repeats() throws {
    var story = DeskStory.empty
    for (name, day) in [("N-1", 0), ("N-2", 10), ("N-3", 60)] as [(TicketID, Int64)] {
      story = story.with(name, .report(.days(day), asset: "tap-7"))
    }
    story = story.with("N-4", .report(.days(11), place: "lab"))
    let figures = try story.figures(.days(70)) { $0.minimumCount = 3 }
    let row = RepeatRow(name: "dorm-5", category: "plumbing", faults: 3, repeats: 1)
    #expect(figures.repeats.first == RepeatFigure(kind: .place, total: 1, rows: [row]))
    #expect(figures.repeats.last?.rows.first?.name == "tap-7")
    #expect(try story.figures(.days(70)).repeats.first?.rows == [])
  }

  @Test("Materials and costs are added up, replaced entries left out")
  func use() throws {
    func cost(_ amount: Int64, replacing line: LineNumber? = nil) throws -> CostEntry {
      CostEntry(
        kind: "labour",
        amount: try #require(Money(minorUnits: amount, currency: "CNY")), replaces: line)
    }
    let given = Given.report().accepted(.hours(1))
      .and(.fundingSet(source: "campus", warranty: nil))
      .and(
        .materialRequested(
          line: 1, item: "valve", description: nil, unit: nil, quantity: 2)
      )
      .and(.materialIssued(line: 1, quantity: 2, store: nil, override: nil))
      .and(.materialUsed(line: 1, quantity: 1))
      .and(.costAdded(line: 1, try cost(900)))
      .and(.costAdded(line: 2, try cost(700, replacing: 1)))
      .and(.costAdded(line: 3, try cost(.max)))
    let figures = try DeskStory.empty.with("N-1", given).figures(.days(1))
    #expect(
      figures.materials.rows == [
        .init(name: "valve", tickets: 1, issued: 2, used: 1, returned: 0, writtenOff: 0)
      ])
    #expect(
      figures.costs == [
        .init(
          funding: "campus", currency: "CNY", tickets: 1, amount: 700, requester: 0, isExact: false)
      ])
  }
}
