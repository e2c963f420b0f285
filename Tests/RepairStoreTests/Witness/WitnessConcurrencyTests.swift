import RepairStore
import Testing

@testable import log_hammer

/// Threads of one process; these also run under the Thread Sanitizer.
@Suite("Concurrent callers as their log saw them")
struct WitnessConcurrencyTests {
  @Test("All that callers of a store and of logs beside it were told is explained by the log")
  func sharedStore() async throws {
    try await withStore { store in
      let folder = try TemporaryFolder()
      let recorder = try CallRecorder(folder.file("history"))
      let path = store.path
      await withTaskGroup(of: Void.self) { group in
        for caller in 0..<6 { group.addTask { await hammer(store, caller, recorder) } }
        for caller in 0..<2 {
          group.addTask {
            await blocking { hammer(path, "thread-\(caller)", UInt64(100 + caller), recorder) }
          }
        }
      }
      let log = try EventLog.open(at: path, mode: .readOnly)
      let entries = try LogEntry.all(in: log)
      log.close()
      let violations = LogWitness.violations(
        in: HistoryLine.calls(try historyLines(folder.file("history"))), log: entries)
      #expect(violations.isEmpty, "\(violations.prefix(5))")
      #expect(entries.count > 50)
    }
  }

  @Test("All that callers of a store in memory were told is explained by what it holds")
  func memoryStore() async throws {
    let folder = try TemporaryFolder()
    let recorder = try CallRecorder(folder.file("history"))
    let store = MemoryEventStore()
    await withTaskGroup(of: Void.self) { group in
      for caller in 0..<6 { group.addTask { await hammer(store, caller, recorder) } }
    }
    let calls = HistoryLine.calls(try historyLines(folder.file("history")))
    let entries = try await LogEntry.all(in: store, after: calls)
    store.close()
    let violations = LogWitness.violations(in: calls, log: entries)
    #expect(violations.isEmpty, "\(violations.prefix(5))")
    #expect(entries.count > 50)
  }
}

/// Uses a store that others use too.
private func hammer(_ store: any EventStore, _ caller: Int, _ recorder: CallRecorder) async {
  var session = RandomSession("task-\(caller)", seed: UInt64(caller), unanswered: [])
  for _ in 0..<60 {
    let (id, request) = session.next()
    recorder.invoke(id, request)
    let reply = await store.perform(request)
    recorder.finish(id, reply)
    session.learn(request, reply)
  }
}

/// Uses a log of its own on the calling thread.
private func hammer(_ path: String, _ name: String, _ seed: UInt64, _ recorder: CallRecorder) {
  do {
    let log = try EventLog.open(at: path, mode: .readWrite)
    defer { log.close() }
    var session = RandomSession(name, seed: seed, unanswered: [])
    for _ in 0..<60 {
      let (id, request) = session.next()
      recorder.invoke(id, request)
      let reply = log.perform(request)
      recorder.finish(id, reply)
      session.learn(request, reply)
    }
  } catch {
    Issue.record(error)
  }
}
