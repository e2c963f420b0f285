import Foundation
import RepairCore
import Testing

@testable import RepairStore
@testable import repairctl

/// What verify, checkpoint and prove say when something is not as it should be, and what to do then.
@Suite struct AuditCommandsTests {
  private let folder: TemporaryFolder
  private let path: String
  private let key: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    key = folder.file("desk.key")
    try ScenarioLog.make(at: path)
    #expect(repairctl("keygen", "example.com/desk", key).exitCode == .success)
  }

  private func json(_ outcome: Outcome) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  private func messages(_ outcome: Outcome) throws -> String {
    let problems = try json(outcome)["problems"] as? [[String: Any]] ?? []
    return problems.compactMap { $0["message"] as? String }.joined(separator: "\n")
  }

  /// Changes a file as somebody would who has it, without the triggers that stand in the way.
  private func tamper(_ file: String, _ sql: String) throws {
    let connection = try Connection(path: file, access: .readWrite)
    let triggers = try connection.withStatement(
      "SELECT name, sql FROM sqlite_schema WHERE type='trigger' ORDER BY name"
    ) { row in
      var found: [(String, String)] = []
      while try row.step() { found.append((try row.text(0), try row.text(1))) }
      return found
    }
    for (name, _) in triggers { try connection.execute("DROP TRIGGER \(name)") }
    try connection.execute(sql)
    for (_, statement) in triggers { try connection.execute(statement) }
  }

  /// Adds an event to a log.
  private func append(to ticket: String, in log: String) throws {
    let log = try EventLog.open(at: log, mode: .readWrite)
    try MadeUpEvents.append("水管", to: ticket, at: "2026-03-01T08:00:00Z", in: log)
    log.close()
  }

  @Test("Verify says that nobody has looked at a checkpoint's signature, unless it has")
  func signature() throws {
    let note = repairctl("checkpoint", "--sign", key, "--log", path).output
    let kept = try folder.write(note, to: "monday.checkpoint")
    let vkey = try NoteSigner(keyFile: key).key.description
    let without = repairctl("verify", "--checkpoint", kept, "--format", "json", "--log", path)
    #expect(without.exitCode == .success && without.messages.contains("give '--key'"))
    #expect(try json(without)["signature"] as? String == "not looked at")
    let with = repairctl(
      "verify", "--checkpoint", kept, "--key", vkey, "--format", "json", "--log", path)
    #expect(with.exitCode == .success && with.messages.isEmpty)
    #expect(try json(with)["signature"] as? String == "looked at")
    #expect(
      try json(repairctl("verify", "--format", "json", "--log", path))["signature"] == nil)
  }

  @Test("Who finds an older log beside its anchor is told the anchor's file and what to do with it")
  func rolledBack() throws {
    // given
    let old = folder.file("old.db")
    #expect(repairctl("backup", old, "--log", path).exitCode == .success)
    try append(to: "N-777777", in: path)
    #expect(repairctl("checkpoint", "--log", path).exitCode == .success)
    try FileManager.default.copyItem(atPath: path + ".checkpoint", toPath: old + ".checkpoint")
    // when
    let said = repairctl("verify", "--format", "json", "--log", old)
    let refused = #expect(throws: StoreError.self) {
      try EventLog.open(at: old, mode: .readWrite)
    }
    // then
    #expect(said.exitCode == .answerIsNo)
    for message in [try messages(said), refused?.message ?? ""] {
      #expect(message.contains(old + ".checkpoint"), "\(message)")
      #expect(message.contains("An older copy") && message.contains("as evidence"))
      #expect(message.contains("move \(old).checkpoint away"))
    }
  }

  @Test("A checkpoint of another log is said to be of another, and not that this one is older")
  func otherLog() throws {
    let other = folder.file("other.db")
    #expect(
      repairctl("init", other, "--origin", "/elsewhere").exitCode == .success)
    try append(to: "N-1", in: other)
    let note = repairctl("checkpoint", "--no-anchor", "--log", other).output
    let kept = try folder.write(note, to: "other.checkpoint")
    let found = repairctl("verify", "--checkpoint", kept, "--format", "json", "--log", path)
    #expect(found.exitCode == .answerIsNo)
    let message = try messages(found)
    #expect(message.contains(kept) && message.contains("/elsewhere"), "\(message)")
    #expect(message.contains("Give the one of this log") && !message.contains("older"))
  }

  @Test(
    "There is no checkpoint of a place that the log has not come to, which is no error of the tool")
  func beyond() {
    let outcome = repairctl("checkpoint", "--at", "99999999", "--log", path)
    #expect(outcome.exitCode == .answerIsNo && outcome.output.isEmpty)
    #expect(outcome.messages.contains("no event at position 99999999"))
  }

  @Test("Nothing is printed as the proof of an event that was altered")
  func altered() throws {
    let note = repairctl("checkpoint", "--sign", key, "--log", path).output
    let kept = try folder.write(note, to: "monday.checkpoint")
    try tamper(path, "UPDATE event SET actor='u-99' WHERE position=17")
    for arguments in [["--sign", key], ["--checkpoint", kept]] {
      let outcome = repairctl("prove", "17", arguments[0], arguments[1], "--log", path)
      #expect(outcome.exitCode == .malformedInput && outcome.output.isEmpty)
      #expect(outcome.messages.contains("position 17"))
    }
    #expect(repairctl("prove", "18", "--checkpoint", kept, "--log", path).exitCode == .success)
  }

  @Test("A key that others can read or write is not used", arguments: [0o640, 0o604, 0o620])
  func openKey(mode: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
    let before = try folder.read("desk.key")
    for arguments in [["checkpoint", "--sign", key], ["prove", "1", "--sign", key]] {
      let outcome =
        arguments.count == 3
        ? repairctl(arguments[0], arguments[1], arguments[2], "--log", path)
        : repairctl(arguments[0], arguments[1], arguments[2], arguments[3], "--log", path)
      #expect(outcome.exitCode == .missingInput && outcome.output.isEmpty)
      #expect(outcome.messages.contains("chmod 600"))
    }
    #expect(try folder.read("desk.key") == before)
  }

  @Test("Verify says which views do not follow from the log, when it is asked to compare them")
  func views() throws {
    // given
    func verify() -> Outcome {
      repairctl("verify", "--views", "--format", "json", "--log", path)
    }
    #expect(try json(verify())["views"] as? String == "there are none")
    #expect(repairctl("replay", "--log", path).exitCode == .success)
    let sound = verify()
    #expect(sound.exitCode == .success, "\(sound.output)")
    #expect((try json(sound)["views"] as? [[String: Any]])?.isEmpty == false)
    // when
    let views = Views.path(besides: path)
    let table = try ProjectionNames(of: TicketBoard()).physical("ticket")
    let connection = try Connection(path: views, access: .readWrite)
    try connection.execute(
      "UPDATE \(table) SET campus='elsewhere' WHERE number IN (SELECT number FROM \(table) LIMIT 2)"
    )
    // then
    let found = verify()
    #expect(found.exitCode == .answerIsNo)
    #expect(try json(found)["ok"] as? Bool == false)
    let message = try messages(found)
    #expect(message.contains("2 rows of \(TicketBoard().name)") && message.contains("replay"))
    #expect(repairctl("verify", "--log", path).exitCode == .success)
    // and beside a stranger's log nothing is believed, be it good or bad
    let stranger = repairctl(
      "verify", "--views", "--untrusted", "--format", "json", "--log", path)
    #expect(stranger.exitCode == .success, "\(stranger.messages)")
    #expect(try json(stranger)["views"] as? String == "not looked at")
  }
}
