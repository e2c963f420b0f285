import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// Whom an event has to do with, who acted for whom, and both clocks, on the command line.
@Suite("Who and when")
struct InvolvementCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  private static let commands = """
    {"command":"submit","ticket":"N-1","actor":"d-1","role":"dispatcher","onBehalfOf":"u-17",\
    "at":"2026-03-01T08:00:00.000Z","campus":"north","category":"plumbing","description":"水",\
    "place":{"code":"dorm-5"},"channel":"phone","contact":{"phone":"139"}}
    {"command":"accept","ticket":"N-1","actor":"d-1","role":"dispatcher","at":"2026-03-01T08:10:00.000Z"}
    {"command":"dispatch","ticket":"N-1","actor":"d-1","role":"dispatcher","at":"2026-03-01T08:20:00.000Z","worker":"w-7"}
    {"command":"acknowledge","ticket":"N-1","actor":"w-7","role":"worker","at":"2026-03-01T08:19:30.000Z"}
    {"command":"release","ticket":"N-1","actor":"d-1","role":"dispatcher","at":"2026-03-01T08:40:00.000Z","reason":"ill"}
    {"command":"submit","ticket":"N-2","actor":"u-17","role":"requester","at":"2026-03-01T08:05:00.000Z",\
    "campus":"north","category":"plumbing","description":"水","place":{"code":"dorm-5"}}
    """

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
    let outcome = repairctl("run", "-", "--log", path, input: Self.commands)
    try #require(outcome.exitCode == .success, "\(outcome.output)")
  }

  private func rows(_ arguments: String...) throws -> [[String: any Sendable]] {
    let sink = MemorySink()
    let messages = MemorySink()
    let exitCode = CommandLineTool.run(
      arguments: arguments + ["--log", path, "--format", "ndjson"], environment: [:],
      stdin: MemorySource(), stdout: sink, stderr: messages)
    #expect(exitCode == .success, "\(messages.text)")
    return try sink.text.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: any Sendable])
    }
  }

  private func positions(_ rows: [[String: any Sendable]]) -> [Int] {
    rows.compactMap { $0["position"] as? Int }
  }

  @Test("A person's events say in which way they have to do with the person")
  func ways() throws {
    let worker = try rows("events", "--person", "w-7")
    #expect(positions(worker) == [3, 4, 5])
    #expect(
      worker.map { $0["as"] as? [String] } == [["worker"], ["actor", "worker"], ["worker"]])
    let requester = try rows("events", "--person", "u-17")
    #expect(positions(requester) == [1, 6])
    #expect(
      requester.map { $0["as"] as? [String] } == [
        ["onBehalfOf", "requester"], ["actor", "requester"],
      ]
    )
    #expect(try rows("events", "--person", "w-8").isEmpty)
    #expect(
      positions(try rows("events", "--person", "w-7", "--reverse", "--limit", "2")) == [5, 4])
    let table = repairctl("events", "--person", "w-7", "--log", path).output
    #expect(table.contains("AS") && table.contains("actor, worker"))
  }

  @Test("Who acted for whom is a filter, together with any other")
  func delegation() throws {
    #expect(positions(try rows("events", "--delegated")) == [1])
    #expect(positions(try rows("events", "--acted-for", "u-17", "--actor", "d-1")) == [1])
    #expect(try rows("events", "--acted-for", "d-1").isEmpty)
    #expect(try rows("events")[0]["onBehalfOf"] as? String == "u-17")
    #expect(repairctl("history", "N-1", "--log", path).output.contains("d-1 (dispatcher) for u-17"))
  }

  @Test(
    "An export chooses as the list does",
    arguments: [
      ["--person", "w-7"], ["--person", "u-17"], ["--delegated"], ["--acted-for", "u-17"],
      ["--correlation", "x"], ["--actor", "w-7"], ["--tag", "worker:w-7"], ["--ticket", "N-2"],
    ])
  func exports(filter: [String]) throws {
    func run(_ arguments: [String]) -> String {
      let sink = MemorySink()
      let exitCode = CommandLineTool.run(
        arguments: arguments + filter + ["--log", path], environment: [:],
        stdin: MemorySource(), stdout: sink, stderr: MemorySink())
      #expect(exitCode == .success)
      return sink.text
    }
    let listed = run(["events", "--format", "ndjson"]).split(separator: "\n").count
    for format in ["ndjson", "csv"] {
      let file = folder.file("out.\(format)")
      #expect(run(["export", file, "--to", format]).contains("rows    \(listed)\n"))
    }
  }

  @Test("Both clocks stand side by side, with what was said and what is odd")
  func clocks() throws {
    let rows = try rows("events", "--clocks")
    #expect(
      rows.map { $0["clocks"] as? [String] } == [
        ["late"], ["late"], ["late"], ["late", "moved"], ["late"], ["late", "outOfOrder"],
      ])
    #expect(rows[3]["statedAt"] as? String == "2026-03-01T08:19:30.000Z")
    #expect(rows[3]["time"] as? String == "2026-03-01T08:20:00.000Z")
    #expect(rows[0]["statedAt"] == nil)
    #expect(try #require(rows[0]["apartMs"] as? Int) > 0)
    let history = try self.rows("history", "N-1", "--clocks")
    #expect(history[3]["clocks"] as? [String] == ["late", "moved"])
    let table = repairctl("history", "N-1", "--clocks", "--log", path).output
    #expect(table.contains("RECORDED") && table.contains("late, moved, said 2026-03-01T08:19:30"))
  }

  @Test("Without being asked for, ways and clocks are not there")
  func absent() throws {
    for row in try rows("events") {
      #expect(row["as"] == nil && row["clocks"] == nil && row["apartMs"] == nil)
    }
  }
}
