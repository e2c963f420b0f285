import Foundation
import RepairCore
import RepairStore

/// The desk's figures from a whole log and from its views, beside the bare replay of its events.
struct DashboardBench: Bench {
  static let name = "dashboard"
  static let summary =
    "the desk's figures, from nothing, again, of twelve moments, and from the views, beside a replay"

  func run(in workshop: Workshop) throws -> [Figure] {
    let log = try EventLog.open(at: try workshop.largeLog(), mode: .readOnly)
    let count = try log.head().rawValue
    var (replays, cold, warm, year): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for _ in 0..<workshop.rounds {
      replays.append(try seconds { _ = try Replay(of: log) })
      let tickets = TicketLog(log)
      let now = FiguresRequest(at: .latest)
      // What the log knew at a moment is read from the log itself, and from no views.
      cold.append(try seconds { _ = try tickets.figures(now, asKnownAt: .latest) })
      warm.append(try seconds { _ = try tickets.figures(now, asKnownAt: .latest) })
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
    ] + (try fromViews(in: workshop, replay: median(replays)))
  }

  /// A reader that has just opened the log and its views, and a whole process: the first after the
  /// views were made, which adds up what settled tickets come to, and the ones after it.
  private func fromViews(in workshop: Workshop, replay: Double) throws -> [Figure] {
    let path = try workshop.largeLog()
    let north = try need(CampusCode("north"))
    let requests = [
      ("", FiguresRequest(at: .latest)),
      (" of a campus", FiguresRequest(at: .latest, campus: north)),
    ]
    let views = try Views(of: EventLog.open(at: path, mode: .readOnly))
    try views.catchUp(Views.standard)
    var figures: [Figure] = []
    func add(_ name: String, _ times: [Double], milliseconds limit: Double) {
      let time = median(times)
      figures.append(
        Figure(
          name: name, ours: String(format: "%.1f ms", time * 1_000),
          beside: String(format: "limit %.0f ms, replay %.0f ms", limit, replay * 1_000),
          ratio: time * 1_000 / limit, aim: .atMost(1)))
    }
    for (name, request) in requests {
      func ask() throws -> Double {
        try seconds {
          let log = try EventLog.open(at: path, mode: .readOnly)
          _ = try TicketLog(log).figures(request)
        }
      }
      add("dashboard\(name) from views, first", [try ask()], milliseconds: 2_000)
      let times = try (0..<max(workshop.rounds, 3)).map { _ in try ask() }
      add("dashboard\(name) from views, fresh reader", times, milliseconds: 50)
      let options = request.campus.map { ["--campus", $0.rawValue] } ?? []
      let arguments = ["--log", path, "dashboard", "--format", "json"] + options
      // The tool asks for a moment of its own, with the days of its own zone.
      _ = try ToolRun(arguments)
      let tool = try (0..<max(workshop.rounds, 3)).map { _ in try ToolRun(arguments).wallTime }
      add("repairctl dashboard\(name), whole process", tool, milliseconds: 50)
    }
    return figures
  }
}
