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

  @Test(
    "Whenever the power fails, what was acknowledged is there and the rest is whole or absent",
    arguments: shares)
  func nothingLost(share: Int) throws {
    let total = try run(share, durability: .full)
    #expect(total.crashes >= Self.share)
    #expect(total.acknowledged > Self.share)
    #expect(total.lost == 0)
    // Else nothing would show that an error is not a no; few hundreds of seeds have no such end.
    if share == 0 { #expect(total.unansweredKept > 0) }
  }

  @Test("Without flushes acknowledged events are lost, but no event is torn or out of place")
  func processCrashOnly() throws {
    let total = try run(0, durability: .processCrashOnly)
    #expect(total.lost > 0)
  }

  @Test(
    "An append is answered after a flush of the -wal, unless that was not asked for",
    arguments: [LogConfiguration.Durability.full, .processCrashOnly])
  func flushes(durability: LogConfiguration.Durability) throws {
    let disk = try FaultDisk(holding: ["log.db": try CrashRun.emptyLog.get()])
    let log = try EventLog.open(
      at: disk.file("log.db"), mode: .readWrite,
      configuration: disk.configuration { $0.durability = durability })
    try log.append([event()], to: stream("s"), expecting: .any)
    let before = disk.calls(.sync, of: .wal)
    for _ in 0..<5 { try log.append([event()], to: stream("s"), expecting: .any) }
    #expect(disk.calls(.sync, of: .wal) - before == (durability == .full ? 5 : 0))
  }

  @Test("On a disk that lies about its flushes this very harness finds loss and damage")
  func lyingDisk() throws {
    let total = try run(0, durability: .full, ignoringFlushesOf: [.wal, .database])
    #expect(total.lost > 0)
    #expect(!total.problems.isEmpty)
  }

  @Test(
    "What a killed process left is safe once a repeated key has been answered", arguments: 1...8)
  func repeatedAfterKill(seed: UInt64) throws {
    let disk = try FaultDisk()
    let path = disk.file("log.db")
    let request = Append(
      [try event()], to: try stream("s"), expecting: .any, key: try key("k", for: "request"))
    let log = try EventLog.create(at: path, configuration: disk.configuration())
    // All is written, and the process dies before it is flushed.
    disk.interrupt(.sync, of: .wal) { [weak disk] in disk?.kill(atChange: 1) }
    #expect(throws: StoreError.self) { try log.append(request) }
    #expect(disk.isDead)
    log.close()
    try disk.restart()
    let second = try EventLog.open(
      at: path, mode: .readWrite, configuration: disk.configuration())
    #expect(try second.append(request).repeated)
    disk.cutPower(seed: seed)
    second.close()
    try disk.restart()
    let third = try EventLog.open(
      at: path, mode: .readWrite, configuration: disk.configuration())
    #expect(try third.head() == LogPosition(1))
  }

  /// Runs a hundred seeds, every tenth from the making of the log on.
  private func run(
    _ share: Int, durability: LogConfiguration.Durability,
    ignoringFlushesOf ignored: FaultDisk.Kind = []
  ) throws -> CrashRun.Outcome {
    let log = try CrashRun.emptyLog.get()
    var total = CrashRun.Outcome()
    for index in 0..<Self.share {
      let seed = UInt64(share * Self.share + index + 1)
      do {
        var run = try CrashRun(
          seed: seed, log: index % 10 == 0 ? nil : log, durability: durability,
          ignoringFlushesOf: ignored)
        let outcome = try run.run()
        total.add(outcome)
        guard ignored.isEmpty else { continue }
        #expect(outcome.problems.isEmpty, "seed \(seed)")
        if durability == .full { #expect(outcome.lost == 0, "seed \(seed)") }
      } catch {
        // A log that its disk has damaged may be beyond reading.
        if ignored.isEmpty {
          Issue.record(error, "seed \(seed)")
        } else {
          total.problems.append("\(error)")
        }
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
