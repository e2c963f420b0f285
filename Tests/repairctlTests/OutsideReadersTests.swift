import Foundation
import Testing

@testable import repairctl

/// Every export, read by software that is not ours and compared with the log's own lines.
///
/// `scripts/make-readers` makes the environment with that software.
@Suite struct OutsideReadersTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL
  private static let python = root.appending(path: ".build/readers/bin/python").path
  private static let isThere = FileManager.default.isExecutableFile(atPath: python)
  private static let data = root.appending(path: "../shared/data").standardizedFileURL

  /// Text that breaks formats which are put together carelessly, in JSON's spelling.
  private static let hostile =
    #"</string>\"'&<!-- ]]>\u001b[2J\r\nBEGIN:VEVENT;,\\\uffff 水管漏水"#

  /// Exports a log in every format and has it all read.
  private func read(_ log: String, in folder: TemporaryFolder) throws {
    for (name, format) in [
      ("log.ndjson", "ndjson"), ("log.xes", "xes"), ("log.ocel.json", "ocel-json"),
      ("log.ocel.sqlite", "ocel-sqlite"), ("log.ics", "ics"), ("log.open311.json", "open311"),
      ("log.open311.xml", "open311-xml"),
    ] {
      let outcome = repairctl("export", folder.file(name), "--to", format, "--log", log)
      try #require(outcome.exitCode == .success, "\(format): \(outcome.messages)")
    }
    let process = Process()
    process.executableURL = URL(filePath: Self.python)
    process.arguments = [
      Self.root.appending(path: "scripts/check-exports").path, folder.file(""),
    ]
    let schema = Self.data.appending(path: "ocel2/schema_ocel2.json").path
    if FileManager.default.fileExists(atPath: schema) { process.arguments?.append(schema) }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(
      decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said.suffix(2_000))")
    #expect(said.contains("all of it is the same"), "\(said.suffix(2_000))")
  }

  @Test(
    "Software that is not ours reads the same from every export",
    .enabled(if: isThere, "scripts/make-readers was not run"))
  func scenario() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("repair.db")
    try DashboardLog.scenario(tickets: 2_000, at: log)
    let lines = """
      {"command":"submit","ticket":"H-1","actor":"u-1","role":"requester",\
      "at":"2026-07-20T08:00:00Z","campus":"north","category":"plumbing",\
      "description":"\(Self.hostile)","place":{"code":"dorm-5","address":"\(Self.hostile)"}}
      {"command":"accept","ticket":"H-1","actor":"d","role":"dispatcher","at":"2026-07-20T08:01:00Z"}

      """
    try #require(repairctl("run", "-", "--log", log, input: lines).exitCode == .success)
    try read(log, in: folder)
  }

  @Test(
    "Software that is not ours reads the same from another system's event log that was imported",
    .enabled(if: isThere, "scripts/make-readers was not run"),
    .enabled(
      if: FileManager.default.fileExists(atPath: data.path), "there is no ../shared/data"))
  func imported() throws {
    for (map, file) in [
      ("repair-process-xes.json", "repair-process/repairExample.xes.gz"),
      ("running-example-xes.json", "running-example/running-example.xes"),
    ] {
      let folder = try TemporaryFolder()
      let log = folder.file("repair.db")
      try #require(repairctl("init", log).exitCode == .success)
      let outcome = repairctl(
        "import", Self.data.appending(path: file).path, "--from", "xes", "--map",
        Self.root.appending(path: "Fixtures/\(map)").path, "--log", log)
      try #require(outcome.exitCode == .success, "\(outcome.messages)")
      try read(log, in: folder)
    }
  }
}
