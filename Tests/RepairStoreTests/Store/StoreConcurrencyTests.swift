import RepairCore
import RepairStore
import Testing

@Suite("Concurrent use of a store")
struct StoreConcurrencyTests {
  @Test("Sixty-four callers append at once: every answer is true and no place is given twice")
  func manyCallers() async throws {
    let signals = SignalRecorder()
    try await withStore(observer: signals) { store in
      let results = try await withThrowingTaskGroup(of: (Int, AppendResult).self) { group in
        for caller in 0..<64 {
          group.addTask {
            var last: AppendResult?
            for _ in 0..<10 {
              let before = last?.lastPosition ?? .start
              let append = Append(
                [try event(tags: ["worker:w-\(caller)"])], to: try stream("s-\(caller)"),
                expecting: .exactly(last?.version ?? .none))
              let result = try await store.append(append)
              #expect(result.firstPosition > before)
              // What was answered is read at once.
              #expect(try await store.head() >= result.lastPosition)
              last = result
            }
            return (caller, try #require(last))
          }
        }
        return try await group.reduce(into: [Int: AppendResult]()) { $0[$1.0] = $1.1 }
      }
      #expect(results.count == 64 && results.values.allSatisfy { $0.version == StreamVersion(10) })
      let page = try await store.readPage(.all, after: .start, limit: 10_000)
      #expect(page.events.map(\.position.rawValue) == Array(1...640))
    }
    #expect(signals.commits.reduce(0) { $0 + $1.appends } == 640)
    #expect(signals.commits.count < 640, "No two appends shared a transaction")
  }

  @Test("Sixteen callers race for one place: one gets it")
  func race() async throws {
    try await withStore { store in
      for round in 0..<20 {
        let place = try tag("place:\(round)")
        let query = EventQuery(types: ["Taken"], tags: [place])
        let head = try await store.head()
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
          for caller in 0..<16 {
            group.addTask {
              var append = Append(
                [try event("Taken", tags: ["place:\(round)"])],
                to: try stream("s-\(round)-\(caller)"), expecting: .noStream)
              append.condition = AppendCondition(noneOf: query, after: head)
              do {
                try await store.append(append)
                return true
              } catch let error as StoreError where error.code == .conditionFailed {
                return false
              }
            }
          }
          return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
      }
    }
  }

  @Test("Whoever waits for events is woken by appends of this process and of others")
  func waking() async throws {
    try await withStore { store in
      let other = try EventLog.open(at: store.path, mode: .readWrite)
      let path = store.path
      other.close()
      for turn in 0..<10 {
        let head = LogPosition(turn)
        async let first: Void = store.waitForEvents(after: head)
        async let second: Void = store.waitForEvents(after: head)
        if turn.isMultiple(of: 2) {
          try await store.append(Append([event()], to: stream("s"), expecting: .any))
        } else {
          let other = try EventLog.open(at: path, mode: .readWrite)
          try other.append([event()], to: stream("s"), expecting: .any)
          other.close()
        }
        _ = try await (first, second)
        #expect(try await store.head() == head.next)
      }
      // What is there already is not waited for.
      try await store.waitForEvents(after: .start)
    }
  }

  @Test("A wait for events that never come ends with its task")
  func cancelledWait() async throws {
    try await withStore { store in
      let waits = (0..<20).map { _ in
        Task { try await store.waitForEvents(after: LogPosition(5)) }
      }
      for wait in waits { wait.cancel() }
      for wait in waits {
        await #expect(throws: CancellationError.self) { try await wait.value }
      }
    }
  }
}
