import Foundation
import RepairStore
import Testing

@testable import repairctl

/// What is wrong with a file, and another process in the way: the exit code, one line, nothing done.
@Suite struct BadInputTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    #expect(repairctl("init", path).exitCode == .success)
  }

  /// A legacy table that takes a while to import.
  private func largeTable(rows: Int) throws -> String {
    var text = "id,status,repairDate,address,campus,type,description\n"
    for row in 1...rows { text += "\(row),1,2026-03-01 08:00:00,5栋,1,1,水管漏水\n" }
    return try folder.write(text, to: "sheet.csv")
  }

  private func patch(_ offset: UInt64, _ bytes: [UInt8]) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seek(toOffset: offset)
    try file.write(contentsOf: Data(bytes))
    try file.close()
  }

  @Test("A log from the future is malformed input, and stays as it is")
  func newer() throws {
    // The user version, big-endian, at byte 60 of the file.
    try patch(60, [0, 0, 0, 99])
    let before = try folder.contents()
    let outcome = repairctl("status", "--log", path)
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.messages.contains("log version 99"))
    #expect(try folder.contents() == before)
  }

  @Test("A log cut short is malformed input")
  func cutShort() throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.truncate(atOffset: 5_000)
    try file.close()
    let outcome = repairctl("events", "--log", path)
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.messages.hasPrefix("Error: "))
    #expect(outcome.messages.split(separator: "\n").count == 1)
  }

  @Test("^C in the middle of an import keeps nothing of it")
  func interruptedImport() throws {
    let table = try largeTable(rows: 60_000)
    let running = try Binary.start(["import", table, "--from", "sheet", "--log", path])
    Thread.sleep(forTimeInterval: 0.3)
    running.process.interrupt()
    let outcome = running.finish()
    #expect(outcome.exitCode != 0)
    let log = try EventLog.open(at: path, mode: .readOnly)
    #expect(try log.head() == .start)
    #expect(try log.integrityProblems() == [])
  }

  @Test("Whoever writes while another process imports is told to try again")
  func busy() throws {
    let log = try EventLog.open(at: path, mode: .readWrite)
    let line =
      #"{"command":"submit","ticket":"N-1","actor":"u-1","role":"requester","#
      + #""at":"2026-03-01T08:00:00Z","campus":"north","category":"plumbing","#
      + #""description":"x","place":{"code":"p"}}"#
    try log.bulk { _ in
      let outcome = try Binary.run("run", "-", "--log", path, input: line + "\n")
      #expect(outcome.exitCode == 75)
      #expect(outcome.messages.contains("try again"))
    }
    #expect(try log.head() == .start)
  }
}
