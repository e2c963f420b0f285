import Foundation
import RepairCore
import RepairStore

/// Many callers of one store while a service keeps all projections up to date, beside the callers alone.
struct KeepBench: Bench {
  static let name = "keep"
  static let summary = "64 callers while all projections are kept up to date, beside them alone"

  private static let callers = 64
  private static let each = 1_500

  func run(in workshop: Workshop) async throws -> [Figure] {
    var (alone, kept, lags): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<workshop.rounds {
      alone.append(try await append(keeping: [], in: workshop).rate)
      let both = try await append(keeping: Views.standard, in: workshop)
      kept.append(both.rate)
      lags.append(both.lag)
    }
    return [
      Figure(
        name: "64 callers, all projections kept up to date",
        ours: String(format: "%.1f k/s", median(kept) / 1e3),
        beside: "alone " + String(format: "%.1f k/s", median(alone) / 1e3),
        ratio: median(zip(kept, alone).map { $0 / $1 }), aim: .atLeast(0.7)),
      Figure(
        name: "how late the rows were at worst, of 100 ms",
        ours: String(format: "%.0f ms", median(lags) * 1e3), beside: "100 ms",
        ratio: median(lags) / 0.1, aim: .atMost(1)),
    ]
  }

  private func append(
    keeping projections: [any Projection], in workshop: Workshop
  ) async throws -> (rate: Double, lag: Double) {
    let appends = try (0..<Self.callers).map { caller in
      try (0..<Self.each).map {
        try BenchLog.append($0, series: "\(caller)-", of: BenchEvent.life)
      }
    }
    let path = try workshop.emptyLog("keep.db")
    let engine = try await RepairEngine(opening: path)
    var service: Task<Void, any Error>?
    if !projections.isEmpty {
      let keeper = ProjectionService(engine, keeping: projections)
      service = Task { try await keeper.run() }
    }
    let watch = LagWatch(path)
    let watching = Task.detached {
      while !Task.isCancelled, !projections.isEmpty {
        try watch.look(at: projections)
        try await Task.sleep(for: .milliseconds(5))
      }
    }
    let took = try await seconds {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for mine in appends {
          group.addTask { for append in mine { try await engine.store.append(append) } }
        }
        try await group.waitForAll()
      }
    }
    watching.cancel()
    _ = await watching.result
    service?.cancel()
    _ = await service?.result
    await engine.close()
    return (Double(Self.callers * Self.each) / took, watch.worst)
  }
}

/// Looks how old the oldest event is that some projection has not taken in.
private final class LagWatch: @unchecked Sendable {
  // Unchecked: used by one task, and by another once that has ended.
  private let path: String
  private var views: Views?
  private var log: EventLog?
  private var heads: [(position: LogPosition, since: ContinuousClock.Instant)] = []
  private(set) var worst = 0.0

  init(_ path: String) { self.path = path }

  func look(at projections: [any Projection]) throws {
    let log = try self.log ?? EventLog.open(at: path, mode: .readOnly)
    let views = try self.views ?? Views(of: log)
    (self.log, self.views) = (log, views)
    let now = ContinuousClock.now
    let status = try views.status(of: projections)
    let reached =
      status.filter { !["noticeBoard", "timerAgenda"].contains($0.name) }
      .map(\.position).min() ?? .start
    heads.removeAll { $0.position <= reached }
    if let oldest = heads.first { worst = max(worst, (now - oldest.since) / .seconds(1)) }
    heads.append((try log.head(), now))
  }
}
