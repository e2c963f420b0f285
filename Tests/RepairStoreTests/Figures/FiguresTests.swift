import Foundation
import RepairCore
import RepairStore
import Testing

/// Figures of a log: by either clock, at several moments, and read on from where they were.
@Suite struct FiguresTests {
  private let desk: TicketDesk

  init() throws {
    desk = try TicketDesk()
    _ = try desk.tickets.execute(
      desk.people.envelope(desk.people.submission(), by: desk.requester, minute: 0))
    _ = try desk.tickets.execute(
      desk.people.envelope(
        .accept(priority: nil, category: nil), by: desk.dispatcher, minute: 10))
  }

  @Test("Figures as of several moments are those of each, from one reading of the log")
  func atEach() throws {
    let moments = [60, -1, 5].map { desk.morning + .minutes($0) }
    let request = FiguresRequest(at: .latest)
    let each = try desk.tickets.figures(request, atEach: moments)
    #expect(each.map(\.tickets) == [1, 0, 1])
    #expect(each.map { $0.backlog.map(\.phase) } == [[.accepted], [], [.submitted]])
    for (figures, moment) in zip(each, moments) {
      let fresh = TicketLog(desk.fixture.log)
      #expect(try fresh.figures(FiguresRequest(at: moment)) == figures)
    }
  }

  @Test("Figures read on from where they were, and say what a fresh reading says")
  func readOn() throws {
    let request = FiguresRequest(at: .latest)
    let before = try desk.tickets.figures(request)
    let other = try #require(TicketID("N-2"))
    _ = try desk.tickets.execute(
      desk.people.envelope(desk.people.submission(), by: desk.requester, minute: 20, of: other))
    let after = try desk.tickets.figures(request)
    #expect(before.tickets == 1 && after.tickets == 2)
    #expect(try TicketLog(desk.fixture.log).figures(request) == after)
  }

  @Test("A place in the log is what was known there, with descriptions where they are asked for")
  func known() throws {
    let request = FiguresRequest(at: .latest)
    let first = try desk.tickets.figures(request, through: LogPosition(1), describing: true)
    #expect(first.backlog.map(\.phase) == [.submitted])
    #expect(first.list(.toAccept).tickets.map(\.description) == ["水管漏水"])
    #expect(try desk.tickets.lastMoment(through: LogPosition(1)) == desk.morning)
    #expect(try desk.tickets.lastMoment(through: .start) == nil)
    #expect(try desk.tickets.figures(request, asKnownAt: .earliest).tickets == 0)
  }

  @Test("The example of the article does what it says, and is the article's")
  func article() async throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let article = try String(
      contentsOf: folder.appending(
        path: "../../../Sources/RepairStore/RepairStore.docc/ReckoningFigures.md"), encoding: .utf8)
    let source = try String(
      contentsOf: folder.appending(path: "FiguresExample.swift"), encoding: .utf8)
    let shown = try #require(source.range(of: "struct DeskAnswers"))
    #expect(article.contains(source[shown.lowerBound...].trimmingCharacters(in: .newlines)))

    desk.fixture.log.close()
    let engine = try await RepairEngine(opening: desk.fixture.path)
    let answers = DeskAnswers(engine: engine)
    let north = try #require(CampusCode("north"))
    let json = try await answers.figures(of: north, at: desk.morning + .minutes(60))
    #expect(try JSONDecoder().decode(DeskFigures.self, from: json).openCount == 1)
    #expect(try await answers.openTickets(at: [desk.morning - .minutes(1), .latest]) == [0, 1])
    await engine.close()
  }
}
