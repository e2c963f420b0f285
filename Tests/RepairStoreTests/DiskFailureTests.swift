import CSQLite
import RepairCore
import Testing

@testable import RepairStore

@Suite("A disk that fails")
struct DiskFailureTests {
  private let disk: FaultDisk
  private let log: EventLog

  init() throws {
    disk = try FaultDisk()
    log = try EventLog.create(at: disk.file("log.db"), configuration: disk.configuration())
  }

  @Test("A failed flush in the commit is an unknown outcome, and repeating the key is safe")
  func unknownOutcome() throws {
    try log.append([event()], to: stream("s"), expecting: .any)
    disk.fail(FaultDisk.Fault(operations: [.sync], kinds: .wal), nth: 1)
    let request = try key("k", for: "request")
    let found = code {
      try log.append([event()], to: stream("s"), expecting: .any, key: request)
    }
    #expect(found == .outcomeUnknown)
    #expect(disk.faults == 1)
    let before = try log.head()
    let result = try log.append([event()], to: stream("s"), expecting: .any, key: request)
    #expect(result.repeated == (before == LogPosition(2)))
    #expect(try log.head() == LogPosition(2))
    #expect(try log.integrityProblems().isEmpty)
  }

  @Test("A failed write in the middle of a batch keeps nothing of it, and the log goes on")
  func failedWrite() throws {
    let large = try event(payload: String(repeating: "x", count: 1 << 20))
    let found = code {
      try log.bulk { writer in
        disk.fail(FaultDisk.Fault(operations: [.write], kinds: .wal), nth: 1)
        for _ in 0..<40 {
          // Even an embedder who swallows the error must not get half a batch.
          _ = try? writer.append([large], to: stream("s"), expecting: .any)
        }
      }
    }
    #expect(found == .inputOutput)
    #expect(disk.faults == 1)
    #expect(try log.head() == .start)
    try log.append([large], to: stream("s"), expecting: .noStream)
    #expect(try log.integrityProblems().isEmpty)
  }
}
