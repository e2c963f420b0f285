import Foundation
import Testing

@testable import repairctl

/// `dashboard --watch` in a terminal.
@Suite struct WatchTests {
  @Test("A window follows the log and its own size, and is given back when ^C ends the command")
  func window() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("repair.db")
    try #require(repairctl("init", log).exitCode == .success)
    let terminal = try Terminal(
      ["dashboard", "--watch", "--log", log, "--color", "never"], columns: 80, rows: 24)
    #expect(terminal.wait(for: "0 open"))
    #expect(terminal.text.hasPrefix("\u{1B}[?1049h\u{1B}[?25l"))

    let submit =
      #"{"command":"submit","ticket":"N-1","actor":"u-1","role":"requester","#
      + #""at":"2026-03-01T08:00:00Z","campus":"north","category":"plumbing","#
      + #""description":"x","place":{"code":"dorm-5"}}"#
    try #require(repairctl("run", "-", "--log", log, input: submit).exitCode == .success)
    #expect(terminal.wait(for: "1 open"))

    let drawn = terminal.text.count
    terminal.resize(columns: 60, rows: 6)
    #expect(terminal.wait(for: "more lines; without --watch", after: drawn))

    kill(terminal.process.processIdentifier, SIGINT)
    terminal.process.waitUntilExit()
    #expect(terminal.process.terminationReason == .uncaughtSignal)
    #expect(terminal.process.terminationStatus == SIGINT)
    #expect(terminal.wait(for: "\u{1B}[?25h\u{1B}[?1049l"))
    #expect(!terminal.text.contains("Error"))
  }
}
