import RepairCore
import RepairStore
import Testing

@Suite("A store's consumers")
struct EventConsumerTests {
  private let query = EventQuery(types: ["Wanted"])

  private func consumer(
    _ store: SQLiteEventStore, _ owner: String = "server-1", lease: TimeSpan = .seconds(30)
  ) async throws -> EventConsumer {
    try await store.consumer(
      named: "notices", of: query, from: .start, owner: owner, lease: lease,
      failures: .park(after: 5))
  }

  private func append(_ store: SQLiteEventStore, _ count: Int = 1) async throws {
    try await store.append(
      Append(
        (0..<count).map { _ in try event("Wanted") }, to: stream("s"), expecting: .any))
  }

  @Test("What was not done is handed out again after a restart, and what was done is not")
  func restart() async throws {
    try await withStore { store in
      try await append(store, 150)
      for try await work in try await consumer(store) {
        #expect(work.attempt == 1)
        guard work.events.count == 100 else { break }
        try await work.done()
      }
      let again = try await consumer(store)
      #expect(again.name == "notices" && again.owner == "server-1")
      var iterator = again.makeAsyncIterator()
      let work = try #require(try await iterator.next())
      #expect(work.events.map(\.position.rawValue) == Array(101...150))
      #expect(work.attempt == 2)
      #expect(try await work.extend() >= work.until)
      try await work.done()
      #expect(try await again.status().lag == 0)
      await #expect { try await work.done() } throws: {
        ($0 as? StoreError)?.code == .leaseLost
      }
    }
  }

  @Test("Work that is done is said to be done though its task was cancelled")
  func cancelledOwner() async throws {
    try await withStore { store in
      try await append(store)
      let consumer = try await consumer(store)
      let owner = Task {
        var iterator = consumer.makeAsyncIterator()
        let work = try #require(try await iterator.next())
        withUnsafeCurrentTask { $0?.cancel() }
        try await work.done()
      }
      try await owner.value
      #expect(try await consumer.status().leases.isEmpty)
    }
  }

  @Test("A page given back comes to another owner with its reason in the status")
  func givingBack() async throws {
    try await withStore { store in
      try await append(store)
      var first = try await consumer(store).makeAsyncIterator()
      try await first.next()?.release(reason: "no answer")
      #expect(try await store.consumers().first?.leases.first?.reason == "no answer")
      var second = try await consumer(store, "server-2").makeAsyncIterator()
      let work = try #require(try await second.next())
      #expect(work.attempt == 2)
      try await work.done()
    }
  }

  @Test("A consumer that is forgotten ends its owners with a sentence, and may begin anew")
  func forgotten() async throws {
    try await withStore { store in
      try await append(store)
      let old = try await consumer(store)
      try await store.forgetConsumer(named: "notices")
      try await store.forgetConsumer(named: "notices")
      #expect(try await store.consumers().isEmpty)
      var iterator = old.makeAsyncIterator()
      await #expect { _ = try await iterator.next() } throws: {
        ($0 as? StoreError)?.code == .missing
      }
      await #expect { try await store.resumeConsumer(named: "notices") } throws: {
        ($0 as? StoreError)?.code == .missing
      }
      var again = try await consumer(store).makeAsyncIterator()
      try await again.next()?.done()
    }
  }

  @Test("An owner that waits ends when the store is closed")
  func closing() async throws {
    try await withStore { store in
      let consumer = try await consumer(store)
      let owner = Task { for try await work in consumer { try await work.done() } }
      try await Task.sleep(for: .milliseconds(20))
      await store.close()
      await #expect { try await owner.value } throws: { ($0 as? StoreError)?.code == .misuse }
    }
  }

  @Test("What is no consumer is refused")
  func refused() async throws {
    try await withStore { store in
      for (name, lease) in [("", TimeSpan.seconds(30)), ("notices", .zero)] {
        await #expect {
          try await store.consumer(
            named: name, of: query, from: .start, owner: "server-1", lease: lease,
            failures: .stop(after: 5))
        } throws: {
          ($0 as? StoreError)?.code == .misuse
        }
      }
    }
  }
}
