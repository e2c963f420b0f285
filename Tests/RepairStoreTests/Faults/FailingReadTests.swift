import CSQLite
import Dispatch
import RepairCore
import Testing

@testable import RepairStore

/// SQLite ends a whole transaction when a statement in it meets a failing disk, even a reading one.
///
/// Whoever went on writing then would keep half of it, place by place.
@Suite("A read that fails within a transaction")
struct FailingReadTests {
  private static let fault = FaultDisk.Fault(
    operations: [.read], kinds: .database, code: SQLITE_IOERR | 1 << 8)
  private static let count = 3_000

  /// A log with so many streams that their index has many pages, none of which is in memory yet.
  private static let manyStreams = Result {
    let folder = try TemporaryFolder()
    let log = try EventLog.create(at: folder.file("log.db"))
    try log.bulk { writer in
      for number in 0..<count {
        try writer.append([event()], to: stream("s-\(number)"), expecting: .noStream)
      }
    }
    log.close()
    return try bytes(of: folder.file("log.db"))
  }

  @Test("ends the transaction, although whoever writes does not look at the error")
  func swallowed() throws {
    for nth in 1...12 {
      let disk = try FaultDisk(holding: ["log.db": try Self.manyStreams.get()])
      let log = try EventLog.open(
        at: disk.file("log.db"), mode: .readWrite, configuration: disk.configuration())
      var failures = 0
      let found = code {
        try log.bulk { writer in
          disk.fail(Self.fault, nth: nth)
          for name in ["s-5x", "s-1500x", "s-2900x", "s-700x"] {
            do {
              try writer.append([event()], to: stream(name), expecting: .noStream)
            } catch {
              failures += 1
            }
          }
        }
      }
      disk.heal()
      let added = try log.head().rawValue - Self.count
      #expect(found == nil ? failures == 0 && added == 4 : added == 0, "read \(nth)")
      #expect(try log.integrityProblems().isEmpty, "read \(nth)")
      log.close()
    }
  }

  @Test("harms nobody else of a shared commit, and every answer is true")
  func shared() async throws {
    var met = 0
    for nth in 1...12 {
      let disk = try FaultDisk(holding: ["log.db": try Self.manyStreams.get()])
      var configuration = SQLiteEventStore.Configuration()
      configuration.log = disk.configuration()
      configuration.readers = 1
      let store = try await SQLiteEventStore(
        opening: disk.file("log.db"), configuration: configuration)
      let (begun, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
      let gate = Task {
        try await store.write { _ in
          begun.signal()
          goOn.wait()
        }
      }
      await blocking { begun.wait() }
      let names = ["s-5x", "s-1500x", "s-2900x", "s-700x"]
      var tasks: [Task<AppendResult, any Error>] = []
      for name in names {
        let append = Append(
          [try event(payload: "{\"name\":\"\(name)\"}")], to: try stream(name),
          expecting: .noStream)
        tasks.append(Task { try await store.append(append) })
        while store.load().waitingAppends < tasks.count {
          try await Task.sleep(for: .milliseconds(1))
        }
      }
      disk.fail(Self.fault, nth: nth)
      goOn.signal()
      try await gate.value
      var places: [String: LogPosition] = [:]
      for (name, task) in zip(names, tasks) {
        switch await task.result {
        case .success(let result): places[name] = result.lastPosition
        // It fails once, so that each of them succeeds alone.
        case .failure(let error): Issue.record(error, "read \(nth): \(name)")
        }
      }
      met += disk.faults
      disk.heal()
      await store.close()
      let log = try EventLog.open(
        at: disk.file("log.db"), mode: .readOnly, configuration: disk.configuration())
      let added = try log.readLog(after: LogPosition(Self.count))
      #expect(added.count == places.count, "read \(nth)")
      for event in added {
        let name = String(event.stream.rawValue)
        #expect(places[name] == event.position, "read \(nth): \(name)")
        #expect(event.payload == Array("{\"name\":\"\(name)\"}".utf8), "read \(nth)")
      }
      #expect(try log.integrityProblems().isEmpty, "read \(nth)")
      log.close()
    }
    #expect(met > 3, "Too few reads failed")
  }
}
