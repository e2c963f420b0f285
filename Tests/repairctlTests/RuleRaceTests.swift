import Foundation
import Testing

@testable import repairctl

/// Sixteen processes and one place left.
@Suite struct RuleRaceTests {
  private static let processes = 16
  private static let rounds = 3

  private let folder: TemporaryFolder
  private let path: String
  private let policy: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    policy = try folder.write(
      #"{"openJobLimit":3,"oneTicketPerFault":true}"#, to: "policy.json")
    try #require(repairctl("init", path).exitCode == .success)
  }

  private static func submit(_ ticket: String, asset: String? = nil) -> String {
    #"{"command":"submit","ticket":"\#(ticket)","actor":"u-1","role":"requester","#
      + #""at":"2026-03-01T08:00:00.000Z","campus":"north","category":"plumbing","#
      + (asset.map { #""asset":"\#($0)","# } ?? "") + #""description":"x","place":{"code":"p"}}"#
  }

  private static func desk(_ command: String, _ ticket: String, _ fields: String = "") -> String {
    #"{"command":"\#(command)","ticket":"\#(ticket)","actor":"d-1","role":"dispatcher","#
      + #""at":"2026-03-01T09:00:00.000Z"\#(fields)}"#
  }

  private static func send(_ ticket: String) -> String {
    desk("dispatch", ticket, #","worker":"w-7""#)
  }

  private func run(_ lines: [String]) throws {
    let outcome = repairctl(
      "run", "-", "--log", path, "--policy", policy, input: lines.joined(separator: "\n"))
    try #require(outcome.exitCode == .success, "\(outcome.output)\(outcome.messages)")
  }

  /// Starts one process a command, lets them all have their input at once, and says who was
  /// accepted.
  private func race(_ commands: [String], _ round: Int) throws -> [String] {
    let running = try commands.map { _ in
      try Binary.start(["run", "-", "--log", path, "--policy", policy])
    }
    for (process, command) in zip(running, commands) {
      try process.input.write(contentsOf: Data(command.utf8))
    }
    for process in running { try process.input.close() }
    var winners: [String] = []
    for process in running {
      let outcome = process.finish()
      let line = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
        "round \(round): \(outcome.messages)")
      if line["accepted"] as? Bool == true {
        #expect(outcome.exitCode == 0)
        winners.append(try #require(line["ticket"] as? String))
      } else {
        #expect(outcome.exitCode == 1, "round \(round): \(outcome.messages)")
        let refusal = try #require(line["refusal"] as? [String: Any])
        #expect(refusal["code"] as? String == "limitReached", "round \(round): \(refusal)")
      }
    }
    return winners
  }

  @Test("Why a ticket cannot be opened again names the one that is open for the same fault")
  func why() throws {
    try run([
      Self.submit("N-1", asset: "tap-7"), Self.desk("decline", "N-1", #","reason":"no""#),
      Self.submit("N-2", asset: "tap-7"),
    ])
    func why(_ options: String...) -> Outcome {
      let (output, messages) = (MemorySink(), MemorySink())
      let exitCode = CommandLineTool.run(
        arguments: ["why", "N-1", "reopen", "--role", "dispatcher", "--log", path] + options,
        environment: [:], stdin: MemorySource(), stdout: output, stderr: messages)
      return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
    }
    let refused = why("--policy", policy, "--format", "json")
    #expect(refused.exitCode == .answerIsNo)
    #expect(refused.output.contains("limitReached"))
    #expect(refused.output.contains("N-2 is open for plumbing at tap-7"))
    #expect(why().exitCode == .success)
  }

  @Test("Of sixteen processes that give a worker the last job one does, always")
  func lastJob() throws {
    try run(["A", "B"].flatMap { [Self.submit($0), Self.desk("accept", $0), Self.send($0)] })
    for round in 0..<Self.rounds {
      let tickets = (0..<Self.processes).map { "R\(round)-\($0)" }
      try run(tickets.flatMap { [Self.submit($0), Self.desk("accept", $0)] })
      let winners = try race(tickets.map(Self.send), round)
      #expect(winners.count == 1, "round \(round): \(winners)")
      try run(winners.map { Self.desk("release", $0, #","reason":"shift""#) })
    }
  }

  @Test("Of sixteen processes that hand out the last valve one does, always")
  func lastPiece() throws {
    func keep(_ command: String, _ subject: String, _ fields: String) -> String {
      #"{"command":"\#(command)",\#(subject),"actor":"s-1","role":"storekeeper","#
        + #""at":"2026-03-01T10:00:00.000Z",\#(fields)}"#
    }
    let valve = #""item":"main/valve""#
    try run([keep("registerItem", valve, #""campus":"north","description":"valve""#)])
    for round in 0..<Self.rounds {
      let tickets = (0..<Self.processes).map { "V\(round)-\($0)" }
      let request = #","item":"valve","quantity":1"#
      try run(
        tickets.flatMap {
          [Self.submit($0), Self.desk("accept", $0), Self.desk("requestMaterial", $0, request)]
        } + [keep("receiveStock", valve, #""quantity":1"#)])
      let issue = #""line":1,"quantity":1,"store":"main""#
      let winners = try race(
        tickets.map { keep("issueMaterial", #""ticket":"\#($0)""#, issue) }, round)
      #expect(winners.count == 1, "round \(round): \(winners)")
    }
  }

  @Test("Of sixteen processes that report one fault one begins a ticket, always")
  func oneFault() throws {
    for round in 0..<Self.rounds {
      let reports = (0..<Self.processes).map {
        Self.submit("R\(round)-\($0)", asset: "tap-\(round)")
      }
      let winners = try race(reports, round)
      #expect(winners.count == 1, "round \(round): \(winners)")
    }
  }
}
