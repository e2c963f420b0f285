public import RepairCore

/// A log in memory, gone with the process: for the tests of whoever embeds this software.
///
/// It keeps every promise of ``EventStore`` but durability, with the same checks, limits and errors as
/// a log in a file, so that what a test sees here holds there.
///
/// ```swift
/// let store = MemoryEventStore(clock: { noon })
/// try await store.append(Append([event], to: stream, expecting: .noStream))
/// ```
public final class MemoryEventStore: EventStore {
  private let clock: @Sendable () -> Timestamp
  private let state: Lock<MemoryLog>

  /// Makes an empty log.
  ///
  /// - Parameter clock: what time it is; the computer's by default.
  public init(clock: @escaping @Sendable () -> Timestamp = LogConfiguration().clock) {
    self.clock = clock
    state = Lock(MemoryLog())
  }

  /// Refuses every later call, and ends the waiting of those that wait for events.
  ///
  /// Closing twice does nothing.
  public func close() {
    let waiting = state.withLock { log in
      log.isClosed = true
      defer { log.waiters = [] }
      return log.waiters
    }
    for waiter in waiting { waiter.answer.settle(.failure(Self.closed)) }
  }

  /// Appends what a request asks; see ``EventStore/append(_:)``.
  @discardableResult
  public func append(_ append: Append) async throws -> AppendResult {
    try Task.checkCancellation()
    try EventCheck.check(append.events)
    let now = clock()
    let (result, woken) = try whileOpen { log in
      let result = try log.append(append, at: now)
      return (result, log.takeReachedWaiters())
    }
    for waiter in woken { waiter.answer.settle(.success(())) }
    return result
  }

  /// The place of the last event, ``LogPosition/start`` in an empty log.
  public func head() async throws -> LogPosition {
    try whileOpen { $0.head }
  }

  /// Reads a page of a stream; see ``EventStore/readStream(_:from:limit:)``.
  public func readStream(
    _ stream: StreamName, from first: StreamVersion, limit: Int
  ) async throws -> [StoredEvent] {
    try whileOpen { $0.readStream(stream, from: first, limit: limit) }
  }

  /// Reads a page of the events that a query means, in the order of the log.
  ///
  /// - Complexity: O(events looked at); there is no index.
  public func readPage(
    _ query: EventQuery, after: LogPosition, limit: Int
  ) async throws -> EventPage {
    try whileOpen { $0.readPage(query, after: after, limit: limit) }
  }

  /// What was recorded under an idempotency key, or `nil` when it was not used.
  public func lookup(key name: String) async throws -> KeyRecord? {
    try whileOpen { $0.keys[Array(name.utf8)] }
  }

  /// Waits until the log has an event after a place, whoever appends it.
  public func waitForEvents(after position: LogPosition) async throws {
    let answer = Answer<Void>()
    do {
      try await answer.wait {
        let outcome = state.withLock { log -> Result<Void, any Error>? in
          if log.isClosed { return .failure(Self.closed) }
          if log.head > position { return .success(()) }
          log.waiters.append(MemoryLog.Waiter(position: position, answer: answer))
          return nil
        }
        if let outcome { answer.settle(outcome) }
      }
    } catch {
      state.withLock { log in log.waiters.removeAll { $0.answer === answer } }
      throw error
    }
  }

  private static let closed = StoreError(.misuse, "the store is closed")

  private func whileOpen<Result>(
    _ body: (inout MemoryLog) throws -> sending Result
  ) throws -> sending Result {
    try state.withLock { log in
      guard !log.isClosed else { throw Self.closed }
      return try body(&log)
    }
  }
}
