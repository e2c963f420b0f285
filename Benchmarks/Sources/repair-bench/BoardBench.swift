import Foundation
import RepairStore

/// Making the ticket board from the whole log, beside the bare replay.
struct BoardBench: Bench {
  static let name = "board"
  static let summary = "rebuilding the ticket board, beside a replay of the same events"

  func run(in workshop: Workshop) throws -> [Figure] {
    let path = try workshop.largeLog()
    let log = try EventLog.open(at: path, mode: .readOnly)
    var (replays, rebuilds): ([Double], [Double]) = ([], [])
    for _ in 0..<workshop.rounds {
      replays.append(try seconds { _ = try Replay(of: log) })
      let views = Views.path(besides: path)
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: views + suffix)
      }
      rebuilds.append(try seconds { _ = try Views(of: log).rebuild() })
    }
    let count = try log.head().rawValue
    return [
      Figure(
        name: "board rebuilt, time against a replay", ours: rate(count, in: median(rebuilds)),
        beside: "replay \(rate(count, in: median(replays)))",
        ratio: median(zip(rebuilds, replays).map { $0 / $1 }), aim: .atMost(4))
    ]
  }
}
