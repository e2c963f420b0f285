/// The one that appends: a thread of its own, which commits whatever has queued up at once.
///
/// A flush of the disk costs more than all else, so everybody who waits shares one. Each request in
/// a transaction still succeeds or fails alone, and none is answered before the transaction is safe.
final class GroupWriter: Sendable {
  private let queue: WorkQueue<any WriteRequest>
  private let threads: WorkerThreads<any WriteRequest, EventLog>

  /// Starts the thread and opens its log.
  ///
  /// - Parameters:
  ///   - queue: where requests wait.
  ///   - observer: who watches.
  ///   - onCommit: told the log's head after each transaction, before its callers are answered.
  ///   - open: opens the log; called on the thread.
  /// - Throws: what `open` throws.
  init(
    queue: WorkQueue<any WriteRequest>, observer: (any StoreObserver)?,
    onCommit: @escaping @Sendable (LogPosition) -> Void,
    open: @escaping @Sendable () throws -> EventLog
  ) async throws {
    self.queue = queue
    threads = try await WorkerThreads(
      count: 1, queue: queue, make: open,
      run: { log in
        var round = WriteRound(log: log, queue: queue, observer: observer, onCommit: onCommit)
        round.runUntilClosed()
      }, end: { $0.close() })
  }

  /// Runs `body` in the writer's next transaction, with what others have queued up.
  ///
  /// - Parameters:
  ///   - weight: about how many events it appends.
  ///   - body: makes one append at most, as the last thing it does, so that it leaves no trace when
  ///     it throws; it may be run again, alone, when the transaction fails.
  /// - Returns: what `body` returns, once it is safe.
  /// - Throws: what `body` throws; ``StoreError``; `CancellationError` when it was not begun.
  func write<Result: Sendable>(
    weight: Int, _ body: @escaping @Sendable (LogWriter) throws -> Result
  ) async throws -> Result {
    try Task.checkCancellation()
    let request = ClosureRequest(weight: weight, body)
    try await queue.add(request)
    return try await request.answer.wait {}
  }

  /// Answers those who wait, closes the log and ends the thread.
  func stop() async {
    await threads.stop()
  }
}

/// One caller's wish to append.
protocol WriteRequest: AnyObject, Sendable {
  /// About how many events it appends.
  var weight: Int { get }
  /// Since when it waits.
  var asked: ContinuousClock.Instant { get }
  /// Takes it in hand; `false` when it was cancelled.
  func begin() -> Bool
  /// Appends and remembers the result.
  func perform(with writer: LogWriter) throws
  /// Answers with what was remembered.
  func succeed()
  /// Answers with an error.
  func fail(_ error: any Error)
}

private final class ClosureRequest<Result: Sendable>: WriteRequest, @unchecked Sendable {
  let answer = Answer<Result>()
  let weight: Int
  let asked = ContinuousClock.now
  private let body: @Sendable (LogWriter) throws -> Result
  // Touched by the writer's thread alone, which is why this class may be sendable.
  private var result: Result?

  init(weight: Int, _ body: @escaping @Sendable (LogWriter) throws -> Result) {
    self.weight = weight
    self.body = body
  }

  func begin() -> Bool { answer.begin() }

  func perform(with writer: LogWriter) throws {
    result = nil
    result = try body(writer)
  }

  func succeed() {
    if let result { answer.settle(.success(result)) }
  }

  func fail(_ error: any Error) { answer.settle(.failure(error)) }
}
