import Foundation
import RepairCore
import Testing

@testable import RepairStore
@testable import repairctl

/// What nobody is made to put their name to.
@Suite("Commands that sign")
struct SigningTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try ScenarioLog.make(at: path)
  }

  /// Every command that signs, each with a key that has signed nothing yet.
  private func signing() -> [(name: String, outcome: Outcome)] {
    (0..<4).map { number in
      let key = folder.file("\(UUID().uuidString).key")
      #expect(repairctl("keygen", "example.com/desk", key).exitCode == .success)
      let out = folder.file(UUID().uuidString)
      switch number {
      case 0: return ("checkpoint", repairctl("checkpoint", "--sign", key, "--log", path))
      case 1: return ("prove", repairctl("prove", "3", "--sign", key, "--log", path))
      case 2:
        return ("report", repairctl("report", "--sign", key, "--ndjson", out, "--log", path))
      default:
        return ("tlog", repairctl("export", out, "--to", "tlog", "--sign", key, "--log", path))
      }
    }
  }

  /// Changes the log as somebody would who has the file.
  private func tamper(_ sql: String) throws {
    let triggers = LogSchema.migrations.flatMap(\.statements).filter {
      $0.hasPrefix("CREATE TRIGGER")
    }
    let connection = try Connection(path: path, access: .readWrite)
    for trigger in triggers {
      try connection.execute("DROP TRIGGER \(trigger.split(separator: " ")[2])")
    }
    try connection.execute(sql)
    for trigger in triggers { try connection.execute(trigger) }
  }

  @Test("sign nothing of a log that does not continue the checkpoint beside it")
  func rolledBack() throws {
    // given
    let older = try Data(contentsOf: URL(filePath: path))
    let log = try EventLog.open(at: path, mode: .readWrite)
    try log.append(
      [
        NewEvent(
          type: EventType("Extra"), occurredAt: .earliest, actor: try #require(PersonID("a-1")),
          role: .system, payload: Array("{}".utf8))
      ],
      to: #require(StreamName("extra")), expecting: .any)
    try log.keepAnchor()
    log.close()
    try older.write(to: URL(filePath: path))
    // when, then
    for (name, outcome) in signing() {
      #expect(outcome.exitCode == .answerIsNo, "\(name): \(outcome)")
      #expect(outcome.messages.contains("repair.db.checkpoint"), "\(name)")
      #expect(!outcome.output.contains("example.com/desk"), "\(name)")
    }
  }

  @Test("sign nothing of a log whose tree is of fewer events than it has, or of more")
  func treeBehind() throws {
    for sql in ["DELETE FROM tree_tail", "DELETE FROM event WHERE position>300"] {
      let whole = try Data(contentsOf: URL(filePath: path))
      try tamper(sql)
      for (name, outcome) in signing() {
        #expect(outcome.exitCode == .malformedInput, "\(name) after \(sql): \(outcome)")
        #expect(outcome.messages.contains("verify"), "\(name)")
      }
      try whole.write(to: URL(filePath: path))
    }
  }

  @Test("A place behind the end of the tree is damage and no mistake of whoever asks")
  func behindTheTree() throws {
    let head = try EventLog.open(at: path, mode: .readOnly).head()
    try tamper("DELETE FROM tree_tail")
    let outcome = repairctl(
      "checkpoint", "--at", head.description, "--no-anchor", "--log", path)
    #expect(outcome.exitCode == .malformedInput)
  }

  @Test("No report is signed of a log in which what events are found by was changed")
  func changedTags() throws {
    let key = folder.file("desk.key")
    _ = repairctl("keygen", "example.com/desk", key)
    let tag = try #require(
      try EventLog.open(at: path, mode: .readOnly).readLog(EventFilter(types: ["WorkerDispatched"]))
        .first)
    try tamper("DELETE FROM event_tag WHERE position=\(tag.position)")
    let outcome = repairctl(
      "report", "--person", "w-101", "--sign", key, "--ndjson", folder.file("w.ndjson"), "--log",
      path)
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.messages.contains("nobody can vouch for this log"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("w.ndjson")))
  }

  @Test("do not sign for a log that is not trusted")
  func untrusted() throws {
    let key = folder.file("desk.key")
    _ = repairctl("keygen", "example.com/desk", key)
    for command in [
      ["checkpoint", "--sign", key], ["prove", "3", "--sign", key],
      ["report", "--sign", key, "--ndjson", folder.file("n.ndjson")],
      ["export", folder.file("tiles"), "--to", "tlog", "--sign", key],
    ] {
      let messages = MemorySink()
      let exitCode = CommandLineTool.run(
        arguments: command + ["--log", path, "--untrusted"], environment: [:],
        stdin: MemorySource(), stdout: MemorySink(), stderr: messages)
      #expect(exitCode == .usage, "\(command)")
      #expect(messages.text.contains("'--sign' does not go with '--untrusted'"))
    }
  }

  @Test("A report is not written to a terminal")
  func terminal() {
    let key = folder.file("desk.key")
    _ = repairctl("keygen", "example.com/desk", key)
    for form in ["--ndjson", "--html"] {
      let sink = MemorySink(isTerminal: true, columns: 80)
      let outcome = repairctl("report", "--sign", key, form, "-", "--log", path, output: sink)
      #expect(outcome.exitCode == .usage)
      #expect(sink.bytes.isEmpty)
    }
  }

  @Test("A pipe in the place of the checkpoint beside a log keeps nobody waiting")
  func pipe() {
    #expect(mkfifo(path + ".checkpoint", 0o600) == 0)
    #expect(repairctl("checkpoint", "--log", path).exitCode == .malformedInput)
  }

  @Test("A verifier key is taken from what keygen printed, by every command that takes one")
  func keyFiles() throws {
    // given
    let key = folder.file("desk.key")
    let printed = repairctl("keygen", "example.com/desk", key).output
    let file = try folder.write(printed, to: "desk.key.txt")
    let note = try folder.write(
      repairctl("checkpoint", "--sign", key, "--log", path).output, to: "note")
    let proof = try folder.write(
      repairctl("prove", "3", "--sign", key, "--log", path).output, to: "proof")
    let report = folder.file("r.ndjson")
    _ = repairctl("report", "N-00001", "--sign", key, "--ndjson", report, "--log", path)
    // when, then
    #expect(
      repairctl("verify", "--checkpoint", note, "--key", file, "--log", path).exitCode == .success)
    #expect(repairctl("check-proof", proof, "--key", file).exitCode == .success)
    #expect(repairctl("check-report", report, "--key", file).exitCode == .success)
    #expect(repairctl("check-proof", proof, "--key", note).exitCode == .malformedInput)
  }

  @Test("A report of what is behind a position claims no more, and says what was asked")
  func behind() throws {
    // given
    let key = folder.file("desk.key")
    let file = try folder.write(
      repairctl("keygen", "example.com/desk", key).output, to: "desk.key.txt")
    let page = folder.file("r.html")
    // when
    let made = repairctl(
      "report", "--after", "300", "--sign", key, "--html", page, "--log", path)
    let checked = repairctl("check-report", page, "--key", file, "--format", "json")
    // then
    #expect(made.exitCode == .success)
    let found = try #require(
      JSONSerialization.jsonObject(with: Data(checked.output.utf8)) as? [String: Any])
    #expect(found["complete"] as? String == "provedBehind")
    #expect(found["question"] as? [String: Int] == ["after": 300])
    #expect(
      try folder.read("r.html").contains("Every event of the log behind position 300 is here."))
    #expect(try !folder.read("r.html").contains("Every event of the log is here."))
  }
}
