import RawSQLite
import RepairStore

/// Every event decoded into its type and folded into its ticket, beside a C program that only reads
/// all columns.
struct ReplayBench: Bench {
  static let name = "replay"
  static let summary = "replaying a log, on one thread and on two, beside a C scan of all columns"

  func run(in workshop: Workshop) throws -> [Figure] {
    let path = try workshop.largeLog()
    let log = try EventLog.open(at: path, mode: .readOnly)
    var (raw, one, two): ([Double], [Double], [Double]) = ([], [], [])
    var (events, sum): (Int64, Int64) = (0, 0)
    for _ in 0..<workshop.rounds {
      raw.append(raw_scan_all(path, &events, &sum))
      var replay: Replay?
      one.append(try seconds { replay = try Replay(of: log) })
      guard replay?.events == Int(events) else { throw BenchFailure(description: "not all read") }
      replay = nil
      two.append(try seconds { replay = try Replay(of: log, threads: 2) })
      replay = nil
    }
    let count = Int(events)
    return [
      Figure(
        name: "replay, one thread", ours: rate(count, in: median(one)),
        beside: "C scan \(rate(count, in: median(raw)))",
        ratio: median(zip(raw, one).map { $0 / $1 }), aim: .atLeast(0.35)),
      Figure(
        name: "replay, two threads", ours: rate(count, in: median(two)),
        beside: "one \(rate(count, in: median(one)))",
        ratio: median(zip(one, two).map { $0 / $1 }), aim: .atLeast(1.6)),
    ]
  }
}
