import Foundation
import RepairCore
import RepairReport
import RepairStore
import Testing

@testable import repairctl

/// `dashboard`: what it prints, where, and what it refuses.
@Suite struct DashboardCommandTests {
  private let folder: TemporaryFolder
  private let log: String
  private let then = "2026-06-01T00:00:00Z"

  init() throws {
    folder = try TemporaryFolder()
    log = folder.file("repair.db")
    try ScenarioLog.make(at: log)
  }

  @Test("A log without tickets has a dashboard")
  func empty() throws {
    let path = folder.file("empty.db")
    try #require(repairctl("init", path).exitCode == .success)
    let outcome = repairctl("dashboard", "--log", path)
    #expect(outcome.exitCode == .success && outcome.output.contains("0 open"))
    #expect(repairctl("dashboard", "--log", path, "--at", "position:3").exitCode == .success)
  }

  @Test("A dashboard is plain text of 80 columns when nobody is watching")
  func plain() {
    for language in ["en", "zh"] {
      let outcome = repairctl("dashboard", "--log", log, "--at", then, "--lang", language)
      #expect(outcome.exitCode == .success && !outcome.output.contains("\u{1B}"))
      for line in outcome.output.split(separator: "\n") {
        #expect(DisplayWidth.of(String(line)) <= 80, "\(line)")
      }
    }
  }

  @Test("JSON has every figure, as the library has it, whatever clock is asked")
  func json() throws {
    let json = repairctl("dashboard", "--log", log, "--at", then, "--format", "json").output
    let figures = try JSONDecoder().decode(DeskFigures.self, from: Data(json.utf8))
    let time = try #require(Timestamp(then))
    let tickets = TicketLog(try EventLog.open(at: log, mode: .readOnly))
    #expect(try tickets.figures(FiguresRequest(at: time)) == figures)
    let board = try PastBoard(of: tickets.log, extent: Replay.Extent(occurredBy: time))
    var open = BoardQuery()
    open.phases = [.submitted, .accepted, .dispatched, .rejectedByWorker]
    #expect(try board.count(open) == figures.openCount && figures.openCount > 0)
    let unknown = repairctl(
      "dashboard", "--log", log, "--at", then, "--as-known-at", "2020-01-01", "--format", "json")
    #expect(
      try JSONDecoder().decode(DeskFigures.self, from: Data(unknown.output.utf8)).tickets == 0)
  }

  @Test("A position is the desk as it was when the event there happened")
  func position() throws {
    let json = repairctl("dashboard", "--log", log, "--at", "position:50", "--format", "json")
      .output
    let figures = try JSONDecoder().decode(DeskFigures.self, from: Data(json.utf8))
    let events = try EventLog.open(at: log, mode: .readOnly)
      .readLog(EventFilter(), after: nil, limit: 50, direction: .forward)
    #expect(figures.at <= (events.map(\.occurredAt).max() ?? .earliest))
    #expect(figures.tickets == Set(events.map(\.stream)).count)
  }

  @Test("A page is written whole to a new file, and never over another")
  func page() throws {
    let path = folder.file("desk.html")
    let outcome = repairctl("dashboard", "--log", log, "--at", then, "--html", path)
    #expect(outcome.exitCode == .success)
    let page = try folder.read("desk.html")
    #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
    #expect(repairctl("dashboard", "--log", log, "--html", path).exitCode == .cannotCreate)
    #expect(try folder.read("desk.html") == page)
    let missing = folder.file("no/desk.html")
    #expect(repairctl("dashboard", "--log", log, "--html", missing).exitCode == .cannotCreate)
    let printed = repairctl("dashboard", "--log", log, "--at", then, "--html", "-")
    #expect(printed.output == page)
  }

  @Test("The page's policy knows its own style sheet by its hash")
  func policy() throws {
    let page = repairctl("dashboard", "--log", log, "--at", then, "--html", "-").output
    let sheet = page.components(separatedBy: "<style>")[1].components(separatedBy: "</style>")[0]
    let digest = try SHA256Digest(hashing: Array(sheet.utf8))
    let hash = Data(digest.bytes).base64EncodedString()
    #expect(page.contains("style-src 'sha256-\(hash)'"), "it is \(hash)")
  }

  @Test(
    "What cannot be meant is a usage error",
    arguments: [
      ["--at", "version:3"], ["--days", "0"], ["--watch"], ["--html", "x", "--format", "json"],
      ["--lang", "fr"], ["--format", "csv"], ["--format", "ndjson"], ["--months", "0"],
      ["--months", "121"], ["--html", "x", "--format", "csv", "--months", "2"], ["--min", "0"],
      ["--rows", "-1"], ["--campus", ""],
    ])
  func usage(_ arguments: [String]) {
    let output = MemorySink()
    let code = CommandLineTool.run(
      arguments: ["dashboard", "--log", log] + arguments, environment: [:], stdin: MemorySource(),
      stdout: output, stderr: MemorySink())
    #expect(code == .usage && output.text.isEmpty)
  }

  @Test("Watching takes the window, shows what there is room for, and gives it back at ^C")
  func watching() {
    let terminal = MemorySink(isTerminal: true, columns: 80, rows: 24)
    let outcome = repairctl(
      "dashboard", "--log", log, "--watch", output: terminal,
      isInterrupted: { [count = Counter()] in count.next() > 3 })
    #expect(outcome.exitCode == .interrupted && outcome.messages.isEmpty)
    #expect(outcome.output.hasPrefix("\u{1B}[?1049h\u{1B}[?25l\u{1B}[H"))
    #expect(outcome.output.hasSuffix("\u{1B}[K\u{1B}[J\u{1B}[?25h\u{1B}[?1049l"))
    let drawn = outcome.output.components(separatedBy: "\u{1B}[H").last ?? ""
    #expect(drawn.split(separator: "\n").count == 24)
    #expect(drawn.contains(" more lines; without --watch all are shown."))
  }

  @Test("Watching ends at once when it is interrupted in the middle of the log")
  func interruptedWatching() {
    let terminal = MemorySink(isTerminal: true, columns: 80)
    let outcome = repairctl(
      "dashboard", "--log", log, "--watch", output: terminal, isInterrupted: { true })
    #expect(outcome.exitCode == .interrupted && outcome.messages.isEmpty)
    #expect(outcome.output.hasSuffix("\u{1B}[?25h\u{1B}[?1049l"))
  }

  @Test("A log that is not there is 66")
  func missing() {
    #expect(repairctl("dashboard", "--log", folder.file("none.db")).exitCode == .missingInput)
  }
}

/// How often something was asked; one thread asks.
private final class Counter: @unchecked Sendable {
  private var count = 0

  func next() -> Int {
    count += 1
    return count
  }
}
