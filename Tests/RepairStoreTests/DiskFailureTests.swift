import CSQLite
import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("A disk that fails")
struct DiskFailureTests {
  @Test("A failed flush in the commit is an unknown outcome, and repeating the key is safe")
  func unknownOutcome() async throws {
    let fixture = try LogFixture()
    fixture.log.close()
    await #expect(processExitsWith: .success) { [path = fixture.path as String] in
      FailingDisk.install()
      let log = try EventLog.open(at: path, mode: .readWrite)
      try log.append([event()], to: stream("s"), expecting: .any)
      FailingDisk.failures = 1
      let request = try key("k", for: "request")
      let found = code {
        try log.append([event()], to: stream("s"), expecting: .any, key: request)
      }
      try demand(found == .outcomeUnknown && FailingDisk.failures == 0)
      let before = try log.head()
      let result = try log.append([event()], to: stream("s"), expecting: .any, key: request)
      try demand(result.repeated == (before == LogPosition(2)))
      try demand(try log.head() == LogPosition(2))
      try demand(try log.integrityProblems().isEmpty)
    }
  }

  @Test("A failed write in the middle of a batch keeps nothing of it, and the log goes on")
  func failedWrite() async throws {
    let fixture = try LogFixture()
    fixture.log.close()
    await #expect(processExitsWith: .success) { [path = fixture.path as String] in
      FailingDisk.install()
      let log = try EventLog.open(at: path, mode: .readWrite)
      let large = try event(payload: String(repeating: "x", count: 1 << 20))
      let found = code {
        try log.bulk { writer in
          FailingDisk.writeFailures = 1
          for _ in 0..<40 {
            // Even an embedder who swallows the error must not get half a batch.
            _ = try? writer.append([large], to: stream("s"), expecting: .any)
          }
        }
      }
      try demand(found == .inputOutput && FailingDisk.writeFailures == 0)
      try demand(try log.head() == .start)
      try log.append([large], to: stream("s"), expecting: .noStream)
      try demand(try log.integrityProblems().isEmpty)
    }
  }
}

/// A file system whose flushes and writes of a `-wal` fail as often as asked.
///
/// Used in a process of its own, on one thread.
private enum FailingDisk {
  nonisolated(unsafe) static var failures = 0
  nonisolated(unsafe) static var writeFailures = 0
  nonisolated(unsafe) private static var fileSystem = sqlite3_vfs()
  nonisolated(unsafe) private static var methods = sqlite3_io_methods()
  nonisolated(unsafe) private static var realOpen = sqlite3_vfs().xOpen
  nonisolated(unsafe) private static var realSync = sqlite3_io_methods().xSync
  nonisolated(unsafe) private static var realWrite = sqlite3_io_methods().xWrite

  /// Makes it the default.
  static func install() {
    guard let ordinary = sqlite3_vfs_find("unix") else { return }
    fileSystem = ordinary.pointee
    realOpen = fileSystem.xOpen
    fileSystem.zName = UnsafePointer(strdup("failing"))
    fileSystem.xOpen = { system, name, file, flags, answered in
      let code = FailingDisk.realOpen?(system, name, file, flags, answered) ?? SQLITE_ERROR
      guard code == SQLITE_OK, flags & SQLITE_OPEN_WAL != 0, let file,
        let ordinary = file.pointee.pMethods
      else { return code }
      FailingDisk.methods = ordinary.pointee
      FailingDisk.realSync = ordinary.pointee.xSync
      FailingDisk.realWrite = ordinary.pointee.xWrite
      FailingDisk.methods.xSync = { file, flags in
        guard FailingDisk.failures == 0 else {
          FailingDisk.failures -= 1
          return SQLITE_IOERR
        }
        return FailingDisk.realSync?(file, flags) ?? SQLITE_OK
      }
      FailingDisk.methods.xWrite = { file, bytes, count, offset in
        guard FailingDisk.writeFailures == 0 else {
          FailingDisk.writeFailures -= 1
          return SQLITE_IOERR
        }
        return FailingDisk.realWrite?(file, bytes, count, offset) ?? SQLITE_OK
      }
      withUnsafePointer(to: &FailingDisk.methods) { file.pointee.pMethods = $0 }
      return code
    }
    sqlite3_vfs_register(&fileSystem, 1)
  }
}
