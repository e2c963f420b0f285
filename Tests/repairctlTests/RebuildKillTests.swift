import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// A real process that makes the views anew, killed at any moment.
@Suite struct RebuildKillTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    let scenario = repairctl("scenario", "--tickets", "1500", "--seed", "5", "--tickets-only")
    try #require(repairctl("init", path).exitCode == .success)
    try #require(repairctl("--log", path, "run", "-", input: scenario.output).exitCode != .usage)
  }

  private func digests(_ outcome: Outcome) throws -> [String?] {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let projections = try #require(object["projections"] as? [[String: Any]])
    return projections.map { $0["digest"] as? String }
  }

  @Test("A rebuild that is killed, whenever, leaves the views as they were and goes on")
  func killed() throws {
    let whole = repairctl("--log", path, "replay", "--format", "json")
    #expect(whole.exitCode == .success)
    let expected = try digests(whole)
    var kills = 0
    for round in 0..<12 {
      let running = try Binary.start(["--log", path, "replay", "--format", "json"])
      usleep(UInt32(20_000 + round * 35_000))
      if running.process.isRunning {
        kill(running.process.processIdentifier, SIGKILL)
        kills += 1
      }
      _ = running.finish()
      // Whatever it had written, the live rows answer as before.
      #expect(repairctl("--log", path, "query", "--count").output == "1500\n")
    }
    #expect(kills > 0, "no round was quick enough to kill anything")
    // What a dead one held is not waited for.
    let after = repairctl("--log", path, "replay", "--format", "json")
    #expect(after.exitCode == .success)
    #expect(try digests(after) == expected)
    let check = repairctl("--log", path, "replay", "--check")
    #expect(check.exitCode == .success)
  }
}
