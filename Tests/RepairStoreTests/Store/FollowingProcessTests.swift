import RepairCore
import RepairStore
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A log that other processes and connections append to while it is followed here.
@Suite("Following what others append", .timeLimit(.minutes(5)))
struct FollowingProcessTests {
  @Test("A subscriber sees exactly what two processes append, in the order of the log")
  func twoProcesses() async throws {
    try await withStore { store in
      let path = store.path
      async let first: Void = appendElsewhere(path, count: 150)
      async let second: Void = appendElsewhere(path, count: 150)
      async let own: Void = appendHere(store, count: 100)
      let seen = try await follow(store, until: 400)
      #expect(seen.map(\.position.rawValue) == Array(1...400))
      #expect(seen.map(\.version.rawValue) == Array(1...400))
      _ = try await (first, second, own)
      #expect(seen == (try await store.everything()))
    }
  }

  @Test("A subscriber in a store that only reads sees another process append")
  func readOnly() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log.db")
    try EventLog.create(at: path).close()
    let store = try await SQLiteEventStore(opening: path, mode: .readOnly)
    do {
      async let appending: Void = appendElsewhere(path, count: 60)
      let seen = try await follow(store, until: 60)
      #expect(seen.map(\.position.rawValue) == Array(1...60))
      await appending
    } catch {
      await store.close()
      throw error
    }
    await store.close()
  }

  @Test("A subscriber who begins anew goes on with what a process appended before it was killed")
  func killedWriter() async throws {
    try await withStore { store in
      var seen: [Int] = []
      var after = LogPosition.start
      for _ in 0..<3 {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = store.path as String] in
          let log = try EventLog.open(at: path, mode: .readWrite)
          for _ in 0..<20 { try log.append([event()], to: stream("s"), expecting: .any) }
          kill(getpid(), SIGKILL)
        }
        for try await page in store.subscribe(after: after, pageLimit: 7) {
          seen += page.events.map(\.position.rawValue)
          after = page.through
          if page.isAtHead { break }
        }
      }
      #expect(seen == Array(1...60))
    }
  }

  private func follow(_ store: SQLiteEventStore, until count: Int) async throws -> [StoredEvent] {
    var seen: [StoredEvent] = []
    for try await page in store.subscribe(pageLimit: 50) {
      seen += page.events
      if seen.count >= count { break }
    }
    return seen
  }

  private func appendHere(_ store: SQLiteEventStore, count: Int) async throws {
    for _ in 0..<count { try await store.add("A", to: "shared") }
  }

  private func appendElsewhere(_ path: String, count: Int) async {
    await #expect(processExitsWith: .success) { [path = path as String, count = count as Int] in
      var configuration = LogConfiguration()
      configuration.busyTimeout = .seconds(60)
      configuration.walCheckpointPages = 50
      let log = try EventLog.open(at: path, mode: .readWrite, configuration: configuration)
      for _ in 0..<count { try log.append([event()], to: stream("shared"), expecting: .any) }
    }
  }
}

/// Several connections of one process on one file; also run under the Thread Sanitizer.
@Suite("Following what another connection appends", .timeLimit(.minutes(5)))
struct FollowingConcurrencyTests {
  @Test("Subscribers of two stores on one file see the same, in the same order")
  func twoStores() async throws {
    try await withStore { store in
      let other = try await SQLiteEventStore(opening: store.path)
      do {
        try await withThrowingTaskGroup(of: [ULID].self) { group in
          for reader in [store, other] {
            group.addTask {
              var seen: [ULID] = []
              for try await page in reader.subscribe(pageLimit: 9) {
                seen += page.events.map(\.id)
                if seen.count == 80 { break }
              }
              return seen
            }
          }
          for writer in [store, other] {
            group.addTask {
              for _ in 0..<20 { try await writer.add("A", "B") }
              return []
            }
          }
          var seen: [[ULID]] = []
          for try await ids in group where !ids.isEmpty { seen.append(ids) }
          let wanted = try await store.everything().map(\.id)
          #expect(seen == [wanted, wanted])
        }
      } catch {
        await other.close()
        throw error
      }
      await other.close()
    }
  }
}
