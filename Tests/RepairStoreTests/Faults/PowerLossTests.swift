import Foundation
import RepairCore
import Testing

@testable import RepairStore

@Suite("A power loss")
struct PowerLossTests {
  /// How many seeds are tried in one go.
  private static let share = 100

  /// Two thousand seeds in every run, ten times as many where time does not matter.
  private static let shares = Array(
    0..<(ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] == nil ? 20 : 200))

  /// An empty log as bytes, because making one is most of a short run.
  private static let emptyLog: Result<[UInt8], any Error> = Result {
    let fixture = try LogFixture()
    fixture.log.close()
    return try bytes(of: fixture.path)
  }

  @Test(
    "Whenever the power fails, what was acknowledged is there and the rest is whole or absent",
    arguments: shares)
  func nothingLost(share: Int) throws {
    let total = try run(share, durability: .full)
    #expect(total.crashes >= Self.share)
    #expect(total.acknowledged > Self.share)
    #expect(total.lost == 0)
    // Else nothing would show that an error is not a no.
    #expect(total.unansweredKept > 0)
  }

  @Test("Without flushes acknowledged events are lost, but no event is torn or out of place")
  func processCrashOnly() throws {
    let total = try run(0, durability: .processCrashOnly)
    #expect(total.lost > 0)
  }

  /// Runs a hundred seeds, every tenth from the making of the log on.
  private func run(
    _ share: Int, durability: LogConfiguration.Durability
  ) throws -> CrashRun.Outcome {
    let log = try Self.emptyLog.get()
    var total = CrashRun.Outcome()
    for index in 0..<Self.share {
      let seed = UInt64(share * Self.share + index + 1)
      do {
        var run = try CrashRun(
          seed: seed, log: index % 10 == 0 ? nil : log, durability: durability)
        let outcome = try run.run()
        #expect(outcome.problems.isEmpty, "seed \(seed)")
        if durability == .full { #expect(outcome.lost == 0, "seed \(seed)") }
        total.add(outcome)
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
    return total
  }
}

extension CrashRun.Outcome {
  mutating func add(_ other: CrashRun.Outcome) {
    crashes += other.crashes
    acknowledged += other.acknowledged
    lost += other.lost
    unansweredKept += other.unansweredKept
    problems += other.problems
  }
}
