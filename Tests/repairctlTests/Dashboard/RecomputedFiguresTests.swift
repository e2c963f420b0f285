import Foundation
import Testing

@testable import repairctl

/// Every figure, reckoned a second time by a program that shares no code with ours.
@Suite struct RecomputedFiguresTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardizedFileURL
  private static let python = [
    "/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3",
  ]
  .first { FileManager.default.isExecutableFile(atPath: $0) }
  private static let processLog = [
    root.appending(path: "../shared/data/repair-process/repairExample.xes.gz").path
  ].first { FileManager.default.fileExists(atPath: $0) }
  private static let isLong = ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] != nil

  /// Runs the program on a log and what a dashboard says of it.
  private func recompute(_ log: String, _ questions: [[String]], rows: Int = 20) throws {
    let folder = try TemporaryFolder()
    let events = folder.file("events.ndjson")
    try #require(
      repairctl("export", events, "--to", "ndjson", "--log", log).exitCode == .success)
    for question in questions {
      let outcome = dashboard(
        question + ["--log", log, "--format", "json", "--rows", "\(rows)"])
      try #require(outcome.exitCode == .success, "\(outcome.messages)")
      let figures = try folder.write(outcome.output, to: "figures.json")
      let process = Process()
      process.executableURL = URL(filePath: try #require(Self.python))
      process.arguments = [
        Self.root.appending(path: "scripts/recompute-figures").path, events, figures, "\(rows)",
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let said = String(
        decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(question): \(said)")
      #expect(said.contains("are the same"), "\(question): \(said)")
    }
  }

  private func dashboard(_ arguments: [String]) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let code = CommandLineTool.run(
      arguments: ["dashboard"] + arguments, environment: [:], stdin: MemorySource(),
      stdout: output, stderr: messages, isInterrupted: { false })
    return Outcome(exitCode: code, output: output.text, messages: messages.text)
  }

  @Test(
    "An independent program comes to the same figures for a scenario, to the last digit",
    .enabled(if: python != nil, "there is no python3"))
  func scenario() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("scenario.db")
    try DashboardLog.scenario(tickets: Self.isLong ? 20_000 : 2_000, at: log)
    try recompute(
      log,
      [
        ["--at", "2026-05-20T03:00:00Z", "--time-zone", "Asia/Shanghai", "--days", "60"],
        ["--at", "2026-07-12", "--campus", "north", "--since", "2026-04-01", "--min", "2"],
      ], rows: 7)
  }

  @Test(
    "An independent program comes to the same figures for an imported table",
    .enabled(if: python != nil, "there is no python3"))
  func imported() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("sheet.db")
    try #require(repairctl("init", log).exitCode == .success)
    let fixtures = Self.root.appending(path: "Fixtures").path
    try #require(
      repairctl(
        "import", "\(fixtures)/legacy-sheet.csv", "--from", "sheet", "--map",
        "\(fixtures)/legacy-codes.json", "--log", log
      ).exitCode == .success)
    try recompute(log, [["--at", "2026-06-01", "--time-zone", "Asia/Shanghai"]])
  }

  @Test(
    "An independent program comes to the same figures for another system's event log",
    .enabled(if: python != nil, "there is no python3"),
    .enabled(if: processLog != nil, "there is no ../shared/data/repair-process"))
  func eventLog() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("process.db")
    try #require(repairctl("init", log).exitCode == .success)
    try #require(
      repairctl(
        "import", try #require(Self.processLog), "--from", "xes", "--map",
        Self.root.appending(path: "Fixtures/repair-process-xes.json").path, "--log", log
      ).exitCode == .success)
    try recompute(log, [["--at", "1970-01-20"], ["--at", "1970-02-01", "--days", "31"]])
  }
}
