import Foundation
import RepairStore

/// Making the ticket board, and all projections, from the whole log, beside the bare replay.
struct BoardBench: Bench {
  static let name = "board"
  static let summary =
    "rebuilding the ticket board and all projections, beside a replay of the same events"

  func run(in workshop: Workshop) throws -> [Figure] {
    let path = try workshop.largeLog()
    let log = try EventLog.open(at: path, mode: .readOnly)
    var (replays, rebuilds, all): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<workshop.rounds {
      replays.append(try seconds { _ = try Replay(of: log) })
      removeViews(of: path)
      rebuilds.append(try seconds { _ = try Views(of: log).rebuild() })
      removeViews(of: path)
      all.append(try seconds { _ = try Views(of: log).rebuild(Views.standard) })
    }
    let count = try log.head().rawValue
    return [
      Figure(
        name: "board rebuilt, time against a replay", ours: rate(count, in: median(rebuilds)),
        beside: "replay \(rate(count, in: median(replays)))",
        ratio: median(zip(rebuilds, replays).map { $0 / $1 }), aim: .atMost(4)),
      Figure(
        name: "all projections rebuilt, time against a replay",
        ours: rate(count, in: median(all)),
        beside: "replay \(rate(count, in: median(replays)))",
        ratio: median(zip(all, replays).map { $0 / $1 }), aim: .atMost(5)),
    ]
  }

  private func removeViews(of path: String) {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: Views.path(besides: path) + suffix)
    }
  }
}
