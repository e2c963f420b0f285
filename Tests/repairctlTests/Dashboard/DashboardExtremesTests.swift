import Foundation
import RepairCore
import RepairReport
import RepairStore
import Testing

@testable import repairctl

/// Dashboards of desks that nobody has thought of.
@Suite struct DashboardExtremesTests {
  private let folder: TemporaryFolder
  private let log: String

  init() throws {
    folder = try TemporaryFolder()
    log = folder.file("repair.db")
    try #require(repairctl("init", log).exitCode == .success)
  }

  private func line(_ command: String, _ ticket: String, _ at: String, _ more: String) -> String {
    #"{"command":"\#(command)","ticket":"\#(ticket)","at":"\#(at)",\#(more)}"# + "\n"
  }

  private func submit(_ ticket: String, _ at: String, campus: String = "north") -> String {
    line(
      "submit", ticket, at,
      #""actor":"u-1","role":"requester","campus":"\#(campus)","category":"plumbing","#
        + #""description":"水管漏水","place":{"code":"dorm-5"}"#)
  }

  private func run(_ lines: String) throws {
    let outcome = repairctl("run", "-", "--log", log, input: lines)
    try #require(outcome.exitCode == .success, "\(outcome.output)")
  }

  /// Every form of a dashboard, each of which must come.
  private func figures(at: String) throws -> DeskFigures {
    for options in [[], ["--lang", "zh"], ["--months", "12"], ["--html", "-", "--months", "12"]] {
      let output = MemorySink()
      let code = CommandLineTool.run(
        arguments: ["dashboard", "--log", log, "--at", at] + options, environment: [:],
        stdin: MemorySource(), stdout: output, stderr: MemorySink())
      #expect(code == .success && output.text.utf8.count > 50, "\(options)")
      guard !options.contains("--html") else { continue }
      for line in output.text.split(separator: "\n") {
        #expect(DisplayWidth.of(String(line)) <= 80, "\(line)")
      }
    }
    let json = repairctl("dashboard", "--log", log, "--at", at, "--format", "json").output
    return try JSONDecoder().decode(DeskFigures.self, from: Data(json.utf8))
  }

  @Test("No tickets: nothing is open, nothing is wrong, and no month is listed")
  func nothing() throws {
    let figures = try figures(at: "2026-07-01")
    #expect(figures.tickets == 0 && figures.openCount == 0)
    let page = repairctl("dashboard", "--log", log, "--html", "-").output
    #expect(page.contains("Nobody has to do anything."))
    let months = repairctl("dashboard", "--log", log, "--months", "12")
    #expect(months.output.contains("Month by month\nNothing."))
    #expect(
      repairctl("dashboard", "--log", log, "--months", "3", "--format", "json").output == "[]\n")
  }

  @Test("One ticket: it is the one that somebody has to look at")
  func one() throws {
    try run(submit("N-1", "2026-03-01T08:00:00Z"))
    let figures = try figures(at: "2026-03-02")
    #expect(
      figures.tickets == 1 && figures.list(.toAccept).tickets.map(\.ticket.rawValue) == ["N-1"])
    #expect(figures.duration(.complete).wall.unfinished == 1)
    #expect(figures.duration(.complete).wall.median == nil)
    let months = repairctl(
      "dashboard", "--log", log, "--at", "2026-05-02", "--months", "12", "--format", "csv")
    #expect(months.output.split(separator: "\r\n").count == 4)
  }

  @Test("Only cancelled tickets: nothing is open, no share is made of nothing")
  func onlyCancelled() throws {
    let withdrawn =
      #""actor":"u-1","role":"requester","reason":"noLongerNeeded""#
    try run(
      (1...3).map { submit("N-\($0)", "2026-03-01T08:00:00Z") }.joined()
        + (1...3).map { line("cancel", "N-\($0)", "2026-03-01T09:00:00Z", withdrawn) }.joined())
    let figures = try figures(at: "2026-03-02")
    #expect(figures.openCount == 0 && figures.work.n == 0)
    #expect(figures.cancellations.map(\.tickets) == [3])
    let text = repairctl("dashboard", "--log", log, "--at", "2026-03-02").output
    #expect(!text.contains("% fixed the first time") && text.contains("noLongerNeeded"))
  }

  @Test("Times ten years apart: ages, days and months are reckoned all the same")
  func decade() throws {
    try run(submit("N-1", "2016-03-01T08:00:00Z") + submit("N-2", "2026-03-01T08:00:00Z"))
    let figures = try figures(at: "2026-03-02")
    #expect(figures.ageing.map(\.tickets) == [0, 1, 0, 0, 0, 0, 1] || figures.openCount == 2)
    let months = repairctl(
      "dashboard", "--log", log, "--at", "2026-03-02", "--months", "120", "--format", "ndjson")
    let lines = months.output.split(separator: "\n")
    #expect(lines.count == 120 && lines[0].contains(#""month":"2016-04""#))
    #expect(lines.allSatisfy { $0.contains(#""open":1"#) || $0.contains(#""month":"2026-03""#) })
    let days = repairctl("dashboard", "--log", log, "--at", "2026-03-02", "--days", "3660")
    #expect(days.exitCode == .success)
  }

  @Test("A thousand campuses: the first are listed, the rest are counted")
  func campuses() throws {
    try run(
      (1...1_000).map { submit("N-\($0)", "2026-03-01T08:00:00Z", campus: "c\($0)") }.joined())
    let figures = try figures(at: "2026-03-02")
    #expect(figures.openCount == 1_000)
    let page = repairctl("dashboard", "--log", log, "--at", "2026-03-02", "--html", "-").output
    #expect(page.contains("and 950 more") && page.contains("20 of 1000 shown."))
    let own = repairctl(
      "dashboard", "--log", log, "--at", "2026-03-02", "--campus", "c999", "--months", "1",
      "--format", "ndjson")
    #expect(own.output.contains(#""open":1,"#))
  }
}
