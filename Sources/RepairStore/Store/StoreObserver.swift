/// What an embedder watches a store with: metrics, log lines and spans.
///
/// Both requirements have an implementation that does nothing. They are called on the store's own
/// threads and on the callers' tasks, so they should be quick and must not call the store.
///
/// ```swift
/// struct PrintingObserver: StoreObserver {
///   func observe(_ signal: StoreSignal) {
///     if case .committed(let commit) = signal { print(commit.appends, commit.took) }
///   }
/// }
/// ```
public protocol StoreObserver: Sendable {
  /// Takes note of something that happened.
  ///
  /// - Parameter signal: what happened.
  func observe(_ signal: StoreSignal)

  /// Runs a caller's operation, so that a span can be put around it in the caller's own task.
  ///
  /// - Parameters:
  ///   - operation: what the caller asked for.
  ///   - body: does it; to be called exactly once.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  func perform<Result>(
    _ operation: StoreOperation, _ body: () async throws -> sending Result
  ) async throws -> sending Result
}

extension StoreObserver {
  /// Takes no note.
  public func observe(_ signal: StoreSignal) {}

  /// Runs the operation and nothing else.
  public func perform<Result>(
    _ operation: StoreOperation, _ body: () async throws -> sending Result
  ) async throws -> sending Result {
    try await body()
  }
}

/// What a caller asked a store for, for the name of a span.
public struct StoreOperation: Hashable, Sendable {
  /// A short name, such as `append` or `execute`.
  public let name: String
  /// What it is about, such as a stream's name, where it is about one thing.
  public let subject: String?

  /// Makes an operation.
  public init(_ name: String, subject: String? = nil) {
    self.name = name
    self.subject = subject
  }
}

/// Something that happened in a store, with its figures.
@nonexhaustive
public enum StoreSignal: Sendable {
  /// One transaction of the writer, with all the appends that shared it.
  public struct Commit: Sendable {
    /// How many requests it answered.
    public let appends: Int
    /// How many of them were refused: conflicts, conditions, keys, limits.
    public let refused: Int
    /// How many of the refused met another version or another event than they expected.
    public let conflicts: Int
    /// How many events were added.
    public let events: Int
    /// How long the one that waited longest had waited to be begun.
    public let waited: Duration
    /// How long it took from the write lock to the disk.
    public let took: Duration
    /// How many requests wait for the next one.
    public let queueDepth: Int
    /// How many pages the `-wal` has.
    public let walPages: Int
    /// The log's head after it.
    public let head: LogPosition
  }

  /// A read on one of the reading threads.
  public struct Read: Sendable {
    /// What was read, such as `page` or `board`.
    public let what: String
    /// How long it waited for a thread.
    public let waited: Duration
    /// How long it ran.
    public let took: Duration
  }

  /// Appends were committed, or refused; each caller has its own answer.
  case committed(Commit)
  /// A transaction failed for all its requests, or is tried again for each alone.
  case commitFailed(StoreError, appends: Int)
  /// The `-wal` was written back into the file, in full or as far as a reader let it.
  case walCheckpointed(isComplete: Bool, pages: Int, took: Duration)
  /// A command met a change made meanwhile and is decided anew, for the given time.
  case retried(ticket: String, attempt: Int)
  /// A read ended.
  case read(Read)
  /// A projection caught up with the log.
  case projected(name: String, events: Int, took: Duration)
}
