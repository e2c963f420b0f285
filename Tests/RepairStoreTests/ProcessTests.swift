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

  @Test(
    "A full disk keeps what was appended, and takes more once there is room",
    .enabled(if: canMount))
  func diskFull() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      guard mountSmallDisk(at: folder.path) else { throw CallFailed(call: "mount") }
      defer { umount2(folder.path, Int32(MNT_DETACH)) }
      let log = try EventLog.create(at: folder.file("log.db"))
      try write([UInt8](repeating: 0, count: 500_000), to: folder.file("ballast"))
      let filler = try event(payload: String(repeating: "x", count: 4_000))
      var kept = 0
      var found: StoreError.Code?
      while found == nil {
        found = code { try log.append([filler], to: stream("s"), expecting: .any) }
        if found == nil { kept += 1 }
        try demand(kept < 2_000)
      }
      try demand(found == .diskFull)
      try demand(try log.head() == LogPosition(kept))
      let batch = [NewEvent](repeating: filler, count: 600)
      try demand(
        code { try log.append(batch, to: stream("t"), expecting: .any) } == .diskFull)
      try demand(code { try log.backup(to: folder.file("b.db")) } == .diskFull)
      try demand(access(folder.file("b.db"), F_OK) != 0)
      try demand(try log.integrityProblems().isEmpty)
      unlink(folder.file("ballast"))
      try log.append([filler], to: stream("s"), expecting: .exactly(StreamVersion(kept)))
      try demand(try log.readLog(limit: 10_000).count == kept + 1)
      log.close()
      try demand(code { try fillUp(folder) } == .diskFull)
      try demand(!folder.names.contains { $0.hasPrefix("second") })
    }
  }
}

/// Fills the disk, then makes a log on it.
private func fillUp(_ folder: TemporaryFolder) throws {
  let descriptor = open(folder.file("fill"), O_CREAT | O_WRONLY, 0o600)
  let page = [UInt8](repeating: 1, count: 4_096)
  while write(descriptor, page, page.count) > 0 {}
  close(descriptor)
  _ = try EventLog.create(at: folder.file("second.db"))
}

/// Whether this process may mount a file system, tried out once.
private let canMount: Bool = {
  guard getuid() == 0, let folder = try? TemporaryFolder(), mountSmallDisk(at: folder.path) else {
    return false
  }
  return umount2(folder.path, Int32(MNT_DETACH)) == 0
}()

/// Mounts a disk of three megabytes.
private func mountSmallDisk(at path: String) -> Bool {
  mount("tmpfs", path, "tmpfs", 0, "size=3m") == 0
}
