import Foundation
import RepairStore

/// Following a log: catching up with all of it, and how late a follower hears of an append.
struct SubscribeBench: Bench {
  static let name = "subscribe"
  static let summary = "a subscription catching up, beside a replay; and how late it is live"

  func run(in workshop: Workshop) async throws -> [Figure] {
    let path = try workshop.largeLog()
    let log = try EventLog.open(at: path, mode: .readOnly)
    let store = try await SQLiteEventStore(opening: path, mode: .readOnly)
    let head = try log.head()
    var (replays, catchUps): ([Double], [Double]) = ([], [])
    for _ in 0..<workshop.rounds {
      replays.append(try seconds { _ = try Replay(of: log) })
      catchUps.append(
        try await seconds {
          var events = 0
          for try await page in store.subscribe() {
            events += page.events.count
            if page.through >= head { break }
          }
          guard events == head.rawValue else {
            throw BenchFailure(description: "\(events) of \(head) events came")
          }
        })
    }
    await store.close()
    let late = try await latencies(in: workshop).sorted()
    let worst = late[min(late.count * 99 / 100, late.count - 1)]
    return [
      Figure(
        name: "subscription catching up", ours: rate(head.rawValue, in: median(catchUps)),
        beside: "replay \(rate(head.rawValue, in: median(replays)))",
        ratio: median(zip(replays, catchUps).map { $0 / $1 }), aim: .atLeast(0.8)),
      Figure(
        name: "append returned to page received, median",
        ours: String(format: "%.3f ms", median(late) * 1e3),
        beside: String(format: "99%%: %.3f ms", worst * 1e3), ratio: median(late) / 1e-3,
        aim: .atMost(1)),
    ]
  }

  /// How long after its append had returned each event was received; less than 0 when before.
  private func latencies(in workshop: Workshop) async throws -> [Double] {
    let count = 200 * workshop.rounds
    let store = try await SQLiteEventStore(opening: workshop.emptyLog("subscribe.db"))
    let clock = ContinuousClock()
    async let received = {
      var times: [ContinuousClock.Instant] = []
      for try await page in store.subscribe() {
        let now = clock.now
        times += page.events.map { _ in now }
        if times.count >= count { break }
      }
      return times
    }()
    var returned: [ContinuousClock.Instant] = []
    for index in 0..<count {
      // A follower that is waiting is what is measured, not one that is busy with the last page.
      try await Task.sleep(for: .milliseconds(2))
      try await store.append(BenchLog.append(index))
      returned.append(clock.now)
    }
    let late = zip(returned, try await received).map { inSeconds($1 - $0) }
    await store.close()
    return late
  }
}
