import Foundation
import RawSQLite
import RepairCore
import RepairStore

/// A writer and a reader of the whole log at once, each beside itself alone; and the same pair in C.
struct TogetherBench: Bench {
  static let name = "together"
  static let summary =
    "a replay over and over while a writer writes, beside each alone, and both in C"

  /// How much each got done a second.
  private struct Rates {
    var read = 0.0
    var written = 0.0
  }

  func run(in workshop: Workshop) async throws -> [Figure] {
    let source = try EventLog.open(at: workshop.largeLog(), mode: .readOnly)
    let paths = try ["together.db", "together-raw.db"].map { name in
      try workshop.remove(name)
      _ = try source.backup(to: workshop.path(name))
      return workshop.path(name)
    }
    let life = RawEvents(BenchEvent.life)
    var (alone, together): ([Rates], [Rates]) = ([], [])
    var (rawAlone, rawTogether): ([Rates], [Rates]) = ([], [])
    for round in 0..<workshop.rounds {
      func ours(reads: Bool, writes: Bool) async throws -> Rates {
        try await run(paths[0], "\(round)-\(reads)-", reads: reads, writes: writes)
      }
      func inC(reads: Bool, writes: Bool) throws -> Rates {
        var (read, written): (Int64, Int64) = (0, 0)
        let took = withUnsafeMutablePointer(to: &read) { read in
          withUnsafeMutablePointer(to: &written) { written in
            raw_together(
              paths[1], Self.span, life.pointer, life.count, reads ? read : nil,
              writes ? written : nil)
          }
        }
        guard took > 0 else { throw BenchFailure(description: "the C side failed") }
        return Rates(read: Double(read) / took, written: Double(written) / took)
      }
      alone.append(
        Rates(
          read: try await ours(reads: true, writes: false).read,
          written: try await ours(reads: false, writes: true).written))
      together.append(try await ours(reads: true, writes: true))
      rawAlone.append(
        Rates(
          read: try inC(reads: true, writes: false).read,
          written: try inC(reads: false, writes: true).written))
      rawTogether.append(try inC(reads: true, writes: true))
    }
    for name in ["together.db", "together-raw.db"] { try workshop.remove(name) }
    func figure(
      _ name: String, _ together: [Rates], _ alone: [Rates], _ of: KeyPath<Rates, Double>,
      _ aim: Figure.Aim
    ) -> Figure {
      let (both, one) = (together.map { $0[keyPath: of] }, alone.map { $0[keyPath: of] })
      return Figure(
        name: name, ours: rate(Int(median(both)), in: 1),
        beside: "alone \(rate(Int(median(one)), in: 1))",
        ratio: median(zip(both, one).map { $0 / $1 }), aim: aim)
    }
    return [
      figure("writer beside a replay", together, alone, \.written, .atLeast(0.8)),
      figure("replay beside a writer", together, alone, \.read, .atLeast(0.8)),
      figure("C: writer beside a scan", rawTogether, rawAlone, \.written, .none),
      figure("C: scan beside a writer", rawTogether, rawAlone, \.read, .none),
    ]
  }

  /// For how many seconds each is watched.
  private static let span = 2.0

  private func run(
    _ path: String, _ series: String, reads: Bool, writes: Bool
  ) async throws -> Rates {
    let end = ContinuousClock.now + .seconds(Self.span)
    async let written = writes ? append(to: path, series, until: end) : 0
    async let read = reads ? replay(path, until: end) : 0
    return Rates(
      read: Double(try await read) / Self.span, written: Double(try await written) / Self.span)
  }

  private func append(
    to path: String, _ series: String, until end: ContinuousClock.Instant
  ) async throws -> Int {
    let store = try await SQLiteEventStore(opening: path)
    var done = 0
    while ContinuousClock.now < end {
      try await store.append(BenchLog.append(done, series: series, of: BenchEvent.life))
      done += 1
    }
    await store.close()
    return done
  }

  private struct TimeIsUp: Error {}

  /// Replays on a thread of its own, as a server would: a task's thread must not be kept for long.
  private func replay(_ path: String, until end: ContinuousClock.Instant) async throws -> Int {
    try await withCheckedThrowingContinuation { caller in
      Thread.detachNewThread {
        caller.resume(with: Result { try replayOverAndOver(path, until: end) })
      }
    }
  }

  private func replayOverAndOver(
    _ path: String, until end: ContinuousClock.Instant
  ) throws -> Int {
    let log = try EventLog.open(at: path, mode: .readOnly)
    let counted = Counter()
    do {
      while true {
        let before = counted.value
        let replay = try Replay(of: log) { done, _ in
          counted.value = before + done
          if ContinuousClock.now >= end { throw TimeIsUp() }
        }
        counted.value = before + replay.events
      }
    } catch is TimeIsUp {
      return counted.value
    }
  }

  /// Touched by the thread that replays alone.
  private final class Counter: @unchecked Sendable {
    var value = 0
  }
}
