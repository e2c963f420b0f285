import Foundation
import RepairCore
import Testing

@testable import RepairStore
@testable import repairctl

/// What an auditor does with a file that came by mail.
@Suite("A log opened with --untrusted")
struct UntrustedLogTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try ScenarioLog.make(at: path)
  }

  private func contents() throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try Data(contentsOf: URL(filePath: folder.file($0))))
      })
  }

  @Test(
    "Every reading command answers as without it, and leaves the folder as it was",
    arguments: [
      ["events"], ["query", "--count"], ["query", "--text", "水"], ["members"], ["verify"],
      ["dashboard", "--at", "2026-03-20"], ["workers"], ["export", "--to", "ndjson"],
      ["export", "--to", "xes"], ["export", "--to", "ocel-json"], ["costs"],
      ["checkpoint", "--no-anchor"], ["replay", "--judge"], ["materials"],
      ["notices"], ["hotlines"], ["show", "N-00001", "--at", "position:40"],
      ["history", "N-00001", "--as-known-at", "2026-03-02"], ["query", "--at", "2026-03-20"],
      ["targets", "--now", "2026-03-20"], ["tick", "--dry-run", "--now", "2026-03-20"],
    ])
  func reads(command: [String]) throws {
    let before = try contents()
    let untrusted = run(command + ["--log", path, "--untrusted"])
    #expect(try contents() == before)
    // Last, because it may make views beside the log.
    let trusted = run(command + ["--log", path])
    #expect(untrusted == trusted)
    #expect(untrusted.exitCode == .success || untrusted.exitCode == .answerIsNo)
  }

  @Test(
    "Commands that write refuse it",
    arguments: [
      ["run", "/dev/null"], ["tick"], ["notices", "--deliver", "/tmp/none"],
      ["import", "/dev/null", "--from", "ndjson"],
    ])
  func writes(command: [String]) throws {
    let before = try contents()
    let outcome = run(command + ["--log", path, "--untrusted"])
    #expect(outcome.exitCode == .usage)
    #expect(outcome.messages.contains("is only read"))
    #expect(try contents() == before)
  }

  @Test("No checkpoint is kept beside it, nor is one that lies there shown")
  func checkpoint() throws {
    #expect(repairctl("checkpoint", "--log", path, "--untrusted").exitCode == .success)
    #expect(try contents().keys.sorted() == ["repair.db"])
    #expect(repairctl("checkpoint", "--log", path).exitCode == .success)
    #expect(repairctl("status", "--log", path).output.contains("anchor"))
    #expect(!repairctl("status", "--log", path, "--untrusted").output.contains("anchor"))
  }

  private func run(_ arguments: [String]) -> Outcome {
    let output = MemorySink()
    let messages = MemorySink()
    let exitCode = CommandLineTool.run(
      arguments: arguments, environment: [:], stdin: MemorySource(), stdout: output,
      stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }
}
