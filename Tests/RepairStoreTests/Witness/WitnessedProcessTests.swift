import Foundation
import RepairCore
import RepairStore
import Testing

@testable import log_hammer

/// What several processes were told about one log, judged by the log they left.
@Suite struct WitnessedProcessTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("log.db")
    try EventLog.create(at: path).close()
  }

  /// Thirty seconds where time does not matter, a few where it does.
  private static var seconds: UInt64 {
    ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] == nil ? 3 : 30
  }

  @Test(
    "All that four processes were told while some were killed is explained by the log they left")
  func hammered() throws {
    let seed = UInt64.random(in: 1...UInt64.max)
    var random = SplitMix(seed: seed)
    let end = CallRecorder.now + Self.seconds * 1_000_000_000
    var generations = [0, 0, 0, 0]
    func start(_ slot: Int) throws -> HammerProcess {
      let generation = generations[slot]
      generations[slot] += 1
      // Half of them are servers with one store for all callers, and commit in groups.
      return try HammerProcess(
        slot < 2 ? "run" : "store", log: path, history: file(slot, generation),
        session: "\(slot).\(generation)", "until=\(end)", "threads=4",
        "seed=\(UInt64.random(in: 1...UInt64.max, using: &random))",
        generation == 0 ? "" : "resume=\(file(slot, generation - 1))")
    }
    var processes = try (0..<4).map(start)
    var kills = 0
    while CallRecorder.now < end {
      Thread.sleep(forTimeInterval: Double.random(in: 0.05..<0.3, using: &random))
      let slot = Int.random(in: 0..<4, using: &random)
      guard processes[slot].isRunning, hasBegun(slot, generations[slot] - 1) else { continue }
      processes[slot].killNow()
      kills += 1
      processes[slot] = try start(slot)
    }
    for process in processes { #expect(process.finish() == 0, "seed \(seed)") }

    let calls = try history(in: folder)
    let log = try EventLog.open(at: path, mode: .readOnly)
    #expect(try log.integrityProblems() == [])
    let entries = try LogEntry.all(in: log)
    let violations = LogWitness.violations(in: calls, log: entries)
    #expect(
      violations.isEmpty, "seed \(seed): \(violations.prefix(5)) and \(violations.count) in all")
    #expect(!entries.isEmpty && calls.count { $0.reply == nil } <= kills * 4)
    guard Self.seconds > 3 else { return }
    // How much is done in a few seconds is the machine's affair; in half a minute it must be a lot.
    let summary = summary(of: calls, entries, kills)
    #expect(kills > 20 && entries.count > 1_000, "\(summary)")
    print(summary)
  }

  private func file(_ slot: Int, _ generation: Int) -> String {
    folder.file("history-\(slot)-\(generation)")
  }

  /// Whether a process has got so far as to ask something, so that killing it may do harm.
  private func hasBegun(_ slot: Int, _ generation: Int) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file(slot, generation))
    return (attributes?[.size] as? Int ?? 0) > 0
  }

  private func summary(of calls: [Call], _ log: [LogEntry], _ kills: Int) -> String {
    var counts: [String: Int] = [:]
    for call in calls {
      var name = call.reply.map { String("\($0)".prefix { $0 != "(" }) } ?? "killed"
      if case .appended(_, _, _, true) = call.reply { name = "repeated" }
      counts[name, default: 0] += 1
    }
    return "\(calls.count) calls, \(log.count) events, \(kills) kills: "
      + counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  @Test("Of sixteen processes that race for the last place exactly one gets it, in every round")
  func race() throws {
    let rounds = Self.seconds > 3 ? 200 : 12
    let recorder = try CallRecorder(folder.file("history-host"))
    let log = try EventLog.open(at: path, mode: .readWrite)
    let racers = try (0..<16).map {
      try HammerProcess(
        "race", log: path, history: folder.file("history-\($0)"), session: "racer-\($0)")
    }
    for racer in racers { try #require(racer.line() == "ready") }
    for round in 0..<rounds {
      // Two of the three places are gone before the race begins.
      let request = Request.append(
        AppendRequest(
          name: "host-\(round)", stream: try stream("host"), expected: .any, count: 2,
          type: "Taken", tags: [try tag("place:\(round)")]))
      recorder.invoke(CallID("host", round), request)
      recorder.finish(CallID("host", round), log.perform(request))
      for racer in racers { try racer.tell("\(round) 3") }
      let results = racers.map { $0.line() }
      // One that has ended says nothing, and must not be told of another round.
      try #require(!results.contains(""), "round \(round): \(results)")
      #expect(results.count { $0 == "won" } == 1, "round \(round): \(results)")
      #expect(results.count { $0 == "lost" } == 15, "round \(round): \(results)")
    }
    for racer in racers { #expect(racer.finish() == 0) }
    let calls = try history(in: folder)
    let violations = LogWitness.violations(in: calls, log: try LogEntry.all(in: log))
    #expect(violations.isEmpty, "\(violations.prefix(5))")
    #expect(try log.head() == LogPosition(rounds * 3))
  }
}
