import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

@Suite struct RunCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
  }

  private static let submit =
    #"{"command":"submit","ticket":"N-1","actor":"u-17","role":"requester","#
    + #""at":"2026-03-01T08:00:00.000Z","campus":"north","category":"plumbing","#
    + #""description":"水管漏水","place":{"code":"dorm-5"},"key":"req-1"}"#
  private static let accept =
    #"{"command":"accept","ticket":"N-1","actor":"d-1","role":"dispatcher","#
    + #""at":"2026-03-01T08:10:00.000Z"}"#
  private static let strayCancel =
    #"{"command":"cancel","ticket":"N-2","actor":"u-18","role":"requester","#
    + #""at":"2026-03-02T09:00:00.000Z","reason":"noLongerNeeded"}"#

  private func run(_ lines: [String], _ options: String...) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: ["run", "-", "--log", path] + options, environment: [:],
      stdin: MemorySource(lines.joined(separator: "\n") + "\n"), stdout: output, stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  private func events() throws -> Int {
    try EventLog.open(at: path, mode: .readOnly).head().rawValue
  }

  @Test("Each command has a line of result, as the contract writes it")
  func results() {
    let outcome = run([Self.submit, Self.accept, Self.strayCancel])
    #expect(outcome.exitCode == .answerIsNo)
    #expect(outcome.messages.isEmpty)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(
      lines.first
        == #"{"line":1,"ticket":"N-1","accepted":true,"events":["TicketSubmitted"],"#
        + #""version":1,"position":1}"#)
    #expect(
      lines.dropFirst().first
        == #"{"line":2,"ticket":"N-1","accepted":true,"events":["TicketAccepted"],"#
        + #""version":2,"position":2}"#)
    #expect(
      lines.last?.hasPrefix(
        #"{"line":3,"ticket":"N-2","accepted":false,"refusal":{"code":"unknownTicket","#) == true)
    #expect(lines.last?.hasSuffix(#""allowed":["submit"]}}"#) == true)
  }

  @Test("Commands that are all accepted are done")
  func accepted() {
    #expect(run([Self.submit, Self.accept]).exitCode == .success)
  }

  @Test("A repeated key gives the first result again and adds nothing")
  func repeated() throws {
    let first = run([Self.submit])
    let second = run([Self.submit])
    #expect(second.exitCode == .success)
    #expect(second.output == String(first.output.dropLast(2)) + ",\"repeated\":true}\n")
    #expect(try events() == 1)
  }

  @Test(
    "A malformed line is named, and nothing is done",
    arguments: [
      "", "nonsense", "[]", #"{"command":"fly"}"#, #"{"command":"accept","ticket":"N-1"}"#,
      Self.accept.replacingOccurrences(of: "}", with: #","colour":"red"}"#),
      Self.accept.replacingOccurrences(of: #""N-1""#, with: "1"),
      Self.accept.replacingOccurrences(of: "08:10:00.000Z", with: "08:10:00.0001Z"),
      Self.accept.replacingOccurrences(of: "d-1", with: #"d\u0000"#),
      Self.accept.replacingOccurrences(of: "}", with: #","actor":"d-2"}"#),
    ])
  func malformed(_ line: String) throws {
    let outcome = run([Self.submit, line, Self.accept])
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.output.isEmpty)
    #expect(outcome.messages.hasPrefix("Error: Line 2 is malformed, nothing was done: "))
    #expect(outcome.messages.split(separator: "\n").count == 1)
    #expect(try events() == 0)
  }

  @Test("A line of invalid UTF-8 is malformed")
  func invalidUTF8() throws {
    let bytes = Array(Self.submit.utf8).map { $0 == UInt8(ascii: "n") ? 0xFF : $0 }
    let exitCode = CommandLineTool.run(
      arguments: ["run", "-", "--log", path], environment: [:], stdin: MemorySource(bytes: bytes),
      stdout: MemorySink(), stderr: MemorySink())
    #expect(exitCode == .malformedInput)
    #expect(try events() == 0)
  }

  @Test("A line over a mebibyte is malformed, without being kept in memory")
  func longLine() throws {
    let outcome = run([String(repeating: "x", count: 3 << 20)])
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.messages.hasPrefix("Error: Line 1 is longer than 1048576 bytes"))
  }

  @Test("With --stop-at-refusal the rest is not done")
  func stopping() throws {
    let outcome = run([Self.submit, Self.strayCancel, Self.accept], "--stop-at-refusal")
    #expect(outcome.exitCode == .answerIsNo)
    #expect(outcome.output.split(separator: "\n").count == 2)
    #expect(try events() == 1)
  }

  @Test("A file that is not there is missing input, a policy that is none malformed")
  func missingFiles() throws {
    #expect(
      repairctl("run", folder.file("no.ndjson"), "--log", path).exitCode == .missingInput)
    #expect(run([Self.submit], "--policy", folder.file("no.json")).exitCode == .missingInput)
    let policy = try folder.write(#"{"hurryGap":"yesterday"}"#, to: "policy.json")
    #expect(run([Self.submit], "--policy", policy).exitCode == .malformedInput)
    #expect(repairctl("run", folder.path, "--log", path).exitCode == .missingInput)
    #expect(try events() == 0)
  }

  @Test("An empty file is done")
  func empty() {
    let exitCode = CommandLineTool.run(
      arguments: ["run", "-", "--log", path], environment: [:], stdin: MemorySource(),
      stdout: MemorySink(), stderr: MemorySink())
    #expect(exitCode == .success)
  }

  @Test("When whoever reads the results has gone, no further command is executed")
  func closedPipe() throws {
    let outcome = repairctl(
      "run", "-", "--log", path, input: Self.submit + "\n" + Self.accept,
      output: MemorySink(closesAfter: 0))
    #expect(outcome.exitCode == .inputOutput)
    #expect(outcome.messages.hasPrefix("Error: Whoever read the results has gone: 1 of 2"))
    #expect(try events() == 1)
  }

  @Test("An interruption ends between two commands and says how far it came")
  func interruption() throws {
    let outcome = repairctl(
      "run", "-", "--log", path, input: Self.submit, isInterrupted: { true })
    #expect(outcome.exitCode == .interrupted)
    #expect(outcome.messages == "Error: Interrupted (0 of 1 commands were executed)\n")
    #expect(try events() == 0)
  }

  @Test("^C ends the process as the signal would, with every printed result in the log")
  func signal() throws {
    let commands = repairctl("scenario", "--tickets", "3000").output
    let file = try folder.write(commands, to: "semester.ndjson")
    let running = try Binary.start(["run", file, "--log", path])
    #expect(running.waitForOutput(containing: #""line":20,"#))
    running.process.interrupt()
    let outcome = running.finish()
    #expect(running.process.terminationReason == .uncaughtSignal)
    #expect(outcome.messages.hasPrefix("Error: Interrupted ("))
    let results = outcome.output.split(separator: "\n").count
    #expect(results < commands.split(separator: "\n").count)
    let commandsInLog = try EventLog.open(at: path, mode: .readOnly).readLog(limit: 10_000)
    #expect(Set(commandsInLog.map(\.commandID)).count == results)
  }

  @Test("Two processes write at once, and every acknowledged command is there once")
  func twoProcesses() throws {
    let runs = try (0..<2).map { process in
      let lines = (0..<60).map {
        Self.submit.replacingOccurrences(of: "N-1", with: "P\(process)-\($0)")
          .replacingOccurrences(of: "req-1", with: "k\(process)-\($0)")
      }
      let file = try folder.write(lines.joined(separator: "\n"), to: "\(process).ndjson")
      return try Binary.start(["run", file, "--log", path])
    }
    for outcome in runs.map({ $0.finish() }) {
      #expect(outcome.exitCode == 0, "\(outcome.messages)")
      #expect(outcome.output.split(separator: "\n").count == 60)
    }
    #expect(try events() == 120)
    #expect(repairctl("query", "--count", "--log", path).output == "120\n")
  }

  @Test("Other forms of the results say the same", arguments: ["json", "csv", "table"])
  func formats(_ format: String) {
    let outcome = run([Self.submit, Self.strayCancel], "--format", format)
    #expect(outcome.exitCode == .answerIsNo)
    #expect(outcome.output.contains("TicketSubmitted"))
    #expect(outcome.output.contains("unknownTicket"))
  }
}

@Suite struct WhyCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
    let submit =
      #"{"command":"submit","ticket":"N-1","actor":"u-17","role":"requester","#
      + #""at":"2026-03-01T08:00:00Z","campus":"north","category":"plumbing","#
      + #""description":"x","place":{"code":"dorm-5"}}"#
    try #require(repairctl("run", "-", "--log", path, input: submit).exitCode == .success)
  }

  private func rows(_ outcome: Outcome) throws -> [[String: Any]] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
  }

  @Test("A command that is allowed is yes, with its rule")
  func allowed() throws {
    let outcome = repairctl(
      "why", "N-1", "cancel", "--as", "u-17", "--role", "requester", "--log", path, "--format",
      "json")
    #expect(outcome.exitCode == .success)
    #expect(try rows(outcome).first?["allowed"] as? Bool == true)
  }

  @Test("A command that is not allowed is no, with the reason and what would be")
  func refused() throws {
    let outcome = repairctl(
      "why", "N-1", "complete", "--as", "w-7", "--role", "worker", "--log", path, "--format",
      "json")
    #expect(outcome.exitCode == .answerIsNo)
    let row = try #require(try rows(outcome).first)
    #expect(row["code"] as? String == "illegalTransition")
    #expect(row["phase"] as? String == "submitted")
  }

  @Test("Without a command it lists what may be done, and asking changes nothing")
  func listing() throws {
    let before = try folder.contents()
    let outcome = repairctl(
      "why", "N-1", "--as", "d-1", "--role", "dispatcher", "--log", path, "--format", "json")
    let commands = try rows(outcome).compactMap { $0["command"] as? String }
    #expect(commands.contains("accept"))
    #expect(!commands.contains("complete"))
    #expect(try folder.contents() == before)
  }

  @Test("No such ticket is no, except for submitting it")
  func unknown() {
    #expect(repairctl("why", "N-2", "--log", path).exitCode == .answerIsNo)
    #expect(
      repairctl(
        "why", "N-2", "submit", "--as", "u-1", "--role", "requester", "--log", path
      ).exitCode == .success)
  }

  @Test("A person without a role, and an unknown command, are usage errors")
  func usage() {
    #expect(repairctl("why", "N-1", "--as", "u-17", "--log", path).exitCode == .usage)
    let outcome = repairctl("why", "N-1", "compleet", "--log", path)
    #expect(outcome.messages.contains("Did you mean 'complete'?"))
  }
}
