import Foundation
import Testing

@testable import repairctl

@Suite("A stuck reader")
struct StuckReaderTests {
  #if os(Linux)
    @Test("A process that does not end its read is named by status")
    func isNamed() throws {
      let folder = try TemporaryFolder()
      let log = folder.file("tickets.db")
      try ScenarioLog.make(at: log)
      // An export whose reader has gone to sleep stands in the middle of its read.
      let process = Process()
      process.executableURL = Binary.url
      process.arguments = ["export", "--to", "ndjson", "--log", log]
      let output = Pipe()
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      defer {
        process.terminate()
        try? output.fileHandleForReading.close()
        process.waitUntilExit()
      }
      _ = try output.fileHandleForReading.read(upToCount: 1)
      let status = repairctl("status", "--format", "json", "--log", log)
      #expect(status.exitCode == .success)
      let record = try #require(
        try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any])
      let readers = try #require(record["readers"] as? [[String: Any]])
      #expect(readers.map { $0["process"] as? Int32 } == [process.processIdentifier])
      #expect(readers.first?["program"] as? String == "repairctl")
    }
  #endif

  @Test("A log that nobody reads names nobody")
  func nobody() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("tickets.db")
    try ScenarioLog.make(at: log)
    let status = repairctl("status", "--format", "json", "--log", log)
    #expect(!status.output.contains("readers"))
  }
}
