import Dispatch
import Foundation
import RepairCore
import RepairStore
import Synchronization

/// A subscriber that catches up with a large log, beside a replay of it; and how long after its
/// append an event reaches a subscriber who waits.
struct SubscriptionBench: Bench {
  static let name = "subscription"
  static let summary =
    "catching up by a subscription, beside a replay; an event's way to a subscriber"

  func run(in workshop: Workshop) throws -> [Figure] {
    let path = try workshop.largeLog()
    let log = try EventLog.open(at: path, mode: .readOnly)
    let count = try log.head().rawValue
    var (replay, plain, followed): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<workshop.rounds {
      replay.append(try seconds { _ = try Replay(of: log) })
      plain.append(
        try seconds {
          var after = LogPosition.start
          while after.rawValue < count {
            after = try log.readPage(.all, after: after, limit: 1_000).through
          }
        })
      followed.append(try seconds { try awaiting { try await Self.catchUp(path, count) } })
    }
    func figure(_ name: String, _ took: [Double], _ aim: Figure.Aim) -> Figure {
      Figure(
        name: name, ours: rate(count, in: median(took)),
        beside: "replay \(rate(count, in: median(replay)))",
        ratio: median(zip(replay, took).map { $0 / $1 }), aim: aim)
    }
    return [
      figure("pages read one after the other", plain, .none),
      figure("subscription, catching up", followed, .atLeast(0.8)),
      try latency(in: workshop),
    ]
  }

  /// Follows a log up to where it is now.
  private static func catchUp(
    _ path: String, _ count: Int
  ) async throws {
    let store = try await SQLiteEventStore(opening: path, mode: .readOnly)
    var (seen, bytes) = (0, 0)
    for try await page in store.subscribe() {
      for event in page.events { bytes += event.payload.count }
      seen += page.events.count
      if page.isAtHead { break }
    }
    await store.close()
    guard seen == count, bytes > seen else { throw BenchFailure(description: "not all delivered") }
  }

  private func latency(in workshop: Workshop) throws -> Figure {
    let path = try workshop.emptyLog("latency.db")
    let watch = Stopwatch()
    let turns = 2_000
    try awaiting {
      let store = try await SQLiteEventStore(opening: path)
      let subscriber = Task {
        for try await page in store.subscribe() {
          watch.stop()
          if page.through.rawValue == turns { return }
        }
      }
      for turn in 0..<turns {
        try await Task.sleep(for: .microseconds(200))
        let event = NewEvent(
          type: EventType("NoteAdded"), occurredAt: Timestamp(clamping: Int64(turn)),
          actor: try need(PersonID("w-7")), role: .worker, payload: Array(BenchLog.payload.utf8))
        watch.start()
        try await store.append(
          Append([event], to: try need(StreamName("notes")), expecting: .any))
      }
      try await subscriber.value
      await store.close()
    }
    let middle = median(watch.times)
    return Figure(
      name: "an append's call to the subscriber's page",
      ours: String(format: "%.3f ms", middle * 1e3),
      beside: "1 ms", ratio: 1e-3 / middle, aim: .atLeast(1))
  }
}

/// Times what begins in one task and ends in another.
private final class Stopwatch: Sendable {
  private let state = Mutex((started: ContinuousClock.now, times: [Double]()))

  var times: [Double] { state.withLock { $0.times } }

  func start() { state.withLock { $0.started = .now } }

  func stop() {
    state.withLock { state in
      let took = ContinuousClock.now - state.started
      state.times.append(
        Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18)
    }
  }
}

private func need<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw BenchFailure(description: "a name is none") }
  return value
}

/// Waits on this thread for what runs on others.
private func awaiting(_ body: @escaping @Sendable () async throws -> Void) throws {
  let done = DispatchSemaphore(value: 0)
  let result = Mutex<Result<Void, any Error>>(.success(()))
  Task.detached {
    do { try await body() } catch { result.withLock { $0 = .failure(error) } }
    done.signal()
  }
  done.wait()
  try result.withLock { $0 }.get()
}
