import Foundation
import RepairCore
import RepairStore
import Synchronization
import Testing

/// The example of the article "Following the log", kept here so that it compiles and does what the
/// article says.
@Suite("The article on following the log", .timeLimit(.minutes(5)))
struct FollowingExample {
  @Test("shows a subscriber that announces everything once over restarts")
  func announces() async throws {
    let store = MemoryEventStore()
    let place = SavedPlace()
    let announced = Mutex<[Int]>([])
    let announcer = Announcer(store: store, place: place) { event in
      announced.withLock { $0.append(event.position.rawValue) }
    }
    for run in 1...3 {
      try await store.add("WorkStarted", "WorkCompleted", "ResultConfirmed")
      let task = Task { try await announcer.run() }
      try await store.add("WorkCompleted")
      while place.load() < LogPosition(run * 4) { await Task.yield() }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    #expect(announced.withLock { $0 } == [2, 4, 6, 8, 10, 12])
  }

  @Test("announces the last page again when it was left in the middle")
  func leftInTheMiddle() async throws {
    struct Failed: Error {}
    let store = MemoryEventStore()
    let place = SavedPlace()
    try await store.add("WorkCompleted", "WorkCompleted")
    let failing = Announcer(store: store, place: place) { event in
      if event.position == LogPosition(2) { throw Failed() }
    }
    await #expect(throws: Failed.self) { try await failing.run() }
    #expect(place.load() == .start)
  }

  @Test("has this example in it")
  func isTheSame() throws {
    let source = URL(filePath: #filePath)
    let root = source.deletingLastPathComponent().appending(path: "../../..")
    let article = root.appending(path: "Sources/RepairStore/RepairStore.docc/FollowingTheLog.md")
    let blocks = try String(contentsOf: article, encoding: .utf8).split(separator: "```swift\n")
    let examples = blocks.dropFirst().compactMap { $0.split(separator: "```").first }
    #expect(examples.count == 1)
    let code = try String(contentsOf: source, encoding: .utf8)
    for example in examples { #expect(code.contains(example)) }
  }
}

/// Announces finished work, over restarts of the server.
struct Announcer {
  let store: any EventStore
  let place: SavedPlace
  let announce: @Sendable (StoredEvent) async throws -> Void

  /// Runs until its task is cancelled, or until something fails.
  func run() async throws {
    let finished = EventQuery(types: ["WorkCompleted"])
    for try await page in store.subscribe(to: finished, after: place.load()) {
      for event in page.events { try await announce(event) }
      place.save(page.through)
    }
  }
}

/// A place that outlives the subscriber, as a file or a row of a database would.
final class SavedPlace: Sendable {
  private let position = Mutex(LogPosition.start)

  func load() -> LogPosition { position.withLock { $0 } }

  func save(_ place: LogPosition) { position.withLock { $0 = place } }
}
