import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The processor time of whole `repairctl` processes on the large log.
struct ToolBench: Bench {
  static let name = "tool"
  static let summary = "processor time of `repairctl history` and `query`, whole process"

  func run(in workshop: Workshop) throws -> [Figure] {
    let tool = FileManager.default.currentDirectoryPath + "/.build/release/repairctl"
    guard FileManager.default.isExecutableFile(atPath: tool) else {
      throw BenchFailure(
        description: "no \(tool); run `swift build -c release` and start this in the project's root"
      )
    }
    let log = try workshop.largeLog()
    let limits: [(String, [String], Double)] = [
      ("history of a ticket", ["history", "N-777"], 30),
      ("query --limit 50", ["query", "--limit", "50"], 50),
      ("query --phase", ["query", "--limit", "50", "--phase", "evaluated"], 50),
      ("query --campus", ["query", "--limit", "50", "--campus", "north"], 50),
      ("query --worker", ["query", "--limit", "50", "--worker", "w-7"], 50),
      ("query --requester", ["query", "--limit", "50", "--requester", "u-17"], 50),
      ("query --text 水管", ["query", "--limit", "50", "--text", "水管"], 50),
      ("query --since", ["query", "--limit", "50", "--since", "2026-01-01"], 50),
    ]
    // The first query makes the board, which is another figure's matter.
    _ = try processorTime(of: tool, ["--log", log, "query", "--limit", "1"])
    return try limits.map { name, arguments, most in
      let times = try (0..<workshop.rounds).map { _ in
        try processorTime(of: tool, ["--log", log] + arguments)
      }
      let time = median(times) * 1_000
      return Figure(
        name: "repairctl \(name)", ours: String(format: "%.1f ms", time),
        beside: String(format: "limit %.0f ms", most), ratio: time / most, aim: .atMost(1))
    }
  }

  private func processorTime(of tool: String, _ arguments: [String]) throws -> Double {
    let before = childrenTime()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchFailure(description: "repairctl \(arguments.joined(separator: " ")) failed")
    }
    return childrenTime() - before
  }

  private func childrenTime() -> Double {
    var usage = rusage()
    #if canImport(Glibc)
      let whose = __rusage_who_t(RUSAGE_CHILDREN.rawValue)
    #else
      let whose = RUSAGE_CHILDREN
    #endif
    getrusage(whose, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
