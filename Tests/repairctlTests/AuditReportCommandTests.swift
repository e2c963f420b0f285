import Foundation
import RepairCore
import Testing

@testable import RepairStore
@testable import repairctl

/// An audit report at a shell: made at the desk, checked by somebody else.
@Suite struct AuditReportCommandTests {
  private let folder: TemporaryFolder
  private let path: String
  private let keyFile: String
  private let vkey: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try ScenarioLog.make(at: path)
    keyFile = folder.file("desk.key")
    let made = repairctl("keygen", "example.com/desk", keyFile, "--format", "json")
    vkey = try #require(try Self.json(made)["key"] as? String)
  }

  private static func json(_ outcome: Outcome) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  private func check(_ file: String, key: String? = nil) -> Outcome {
    repairctl("check-report", file, "--key", key ?? vkey, "--format", "json")
  }

  @Test("Tickets are reported as lines and as a page, and both are checked without the log")
  func tickets() throws {
    // given
    let (lines, page) = (folder.file("n.ndjson"), folder.file("n.html"))
    let made = repairctl(
      "report", "N-00003", "N-00001", "--sign", keyFile, "--ndjson", lines, "--html", page,
      "--lang", "zh", "--format", "json", "--log", path)
    #expect(made.exitCode == .success, "\(made.messages)")
    // when
    try FileManager.default.removeItem(atPath: path)
    let checked = [check(lines), check(page)]
    // then
    for outcome in checked {
      #expect(outcome.exitCode == .success)
      let found = try Self.json(outcome)
      #expect(
        Set(found.keys) == [
          "ok", "origin", "size", "root", "signer", "madeAt", "question", "events", "complete",
          "payloads",
        ])
      #expect(
        (found["question"] as? [String: [String]]) == ["tickets": ["N-00003", "N-00001"]])
      #expect(found["ok"] as? Bool == true && found["complete"] as? String == "withoutGaps")
      #expect(found["root"] as? String == (try Self.json(made)["root"] as? String))
    }
    #expect(try folder.read("n.html").contains("<html lang=\"zh-CN\">"))
  }

  @Test("A line of a report has the event as an export has it, and its proof")
  func shape() throws {
    let (export, report) = (folder.file("all.ndjson"), folder.file("w.ndjson"))
    _ = repairctl("export", export, "--to", "ndjson", "--log", path)
    let all = try folder.read("all.ndjson").split(separator: "\n")
    _ = repairctl(
      "report", "--tag", "campus:north", "--sign", keyFile, "--ndjson", report, "--log", path)
    let lines = try folder.read("w.ndjson").split(separator: "\n").map {
      try #require(
        JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(
      Set(try #require(lines.first).keys) == [
        "format", "version", "madeAt", "question", "payloads", "checkpoint",
      ])
    #expect(lines.last.map { Set($0.keys) } == ["statement"])
    #expect(lines.count > 3)
    for line in lines.dropFirst().dropLast() {
      let event = try #require(line["event"] as? [String: Any])
      let position = try #require(event["position"] as? Int)
      var exported = try #require(
        JSONSerialization.jsonObject(with: Data(all[position - 1].utf8)) as? [String: Any])
      // Of a key there is only the digest that the tree has.
      #expect((exported["key"] != nil) == (line["keydigest"] != nil))
      exported["key"] = nil
      exported["digest"] = nil
      #expect(event as NSDictionary == exported as NSDictionary)
      #expect((line["proof"] as? [String])?.isEmpty == false)
    }
  }

  @Test("A report that was changed is answered with no, the line and the reason")
  func changed() throws {
    let lines = folder.file("n.ndjson")
    _ = repairctl("report", "N-00003", "--sign", keyFile, "--ndjson", lines, "--log", path)
    let text = try folder.read("n.ndjson")
    let forged = try folder.write(
      text.replacing("\"actor\":\"", with: "\"actor\":\"x", maxReplacements: 1),
      to: "forged.ndjson")
    let outcome = check(forged)
    #expect(outcome.exitCode == .answerIsNo)
    let found = try Self.json(outcome)
    #expect(found["ok"] as? Bool == false && found["line"] as? Int == 2)
    #expect((found["reason"] as? String)?.contains("position") == true)
  }

  @Test("What is no report, or cut off, is malformed; a file that is not there is missing")
  func malformed() throws {
    let lines = folder.file("n.ndjson")
    _ = repairctl("report", "N-00003", "--sign", keyFile, "--ndjson", lines, "--log", path)
    let cut = try folder.write(String(try folder.read("n.ndjson").dropLast(9)), to: "cut.ndjson")
    #expect(check(cut).exitCode == .malformedInput)
    #expect(check(path).exitCode == .malformedInput)
    #expect(check(folder.file("none")).exitCode == .missingInput)
  }

  @Test("Another key does not believe it; a key may be in a file")
  func keys() throws {
    let lines = folder.file("n.ndjson")
    _ = repairctl("report", "--sign", keyFile, "--ndjson", lines, "--log", path)
    let other = repairctl("keygen", "example.com/desk", folder.file("o.key"), "--format", "json")
    let stranger = try #require(try Self.json(other)["key"] as? String)
    #expect(check(lines, key: stranger).exitCode == .answerIsNo)
    #expect(check(lines, key: try folder.write(vkey + "\n", to: "desk.vkey")).exitCode == .success)
    #expect(check(lines, key: "a+b").exitCode == .usage)
  }

  @Test("An output that exists is left alone, and nothing else is written")
  func exists() throws {
    let page = try folder.write("mine", to: "n.html")
    let outcome = repairctl(
      "report", "N-00003", "--sign", keyFile, "--ndjson", folder.file("n.ndjson"), "--html", page,
      "--log", path)
    #expect(outcome.exitCode == .cannotCreate)
    #expect(try folder.read("n.html") == "mine")
    #expect(!FileManager.default.fileExists(atPath: folder.file("n.ndjson")))
  }

  @Test("A command line that cannot be meant is refused before anything is read")
  func usage() {
    let lines = folder.file("n.ndjson")
    for arguments in [
      ["--ndjson", lines], ["--sign", keyFile],
      ["--sign", keyFile, "--ndjson", lines, "--lang", "zh"],
      ["--sign", keyFile, "--ndjson", "-", "--html", "-"],
      ["no/ticket", "--sign", keyFile, "--ndjson", lines],
    ] {
      let outcome = run(["report"] + arguments + ["--log", path])
      #expect(outcome.exitCode == .usage, "\(arguments)")
    }
    let missing = run(["report", "N-9", "--sign", keyFile, "--ndjson", lines, "--log", path])
    #expect(missing.exitCode == .answerIsNo)
    #expect(repairctl("check-report", lines).exitCode == .usage)
  }

  @Test("No report is made of an event that the tree does not have")
  func tampered() throws {
    // given
    let triggers = LogSchema.migrations.flatMap(\.statements).filter {
      $0.hasPrefix("CREATE TRIGGER")
    }
    let connection = try Connection(path: path, access: .readWrite)
    for trigger in triggers {
      try connection.execute("DROP TRIGGER \(trigger.split(separator: " ")[2])")
    }
    try connection.execute("UPDATE event SET actor='u-99' WHERE position=20")
    for trigger in triggers { try connection.execute(trigger) }
    // when
    let lines = folder.file("n.ndjson")
    let outcome = run(["report", "--sign", keyFile, "--ndjson", lines, "--log", path])
    // then
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.messages.contains("position 20"))
    #expect(!FileManager.default.fileExists(atPath: lines))
  }

  private func run(_ arguments: [String]) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: arguments, environment: [:], stdin: MemorySource(), stdout: output,
      stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }
}
