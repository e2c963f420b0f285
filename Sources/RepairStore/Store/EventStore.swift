public import RepairCore

/// A log that many tasks use at once, wherever it is kept.
///
/// Every store promises the same: positions without a gap in the order of the appends, an append
/// whole or not at all and safe before the call returns, expected versions, conditions and
/// idempotency keys compared with the log at the very place where the append goes.
///
/// ```swift
/// let result = try await store.append(Append([event], to: stream, expecting: .noStream))
/// for try await page in store.subscribe(after: result.lastPosition) { show(page.events) }
/// ```
public protocol EventStore: Sendable {
  /// Appends what a request asks.
  ///
  /// - Parameter append: the events, the stream, and what must be true for them.
  /// - Returns: where the events are, once they are safe.
  /// - Throws: ``StoreError`` with `conflict`, `conditionFailed`, `duplicateKey`, `invalidEvent`,
  ///   `limitExceeded`, `readOnly`, `busy`, `diskFull`, `inputOutput` when nothing was kept, and with
  ///   `outcomeUnknown` when the events may be there; `CancellationError` when the task was cancelled
  ///   and nothing was kept.
  @discardableResult
  func append(_ append: Append) async throws -> AppendResult

  /// The place of the last event, ``LogPosition/start`` in an empty log.
  ///
  /// - Throws: ``StoreError``.
  func head() async throws -> LogPosition

  /// Reads a page of a stream.
  ///
  /// - Parameters:
  ///   - stream: the stream; one that does not exist has no events.
  ///   - first: the first version wanted.
  ///   - limit: how many events at most; 10,000 is the most there is.
  /// - Returns: the events, oldest first; fewer than `limit` when the stream ends.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(events returned).
  func readStream(
    _ stream: StreamName, from first: StreamVersion, limit: Int
  ) async throws -> [StoredEvent]

  /// Reads a page of the events that a query means, in the order of the log.
  ///
  /// - Parameters:
  ///   - query: which events.
  ///   - after: the last place already looked at.
  ///   - limit: how many events at most; 10,000 is the most there is.
  /// - Returns: the events, and how far the log was looked through.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(events returned) by tags; O(events looked at) by types alone.
  func readPage(
    _ query: EventQuery, after: LogPosition, limit: Int
  ) async throws -> EventPage

  /// What was recorded under an idempotency key, or `nil` when it was not used.
  ///
  /// - Parameter name: the key's name.
  /// - Returns: the key's digest and the events appended under it.
  /// - Throws: ``StoreError``.
  func lookup(key name: String) async throws -> KeyRecord?

  /// Waits until the log has an event after a place, whoever appends it.
  ///
  /// - Parameter position: the last place already seen.
  /// - Throws: `CancellationError` when the task is cancelled; ``StoreError`` with `misuse` when the
  ///   store is closed meanwhile.
  func waitForEvents(after position: LogPosition) async throws
}
