import CFaultVFS
import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A process's locks on a file go when it closes any descriptor of that file, whoever opened it.
@Suite("A stolen lock")
struct StolenLockTests {
  /// Tells whether the write lock of a log is held; it never closes what it looks through.
  private final class Witness {
    private let descriptor: Int32

    init(_ path: String) throws {
      descriptor = open(path + "-shm", O_RDWR)
      guard descriptor >= 0 else { throw CallFailed(call: "open") }
    }

    /// For when the log is closed and there is no lock left to lose.
    func end() { close(descriptor) }

    var isLocked: Bool { cfault_is_write_locked(descriptor) == 1 }
  }

  private static let canTell: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    let descriptor = open(folder.file("x"), O_CREAT | O_RDWR, 0o600)
    defer { close(descriptor) }
    return cfault_is_write_locked(descriptor) == 0
  }()

  @Test(
    "is never our own doing: the write lock holds, whatever else is called meanwhile",
    .enabled(if: canTell, "this system cannot tell who holds a lock"))
  func held() throws {
    let fixture = try LogFixture()
    let log = fixture.log
    try log.append([event()], to: stream("s"), expecting: .any)
    let witness = try Witness(fixture.path)
    #expect(!witness.isLocked)
    try log.bulk { writer in
      try writer.append([event()], to: stream("s"), expecting: .any)
      #expect(witness.isLocked)
      let calls: [(String, () throws -> Void)] = [
        ("status", { _ = try log.status() }),
        ("integrityProblems", { _ = try log.integrityProblems() }),
        ("checkFreeSpace", { try log.checkFreeSpace(for: 1) }),
        ("makeReader", { try log.makeReader().close() }),
        (
          "open to write",
          {
            try EventLog.open(
              at: log.path, mode: .readWrite, configuration: log.configuration
            ).close()
          }
        ),
        ("create", { try EventLog.create(at: log.path).close() }),
        ("make", { try EventLog.make(at: log.path, origin: "/x") { _ in } }),
        ("backup", { try log.makeReader().backup(to: fixture.folder.file("copy.db")) }),
        ("Views", { _ = try Views(of: log.makeReader()).query(BoardQuery()) }),
        ("rebuild", { _ = try Views(of: log.makeReader()).rebuild() }),
        ("append elsewhere", { try second(log.path) }),
        ("checkpoint", { try log.checkpointWAL() }),
      ]
      for (name, call) in calls {
        // Some of these cannot be done just now; none may cost the lock.
        try? call()
        #expect(witness.isLocked, "\(name)")
      }
    }
    #expect(!witness.isLocked)
    log.close()
    witness.end()
  }

  private func second(_ path: String) throws {
    var configuration = LogConfiguration()
    configuration.busyTimeout = .zero
    let log = try EventLog.open(at: path, mode: .readWrite, configuration: configuration)
    defer { log.close() }
    try log.append([event()], to: stream("t"), expecting: .any)
  }

  @Test(
    "is what other code in the process does by opening and closing the -shm, which is not promised for",
    .enabled(if: canTell, "this system cannot tell who holds a lock"))
  func stolen() throws {
    let fixture = try LogFixture()
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    let witness = try Witness(fixture.path)
    try fixture.log.bulk { writer in
      try writer.append([event()], to: stream("s"), expecting: .any)
      #expect(witness.isLocked)
      _ = try bytes(of: fixture.path + "-shm")
      // The log cannot know. Another process could write now, and the file would be damaged.
      #expect(!witness.isLocked)
    }
    #expect(try fixture.log.head() == LogPosition(2))
    fixture.log.close()
    witness.end()
  }
}
