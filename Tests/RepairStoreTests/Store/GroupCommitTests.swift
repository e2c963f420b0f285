import Dispatch
import RepairCore
import RepairStore
import Synchronization
import Testing

@Suite("Group commit")
struct GroupCommitTests {
  @Test("Appends that wait together share one transaction, and each has its own answer")
  func sharing() async throws {
    let signals = SignalRecorder()
    try await withStore(observer: signals) { store in
      try await store.append(Append([event()], to: stream("old"), expecting: .noStream))
      let gate = try await Gate(closing: store)
      let taken = try tag("place:1")
      func claim(_ name: String) throws -> Append {
        var append = Append(
          [try event("Taken", tags: ["place:1"])], to: try stream(name), expecting: .any)
        append.condition = AppendCondition(noneOf: EventQuery(types: ["Taken"], tags: [taken]))
        return append
      }
      var large = try event()
      large.payload = Array(repeating: UInt8(ascii: "x"), count: LogLimit.payloadBytes + 1)
      let asked: [Append] = [
        Append([try event()], to: try stream("new"), expecting: .noStream),
        Append([try event()], to: try stream("old"), expecting: .noStream),
        Append([try event()], to: try stream("new"), expecting: .exactly(StreamVersion(1))),
        try claim("a"),
        try claim("b"),
        Append([large], to: try stream("c"), expecting: .any),
        Append([try event(), try event()], to: try stream("c"), expecting: .any),
      ]
      var answers: [Task<AppendResult, any Error>] = []
      for append in asked {
        answers.append(Task { try await store.append(append) })
        try await gate.waitForQueue(of: answers.count)
      }
      gate.open()
      var positions: [Int?] = []
      var codes: [StoreError.Code?] = []
      for answer in answers {
        let result = await answer.result
        positions.append((try? result.get())?.lastPosition.rawValue)
        codes.append(code { _ = try result.get() })
      }
      #expect(positions == [2, nil, 3, 4, nil, nil, 6])
      #expect(codes == [nil, .conflict, nil, nil, .conditionFailed, .limitExceeded, nil])
    }
    let commit = try #require(signals.commits.last)
    #expect(commit.appends == 7 && commit.refused == 3 && commit.conflicts == 2)
    #expect(commit.events == 5 && commit.head == LogPosition(6))
  }

  @Test("An append cancelled while it waits is certainly not made")
  func cancelledWhileWaiting() async throws {
    try await withStore { store in
      let gate = try await Gate(closing: store)
      let append = Append([try event()], to: try stream("s"), expecting: .any)
      let task = Task { try await store.append(append) }
      try await gate.waitForQueue(of: 1)
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      gate.open()
      #expect(try await store.head() == .start)
    }
  }

  @Test("An append cancelled once it has begun is answered with what became of it")
  func cancelledTooLate() async throws {
    try await withStore { store in
      let begun = DispatchSemaphore(value: 0)
      let goOn = DispatchSemaphore(value: 0)
      let append = Append([try event()], to: try stream("s"), expecting: .any)
      let task = Task {
        try await store.write { writer in
          begun.signal()
          goOn.wait()
          return try writer.append(append)
        }
      }
      await blocking { begun.wait() }
      task.cancel()
      goOn.signal()
      #expect(try await task.value.lastPosition == LogPosition(1))
      #expect(try await store.head() == LogPosition(1))
    }
  }

  @Test("When too many wait, further callers wait for room and are all served")
  func backPressure() async throws {
    try await withStore(waitingLimit: 2) { store in
      let gate = try await Gate(closing: store)
      let append = Append([try event()], to: try stream("s"), expecting: .any)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<50 { group.addTask { try await store.append(append) } }
        try await gate.waitForQueue(of: 2)
        gate.open()
        try await group.waitForAll()
      }
      #expect(try await store.head() == LogPosition(50))
    }
  }

  @Test("A caller that waits for room can be cancelled, and makes room for nobody's harm")
  func cancelledWhileWaitingForRoom() async throws {
    try await withStore(waitingLimit: 1) { store in
      let gate = try await Gate(closing: store)
      let append = Append([try event()], to: try stream("s"), expecting: .any)
      let first = Task { try await store.append(append) }
      try await gate.waitForQueue(of: 1)
      let second = Task { try await store.append(append) }
      let third = Task { try await store.append(append) }
      second.cancel()
      await #expect(throws: CancellationError.self) { try await second.value }
      gate.open()
      _ = try await (first.value, third.value)
      #expect(try await store.head() == LogPosition(2))
    }
  }

  @Test("A store that refuses when too many wait says so at once")
  func shedding() async throws {
    try await withStore(waitingLimit: 1, overload: .isRefused) { store in
      let gate = try await Gate(closing: store)
      let append = Append([try event()], to: try stream("s"), expecting: .any)
      let first = Task { try await store.append(append) }
      try await gate.waitForQueue(of: 1)
      let error = await #expect(throws: StoreError.self) { try await store.append(append) }
      #expect(error?.code == .busy)
      gate.open()
      _ = try await first.value
    }
  }

  @Test("A closed store has answered everybody, and refuses everything")
  func closing() async throws {
    let folder = try TemporaryFolder()
    let store = try await SQLiteEventStore(creating: folder.file("log.db"))
    let append = Append([try event()], to: try stream("s"), expecting: .any)
    let gate = try await Gate(closing: store)
    let waiting = Task { try await store.append(append) }
    try await gate.waitForQueue(of: 1)
    let follower = Task { try await store.waitForEvents(after: LogPosition(9)) }
    gate.open()
    await store.close()
    #expect(try await waiting.value.lastPosition == LogPosition(1))
    for call in [
      { try await follower.value }, { try await store.append(append) },
      { _ = try await store.head() }, { try await store.waitForEvents(after: .start) },
    ] as [() async throws -> Void] {
      let error = await #expect(throws: StoreError.self) { try await call() }
      #expect(error?.code == .misuse)
    }
  }

  @Test("A store opened for reading refuses to append, and reads")
  func readOnly() async throws {
    let fixture = try LogFixture()
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    let store = try await SQLiteEventStore(opening: fixture.path, mode: .readOnly)
    let append = Append([try event()], to: try stream("s"), expecting: .any)
    let error = await #expect(throws: StoreError.self) { try await store.append(append) }
    #expect(error?.code == .readOnly)
    #expect(try await store.head() == LogPosition(1))
    await store.close()
  }

  @Test("A read that does not end is named, with its thread and since when")
  func stuckReader() async throws {
    try await withStore { store in
      let begun = DispatchSemaphore(value: 0)
      let goOn = DispatchSemaphore(value: 0)
      let read = Task {
        try await store.read("report") { _ in
          begun.signal()
          goOn.wait()
        }
      }
      await blocking { begun.wait() }
      let reads = store.load().reads
      #expect(reads.map(\.what) == ["report"])
      // Another thread still reads meanwhile.
      #expect(try await store.head() == .start)
      goOn.signal()
      try await read.value
    }
  }
}

/// Keeps the writer busy, so that what is asked meanwhile waits together.
private final class Gate: Sendable {
  private let store: SQLiteEventStore
  private let release = DispatchSemaphore(value: 0)

  init(closing store: SQLiteEventStore) async throws {
    self.store = store
    let begun = DispatchSemaphore(value: 0)
    let release = release
    Task {
      try await store.write { _ in
        begun.signal()
        release.wait()
      }
    }
    await blocking { begun.wait() }
  }

  /// Waits until so many appends wait behind the gate.
  func waitForQueue(of count: Int) async throws {
    while store.load().waitingAppends < count { try await Task.sleep(for: .milliseconds(1)) }
  }

  func open() {
    release.signal()
  }
}
