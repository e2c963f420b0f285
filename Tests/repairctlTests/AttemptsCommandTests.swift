import Foundation
import RepairStore
import Testing

@testable import repairctl

/// Refused attempts at the terminal: kept when the policy says so, shown, and carried along.
@Suite struct AttemptsCommandTests {
  private let folder: TemporaryFolder
  private let log: String

  private static let life = """
    {"command":"submit","ticket":"N-1","actor":"u-17","role":"requester","at":"2026-03-01T08:00:00Z",\
    "campus":"north","category":"plumbing","description":"水管漏水","place":{"code":"dorm-5"}}
    {"command":"dispatch","ticket":"N-1","actor":"d-1","role":"dispatcher",\
    "at":"2026-03-01T08:05:00Z","worker":"w-7"}
    {"command":"accept","ticket":"N-1","actor":"d-1","role":"dispatcher","at":"2026-03-01T08:10:00Z"}
    {"command":"cancel","ticket":"N-1","actor":"u-99","role":"requester","at":"2026-03-01T08:20:00Z",\
    "reason":"noLongerNeeded"}
    {"command":"accept","ticket":"N-404","actor":"d-1","role":"dispatcher",\
    "at":"2026-03-01T08:30:00Z"}
    """

  init() throws {
    folder = try TemporaryFolder()
    log = folder.file("repair.db")
    try #require(repairctl("init", log).exitCode == .success)
  }

  private func run(_ arguments: String..., input: String = "") -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let code = CommandLineTool.run(
      arguments: ["--log", log] + arguments, environment: [:], stdin: MemorySource(input),
      stdout: output, stderr: messages)
    return Outcome(exitCode: code, output: output.text, messages: messages.text)
  }

  /// Lives that life under a policy that keeps attempts.
  private func live() throws -> Outcome {
    let adoption = """
      {"command":"adoptPolicy","actor":"head","role":"dispatcher","at":"2026-03-01T07:00:00Z",\
      "settings":{"recordedRefusals":["unknownTicket","notPermitted","illegalTransition"]}}
      """
    try #require(run("run", "-", input: adoption).exitCode == .success)
    return run("run", "-", input: Self.life)
  }

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

  @Test("A refused line has no position, kept or not, and the lines after it go on")
  func results() throws {
    let outcome = try live()
    #expect(outcome.exitCode == .answerIsNo)
    let accepted = lines(outcome.output).map { $0.contains(#""accepted":true"#) }
    #expect(accepted == [true, false, true, false, false])
    for line in lines(outcome.output) where !line.contains(#""accepted":true"#) {
      #expect(!line.contains("position") && !line.contains("version"))
    }
    #expect(lines(outcome.output)[2].contains(#""version":2"#))
  }

  @Test("A history shows attempts between its events only when asked to, clearly marked")
  func history() throws {
    _ = try live()
    #expect(lines(run("history", "N-1").output).count == 3)
    let shown = run("history", "N-1", "--attempts").output
    let rows = lines(shown).dropFirst().map { $0.split(separator: " ").map(String.init) }
    #expect(
      rows.map { $0.contains("refused") } == [false, true, false, true], "\(shown)")
    #expect(shown.contains("dispatch: illegalTransition, submitted, at version 1"))
    #expect(shown.contains("u-99 (requester)") && shown.contains("cancel: notPermitted"))
  }

  @Test("For programs an attempt is a row with its stream")
  func rows() throws {
    _ = try live()
    let output = run("history", "N-1", "--attempts", "--format", "ndjson").output
    let attempts = lines(output).filter { $0.contains("CommandRefused") }
    #expect(lines(output).count == 4 && attempts.count == 2)
    #expect(attempts.allSatisfy { $0.contains(#""stream":"attempt/ticket/N-1""#) })
    #expect(attempts.allSatisfy { $0.contains(#""request":""#) && !$0.contains("noLongerNeeded") })
    let events = run("events", "--type", "CommandRefused", "--format", "ndjson").output
    #expect(lines(events).count == 3)
  }

  @Test("Attempts on a ticket that never was can be looked at, and the ticket still is not there")
  func unknown() throws {
    _ = try live()
    #expect(run("history", "N-404", "--attempts").output.contains("accept: unknownTicket"))
    #expect(run("history", "N-404").exitCode == .answerIsNo)
    #expect(run("show", "N-404").exitCode == .answerIsNo)
    #expect(run("history", "N-405", "--attempts").exitCode == .answerIsNo)
  }

  @Test("A test that is made of a history has no attempts in it")
  func asTest() throws {
    _ = try live()
    #expect(run("history", "N-1", "--as-test", "--attempts").exitCode == .usage)
  }

  @Test("Asking why and judging again keep nothing and judge no attempt")
  func whyAndJudge() throws {
    _ = try live()
    let events = run("events", "--format", "ndjson").output
    #expect(run("why", "N-1", "cancel", "--as", "u-99", "--role", "requester").exitCode != .success)
    let judged = run("replay", "--judge", "--format", "json")
    #expect(judged.exitCode == .success, "\(judged.messages)")
    #expect(judged.output.contains(#""judged": 2"#), "\(judged.output)")
    #expect(run("events", "--format", "ndjson").output == events)
  }

  @Test("Attempts travel with the log's own lines: the same bytes again, and the same root")
  func roundTrip() throws {
    _ = try live()
    let first = folder.file("first.ndjson")
    let copy = folder.file("copy.db")
    #expect(run("export", first, "--to", "ndjson").exitCode == .success)
    #expect(try folder.read("first.ndjson").contains("repair.attempt.commandRefused.v1"))
    try #require(repairctl("init", copy).exitCode == .success)
    let imported = repairctl("import", first, "--from", "ndjson", "--log", copy)
    #expect(imported.exitCode == .success, "\(imported.messages)")
    let second = folder.file("second.ndjson")
    #expect(repairctl("export", second, "--to", "ndjson", "--log", copy).exitCode == .success)
    #expect(try folder.read("second.ndjson") == folder.read("first.ndjson"))
    #expect(
      try EventLog.open(at: copy, mode: .readOnly).treeHead()
        == EventLog.open(at: log, mode: .readOnly).treeHead())
    #expect(run("verify").exitCode == .success)
  }

  @Test(
    "Formats for others have tickets' histories, and no attempt in them",
    arguments: ["xes", "ocel-json", "open311", "ics", "sheet"])
  func exports(_ format: String) throws {
    _ = try live()
    let file = folder.file("out")
    #expect(run("export", file, "--to", format).exitCode == .success)
    let text = try folder.read("out")
    #expect(!text.contains("CommandRefused") && !text.contains("u-99") && !text.contains("N-404"))
  }

  @Test("A policy with a reason that is none is refused with the field's name")
  func unknownReason() throws {
    let policy = try folder.write(#"{"recordedRefusals":["bored"]}"#, to: "policy.json")
    let outcome = run("run", "-", "--policy", policy, input: Self.life)
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.messages.contains("recordedRefusals"))
  }
}
