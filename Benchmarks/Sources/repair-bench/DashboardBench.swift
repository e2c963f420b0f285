import RepairCore
import RepairStore

/// The desk's figures from a whole log, beside the bare replay of the same events.
struct DashboardBench: Bench {
  static let name = "dashboard"
  static let summary =
    "the desk's figures, from nothing, again, and as of twelve moments, beside a replay"

  func run(in workshop: Workshop) throws -> [Figure] {
    let log = try EventLog.open(at: try workshop.largeLog(), mode: .readOnly)
    let count = try log.head().rawValue
    var (replays, cold, warm, year): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for _ in 0..<workshop.rounds {
      replays.append(try seconds { _ = try Replay(of: log) })
      let tickets = TicketLog(log)
      let now = FiguresRequest(at: .latest)
      cold.append(try seconds { _ = try tickets.figures(now) })
      warm.append(try seconds { _ = try tickets.figures(now) })
      guard let last = try tickets.lastMoment(through: .end) else {
        throw BenchFailure(description: "the log has no tickets")
      }
      let months = (0..<12).map { last - .days(30 * $0) }
      let fresh = TicketLog(log)
      year.append(try seconds { _ = try fresh.figures(now, atEach: months) })
    }
    func figure(_ name: String, _ times: [Double], _ aim: Double) -> Figure {
      Figure(
        name: name, ours: rate(count, in: median(times)),
        beside: "replay \(rate(count, in: median(replays)))",
        ratio: median(zip(times, replays).map { $0 / $1 }), aim: .atMost(aim))
    }
    return [
      figure("dashboard from nothing, time against a replay", cold, 3),
      figure("dashboard again, time against a replay", warm, 1),
      figure("dashboards of twelve months, time against a replay", year, 12),
    ]
  }
}
