import RepairCore
import Testing

@testable import RepairStore

/// How a subscription uses its store, watched from the store's side.
@Suite("A subscription", .timeLimit(.minutes(5)))
struct EventSubscriptionTests {
  @Test("reads one page ahead of a slow subscriber, and no more")
  func readsOneAhead() async throws {
    let store = WatchedStore()
    for _ in 0..<20 { try await store.add("A") }
    var delivered = 0
    for try await page in store.subscribe(pageLimit: 2) {
      delivered += 1
      // The next page is read while this one is worked on, and however long that takes no other.
      while !page.isAtHead, store.reads < delivered + 1 { await Task.yield() }
      for _ in 0..<50 { await Task.yield() }
      #expect(store.reads == (page.isAtHead ? delivered : delivered + 1))
      if page.isAtHead { break }
    }
    #expect(delivered == 10)
    #expect(store.reads == 10)
  }

  @Test("reads nothing until it is asked, and nothing ahead at the head")
  func readsWhenAsked() async throws {
    let store = WatchedStore()
    try await store.add("A")
    let subscription = store.subscribe()
    #expect(store.reads == 0)
    for try await _ in subscription {
      for _ in 0..<50 { await Task.yield() }
      break
    }
    #expect(store.reads == 1)
  }

  @Test("delivers no page without an event, and waits at the head alone")
  func noEmptyPages() async throws {
    let store = WatchedStore()
    // A store may stop looking for a while before it has found anything.
    store.looksAt(most: 3)
    for _ in 0..<10 { try await store.add("B") }
    try await store.add("A")
    let subscription = store.subscribe(to: EventQuery(types: ["A"]))
    for try await page in subscription {
      #expect(page.events.map(\.position.rawValue) == [11])
      #expect(subscription.through == LogPosition(9))
      break
    }
    #expect(store.waits.isEmpty)
  }

  @Test("moves on at the head where nothing matches, and waits after the last place")
  func waitsAfterWhatItSaw() async throws {
    let store = WatchedStore()
    for _ in 0..<3 { try await store.add("B") }
    let subscription = store.subscribe(to: EventQuery(types: ["A"]))
    let task = Task { for try await _ in subscription {} }
    while store.waits.isEmpty { await Task.yield() }
    #expect(store.waits == [LogPosition(3)])
    #expect(subscription.through == LogPosition(3))
    try await store.add("B")
    while store.waits.count < 2 { await Task.yield() }
    #expect(store.waits == [LogPosition(3), LogPosition(4)])
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(subscription.through == LogPosition(4))
  }

  @Test("passes an error on, and goes on after it without a gap", arguments: 1...6)
  func goesOnAfterErrors(failing: Int) async throws {
    let store = WatchedStore()
    for _ in 0..<6 { try await store.add("A", "B") }
    store.failRead(failing)
    let subscription = store.subscribe(pageLimit: 2)
    var seen: [Int] = []
    var errors = 0
    while seen.count < 12 {
      do {
        for try await page in subscription {
          seen += page.events.map(\.position.rawValue)
          if seen.count == 12 { break }
        }
      } catch let error as StoreError where error.code == .busy {
        errors += 1
      }
    }
    #expect(seen == Array(1...12))
    #expect(errors == 1)
  }

  @Test("notices a log that has become shorter")
  func shorterLog() async throws {
    let store = WatchedStore()
    for _ in 0..<4 { try await store.add("A") }
    var pages = store.subscribe(pageLimit: 10).makeAsyncIterator()
    _ = try await pages.next()
    store.becomes(MemoryEventStore())
    try await store.add("A")
    let error = await #expect(throws: StoreError.self) { try await pages.next() }
    #expect(error?.code == .misuse)
  }

  @Test(
    "keeps page limits within what a store reads", arguments: [(0, 1), (-5, 1), (.max, 10_000)])
  func pageLimits(given: Int, kept: Int) {
    #expect(MemoryEventStore().subscribe(pageLimit: given).pageLimit == kept)
  }
}

/// An actor that follows a log.
private actor CountingActor {
  private(set) var counted = 0

  func count(_ subscription: EventSubscription, until end: Int) async throws {
    for try await page in subscription {
      counted += page.events.count
      if counted == end { return }
    }
  }
}

/// A log in memory that counts how it is read, and does less than it could.
private final class WatchedStore: EventStore {
  private struct State {
    var log = MemoryEventStore()
    var reads = 0
    var waits: [LogPosition] = []
    var most = Int.max
    var failing = 0
    var hanging = 0
  }

  private let state = Lock(State())

  var reads: Int { state.withLock { $0.reads } }
  var waits: [LogPosition] { state.withLock { $0.waits } }

  /// Looks at so many events in one read at most.
  func looksAt(most: Int) { state.withLock { $0.most = most } }

  /// Fails the n-th read.
  func failRead(_ number: Int) { state.withLock { $0.failing = number } }

  /// Lets the n-th read last until its task is cancelled.
  func hangRead(_ number: Int) { state.withLock { $0.hanging = number } }

  /// Takes another log in the place of this one.
  func becomes(_ log: MemoryEventStore) { state.withLock { $0.log = log } }

  private var log: MemoryEventStore { state.withLock { $0.log } }

  func append(_ append: Append) async throws -> AppendResult { try await log.append(append) }

  func head() async throws -> LogPosition { try await log.head() }

  func readStream(
    _ stream: StreamName, from first: StreamVersion, limit: Int
  ) async throws -> [StoredEvent] {
    try await log.readStream(stream, from: first, limit: limit)
  }

  func readPage(_ query: EventQuery, after: LogPosition, limit: Int) async throws -> EventPage {
    let (isFailing, isHanging, most) = state.withLock { state in
      state.reads += 1
      return (state.reads == state.failing, state.reads == state.hanging, state.most)
    }
    if isHanging { try await log.waitForEvents(after: .end) }
    if isFailing { throw StoreError(.busy, "held by the test") }
    let page = try await log.readPage(query, after: after, limit: limit)
    guard most < .max, page.through.rawValue > after.rawValue + most else { return page }
    let through = LogPosition(after.rawValue + most)
    return EventPage(
      events: page.events.filter { $0.position <= through }, through: through, isAtHead: false)
  }

  func lookup(key name: String) async throws -> KeyRecord? { try await log.lookup(key: name) }

  func waitForEvents(after position: LogPosition) async throws {
    state.withLock { $0.waits.append(position) }
    try await log.waitForEvents(after: position)
  }
}
