import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// What `status` says of those who react to events.
@Suite struct ConsumerStatusTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try ScenarioLog.make(at: path)
  }

  @Test(
    "The status has each consumer's place, its lag and what is in hand, inert and byte for byte")
  func consumers() async throws {
    let reason = "no\u{1B}[31m answer"
    let store = try await SQLiteEventStore(opening: path)
    let consumer = try await store.consumer(
      named: "notices\u{202E}", of: .all, from: .after(LogPosition(2)), owner: "server-1",
      failures: .park(after: 1), concurrency: 2, pageLimit: 1)
    var iterator = consumer.makeAsyncIterator()
    // One is parked and one is in hand.
    try await iterator.next()?.release(reason: reason)
    let inHand = try #require(try await iterator.next())
    let head = try await store.head().rawValue
    await store.close()

    let outcome = repairctl("status", "--log", path, "--format", "json")
    #expect(outcome.exitCode == .success)
    let status = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let consumers = try #require(status["consumers"] as? [[String: Any]])
    let found = try #require(consumers.first)
    #expect(consumers.count == 1 && found["name"] as? String == "notices\u{202E}")
    #expect(found["position"] as? Int == 3 && found["lag"] as? Int == head - 3)
    #expect(found["state"] as? String == "live" && found["stopped"] == nil)
    let lease = try #require((found["leases"] as? [[String: Any]])?.first)
    #expect(lease["first"] as? Int == 4 && lease["owner"] as? String == "server-1")
    #expect(lease["until"] as? String == inHand.until.description)
    #expect(lease["attempts"] as? Int == 1 && lease["events"] as? Int == 1)
    let parked = try #require((found["parked"] as? [[String: Any]])?.first)
    #expect(parked["position"] as? Int == 3 && parked["reason"] as? String == reason)

    for format in ["table", "json", "ndjson", "csv"] {
      let printed = repairctl("status", "--log", path, "--format", format).output
      #expect(printed.contains("notices"))
      #expect(!printed.contains("\u{1B}") && !printed.contains("\u{202E}"))
    }
  }

  @Test("A log without consumers says nothing of them")
  func none() {
    #expect(!repairctl("status", "--log", path).output.contains("consumers"))
  }
}
