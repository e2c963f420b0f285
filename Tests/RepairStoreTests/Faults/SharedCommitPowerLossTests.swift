import Foundation
import RepairCore
import Testing

@testable import RepairStore

@Suite("A power loss under shared commits")
struct SharedCommitPowerLossTests {
  /// How many seeds are tried in one go.
  private static let share = 20

  private static let shares = Array(
    0..<(ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] == nil ? 5 : 50))

  /// What a caller asked, and what it was told.
  private struct Told: Sendable {
    let append: Append
    /// Nothing when there was no answer, or none that says whether it is there.
    let result: AppendResult?
  }

  @Test(
    "What each of eight callers was told is there where they were told, and the rest whole or absent",
    arguments: shares)
  func nothingLost(share: Int) async throws {
    var acknowledged = 0
    for index in 0..<Self.share {
      let seed = UInt64(share * Self.share + index + 1)
      do {
        let (disk, told) = try await crash(seed: seed)
        acknowledged += told.count { $0.result != nil }
        try check(disk, told, seed: seed)
      } catch {
        Issue.record(error, "seed \(seed)")
      }
    }
    #expect(acknowledged > Self.share)
  }

  /// Lets eight callers append until the power fails, and restarts the disk.
  private func crash(seed: UInt64) async throws -> (FaultDisk, [Told]) {
    var random = RandomNumbers(seed: seed)
    let disk = try FaultDisk(holding: ["log.db": try CrashRun.emptyLog.get()])
    var configuration = SQLiteEventStore.Configuration()
    let pages = random.number(10...200)
    configuration.log = disk.configuration { $0.walCheckpointPages = pages }
    configuration.readers = 1
    let store = try await SQLiteEventStore(
      opening: disk.file("log.db"), configuration: configuration)
    disk.cutPower(atChange: random.number(1...600), seed: random.next())
    let told = try await withThrowingTaskGroup(of: [Told].self) { group in
      for caller in 0..<8 { group.addTask { try await Self.call(store, as: caller) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    disk.cutPower(seed: random.next())
    await store.close()
    try disk.restart()
    return (disk, told)
  }

  private static func call(_ store: SQLiteEventStore, as caller: Int) async throws -> [Told] {
    var told: [Told] = []
    for number in 0..<60 {
      let name = "\(caller)-\(number)"
      let events = try (0...number % 3).map {
        try event(payload: "{\"name\":\"\(name)-\($0)\"}")
      }
      // Streams that callers share, so that versions depend on who came first.
      let append = Append(
        events, to: try stream("s-\((caller + number) % 4)"), expecting: .any,
        key: try key(name, for: name))
      do {
        told.append(Told(append: append, result: try await store.append(append)))
      } catch is StoreError {
        told.append(Told(append: append, result: nil))
        break
      }
    }
    return told
  }

  private func check(_ disk: FaultDisk, _ told: [Told], seed: UInt64) throws {
    let log = try EventLog.open(
      at: disk.file("log.db"), mode: .readWrite, configuration: disk.configuration())
    defer { log.close() }
    let found = try log.readLog(limit: 10_000)
    #expect(found.map(\.position.rawValue) == Array(1..<found.count + 1), "seed \(seed)")
    #expect(try log.integrityProblems().isEmpty, "seed \(seed)")
    var expected = 0
    for each in told {
      guard let key = each.append.key else { continue }
      let record = try log.lookup(key: key.name)
      if let result = each.result {
        #expect(record?.firstPosition == result.firstPosition, "seed \(seed): \(key.name)")
        #expect(record?.lastPosition == result.lastPosition, "seed \(seed): \(key.name)")
      }
      guard let record else { continue }
      let range = record.firstPosition.rawValue - 1..<record.lastPosition.rawValue
      expected += range.count
      try #require(range.upperBound <= found.count, "seed \(seed): \(key.name)")
      #expect(
        found[range].map(\.payload) == each.append.events.map(\.payload)
          && found[range].allSatisfy { $0.stream == each.append.stream },
        "seed \(seed): \(key.name)")
      #expect(try log.append(each.append).repeated, "seed \(seed): \(key.name)")
    }
    #expect(expected == found.count, "seed \(seed)")
    // What is not there is not known either, and is done once it is asked again.
    for each in told where each.result == nil {
      let isThere = try each.append.key.flatMap { try log.lookup(key: $0.name) } != nil
      #expect(try log.append(each.append).repeated == isThere, "seed \(seed)")
    }
  }
}
