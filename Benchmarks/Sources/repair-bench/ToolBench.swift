import Foundation

/// The processor time of whole `repairctl` processes on the large log.
struct ToolBench: Bench {
  static let name = "tool"
  static let summary = "processor time of `repairctl history` and `query`, whole process"

  func run(in workshop: Workshop) throws -> [Figure] {
    let log = try workshop.largeLog()
    let limits: [(String, [String], Double)] = [
      ("history of a ticket", ["history", "N-777"], 30),
      ("query --limit 50", ["query", "--limit", "50"], 50),
      ("query --phase", ["query", "--limit", "50", "--phase", "evaluated"], 50),
      ("query --status", ["query", "--limit", "50", "--status", "evaluated"], 50),
      ("query --campus", ["query", "--limit", "50", "--campus", "north"], 50),
      ("query --category", ["query", "--limit", "50", "--category", "plumbing"], 50),
      ("query --worker", ["query", "--limit", "50", "--worker", "w-7"], 50),
      ("query --requester", ["query", "--limit", "50", "--requester", "u-17"], 50),
      ("query --priority", ["query", "--limit", "50", "--priority", "3"], 50),
      ("query --asset", ["query", "--limit", "50", "--asset", "none"], 50),
      ("query --since", ["query", "--limit", "50", "--since", "2026-01-01"], 50),
      ("query --until", ["query", "--limit", "50", "--until", "2026-03-02"], 50),
      ("query --overdue", ["query", "--limit", "50", "--overdue"], 50),
      ("query --on-hold", ["query", "--limit", "50", "--on-hold"], 50),
      ("query --text 水管", ["query", "--limit", "50", "--text", "水管"], 50),
    ]
    // The first query makes the board, which is another figure's matter.
    _ = try ToolRun(["--log", log, "query", "--limit", "1"])
    return try limits.map { name, arguments, most in
      let times = try (0..<workshop.rounds).map { _ in
        try ToolRun(["--log", log] + arguments).processorTime
      }
      let time = median(times) * 1_000
      return Figure(
        name: "repairctl \(name)", ours: String(format: "%.1f ms", time),
        beside: String(format: "limit %.0f ms", most), ratio: time / most, aim: .atMost(1))
    }
  }
}
