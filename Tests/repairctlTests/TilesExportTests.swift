import Foundation
import RepairStore
import Testing

@testable import repairctl

/// `export --to tlog` at a shell.
@Suite struct TilesExportTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try ScenarioLog.make(at: path)
    #expect(
      repairctl("keygen", "example.com/desk", folder.file("desk.key")).exitCode == .success)
  }

  private var files: Set<String> {
    get throws { Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) }
  }

  private func export(_ arguments: [String]) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: ["export"] + arguments + ["--to", "tlog", "--log", path, "--format", "json"],
      environment: [:], stdin: MemorySource(), stdout: output, stderr: messages,
      isInterrupted: { false })
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  private func export(_ arguments: String...) -> Outcome { export(arguments) }

  /// Adds an event to the log.
  private func note(_ text: String, on ticket: String) throws {
    try MadeUpEvents.append(
      text, to: ticket, at: "2026-03-01T08:00:00Z",
      in: try EventLog.open(at: path, mode: .readWrite))
  }

  @Test("Tiles signed now and tiles of a checkpoint signed before are the same files")
  func written() throws {
    let key = folder.file("desk.key")
    let signed = repairctl("checkpoint", "--sign", key, "--no-anchor", "--log", path).output
    let note = try folder.write(signed, to: "a.checkpoint")
    let first = export(folder.file("first"), "--sign", key)
    let second = export(folder.file("second") + "/", "--checkpoint", note)
    #expect(first.exitCode == .success && second.exitCode == .success, "\(first.messages)")
    for name in ["checkpoint", "tile/0/000", "tile/entries/000"] {
      #expect(try folder.read("first/" + name) == folder.read("second/" + name))
    }
    #expect(try folder.read("first/checkpoint") == signed)
    let said = try #require(
      JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
    #expect(signed.contains("\n\(said["events"] as? Int ?? 0)\n\(said["root"] as? String ?? "")\n"))
  }

  @Test("What was written by people and the salts of payloads are not in the tiles")
  func inside() throws {
    let text = "the third floor's tap drips on the piano"
    try note(text, on: "N-777777")
    #expect(
      export(folder.file("tiles"), "--sign", folder.file("desk.key")).exitCode == .success)
    let all = FileManager.default.enumerator(atPath: folder.file("tiles"))
    var (written, ticket) = (false, false)
    while let name = all?.nextObject() as? String {
      let bytes = try? Data(contentsOf: URL(filePath: folder.file("tiles/" + name)))
      written = written || bytes?.range(of: Data(text.utf8)) != nil
      ticket = ticket || bytes?.range(of: Data("ticket/N-777777".utf8)) != nil
    }
    #expect(ticket && !written)
  }

  @Test(
    "A choice among events, no folder, and not one of key and checkpoint are wrong usage",
    arguments: [
      ["t", "--sign", "k", "--type", "TicketSubmitted"], ["t", "--sign", "k", "--limit", "3"],
      ["t", "--sign", "k", "--after", "3"], ["t", "--sign", "k", "--at", "3"],
      ["t", "--sign", "k", "--bom"], ["--sign", "k"], ["-", "--sign", "k"], ["t"],
      ["t", "--sign", "k", "--checkpoint", "c"],
    ])
  func usage(arguments: [String]) throws {
    let before = try files
    let outcome = export(arguments)
    #expect(outcome.exitCode == .usage, "\(outcome.messages)")
    #expect(try files == before)
  }

  @Test("A key to sign with is for tiles alone")
  func otherFormats() {
    let outcome = repairctl(
      "export", "-", "--to", "csv", "--sign", folder.file("desk.key"), "--log", path)
    #expect(outcome.exitCode == .usage)
  }

  @Test("An existing folder is left alone, and a missing one above is output that cannot be")
  func inTheWay() throws {
    let key = folder.file("desk.key")
    try FileManager.default.createDirectory(
      atPath: folder.file("tiles"), withIntermediateDirectories: false)
    let before = try folder.read("desk.key")
    #expect(export(folder.file("tiles"), "--sign", key).exitCode == .cannotCreate)
    #expect(export(folder.file("none/tiles"), "--sign", key).exitCode == .cannotCreate)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("tiles")).isEmpty)
    #expect(try folder.read("desk.key") == before)
  }

  @Test("A key does not sign tiles that contradict what it has signed, and nothing is left of them")
  func contradiction() throws {
    // given the key has signed this log longer than it is
    let key = folder.file("desk.key")
    let old = folder.file("old.db")
    #expect(repairctl("backup", old, "--log", path).exitCode == .success)
    try note("水管", on: "N-777777")
    #expect(
      repairctl("checkpoint", "--sign", key, "--no-anchor", "--log", path).exitCode == .success)
    let before = try files
    // when
    let outcome = repairctl(
      "export", folder.file("tiles"), "--to", "tlog", "--sign", key, "--log", old)
    // then
    #expect(outcome.exitCode == .answerIsNo)
    #expect(try files == before)
  }
}
