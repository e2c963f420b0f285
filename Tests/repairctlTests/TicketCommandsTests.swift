import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// What is asked about tickets, on a log with a small semester in it.
@Suite struct TicketCommandsTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try ScenarioLog.make(at: path)
  }

  private func run(_ arguments: String...) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: ["--log", path] + arguments, environment: [:], stdin: MemorySource(),
      stdout: output, stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  private func object(_ outcome: Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  private func rows(_ outcome: Outcome) throws -> [[String: Any]] {
    #expect(outcome.exitCode == .success)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
  }

  // MARK: why

  @Test("Whether a ticket that is not there may be submitted is asked for every role")
  func submitting() throws {
    let verdicts = try rows(run("why", "NEW-1", "submit", "--format", "json"))
    #expect(
      Set(verdicts.compactMap { $0["role"] as? String }) == Set(Role.allCases.map(\.rawValue)))
    let requester = try #require(verdicts.first { $0["role"] as? String == "requester" })
    #expect(requester["allowed"] as? Bool == true)
  }

  // MARK: show

  @Test("A ticket has at least the members the contract names")
  func show() throws {
    let ticket = try object(run("show", "N-00001", "--format", "json"))
    for key in [
      "ticket", "phase", "status", "version", "campus", "category", "requester", "submittedAt",
      "updatedAt",
    ] {
      #expect(ticket[key] != nil, "\(key)")
    }
    #expect(ticket["ticket"] as? String == "N-00001")
  }

  @Test("A ticket as it was has the version and the state of then")
  func showThen() throws {
    let history = try rows(run("history", "N-00001", "--format", "json"))
    for event in history {
      let version = try #require(event["version"] as? Int)
      let position = try #require(event["position"] as? Int)
      let byVersion = run("show", "N-00001", "--at", "version:\(version)", "--format", "json")
      #expect(try object(byVersion)["version"] as? Int == version)
      let byPosition = run("show", "N-00001", "--at", "position:\(position)", "--format", "json")
      #expect(byPosition == byVersion)
    }
    let first = try object(run("show", "N-00001", "--at", "version:1", "--format", "json"))
    #expect(first["phase"] as? String == "submitted")
  }

  @Test("A ticket at a time is what had happened by then")
  func showAtTime() throws {
    let history = try rows(run("history", "N-00001", "--format", "json"))
    let second = try #require(history.dropFirst().first?["time"] as? String)
    let ticket = try object(run("show", "N-00001", "--at", second, "--format", "json"))
    #expect(ticket["updatedAt"] as? String == second)
  }

  @Test("What the log did not know yet is not shown")
  func showKnown() throws {
    #expect(run("show", "N-00001", "--as-known-at", "2001-01-01").exitCode == .answerIsNo)
    #expect(run("show", "N-00001", "--as-known-at", "now").exitCode == .success)
  }

  @Test("No such ticket is the answer no, and one that did not exist then too")
  func noSuchTicket() {
    for command in ["show", "history"] {
      let outcome = run(command, "N-99999")
      #expect(outcome.exitCode == .answerIsNo)
      #expect(outcome.messages == "Error: There is no ticket N-99999 in \(path).\n")
    }
    #expect(run("show", "N-00001", "--at", "1999-01-01").exitCode == .answerIsNo)
  }

  @Test("A version that a ticket does not have is named, by whichever command")
  func noSuchVersion() {
    for command in ["show", "history"] {
      let outcome = run(command, "N-00001", "--at", "version:999")
      #expect(outcome.exitCode == .answerIsNo)
      #expect(outcome.messages == "Error: Ticket N-00001 has no version 999.\n")
    }
  }

  @Test("For people a phase has the desk's name too")
  func showTable() {
    let output = run("show", "N-00001", "--at", "version:1").output
    #expect(output.contains("phase            submitted 待受理\n") || output.contains("待受理"))
  }

  // MARK: history

  @Test("A history has every event in order, with the members the contract names")
  func history() throws {
    let events = try rows(run("history", "N-00001", "--format", "json"))
    #expect(events.compactMap { $0["version"] as? Int } == Array(1...events.count))
    for event in events {
      for key in ["position", "time", "recordedAt", "type", "actor", "role", "data"] {
        #expect(event[key] != nil, "\(key)")
      }
    }
    #expect(events.first?["type"] as? String == "TicketSubmitted")
  }

  @Test("A history for people is one line an event, whatever is in it")
  func historyTable() throws {
    let events = try rows(run("history", "N-00001", "--format", "json"))
    let lines = run("history", "N-00001").output.split(separator: "\n")
    #expect(lines.count == events.count + 1)
    #expect(lines.first?.hasPrefix("TIME") == true)
  }

  @Test("The differences lead from nothing to the ticket as it is")
  func differences() throws {
    let events = try rows(run("history", "N-00001", "--diff", "--format", "json"))
    var phase: String?
    for event in events {
      for change in try #require(event["changes"] as? [[String: Any]])
      where change["member"] as? String == "phase" {
        #expect(change["before"] as? String == phase)
        phase = change["after"] as? String
      }
    }
    let now = try object(run("show", "N-00001", "--format", "json"))
    #expect(phase == now["phase"] as? String)
    #expect(run("history", "N-00001", "--diff").output.contains("    phase: – → submitted\n"))
  }

  // MARK: query

  @Test("Every ticket is on the board once, the newest first")
  func query() throws {
    let tickets = try rows(run("query", "--format", "json")).compactMap { $0["ticket"] as? String }
    #expect(tickets.count == 40)
    #expect(Set(tickets).count == 40)
    #expect(
      try rows(run("query", "--sort", "oldest", "--format", "json"))
        .compactMap { $0["ticket"] as? String } == tickets.reversed())
    #expect(run("query", "--count").output == "40\n")
    #expect(run("query", "--count", "--format", "ndjson").output == "{\"count\":40}\n")
  }

  @Test("The board says of each ticket what showing it says")
  func queryAgrees() throws {
    for row in try rows(run("query", "--format", "json")) {
      let name = try #require(row["ticket"] as? String)
      let shown = try object(run("show", name, "--format", "json"))
      for key in [
        "phase", "status", "version", "campus", "category", "priority", "requester", "worker",
        "submittedAt", "updatedAt", "description",
      ] {
        #expect("\(row[key] ?? "")" == "\(shown[key] ?? "")", "\(name) \(key)")
      }
    }
  }

  @Test("Phases partition the board", arguments: [[], ["--at", "now"], ["--at", "2026-04-01"]])
  func partition(_ at: [String]) throws {
    func count(_ arguments: [String]) throws -> Int {
      let output = MemorySink()
      let exitCode = CommandLineTool.run(
        arguments: ["--log", path, "query", "--count"] + at + arguments, environment: [:],
        stdin: MemorySource(), stdout: output, stderr: MemorySink())
      #expect(exitCode == .success)
      return try #require(Int(output.text.dropLast()))
    }
    let sum = try TicketPhase.allCases.reduce(0) {
      try $0 + count(["--phase", $1.rawValue])
    }
    #expect(sum == (try count([])))
  }

  @Test("Pages with a cursor are the whole list")
  func paging() throws {
    let all = run("query", "--format", "ndjson").output
    var pages = ""
    var cursor: String?
    for _ in 0..<20 {
      var arguments = ["--log", path, "query", "--format", "ndjson", "--limit", "7"]
      if let cursor { arguments += ["--after", cursor] }
      let (output, messages) = (MemorySink(), MemorySink())
      _ = CommandLineTool.run(
        arguments: arguments, environment: [:], stdin: MemorySource(), stdout: output,
        stderr: messages)
      pages += output.text
      guard messages.text.hasPrefix("There are more: --after ") else { break }
      cursor = messages.text.split(separator: " ").last.map { String($0.dropLast()) }
    }
    #expect(pages == all)
  }

  @Test("The board of a moment is the tickets of then")
  func queryThen() throws {
    for row in try rows(run("query", "--at", "2026-04-01", "--format", "json")) {
      let name = try #require(row["ticket"] as? String)
      let shown = try object(run("show", name, "--at", "2026-04-01", "--format", "json"))
      #expect(row["version"] as? Int == shown["version"] as? Int)
      #expect(row["status"] as? String == shown["status"] as? String)
    }
    #expect(run("query", "--at", "1999-01-01", "--count").output == "0\n")
    #expect(run("query", "--at", "position:1", "--count").output == "1\n")
  }

  @Test("Chinese text is found by any of its parts")
  func search() throws {
    let all = try rows(run("query", "--format", "json"))
    let description = try #require(
      all.compactMap { $0["description"] as? String }
        .first { $0.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) } })
    let part = String(description.prefix(2))
    let found = try rows(run("query", "--text", part, "--format", "json"))
    #expect(found.contains { $0["description"] as? String == description })
    #expect(run("query", "--text", "没有这样的事", "--count").output == "0\n")
  }

  @Test(
    "What cannot be asked of the board is a usage error",
    arguments: [
      ["--phase", "acepted"], ["--status", "done"], ["--priority", "6"], ["--sort", "random"],
      ["--after", "x"],
      ["--since", "2026-03-02", "--until", "2026-03-02"], ["--at", "version:1"], ["--limit", "-1"],
      ["--campus", ""],
    ])
  func queryUsage(_ arguments: [String]) {
    let exitCode = CommandLineTool.run(
      arguments: ["--log", path, "query"] + arguments, environment: [:], stdin: MemorySource(),
      stdout: MemorySink(), stderr: MemorySink())
    #expect(exitCode == .usage)
  }

  // MARK: replay and status

  @Test("Replaying proves the views right, and rebuilds them when they are gone")
  func replay() throws {
    _ = run("query", "--count")
    let check = try object(run("replay", "--check", "--format", "json"))
    #expect(check["drift"] as? Int == 0)
    let projections = try #require(check["projections"] as? [[String: Any]])
    #expect(projections.map { $0["name"] as? String } == Views.standard.map(\.name))
    // The board was asked for; the others are made when somebody asks for them.
    let compared = projections.map { $0["compared"] as? Bool }
    #expect(compared.first == true && compared.dropFirst().allSatisfy { $0 == false })
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: folder.file("repair.views.db\(suffix)"))
    }
    let missing = run("replay", "--check", "--format", "json")
    #expect(missing.exitCode == .success)
    let rebuilt = run("replay", "--format", "json")
    #expect(rebuilt.exitCode == .success)
    #expect(try object(rebuilt)["tickets"] as? Int == 40)
    let all = try object(run("replay", "--check", "--format", "json"))
    #expect(
      (all["projections"] as? [[String: Any]])?.allSatisfy { $0["compared"] as? Bool == true }
        == true)
    #expect(run("query", "--count").output == "40\n")
  }

  @Test("Where there can be no views file, replaying says so and that nothing was swapped")
  func blockedViews() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("repair.views.db"), withIntermediateDirectories: false)
    let outcome = run("replay", "--format", "json")
    #expect(outcome.exitCode == .success)
    #expect(try object(outcome)["swapped"] as? Bool == false)
    #expect(outcome.messages.contains("there can be no file of views"))
  }

  @Test("Some projections are made anew by name, and the option goes with nothing else")
  func chosenProjections() throws {
    let two = run(
      "replay", "--projection", "workerBoard", "--projection", "ticketBoard", "--format", "json")
    let names = try #require(try object(two)["projections"] as? [[String: Any]])
    #expect(names.compactMap { $0["name"] as? String } == ["ticketBoard", "workerBoard"])
    for other in [["--into", "x.db"], ["--judge"], ["--to", "2026-03-01"], ["--all"]] {
      let exitCode = CommandLineTool.run(
        arguments: ["--log", path, "replay", "--projection", "ticketBoard"] + other,
        environment: [:], stdin: MemorySource(), stdout: MemorySink(), stderr: MemorySink())
      #expect(exitCode == .usage, "\(other)")
    }
  }

  @Test("A changed view is drift: the answer no, with the ticket; replaying mends it")
  func drift() throws {
    _ = run("query", "--count")
    let views = try Connection(path: folder.file("repair.views.db"), access: .readWrite)
    try views.execute("UPDATE ticketBoard_v1_ticket SET campus='forged' WHERE ticket='N-00001'")
    let check = run("replay", "--check", "--format", "json")
    #expect(check.exitCode == .answerIsNo)
    let rows = try #require(try object(check)["rows"] as? [[String: Any]])
    #expect(rows.contains { $0["row"] as? String == "N-00001" })
    #expect(run("replay").exitCode == .success)
    #expect(run("replay", "--check").exitCode == .success)
  }

  @Test("A log can be replayed into a new one, whole or as it was")
  func replayInto() throws {
    let copy = folder.file("copy.db")
    #expect(run("replay", "--into", copy).exitCode == .success)
    let log = ["--log", path, "events", "--format", "ndjson"]
    let other = ["--log", copy, "events", "--format", "ndjson"]
    let (first, second) = (MemorySink(), MemorySink())
    for (arguments, sink) in [(log, first), (other, second)] {
      _ = CommandLineTool.run(
        arguments: arguments, environment: [:], stdin: MemorySource(), stdout: sink,
        stderr: MemorySink())
    }
    #expect(first.bytes == second.bytes)
    #expect(run("replay", "--into", copy).exitCode == .cannotCreate)
    let past = folder.file("past.db")
    #expect(run("replay", "--to", "2026-04-01", "--into", past).exitCode == .success)
    #expect(
      repairctl("query", "--log", past, "--count").output
        == run("query", "--at", "2026-04-01", "--count").output)
  }

  @Test("Looking back changes nothing and counts the phases")
  func replayTo() throws {
    let before = try folder.contents()
    let then = try object(run("replay", "--to", "2026-04-01", "--format", "json"))
    let phases = try #require(then["phases"] as? [String: Int])
    #expect(phases.values.reduce(0, +) == then["tickets"] as? Int)
    #expect(try folder.contents() == before)
  }

  @Test("The status has the log's size and the lag of its views")
  func status() throws {
    let fresh = try object(run("status", "--format", "json"))
    let events = try #require(fresh["events"] as? Int)
    let projection = try #require((fresh["projections"] as? [[String: Any]])?.first)
    #expect(projection["state"] as? String == "notBuilt")
    #expect(projection["lag"] as? Int == events)
    _ = run("query", "--count")
    let caughtUp = try object(run("status", "--format", "json"))
    let live = try #require((caughtUp["projections"] as? [[String: Any]])?.first)
    #expect(live["state"] as? String == "live")
    #expect(live["lag"] as? Int == 0)
    #expect(run("status", "--integrity").output.contains("integrity"))
  }
}
