import CSQLite
import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("The -wal")
struct WALTests {
  private func walBytes(_ log: EventLog) throws -> Int64 { try log.status().walBytes }

  @Test("The -wal stays short however much is appended")
  func bounded() throws {
    let fixture = try LogFixture {
      $0.walCheckpointPages = 50
      $0.durability = .processCrashOnly
    }
    for index in 0..<3_000 {
      try fixture.log.append([event()], to: stream("s-\(index % 50)"), expecting: .any)
    }
    #expect(try walBytes(fixture.log) < 60 * 4_200)
  }

  @Test("A reader that holds the -wal back lets it grow, and its end lets it be reused")
  func heldBack() throws {
    let fixture = try LogFixture {
      $0.walCheckpointPages = 50
      $0.durability = .processCrashOnly
    }
    let reader = try fixture.log.makeReader()
    try reader.snapshot {
      _ = try reader.head()
      for _ in 0..<300 { try fixture.log.append([event()], to: stream("s"), expecting: .any) }
      #expect(try !fixture.log.checkpointWAL())
    }
    let grown = try walBytes(fixture.log)
    #expect(grown > 300 * 4_096)
    for _ in 0..<300 { try fixture.log.append([event()], to: stream("s"), expecting: .any) }
    #expect(try fixture.log.checkpointWAL())
    #expect(try walBytes(fixture.log) < grown + 100 * 4_200)
  }

  @Test("No other writer commits while the -wal is written back")
  func noCommitInTheWindow() async throws {
    let fixture = try LogFixture()
    fixture.log.close()
    await #expect(processExitsWith: .success) { [path = fixture.path as String] in
      CheckpointWindow.install()
      let log = try EventLog.open(at: path, mode: .readWrite)
      try log.append([event()], to: stream("s"), expecting: .any)
      try log.checkpointWAL()
      try log.append([event()], to: stream("s"), expecting: .any)
      CheckpointWindow.intruder = try RawDatabase(path, vfs: "unix")
      try log.checkpointWAL()
      try demand(CheckpointWindow.answer == SQLITE_BUSY)
    }
  }

  @Test("SQLite by itself lets another writer commit in that window, which is the fault")
  func canary() async throws {
    let fixture = try LogFixture()
    fixture.log.close()
    await #expect(processExitsWith: .success) { [path = fixture.path as String] in
      CheckpointWindow.install()
      let (first, second) = (try RawDatabase(path), try RawDatabase(path, vfs: "unix"))
      try first.execute("INSERT INTO stream(name) VALUES('a')")
      _ = first.passiveCheckpoint()
      try second.execute("INSERT INTO stream(name) VALUES('b')")
      CheckpointWindow.intruder = second
      _ = first.passiveCheckpoint()
      try demand(CheckpointWindow.answer == SQLITE_OK)
    }
  }
}

/// Commits on another connection between a checkpoint's first look at the `-wal` and its work.
///
/// SQLite calls `xUnfetch` just there. Used in a process of its own, on one thread.
private enum CheckpointWindow {
  nonisolated(unsafe) static var intruder: RawDatabase?
  nonisolated(unsafe) static var answer: Int32?
  nonisolated(unsafe) private static var fileSystem = sqlite3_vfs()
  nonisolated(unsafe) private static var methods = sqlite3_io_methods()
  nonisolated(unsafe) private static var realOpen = sqlite3_vfs().xOpen
  nonisolated(unsafe) private static var realUnfetch = sqlite3_io_methods().xUnfetch

  /// Makes a file system the default that is the ordinary one but for that moment.
  static func install() {
    guard let ordinary = sqlite3_vfs_find("unix") else { return }
    fileSystem = ordinary.pointee
    realOpen = fileSystem.xOpen
    fileSystem.zName = UnsafePointer(strdup("window"))
    fileSystem.xOpen = { system, name, file, flags, answered in
      let code = CheckpointWindow.realOpen?(system, name, file, flags, answered) ?? SQLITE_ERROR
      guard code == SQLITE_OK, flags & SQLITE_OPEN_MAIN_DB != 0, let file,
        let ordinary = file.pointee.pMethods
      else { return code }
      CheckpointWindow.methods = ordinary.pointee
      CheckpointWindow.realUnfetch = CheckpointWindow.methods.xUnfetch
      CheckpointWindow.methods.xUnfetch = { file, offset, page in
        if page == nil, let intruder = CheckpointWindow.intruder {
          CheckpointWindow.intruder = nil
          CheckpointWindow.answer = intruder.code("INSERT INTO stream(name) VALUES('intruder')")
        }
        return CheckpointWindow.realUnfetch?(file, offset, page) ?? SQLITE_OK
      }
      withUnsafePointer(to: &CheckpointWindow.methods) { file.pointee.pMethods = $0 }
      return code
    }
    sqlite3_vfs_register(&fileSystem, 1)
  }
}
