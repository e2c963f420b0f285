import Foundation
import RepairCore
import RepairStore
import Synchronization
import Testing

/// The example of the article "Reacting to events", kept here so that it compiles and works.
@Suite("The article on reacting")
struct ReactingExample {
  @Test("shows a reaction that goes on after a failure")
  func notices() async throws {
    try await withStore { store in
      let sent = Mutex<[ULID]>([])
      let failures = Mutex(1)
      let notices = CompletionNotices(store: store) { event in
        if failures.withLock({
          $0 -= 1; return $0 == 0
        }) {
          throw SendingFailed(reason: "no answer")
        }
        sent.withLock { $0.append(event.id) }
      }
      let running = Task { try await notices.run(on: "server-1") }
      while try await store.consumers().isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      try await store.append(
        Append([event("WorkCompleted")], to: stream("ticket/N-1"), expecting: .any))
      while try await store.consumers().first?.leases.first?.reason == nil {
        try await Task.sleep(for: .milliseconds(5))
      }
      running.cancel()
      await #expect(throws: CancellationError.self) { try await running.value }
      #expect(sent.withLock { $0 }.isEmpty)
      #expect(try await store.consumers().first?.leases.first?.reason == "no answer")
    }
  }

  @Test("is the example that is tested, line by line")
  func documented() throws {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let article = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../Sources/RepairStore/RepairStore.docc/ReactingToEvents.md"),
      encoding: .utf8)
    let begin = try #require(source.range(of: "/// Tells requesters", options: .backwards))
    #expect(article.contains("```swift\n" + source[begin.lowerBound...] + "```"))
  }
}

/// Tells requesters that their repair is done.
struct CompletionNotices {
  let store: SQLiteEventStore
  let send: @Sendable (StoredEvent) async throws -> Void

  func run(on server: String) async throws {
    let consumer = try await store.consumer(
      named: "completion-notices", of: EventQuery(types: ["WorkCompleted"]), from: .head,
      owner: server, failures: .park(after: 5))
    for try await work in consumer {
      do {
        for event in work.events { try await send(event) }
        try await work.done()
      } catch let error as SendingFailed {
        try await work.release(after: .minutes(1), reason: error.reason)
      }
    }
  }
}

/// That a message could not be sent, and why, without naming anybody.
struct SendingFailed: Error {
  let reason: String
}
