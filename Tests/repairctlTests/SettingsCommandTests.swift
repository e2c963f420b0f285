import Foundation
import RepairStore
import Testing

@testable import repairctl

/// Settings that a desk adopts at the terminal, and what is seen of them there.
@Suite struct SettingsCommandTests {
  private let folder: TemporaryFolder
  private let log: String

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

  private static let hotlines = """
    {"lines":[{"number":"8000","name":"总机"},{"number":"8001","campuses":["north"],\
    "categories":["plumbing"]},{"number":"8002","campuses":["south"]}]}
    """

  @Test("Hotlines are adopted from a file, listed, and narrowed to whom to call")
  func hotlines() throws {
    let none = run("hotlines")
    #expect(none.exitCode == .success && none.messages.contains("No hotlines are in force"))
    let adopted = run("hotlines", "--adopt", "-", "--format", "json", input: Self.hotlines)
    #expect(adopted.exitCode == .success, "\(adopted.messages)")
    #expect(
      adopted.output == """
        {
          "adopted": "hotlines",
          "version": 1,
          "position": 1
        }

        """)
    #expect(
      run("hotlines").output == """
        NUMBER  NAME  CAMPUSES  CATEGORIES
        8000    总机  all       all
        8001          north     plumbing
        8002          south     all

        """)
    let whom = run("hotlines", "--campus", "north", "--category", "plumbing", "--format", "ndjson")
    #expect(
      whom.output == """
        {"number":"8001","campuses":["north"],"categories":["plumbing"]}
        {"number":"8000","name":"总机"}

        """)
    #expect(run("hotlines", "--at", "position:0").output.isEmpty)
    #expect(run("hotlines", "--adopt", "-", input: "[]").exitCode == .malformedInput)
    #expect(run("hotlines", "--adopt", "x", "--campus", "north").exitCode == .usage)
  }

  @Test("A plan is put in force as the file says it, and printed as such a file again")
  func targets() throws {
    let standard = run("targets", "--print-plan").output
    let file = try folder.write(standard, to: "plan.json")
    let adopted = run("targets", "--plan", file, "--adopt", "--actor", "d-1", "--format", "ndjson")
    #expect(adopted.output == #"{"adopted":"targets","version":1,"position":1}"# + "\n")
    #expect(run("targets", "--print-plan").output == standard)
    #expect(
      run("events", "--format", "ndjson").output.contains(#""actor":"d-1","role":"dispatcher""#))
    #expect(run("targets", "--adopt").exitCode == .usage)
    #expect(run("targets", "--adopt", "--plan", file, "--print-plan").exitCode == .usage)
  }

  @Test("Notices are adopted in the form asked for; without any, it is said why nobody is told")
  func notices() {
    let none = run("notices")
    #expect(none.exitCode == .success && none.output.isEmpty)
    #expect(none.messages.contains("No settings for notices are in force"))
    let adopted = run("notices", "--adopt", "standard", "--format", "ndjson")
    #expect(adopted.output == #"{"adopted":"notices","version":1,"position":1}"# + "\n")
    #expect(run("notices").messages.isEmpty)
  }

  private func submit(_ ticket: String, at: String = "2026-03-01T08:00:00Z") -> String {
    #"{"command":"submit","ticket":"\#(ticket)","actor":"u-1","role":"requester","#
      + #""at":"\#(at)","campus":"north","category":"plumbing","#
      + #""description":"水管漏水","place":{"code":"p"}}"# + "\n"
  }

  /// Puts rules of notices in force, and has a ticket accepted, which its requester is told of.
  private func acceptWithNotices() throws {
    try #require(
      run("notices", "--adopt", "-", input: #"{"quietHours":null}"#).exitCode == .success)
    try #require(run("run", "-", input: submit("N-1")).exitCode == .success)
    let accept =
      #"{"command":"accept","ticket":"N-1","actor":"d-1","role":"dispatcher","#
      + #""at":"2026-03-01T09:00:00Z"}"#
    try #require(run("run", "-", input: accept).exitCode == .success)
  }

  @Test("A file that takes no message is said to, in words, and the answer is no")
  func failingChannel() throws {
    try acceptWithNotices()
    let outcome = try Binary.run("notices", "--deliver", "/dev/full", "--log", log)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.messages.contains("The file did not take them: cannot write to /dev/full: No space"))
    let reasons = run("notices", "--format", "ndjson").output
    #expect(reasons.contains("cannot write to") && !reasons.contains("StoreError"))
  }

  @Test("A delivery ends when it is interrupted, and the next one sends what it did not")
  func interruptedDelivery() throws {
    try acceptWithNotices()
    let file = folder.file("out.ndjson")
    let ended = repairctl(
      "notices", "--deliver", file, "--log", log, isInterrupted: { true })
    #expect(ended.exitCode == .interrupted && ended.messages.contains("Interrupted"))
    let rest = try Binary.run("notices", "--deliver", file, "--log", log)
    #expect(rest.exitCode == 0 && rest.messages.contains(" sent, 0 to be tried again"))
  }

  @Test("What waits for the end of quiet hours is said to")
  func quietHours() throws {
    // All day but a minute that is not now.
    let hour = Calendar(identifier: .gregorian).dateComponents(
      in: try #require(TimeZone(identifier: "Asia/Shanghai")), from: Date()
    ).hour
    let other = (try #require(hour) + 12) % 24
    let clock = String(format: "%02d", other)
    let rules = #"{"quietHours":{"from":"\#(clock):01","to":"\#(clock):00"}}"#
    let adopted = run("notices", "--adopt", "-", input: rules)
    try #require(adopted.exitCode == .success, "\(adopted.messages)")
    let now = repairctl("tick", "--log", log).exitCode
    try #require(now == .success)
    let at = Date().ISO8601Format()
    try #require(run("run", "-", input: submit("N-1", at: at)).exitCode == .success)
    let accept =
      #"{"command":"accept","ticket":"N-1","actor":"d-1","role":"dispatcher","at":"\#(at)"}"#
    try #require(run("run", "-", input: accept).exitCode == .success)
    let outcome = try Binary.run(
      "notices", "--deliver", folder.file("out.ndjson"), "--log", log)
    #expect(outcome.exitCode == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("wait for the end of quiet hours"), "\(outcome.messages)")
  }

  @Test("A time that is still to come has to be said to be, before timers fire by it")
  func ahead() throws {
    try #require(run("run", "-", input: submit("N-1")).exitCode == .success)
    let refused = run("tick", "--now", "2199-01-01")
    #expect(refused.exitCode == .usage && refused.messages.contains("ahead of the clock"))
    #expect(run("events", "--format", "ndjson").output.split(separator: "\n").count == 1)
    #expect(run("tick", "--now", "2199-01-01", "--dry-run").exitCode == .success)
    let forced = run("tick", "--now", "2199-01-01", "--ahead")
    #expect(forced.exitCode == .success && !forced.messages.hasPrefix("0 fired"))
  }

  @Test("The rows of what has fired stand below one another")
  func aligned() throws {
    try #require(
      run("run", "-", input: submit("N-1") + submit("N-1234567890")).exitCode == .success)
    let lines = run("tick", "--now", "2026-03-20").output.split(separator: "\n")
    let places = lines.map { line in
      (line.range(of: "fired") ?? line.range(of: "OUTCOME")).map {
        line.distance(from: line.startIndex, to: $0.lowerBound)
      }
    }
    #expect(lines.count > 2 && Set(places).count == 1, "\(lines)")
  }

  @Test("A name that is none is explained by the form it must have")
  func names() {
    let item =
      #"{"command":"registerItem","item":"valve","actor":"s-1","role":"storekeeper","#
      + #""at":"2026-03-01T08:00:00Z","campus":"n","description":"x","unit":"x"}"#
    #expect(run("run", "-", input: item).output.contains("item: must be STORE/ITEM, such as"))
    let show = run("show", "N 1")
    #expect(show.exitCode == .usage && show.messages.contains("1 to 64 of A-Z a-z 0-9 . _ -"))
    #expect(run("events", "--actor", "").messages.contains("1 to 128 bytes without NUL"))
  }

  @Test("A member of an announcement that stands there twice is named")
  func repeatedKey() {
    let twice = run("announce", "-", input: #"{"announcement":"A-1","title":"x","title":"y"}"#)
    #expect(twice.exitCode == .malformedInput)
    #expect(twice.messages.contains("title stands there twice"), "\(twice.messages)")
  }

  @Test("What a rule asks for is said once, however many rows of the table ask for it")
  func guards() throws {
    try #require(run("run", "-", input: submit("N-1")).exitCode == .success)
    let cancel =
      #"{"command":"cancel","ticket":"N-1","actor":"u-1","role":"requester","reason":"x","#
      + #""at":"2026-03-01T08:10:00Z"}"#
    var verdicts = run("why", "N-1", "--format", "ndjson").output
    try #require(run("run", "-", input: cancel).exitCode == .success)
    verdicts += run("why", "N-1", "--format", "ndjson").output
    let lines = verdicts.split(separator: "\n")
    #expect(lines.count > 5)
    for line in lines {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let guards = object["guards"] as? [String] ?? []
      #expect(Set(guards).count == guards.count, "\(line)")
    }
  }

  @Test("A command that could not be kept is told apart from those before it")
  func failingCommand() throws {
    // A second process that writes keeps the first waiting until it gives up.
    let other = try EventLog.open(at: log, mode: .readWrite)
    let busy = try other.bulk { _ in run("run", "-", input: submit("N-1")) }
    #expect(busy.exitCode == .busy)
    #expect(busy.messages.hasPrefix("Error: Command 1 of 1: "), "\(busy.messages)")
  }
}
