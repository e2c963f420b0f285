import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// `notices` and `announce`, and a sender that is killed again and again.
@Suite struct NoticesCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  /// Settings under which nothing has to wait.
  private static let rules = #"{"quietHours":null,"hourlyLimit":null}"#

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
  }

  private func tool(_ arguments: String..., input: String = "") -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: arguments + ["--log", path], environment: [:],
      stdin: MemorySource(input), stdout: output, stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  private func adopt() throws {
    let file = try folder.write(Self.rules, to: "rules.json")
    let outcome = tool("notices", "--adopt", file)
    try #require(outcome.exitCode == .success, "\(outcome.messages)")
  }

  private static func line(
    _ command: String, _ number: Int, _ actor: String, _ role: String, _ fields: String
  ) -> String {
    let who = #""actor":"\#(actor)","role":"\#(role)","at":"2026-03-01T08:00:00.000Z""#
    return #"{"command":"\#(command)","ticket":"N-\#(number)",\#(who)\#(fields)}"#
  }

  /// Tickets to each of which a worker was sent: four notices a ticket.
  private func dispatch(_ count: Int) throws {
    let report =
      #","campus":"north","category":"plumbing","description":"水管漏水","place":{"code":"p"}"#
    var lines: [String] = []
    for number in 1...count {
      lines.append(Self.line("submit", number, "u-1", "requester", report))
      lines.append(Self.line("accept", number, "d-1", "dispatcher", ""))
      lines.append(
        Self.line("dispatch", number, "d-1", "dispatcher", #","worker":"w-\#(number)""#))
    }
    let outcome = tool("run", "-", input: lines.joined(separator: "\n"))
    try #require(outcome.exitCode == .success, "\(outcome.output)")
  }

  private func deliver(to file: String) throws -> Binary.Outcome {
    try Binary.run("notices", "--deliver", file, "--log", path)
  }

  /// How often each notice stands in a file of messages; a torn line says nothing.
  private func messages(_ file: String) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return counts }
    for line in text.split(separator: "\n") {
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      if let notice = object?["notice"] as? String { counts[notice, default: 0] += 1 }
    }
    return counts
  }

  /// How often each notice has an event of a type.
  private func recorded(_ type: String) throws -> [String: Int] {
    let log = try EventLog.open(at: path, mode: .readOnly)
    var counts: [String: Int] = [:]
    try log.scan { row in
      let event = try row.stored()
      guard event.type.name == type else { return }
      counts[String(event.stream.rawValue.dropFirst(7)), default: 0] += 1
    }
    return counts
  }

  @Test("Adopted, queued, delivered, listed: as a table and as lines")
  func list() throws {
    try adopt()
    try dispatch(1)
    let file = folder.file("messages.ndjson")
    let outcome = try deliver(to: file)
    #expect(outcome.exitCode == 0, "\(outcome.messages)")
    #expect(
      outcome.messages
        == "4 queued, 4 sent, 0 to be tried again, 0 failed, 0 suppressed.\n")
    #expect(try deliver(to: file).messages.hasPrefix("0 queued, 0 sent"))
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("您的报修已受理，维修工号：w-1，姓名：，电话：。"))
    let lines = tool("notices", "--recipient", "u-1", "--format", "ndjson").output
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(lines.utf8)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "number", "notice", "about", "rule", "recipient", "channel", "urgency", "state",
        "queuedAt", "sentAt", "attempts",
      ])
    #expect(object["about"] as? String == "ticket/N-1")
    #expect(object["state"] as? String == "sent")
    #expect(object["recipient"] as? String == "person:u-1")
    let table = tool("notices", "--ticket", "N-1", "--channel", "app").output
    #expect(table.split(separator: "\n").count == 3)
    #expect(table.contains("storekeeper@north"))
    #expect(tool("notices", "--state", "failed", "--format", "json").output == "[]\n")
    let events = tool("events", "--type", "NoticeSent", "--format", "ndjson").output
    #expect(events.split(separator: "\n").count == 4)
    #expect(tool("notices", "--limit", "1", "--format", "ndjson").output.contains("\"number\""))
  }

  @Test("Nothing is sent while no settings are adopted, and what is wrong with some is said")
  func adopting() throws {
    try dispatch(1)
    let file = folder.file("messages.ndjson")
    #expect(try deliver(to: file).messages.hasPrefix("0 queued, 0 sent"))
    let bad = try folder.write(
      #"{"templates":{"en":{"completed":"done {worker.nmae}"}}}"#, to: "bad.json")
    let outcome = tool("notices", "--adopt", bad)
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.messages.contains("templates.en.completed has {worker.nmae}, which is not"))
    #expect(tool("notices", "--adopt", "standard").exitCode == .success)
    #expect(tool("notices", "--ticket", "no ticket").exitCode == .usage)
    #expect(tool("notices", "--adopt", "standard", "--deliver", file).exitCode == .usage)
  }

  @Test("Nothing is delivered into a file that holds something else, such as the log itself")
  func somethingElse() throws {
    try adopt()
    try dispatch(1)
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(tool("notices", "--deliver", path).exitCode == .cannotCreate)
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(try recorded("NoticeSent").isEmpty)
  }

  @Test("A person who adopts settings is one in the log, not an automation")
  func adoptingPerson() throws {
    #expect(
      tool("notices", "--adopt", "standard", "--actor", "d-1").exitCode == .success)
    let event = tool("events", "--type", "NoticeRulesAdopted", "--format", "ndjson")
    #expect(event.output.contains(#""actor":"d-1","role":"dispatcher""#), "\(event.output)")
  }

  @Test("An announcement is published from a file, once, or refused, or malformed")
  func announce() throws {
    let water =
      #"{"announcement":"A-1","actor":"d-1","role":"dispatcher","audience":{"place":"p"},"#
      + #""title":"停水通知","text":"周二停水"}"#
    let done = tool("announce", "-", "--format", "json", input: water)
    #expect(done.exitCode == .success, "\(done.messages)")
    #expect(done.output.contains("\"AnnouncementPublished\""))
    let again = tool("announce", "-", "--format", "json", input: water)
    #expect(again.exitCode == .answerIsNo)
    #expect(again.output.contains("alreadyExists"))
    let nameless = tool("announce", "-", input: #"{"actor":"d-1","role":"dispatcher"}"#)
    #expect(nameless.exitCode == .malformedInput)
    #expect(nameless.messages.contains("announcement is missing"))
    #expect(tool("announce", "-", input: "[]").exitCode == .malformedInput)
    let reply =
      #"{"command":"reply","announcement":"A-1","actor":"u-1","role":"requester","#
      + #""at":"2036-03-01T08:00:00.000Z","text":"几点？"}"#
    #expect(tool("run", "-", input: reply).exitCode == .success)
  }

  @Test(
    "A sender killed at any step sends each notice at least once, under one name, recorded once")
  func kills() throws {
    try adopt()
    try dispatch(8)
    let file = folder.file("messages.ndjson")
    let seed = UInt64.random(in: 1...UInt64.max)
    var random = seed
    func next(_ bound: UInt64) -> Int {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      return Int(random % bound)
    }
    for _ in 0..<25 {
      let victim = try Binary.start(["notices", "--deliver", file, "--log", path])
      // Killed after some message, so that slow machines come as far as quick ones do.
      let goal = try messages(file).count + next(3)
      for _ in 0..<500 where victim.process.isRunning {
        if try messages(file).count >= goal, next(4) == 0 { break }
        Thread.sleep(forTimeInterval: 0.002)
      }
      kill(victim.process.processIdentifier, SIGKILL)
      _ = victim.finish()
    }
    let last = try deliver(to: file)
    #expect(last.exitCode == 0, "seed \(seed): \(last.messages)")
    let sent = try messages(file)
    #expect(sent.count == 32, "seed \(seed)")
    #expect(sent.values.reduce(0, +) <= 32 + 25 * 16, "seed \(seed)")
    for type in ["NoticeQueued", "NoticeSent"] {
      let recorded = try recorded(type)
      #expect(Set(recorded.keys) == Set(sent.keys), "seed \(seed)")
      #expect(recorded.values.allSatisfy { $0 == 1 }, "seed \(seed)")
    }
    // A copy without views knows as well what was sent.
    let copy = folder.file("copy.db")
    try #require(tool("backup", copy).exitCode == .success)
    let other = folder.file("other.ndjson")
    #expect(
      try Binary.run("notices", "--deliver", other, "--log", copy).messages
        .hasPrefix("0 queued, 0 sent"))
  }
}
