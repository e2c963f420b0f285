import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// A whole desk: people, stores, costs and notices too.
enum PastDesk {
  private static let notices = """
    {"command":"queueNotice","notice":"E1.held.app.person:u-1","actor":"notices","role":"system",\
    "at":"2026-07-01T05:02:00Z","stream":"ticket/N-00003","streamVersion":1,\
    "since":"2026-07-01T05:02:00Z","rule":"held","recipient":"person:u-1","channel":"app",\
    "urgency":"normal"}
    {"command":"adoptHotlines","actor":"d-1","role":"dispatcher","at":"2026-07-01T05:02:30Z",\
    "settings":{"lines":[{"number":"8001","campuses":["north"]},{"number":"8002"}]}}
    {"command":"recordSent","notice":"E1.held.app.person:u-1","actor":"notices","role":"system",\
    "at":"2026-07-01T05:03:00Z"}

    """

  private static let template = Result {
    let folder = try TemporaryFolder()
    let path = folder.file("template.db")
    try #require(repairctl("init", path).exitCode == .success)
    let commands = repairctl("scenario", "--tickets", "30", "--seed", "7").output
    let outcome = repairctl("run", "-", "--log", path, input: commands + notices)
    try #require(outcome.exitCode == .success, "\(outcome.messages)")
    return try folder.contents()["template.db"] ?? Data()
  }

  static func make(at path: String) throws { try template.get().write(to: URL(filePath: path)) }
}

/// `--at` and `--as-known-at`: what any command says of the past.
@Suite struct PastTests {
  private let folder: TemporaryFolder
  private let log: String

  private static let commands = [
    "query", "query --overdue", "workers", "workers --for N-00003", "members", "costs",
    "costs --by funding", "materials --stock", "materials", "targets", "hotlines", "show N-00003",
    "why N-00003", "why N-00003 cancel --role dispatcher", "dashboard",
    "dashboard --months 6",
  ]
  /// What prints places, which another log need not share.
  private static let commandsWithPlaces = [
    "events", "events --tag worker:w-101", "notices", "history N-00003 --diff",
  ]

  init() throws {
    folder = try TemporaryFolder()
    log = folder.file("desk.db")
    try PastDesk.make(at: log)
  }

  private func run(_ line: String, _ options: String..., on path: String? = nil) -> Outcome {
    let output = MemorySink()
    let messages = MemorySink()
    let code = CommandLineTool.run(
      arguments: line.split(separator: " ").map(String.init) + options + [
        "--format", "json", "--log", path ?? log,
      ], environment: [:], stdin: MemorySource(), stdout: output, stderr: messages)
    return Outcome(exitCode: code, output: output.text, messages: messages.text)
  }

  /// What a log says that ends there, and what the whole one says of then.
  private func expectSame(_ commands: [String], _ when: String) throws {
    let cut = folder.file("cut.db")
    try #require(run("replay --into \(cut) --to \(when)").exitCode == .success)
    for command in commands {
      let (then, there) = (
        run(command, "--at", when), run(command, "--at", when, on: cut)
      )
      #expect(then.output == there.output && then.exitCode == there.exitCode, "\(command)")
      #expect(then.exitCode != .usage && then.exitCode != .internalError, "\(then.messages)")
    }
  }

  @Test(
    "Of a place in the log every command says what a log says that ends there",
    arguments: [1, 90, 300, 450])
  func position(_ position: Int) throws {
    try expectSame(Self.commands + Self.commandsWithPlaces, "position:\(position)")
  }

  @Test(
    "Of a moment every command says what a log says of which all later events were left out",
    arguments: ["2026-03-10T00:00:00Z", "2026-07-01T05:02:45Z"])
  func time(_ time: String) throws {
    try expectSame(Self.commands, time)
    let events = run("events", "--at", time, "--format", "ndjson").output
    #expect(events == run("events", "--until", String(time.dropLast()) + ".001Z").output)
  }

  @Test("What the log had not learned is in no answer, and what it had is in every one")
  func known() {
    for command in Self.commands + Self.commandsWithPlaces {
      let now = run(command, "--at", "2026-07-20T00:00:00Z")
      #expect(now == run(command, "--at", "2026-07-20T00:00:00Z", "--as-known-at", "2036-01-01"))
      let nothing = run(command, "--at", "2026-07-20T00:00:00Z", "--as-known-at", "2020-01-01")
      #expect(now.output != nothing.output || now.output == "[]\n", "\(command)")
    }
    #expect(run("query", "--as-known-at", "2020-01-01").output == "[]\n")
    #expect(run("history N-00003", "--as-known-at", "2020-01-01").exitCode == .answerIsNo)
  }

  @Test("A version is a place in one ticket's history, to stop at and look")
  func version() throws {
    let history = run("history N-00003 --diff", "--at", "version:3").output
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(history.utf8)) as? [[String: Any]])
    #expect(rows.compactMap { $0["version"] as? Int } == [1, 2, 3])
    #expect(run("why N-00003", "--at", "version:1").output.contains("\"accept\""))
    for line in ["history N-00003", "why N-00003"] {
      let none = run(line, "--at", "version:99")
      #expect(none.exitCode == .answerIsNo && none.messages.contains("has no version 99"))
      #expect(run(line, "--at", "version:0").exitCode == .answerIsNo)
      let before = run(line, "--at", "1990-01-01")
      #expect(before.messages.contains("did not exist then"), "\(before.messages)")
    }
    #expect(run("why N-9", "--at", "version:1").messages.contains("There is no ticket N-9"))
  }

  @Test(
    "What cannot be meant is a usage error",
    arguments: [
      "workers --at version:3", "members --at version:3", "costs --at version:1",
      "materials --at version:1", "targets --at version:1", "events --at version:1",
      "notices --at version:1", "hotlines --at version:1", "query --at version:1",
      "events --follow --at 2026-03-01", "events --follow --as-known-at 2026-03-01",
      "notices --adopt standard --at 2026-03-01", "hotlines --adopt x --at 2026-03-01",
    ])
  func usage(_ line: String) {
    var words = line.split(separator: " ").map(String.init)
    words += ["--log", log]
    let code = CommandLineTool.run(
      arguments: words, environment: [:], stdin: MemorySource(), stdout: MemorySink(),
      stderr: MemorySink())
    #expect(code == .usage)
  }

  @Test("Looking at the past changes nothing: neither the log nor the views of the present")
  func readOnly() throws {
    _ = run("query")
    let before = try folder.contents()
    for command in Self.commands { _ = run(command, "--at", "position:90") }
    #expect(try folder.contents() == before)
  }

  @Test("A log as it was does not go on, and its past is its own")
  func frozen() throws {
    let present = try EventLog.open(at: log, mode: .readWrite)
    let moment = try #require(Timestamp("2026-03-10T00:00:00Z"))
    let past = try present.asOf(Replay.Extent(occurredBy: moment))
    let head = try past.head()
    let old = try MadeUpEvents.append("late", to: "N-1", at: "2026-03-01T00:00:00Z", in: present)
    #expect(try past.head() == head && old.lastPosition > head)
    #expect(try past.streamVersion(StreamName(ticket: try #require(TicketID("N-1")))) == .none)
    let earlier = try past.asOf(Replay.Extent(through: LogPosition(20)))
    #expect(try earlier.head() <= LogPosition(20))
    let none = try past.asOf(Replay.Extent(through: .start))
    #expect(try none.head() == .start && none.readLog().isEmpty)
    #expect(try TicketLog(past).figures(FiguresRequest(at: moment)).tickets > 0)
  }

  @Test("A log as it was is read on two threads as on one, however long it is")
  func manyEvents() throws {
    let path = folder.file("many.db")
    try DashboardLog.scenario(tickets: 1_200, at: path)
    let present = try EventLog.open(at: path, mode: .readOnly)
    #expect(try present.head() > LogPosition(10_000))
    let moment = try #require(Timestamp("2026-06-30T00:00:00Z"))
    let past = try present.asOf(Replay.Extent(occurredBy: moment))
    let board = try PastBoard(of: present, extent: Replay.Extent(occurredBy: moment))
    for phase in TicketPhase.allCases {
      var query = BoardQuery()
      query.phases = [phase]
      #expect(try Views(of: past).count(query) == board.count(query), "\(phase)")
    }
  }
}
