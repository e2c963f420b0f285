import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// `tick`, in one process and in many.
@Suite struct TickCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
  }

  private static func line(
    _ command: String, _ ticket: String, _ role: String, _ minute: String, _ fields: String
  ) -> String {
    let actor = ["requester": "u-1", "dispatcher": "d-1"][role] ?? "w-1"
    return #"{"command":"\#(command)","ticket":"\#(ticket)","actor":"\#(actor)","#
      + #""role":"\#(role)","at":"2026-03-01T08:\#(minute):00.000Z"\#(fields)}"#
  }

  /// Tickets to each of which a worker was sent at 08:20, and who do not answer.
  private func dispatch(_ count: Int) throws {
    let lines = (1...count).flatMap { number in
      let ticket = "N-\(number)"
      return [
        Self.line(
          "submit", ticket, "requester", "00",
          #","campus":"north","category":"plumbing","description":"x","place":{"code":"p"}"#),
        Self.line("accept", ticket, "dispatcher", "10", #","priority":5"#),
        Self.line("dispatch", ticket, "dispatcher", "20", #","worker":"w-\#(number)""#),
      ]
    }
    let outcome = repairctl("run", "-", "--log", path, input: lines.joined(separator: "\n"))
    try #require(outcome.exitCode == .success, "\(outcome.output)")
  }

  private func tick(_ arguments: String...) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: ["tick", "--ahead", "--log", path] + arguments, environment: [:],
      stdin: MemorySource(), stdout: output, stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  /// How many events automations have written, by stream and automation.
  private func automations() throws -> [String: Int] {
    let log = try EventLog.open(at: path, mode: .readOnly)
    var counts: [String: Int] = [:]
    try log.scan { row in
      let event = try row.stored()
      if event.role == .system { counts["\(event.stream) \(event.actor)", default: 0] += 1 }
    }
    return counts
  }

  @Test("Prints what was fired, one row each, and then says when the next is due")
  func table() throws {
    try dispatch(1)
    let outcome = tick("--now", "2026-03-01T08:33:00Z")
    #expect(outcome.exitCode == .success)
    #expect(
      outcome.output == """
        DUE                   TICKET  TIMER     ABOUT                         OUTCOME
        2026-03-01T08:25:00Z  N-1     reminder  unacknowledged, assignment 1  fired
        2026-03-01T08:30:00Z  N-1     release   assignment 1                  fired

        """)
    #expect(outcome.messages.hasPrefix("2 fired, 0 skipped, 0 refused; the next is due at "))
    let again = tick("--now", "2026-03-01T08:33:00Z", "--format", "json")
    #expect(again.exitCode == .success)
    #expect(again.output == "[]\n")
  }

  @Test("Prints rows for programs")
  func ndjson() throws {
    try dispatch(1)
    let outcome = tick("--now", "2026-03-01T08:33:00Z", "--format", "ndjson")
    #expect(
      outcome.output == """
        {"dueAt":"2026-03-01T08:25:00.000Z","ticket":"N-1","timer":"reminder",\
        "reminder":"unacknowledged","assignment":1,"outcome":"fired","events":["TimerFired"],\
        "position":4}
        {"dueAt":"2026-03-01T08:30:00.000Z","ticket":"N-1","timer":"release","assignment":1,\
        "outcome":"fired","events":["AssignmentReleased"],"position":5}

        """)
  }

  @Test("A dry run lists what is due and changes nothing, also of a log that cannot be written")
  func dryRun() throws {
    try dispatch(2)
    let before = try Data(contentsOf: URL(filePath: path))
    let outcome = tick("--now", "2026-03-01T08:33:00Z", "--dry-run", "--format", "ndjson")
    #expect(outcome.output.split(separator: "\n").count == 4)
    #expect(outcome.output.contains(#""outcome":"due"}"#))
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(try automations() == [:])
  }

  @Test("Rules from a file count for one tick, and a limit ends it early")
  func options() throws {
    try dispatch(3)
    let policy = try folder.write(#"{"acknowledgeWindow":"1m","reminders":{}}"#, to: "p.json")
    let outcome = tick(
      "--now", "2026-03-01T08:21:00Z", "--policy", policy, "--limit", "2", "--format", "csv")
    #expect(outcome.output.split(whereSeparator: \.isNewline).count == 3)
    #expect(outcome.messages.hasPrefix("2 fired, 0 skipped, 0 refused; more are due"))
    #expect(tick("--now", "2026-03-01T08:21:00Z", "--format", "json").output == "[]\n")
    #expect(tick("--limit", "-1").exitCode == .usage)
    #expect(tick("--now", "soon").exitCode == .usage)
  }

  @Test("Of eight processes that tick at once each timer fires once, always")
  func race() throws {
    try dispatch(10)
    let running = try (0..<8).map { _ in
      try Binary.start([
        "tick", "--ahead", "--log", path, "--now", "2026-03-01T08:33:00Z", "--format", "ndjson",
      ])
    }
    for process in running { try process.input.close() }
    var fired = 0
    for process in running {
      let outcome = process.finish()
      #expect(outcome.exitCode == 0, "\(outcome.messages)")
      let rows = outcome.output.split(separator: "\n")
      fired += rows.count { $0.contains(#""outcome":"fired""#) }
      #expect(!rows.contains { $0.contains("refused") }, "\(outcome.output)")
    }
    #expect(fired == 20)
    let counts = try automations()
    #expect(counts.count == 20)
    #expect(counts.values.allSatisfy { $0 == 1 }, "\(counts)")
  }

  @Test("Killed in the middle of a tick again and again, each timer fires once in the end")
  func kills() throws {
    let tickets = 40
    try dispatch(tickets)
    let seed = UInt64.random(in: 1...UInt64.max)
    var random = seed
    func next(_ bound: UInt64) -> Int {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      return Int(random % bound)
    }
    let arguments = [
      "tick", "--ahead", "--log", path, "--now", "2026-03-01T08:33:00Z", "--format", "ndjson",
    ]
    for round in 1...12 {
      let victim = try Binary.start(arguments)
      try victim.input.close()
      // The first rounds end after so many rows, wherever the process is then.
      if round % 2 == 0 { _ = victim.waitForOutput(containing: "fired") }
      Thread.sleep(forTimeInterval: Double(next(40)) / 1_000)
      kill(victim.process.processIdentifier, SIGKILL)
      _ = victim.finish()
    }
    let last = try Binary.run(arguments)
    #expect(last.exitCode == 0, "seed \(seed): \(last.messages)")
    let counts = try automations()
    #expect(counts.count == 2 * tickets, "seed \(seed)")
    #expect(counts.values.allSatisfy { $0 == 1 }, "seed \(seed): \(counts)")
  }
}
