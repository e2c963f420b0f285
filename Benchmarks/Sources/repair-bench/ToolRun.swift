import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// One run of `repairctl` to its end, with the operating system's own accounting of it.
struct ToolRun {
  /// Processor time, user and system, in seconds.
  let processorTime: Double
  /// From start to end, in seconds.
  let wallTime: Double
  /// The most memory it ever had, in bytes.
  let peakMemory: Int

  /// Runs the release build of the tool, with its output thrown away.
  ///
  /// - Parameter arguments: what to give it.
  /// - Throws: ``BenchFailure`` when there is no release build, or the tool does not succeed.
  init(_ arguments: [String]) throws {
    let tool = FileManager.default.currentDirectoryPath + "/.build/release/repairctl"
    guard FileManager.default.isExecutableFile(atPath: tool) else {
      throw BenchFailure(
        description: "no \(tool); run `swift build -c release` and start this in the project's root"
      )
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream: Int32 in [1, 2] {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
    }
    var words: [UnsafeMutablePointer<CChar>?] = ([tool] + arguments).map { strdup($0) }
    words.append(nil)
    defer { words.forEach { free($0) } }
    let clock = ContinuousClock()
    let start = clock.now
    var child = pid_t()
    guard posix_spawn(&child, tool, &actions, nil, words, environ) == 0 else {
      throw BenchFailure(description: "cannot start \(tool)")
    }
    var status: Int32 = 0
    var usage = rusage()
    var peak = 0
    // Linux counts the parent's memory into what a child had at most, so the child's own mark is
    // read while it runs.
    while wait4(child, &status, WNOHANG, &usage) == 0 {
      peak = max(peak, Self.highWaterMark(of: child))
      usleep(2_000)
    }
    let took = (clock.now - start).components
    guard status == 0 else {
      throw BenchFailure(description: "repairctl \(arguments.joined(separator: " ")) failed")
    }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    processorTime = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    wallTime = Double(took.seconds) + Double(took.attoseconds) / 1e18
    peakMemory = max(peak, Self.isDarwin ? usage.ru_maxrss : 0)
  }

  #if canImport(Darwin)
    private static let isDarwin = true
  #else
    private static let isDarwin = false
  #endif

  /// The most memory a running process has had, in bytes; 0 where that cannot be read.
  private static func highWaterMark(of process: pid_t) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return 0 }
    return (Int(line.filter(\.isNumber)) ?? 0) * 1_024
  }
}
