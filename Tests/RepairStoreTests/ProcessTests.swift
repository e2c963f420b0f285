import CSQLite
import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("Several processes on one log")
struct ProcessTests {
  @Test("A second writer is told that the log is busy")
  func busy() async throws {
    let fixture = try LogFixture()
    let writer = try RawDatabase(fixture.path)
    try writer.execute("BEGIN IMMEDIATE")
    await #expect(processExitsWith: .success) { [path = fixture.path as String] in
      var configuration = LogConfiguration()
      configuration.busyTimeout = .zero
      let log = try EventLog.open(at: path, mode: .readWrite, configuration: configuration)
      try demand(
        code { try log.append([event()], to: stream("s"), expecting: .any) } == .busy)
      try demand(try log.head() == .start)
    }
  }

  @Test("Two writers at once lose nothing and number without gaps")
  func twoWriters() async throws {
    let fixture = try LogFixture { $0.busyTimeout = .seconds(60) }
    let path = fixture.path
    async let first: Void = appendElsewhere(path)
    async let second: Void = appendElsewhere(path)
    _ = await (first, second)
    let events = try fixture.log.readLog(limit: 10_000)
    #expect(events.map(\.position.rawValue) == Array(1...400))
    #expect(
      try fixture.log.readStream(stream("shared")).map(\.version.rawValue) == Array(1...400))
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.recordedAt <= $1.recordedAt })
  }

  private func appendElsewhere(_ path: String) async {
    await #expect(processExitsWith: .success) { [path = path as String] in
      var configuration = LogConfiguration()
      configuration.busyTimeout = .seconds(60)
      configuration.walCheckpointPages = 50
      let log = try EventLog.open(at: path, mode: .readWrite, configuration: configuration)
      for _ in 0..<200 { try log.append([event()], to: stream("shared"), expecting: .any) }
    }
  }

  @Test("What was acknowledged before a kill is there, and nothing of what was not")
  func killed() async throws {
    let fixture = try LogFixture()
    fixture.log.close()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = fixture.path as String] in
      let log = try EventLog.open(at: path, mode: .readWrite)
      try log.append([event("kept")], to: stream("s"), expecting: .any)
      try log.bulk { writer in
        for _ in 0..<5_000 {
          try writer.append(
            [event("lost", payload: String(repeating: "x", count: 5_000))], to: stream("s"),
            expecting: .any)
        }
        kill(getpid(), SIGKILL)
      }
    }
    let log = try EventLog.open(at: fixture.path, mode: .readWrite)
    #expect(try log.readLog().map(\.type.name) == ["kept"])
    #expect(try log.integrityProblems().isEmpty)
  }

  @Test("A file is the owner's only whatever the umask", arguments: [0o000, 0o077, 0o777])
  func umasks(mask: mode_t) async throws {
    let folder = try TemporaryFolder()
    await #expect(processExitsWith: .success) {
      [path = folder.file("log.db") as String, mask = mask as mode_t] in
      umask(mask)
      let log = try EventLog.create(at: path)
      try log.append([event()], to: stream("s"), expecting: .any)
      for suffix in ["", "-wal", "-shm"] {
        var info = stat()
        try demand(stat(path + suffix, &info) == 0 && info.st_mode & 0o777 == 0o600)
      }
    }
  }
}
