import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

@Suite struct InitCommandTests {
  @Test("A new log is made where it is said, and only its owner can read it")
  func new() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.db")
    let outcome = repairctl("init", path, "--origin", "/campus/north", "--format", "json")
    #expect(outcome.exitCode == .success)
    #expect(outcome.output.contains(#""origin": "/campus/north""#))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try EventLog.open(at: path, mode: .readOnly).identity.origin == "/campus/north")
  }

  @Test("Without a path the log is where --log or the environment says")
  func places() throws {
    let folder = try TemporaryFolder()
    #expect(repairctl("init", "--log", folder.file("a.db")).exitCode == .success)
    #expect(
      repairctl("init", environment: ["REPAIRCTL_LOG": folder.file("b.db")]).exitCode == .success)
    #expect(try folder.contents().keys.sorted() == ["a.db", "b.db"])
  }

  @Test("An existing file is refused and left as it is")
  func existing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("precious", to: "a.db")
    let outcome = repairctl("init", path)
    #expect(outcome.exitCode == .cannotCreate)
    #expect(outcome.messages.hasPrefix("Error: "))
    #expect(try folder.read("a.db") == "precious")
  }

  @Test("In a folder that is not there no log and no backup can be made")
  func missingFolder() throws {
    let folder = try TemporaryFolder()
    #expect(repairctl("init", folder.file("no/a.db")).exitCode == .cannotCreate)
    let path = folder.file("a.db")
    #expect(repairctl("init", path).exitCode == .success)
    #expect(
      repairctl("backup", folder.file("no/b.db"), "--log", path).exitCode == .cannotCreate)
  }
}

@Suite struct EventsCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    let log = try EventLog.create(at: path, origin: "/test")
    try MadeUpEvents.append("水管", to: "N-1", at: "2026-03-01T08:00:00Z", in: log)
    try MadeUpEvents.append("\u{1B}[2J\u{202E}", to: "N-2", at: "2026-03-02T08:00:00Z", in: log)
    try MadeUpEvents.append("late", to: "N-1", at: "2026-03-03T08:00:00Z", by: "w-7", in: log)
  }

  private func positions(_ arguments: String...) throws -> [Int] {
    let sink = MemorySink()
    let exitCode = CommandLineTool.run(
      arguments: ["events", "--log", path, "--format", "ndjson"] + arguments, environment: [:],
      stdin: MemorySource(), stdout: sink, stderr: MemorySink())
    #expect(exitCode == .success)
    return try sink.text.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(object?["position"] as? Int)
    }
  }

  @Test("Filters narrow, and their opposite ends meet without overlap")
  func filters() throws {
    #expect(try positions() == [1, 2, 3])
    #expect(try positions("--reverse", "--limit", "2") == [3, 2])
    #expect(try positions("--ticket", "N-1") == [1, 3])
    #expect(try positions("--actor", "w-7") == [3])
    #expect(try positions("--after", "1") == [2, 3])
    #expect(try positions("--reverse", "--after", "2") == [1])
    #expect(try positions("--since", "2026-03-02") == [2, 3])
    #expect(try positions("--until", "2026-03-02") == [1])
    #expect(try positions("--since", "2026-03-02T08:00:00Z", "--until", "2026-03-03") == [2])
    #expect(try positions("--type", "NoteAdded", "--limit", "1") == [1])
    #expect(try positions("--type", "TicketSubmitted") == [])
    #expect(try positions("--limit", "0") == [])
  }

  @Test("A date is a day of the zone asked for")
  func zone() throws {
    #expect(
      try positions("--since", "2026-03-02T16:00:00+08:00", "--time-zone", "Asia/Shanghai")
        == [2, 3])
    #expect(
      try positions("--until", "2026-03-03", "--time-zone", "Pacific/Kiritimati") == [1, 2])
  }

  @Test("A row has the members the contract names, in that order")
  func shape() throws {
    let output = repairctl("events", "--log", path, "--format", "ndjson", "--limit", "1").output
    let recordedAt = try #require(
      try EventLog.open(at: path, mode: .readOnly).event(at: LogPosition(1))?.recordedAt)
    #expect(
      output == #"{"position":1,"ticket":"N-1","version":1,"time":"2026-03-01T08:00:00.000Z","#
        + #""recordedAt":"\#(recordedAt)","type":"NoteAdded","actor":"d-1","role":"dispatcher","#
        + #""data":{"text":"水管"}}"# + "\n")
  }

  @Test("Hostile text is inert in every format", arguments: ["table", "json", "ndjson", "csv"])
  func inert(_ format: String) {
    let output = repairctl("events", "--log", path, "--format", format).output
    #expect(!output.unicodeScalars.contains("\u{1B}"))
    #expect(!output.unicodeScalars.contains("\u{202E}"))
    #expect(output.contains("水管"))
  }

  @Test("An empty result is done, and JSON is still a document")
  func empty() {
    #expect(
      repairctl("events", "--log", path, "--actor", "nobody", "--format", "json")
        == Outcome(exitCode: .success, output: "[]\n", messages: ""))
    #expect(repairctl("events", "--log", path, "--actor", "nobody").output.isEmpty)
  }

  @Test("Reading changes no byte of the log")
  func reading() throws {
    let before = try folder.contents()[("repair.db")]
    _ = repairctl("events", "--log", path)
    #expect(try folder.contents()["repair.db"] == before)
  }

  @Test(
    "What cannot be asked is a usage error",
    arguments: [
      ["--type", "NoteAded"], ["--tag", "w-7"], ["--ticket", "-x"], ["--ticket", ""],
      ["--since", "soon"], ["--since", "2026-03-02", "--until", "2026-03-02"], ["--after", "-1"],
      ["--limit", "many"], ["--follow", "--reverse"], ["--follow", "--format", "json"],
    ])
  func usage(_ arguments: [String]) {
    let exitCode = CommandLineTool.run(
      arguments: ["events", "--log", path] + arguments, environment: [:], stdin: MemorySource(),
      stdout: MemorySink(), stderr: MemorySink())
    #expect(exitCode == .usage)
  }

  @Test("Following prints what another process appends, and ends done with ^C")
  func follow() throws {
    let running = try Binary.start(["events", "--follow", "--format", "ndjson", "--log", path])
    #expect(running.waitForOutput(containing: #""position":3,"#))
    let log = try EventLog.open(at: path, mode: .readWrite)
    for number in 4...6 {
      try MadeUpEvents.append("new", to: "N-3", at: "2026-03-04T08:00:00Z", in: log)
      #expect(running.waitForOutput(containing: "\"position\":\(number),"))
    }
    running.process.interrupt()
    let outcome = running.finish()
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.split(separator: "\n").count == 6)
    #expect(outcome.messages.isEmpty)
  }

  @Test("Following an actor misses nothing and repeats nothing")
  func followFiltered() throws {
    let running = try Binary.start([
      "events", "--follow", "--format", "ndjson", "--log", path, "--actor", "w-7", "--limit", "3",
    ])
    #expect(running.waitForOutput(containing: #""position":3,"#))
    let log = try EventLog.open(at: path, mode: .readWrite)
    for actor in ["d-1", "w-7", "d-1", "w-7"] {
      try MadeUpEvents.append("new", to: "N-3", at: "2026-03-04T08:00:00Z", by: actor, in: log)
    }
    let outcome = running.finish()
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.split(separator: "\n").count == 3)
    #expect(outcome.output.contains(#""position":7,"#))
  }
}

@Suite struct LogErrorsTests {
  @Test("A log that is not there is missing input")
  func missing() throws {
    let folder = try TemporaryFolder()
    let outcome = repairctl("events", "--log", folder.file("a.db"))
    #expect(outcome.exitCode == .missingInput)
    #expect(outcome.messages.split(separator: "\n").count == 1)
    #expect(try folder.contents().isEmpty)
  }

  @Test("A file that is no log is malformed input", arguments: ["hello, world\n", ""])
  func foreign(_ text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "a.db")
    #expect(repairctl("events", "--log", path).exitCode == .malformedInput)
    #expect(try folder.read("a.db") == text)
  }

  @Test("A folder is missing input")
  func directory() throws {
    let folder = try TemporaryFolder()
    #expect(repairctl("events", "--log", folder.path).exitCode == .missingInput)
  }

  @Test("A hostile path is shown inert")
  func hostilePath() {
    let outcome = repairctl("events", "--log", "/nowhere/\u{1B}[31m\n.db")
    #expect(outcome.exitCode == .missingInput)
    #expect(!outcome.messages.contains("\u{1B}"))
    #expect(outcome.messages.split(separator: "\n").count == 1)
  }
}

@Suite struct BackupCommandTests {
  @Test("The copy is the same log")
  func copy() throws {
    let folder = try TemporaryFolder()
    let log = try EventLog.create(at: folder.file("a.db"), origin: "/test")
    try MadeUpEvents.append("x", to: "N-1", at: "2026-03-01T08:00:00Z", in: log)
    let outcome = repairctl("backup", folder.file("b.db"), "--log", folder.file("a.db"))
    #expect(outcome.exitCode == .success)
    #expect(
      repairctl("events", "--log", folder.file("b.db"), "--format", "json").output
        == repairctl("events", "--log", folder.file("a.db"), "--format", "json").output)
  }

  @Test("An existing file is refused and left as it is")
  func existing() throws {
    let folder = try TemporaryFolder()
    _ = try EventLog.create(at: folder.file("a.db"), origin: "/test")
    let target = try folder.write("precious", to: "b.db")
    #expect(repairctl("backup", target, "--log", folder.file("a.db")).exitCode == .cannotCreate)
    #expect(try folder.read("b.db") == "precious")
  }
}
