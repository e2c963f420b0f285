import RepairCore
import RepairStore
import Testing

/// An empty log of a test's own, in one of the stores that promise what ``EventStore`` says.
///
/// The suites in this folder know a store by this alone. Another kind of store is run through all of
/// them by one more line in ``StoreKind/all``.
protocol StoreUnderTest: Sendable {
  /// The store with the log open.
  var store: any EventStore { get }

  /// Closes the log and opens it again, as after a restart of the server.
  ///
  /// - Returns: what the log is open in now, or `nil` where it does not outlive its store.
  func reopened() async throws -> (any StoreUnderTest)?

  /// Closes the log; every later call fails.
  func close() async
}

/// A kind of store.
struct StoreKind: Sendable, CustomTestStringConvertible {
  /// What a test's report calls it.
  let name: String
  /// Makes a log whose events are recorded by a clock.
  let make: @Sendable (TestClock) async throws -> any StoreUnderTest

  var testDescription: String { name }

  /// Every kind there is.
  static let all = [memory, sqlite, powerLoss]

  /// Runs a test on a new log and closes it.
  func run(_ body: (any EventStore, TestClock) async throws -> Void) async throws {
    try await runClosing { store, clock, _ in try await body(store.store, clock) }
  }

  /// Runs a test that closes the log itself at some time.
  func runClosing(
    _ body: (any StoreUnderTest, TestClock, @escaping @Sendable () async -> Void) async throws ->
      Void
  ) async throws {
    let clock = TestClock()
    let store = try await make(clock)
    do {
      try await body(store, clock) { await store.close() }
    } catch {
      await store.close()
      throw error
    }
    await store.close()
  }
}

// MARK: In memory

extension StoreKind {
  static let memory = StoreKind(name: "memory") { clock in
    MemoryUnderTest(log: MemoryEventStore(clock: { clock.now }))
  }
}

private struct MemoryUnderTest: StoreUnderTest {
  let log: MemoryEventStore
  var store: any EventStore { log }

  func reopened() async throws -> (any StoreUnderTest)? { nil }

  func close() async { log.close() }
}

// MARK: What the suites share

/// The code of the store's error that `body` throws, or `nil` when it throws none.
func failure(of body: () async throws -> Void) async -> StoreError.Code? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? StoreError)?.code
  }
}

extension EventStore {
  /// Appends events of these types, without tags, whatever the stream's version.
  @discardableResult
  func add(_ types: String..., to name: String = "s", tags: [String] = []) async throws
    -> AppendResult
  {
    try await append(
      Append(types.map { try event($0, tags: tags) }, to: try stream(name), expecting: .any))
  }

  /// All events, read in pages of some length.
  func everything(
    _ query: EventQuery = .all, after: LogPosition = .start, limit: Int = 1_000
  ) async throws -> [StoredEvent] {
    var events: [StoredEvent] = []
    var position = after
    while true {
      let page = try await readPage(query, after: position, limit: limit)
      events += page.events
      position = page.through
      if page.isAtHead { return events }
    }
  }
}
