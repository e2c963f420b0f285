import Foundation
import RepairCore
import Testing

@testable import RepairStore
@testable import repairctl

/// What an auditor does at a shell: verify, checkpoint, prove, check.
@Suite struct ProofCommandsTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try ScenarioLog.make(at: path)
  }

  private func json(_ outcome: Outcome) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  /// Makes a key and answers its file and its public half.
  private func key() throws -> (file: String, vkey: String) {
    let file = folder.file("desk.key")
    let made = repairctl("keygen", "example.com/desk", file, "--format", "json")
    #expect(made.exitCode == .success)
    return (file, try #require(try json(made)["key"] as? String))
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

  @Test("A log that nobody touched verifies, and its root is the one that status says")
  func verified() throws {
    let outcome = repairctl("verify", "--format", "json", "--log", path)
    #expect(outcome.exitCode == .success)
    let status = try json(repairctl("status", "--format", "json", "--log", path))
    let found = try json(outcome)
    #expect(found["ok"] as? Bool == true && found["firstBad"] == nil)
    #expect(found["events"] as? Int == status["events"] as? Int)
    #expect(found["root"] as? String == status["root"] as? String)
  }

  @Test("Status does not fail at a log of an earlier release that has a checkpoint beside it")
  func unchecked() throws {
    // given
    let log = try EventLog.open(at: path, mode: .readWrite)
    try log.keepAnchor()
    log.close()
    let connection = try Connection(path: path, access: .readWrite)
    for statement in LogSchema.migrations[1].statements.reversed() {
      let words = statement.split(separator: " ", maxSplits: 3)
      let name = words[2].prefix { $0 != "(" && $0 != "\n" }
      try connection.execute("DROP \(words[1]) IF EXISTS \(name)")
    }
    try connection.execute("PRAGMA user_version=1")
    // when
    let outcome = repairctl("status", "--format", "json", "--log", path)
    // then
    #expect(outcome.exitCode == .success)
    let anchor = try json(outcome)["anchor"] as? [String: Any]
    #expect(anchor?["state"] as? String == "unchecked")
  }

  @Test("The first position that does not hold is named, and the exit code says no")
  func tampered() throws {
    try tamper("UPDATE event SET actor='u-99' WHERE position=17")
    let outcome = repairctl("verify", "--format", "json", "--log", path)
    #expect(outcome.exitCode == .answerIsNo)
    #expect(try json(outcome)["firstBad"] as? Int == 17)
  }

  @Test("A log without one of its triggers does not verify")
  func schema() throws {
    let connection = try Connection(path: path, access: .readWrite)
    try connection.execute("DROP TRIGGER event_is_not_updated")
    let outcome = repairctl("verify", "--format", "json", "--log", path)
    #expect(outcome.exitCode == .answerIsNo)
    #expect(try json(outcome)["ok"] as? Bool == false)
  }

  @Test("A log that is none is no answer but an error")
  func noLog() throws {
    #expect(
      repairctl("verify", "--log", try folder.write("nothing", to: "a.db")).exitCode
        == .malformedInput)
    #expect(repairctl("verify", "--log", folder.file("none.db")).exitCode == .missingInput)
  }

  @Test("A signed checkpoint is verified with the key, and a log that was rewritten is found by it")
  func checkpoint() throws {
    // given
    let (file, vkey) = try key()
    let signed = repairctl("checkpoint", "--sign", file, "--log", path)
    #expect(signed.exitCode == .success)
    let kept = try folder.write(signed.output, to: "monday.checkpoint")
    let arguments = ["--checkpoint", kept, "--key", vkey, "--format", "json", "--log", path]
    func verify() -> Outcome {
      repairctl(
        "verify", arguments[0], arguments[1], arguments[2], arguments[3], "--format", "json",
        "--log", path)
    }
    #expect(verify().exitCode == .success)
    // when
    try tamper("UPDATE event SET actor='u-99' WHERE position=17")
    try tamper("DELETE FROM tree_tile")
    try tamper("DELETE FROM tree_tail")
    try FileManager.default.removeItem(atPath: path + ".checkpoint")
    _ = try EventLog.open(at: path, mode: .readWrite).bulk { _ in }
    // then
    #expect(repairctl("verify", "--log", path).exitCode == .success)
    let found = verify()
    #expect(found.exitCode == .answerIsNo)
    #expect(found.output.contains("does not say the same"))
  }

  @Test("A checkpoint by another key, or one that was changed, is not believed")
  func forged() throws {
    let (file, vkey) = try key()
    let signed = repairctl("checkpoint", "--sign", file, "--log", path).output
    let other = repairctl("keygen", "other", folder.file("other.key"), "--format", "json")
    let otherKey = try #require(try json(other)["key"] as? String)
    let kept = try folder.write(signed, to: "a.checkpoint")
    let forged = try folder.write(
      signed.replacingOccurrences(of: "\n2", with: "\n1"), to: "b.checkpoint")
    for (file, key) in [(kept, otherKey), (forged, vkey)]
    where file != forged || signed.contains("\n2") {
      let outcome = repairctl(
        "verify", "--checkpoint", file, "--key", key, "--log", path, "--format", "json")
      #expect(outcome.exitCode == .answerIsNo)
      #expect(try json(outcome)["ok"] as? Bool == false)
    }
  }

  @Test("A proof is checked without the log, and says who did what; any change makes it worthless")
  func proof() throws {
    // given
    let (file, vkey) = try key()
    let proved = repairctl("prove", "17", "--sign", file, "--log", path)
    #expect(proved.exitCode == .success)
    // then
    let good = repairctl(
      "check-proof", "-", "--key", vkey, "--format", "json", input: proved.output)
    #expect(good.exitCode == .success)
    #expect(try json(good)["position"] as? Int == 17)
    #expect(try json(good)["type"] is String)
    var lines = proved.output.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    let last = lines.count - 2
    for index in 0...last where !lines[index].isEmpty {
      let line = lines[index]
      lines[index] = line.first == "Q" ? "R" + line.dropFirst() : "Q" + line.dropFirst()
      let bad = repairctl(
        "check-proof", "-", "--key", vkey, input: lines.joined(separator: "\n"))
      #expect(bad.exitCode != .success, "\(line)")
      lines[index] = line
    }
  }

  @Test("A proof can be had under a checkpoint that others hold, for what it is of")
  func underCheckpoint() throws {
    let (file, vkey) = try key()
    let note = repairctl("checkpoint", "--sign", file, "--at", "100", "--log", path).output
    let kept = try folder.write(note, to: "hundred.checkpoint")
    let proved = repairctl("prove", "100", "--checkpoint", kept, "--log", path)
    #expect(proved.exitCode == .success && proved.output.hasSuffix(note))
    #expect(repairctl("check-proof", "-", "--key", vkey, input: proved.output).exitCode == .success)
    #expect(
      repairctl("prove", "101", "--checkpoint", kept, "--log", path).exitCode == .answerIsNo)
    #expect(repairctl("prove", "999999", "--sign", file, "--log", path).exitCode == .answerIsNo)
  }

  @Test("A key signs no log that contradicts what it has signed")
  func contradiction() throws {
    // given two logs that go on differently
    let (file, _) = try key()
    let other = folder.file("other.db")
    #expect(repairctl("backup", other, "--log", path).exitCode == .success)
    for (log, tickets) in [(path, ["N-900001"]), (other, ["N-900002", "N-900003"])] {
      for ticket in tickets {
        try MadeUpEvents.append(
          "水管", to: ticket, at: "2026-03-01T08:00:00Z",
          in: try EventLog.open(at: log, mode: .readWrite))
      }
    }
    // when one is signed
    #expect(repairctl("checkpoint", "--sign", file, "--log", path).exitCode == .success)
    // then neither a shorter state of it is, nor the other
    let shorter = repairctl("checkpoint", "--sign", file, "--at", "10", "--log", path)
    #expect(shorter.exitCode == .answerIsNo && shorter.output.isEmpty)
    #expect(repairctl("checkpoint", "--sign", file, "--log", other).exitCode == .answerIsNo)
    #expect(repairctl("checkpoint", "--sign", file, "--log", path).exitCode == .success)
  }

  @Test("A log that was put back to an older copy is read, and not written")
  func rolledBack() throws {
    // given
    let old = folder.file("old.db")
    #expect(repairctl("backup", old, "--log", path).exitCode == .success)
    try MadeUpEvents.append(
      "水管", to: "N-999999", at: "2026-03-01T08:00:00Z",
      in: try EventLog.open(at: path, mode: .readWrite))
    #expect(repairctl("checkpoint", "--log", path).exitCode == .success)
    // when
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.copyItem(atPath: old, toPath: path)
    // then
    #expect(throws: StoreError.self) { try EventLog.open(at: path, mode: .readWrite) }
    #expect(repairctl("events", "--limit", "1", "--log", path).exitCode == .success)
    let status = repairctl("status", "--format", "json", "--log", path)
    #expect(status.exitCode == .answerIsNo && status.output.contains("rolledBack"))
    #expect(repairctl("verify", "--log", path).exitCode == .answerIsNo)
  }

  @Test(
    "What is no proof, no note and no key is malformed or wrong usage",
    arguments: [
      "", "x", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex 01\n\n",
      "c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n\na\n1\n\n",
    ])
  func malformed(text: String) throws {
    let (_, vkey) = try key()
    #expect(repairctl("check-proof", "-", "--key", vkey, input: text).exitCode == .malformedInput)
    #expect(repairctl("check-proof", "-", "--key", "a+b+c", input: text).exitCode == .usage)
    let file = try folder.write(text, to: "note")
    #expect(chmod(file, 0o600) == 0)
    #expect(
      repairctl("prove", "1", "--checkpoint", file, "--log", path).exitCode == .malformedInput)
    #expect(
      repairctl("checkpoint", "--sign", file, "--log", path).exitCode == .malformedInput)
  }
}
