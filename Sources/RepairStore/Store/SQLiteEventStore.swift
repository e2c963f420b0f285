public import RepairCore

/// A log in one SQLite file, for many tasks at once.
///
/// Appends go to a thread of their own, which commits whatever has queued up as one transaction, so
/// that many callers share one flush of the disk. Reads run on a few threads beside it and see
/// everything that was answered before they began. Other processes may have the same file open.
///
/// ```swift
/// let store = try await SQLiteEventStore(opening: "tickets.db")
/// try await store.append(Append([event], to: stream, expecting: .any))
/// await store.close()
/// ```
public final class SQLiteEventStore: EventStore {
  /// What an embedder may choose about a store.
  public struct Configuration: Sendable {
    /// What becomes of a call when too many wait already.
    @nonexhaustive
    public enum Overload: Sendable {
      /// It waits for its turn to wait; its task may be cancelled meanwhile.
      case waits
      /// It fails with `busy`, so that a server can shed load.
      case isRefused
    }

    /// How the log is kept.
    public var log = LogConfiguration()
    /// How many threads read.
    public var readers = 4
    /// How many appends, and how many reads, may wait.
    public var waitingLimit = 10_000
    /// What becomes of one more.
    public var overload = Overload.waits
    /// How often to look for events of other processes while somebody waits for one.
    public var pollInterval = TimeSpan(milliseconds: 20)
    /// Who watches.
    public var observer: (any StoreObserver)?

    /// Makes the default configuration.
    public init() {}
  }

  /// The log's name, origin and age.
  public let identity: EventLog.Identity

  /// The log's file, as an absolute path.
  public let path: String

  /// What the embedder chose.
  public let configuration: Configuration

  /// Absent when the log is open for reading only.
  private let writer: GroupWriter?
  private let readers: ReaderPool
  private let watch: HeadWatch
  private let writeQueue: WorkQueue<any WriteRequest>

  /// Opens a log.
  ///
  /// - Parameters:
  ///   - path: the log's file.
  ///   - mode: what for; appends fail with `readOnly` on a log opened for reading.
  ///   - configuration: what the embedder chooses.
  /// - Throws: ``StoreError`` as `EventLog.open(at:mode:configuration:)` does.
  public convenience init(
    opening path: String, mode: EventLog.Mode = .readWrite,
    configuration: Configuration = Configuration()
  ) async throws {
    try await self.init(mode, configuration) {
      try EventLog.open(at: path, mode: mode, configuration: configuration.log)
    }
  }

  /// Makes a new log and opens it.
  ///
  /// - Parameters:
  ///   - path: where; there must be no such file yet.
  ///   - origin: where the events come from, as other systems shall name it; by default the file's
  ///     name without its extension, after a slash.
  ///   - configuration: what the embedder chooses.
  /// - Throws: ``StoreError`` as `EventLog.create(at:origin:configuration:)` does.
  public convenience init(
    creating path: String, origin: String? = nil, configuration: Configuration = Configuration()
  ) async throws {
    try await self.init(.readWrite, configuration) {
      try EventLog.create(at: path, origin: origin, configuration: configuration.log)
    }
  }

  private init(
    _ mode: EventLog.Mode, _ configuration: Configuration,
    log: @escaping @Sendable () throws -> EventLog
  ) async throws {
    let overflow: WorkQueue<any WriteRequest>.Overflow
    let readOverflow: WorkQueue<ReadRequest>.Overflow
    switch configuration.overload {
    case .waits: (overflow, readOverflow) = (.waits, .waits)
    case .isRefused: (overflow, readOverflow) = (.isRefused, .isRefused)
    }
    // What the first opening found out, for those who open the same file after it.
    let found = Lock<(path: String, identity: EventLog.Identity)?>(nil)
    let first: @Sendable () throws -> EventLog = {
      let opened = try log()
      let (path, identity) = (opened.path, opened.identity)
      found.withLock { $0 = (path, identity) }
      return opened
    }
    let again: @Sendable () throws -> EventLog = {
      guard let path = found.withLock({ $0?.path }) else { return try first() }
      return try EventLog.open(at: path, mode: mode.forReading, configuration: configuration.log)
    }
    let watch = HeadWatch(
      interval: .milliseconds(configuration.pollInterval.milliseconds), open: again)
    writeQueue = WorkQueue(limit: configuration.waitingLimit, overflow: overflow)
    writer =
      mode != .readWrite
      ? nil
      : try await GroupWriter(
        queue: writeQueue, observer: configuration.observer,
        onCommit: { watch.advance(to: $0) }, open: first)
    do {
      readers = try await ReaderPool(
        count: configuration.readers,
        queue: WorkQueue(limit: configuration.waitingLimit, overflow: readOverflow),
        observer: configuration.observer, open: again)
    } catch {
      await writer?.stop()
      throw error
    }
    guard let (path, identity) = found.withLock({ $0 }) else {
      throw StoreError(.misuse, "a log was opened and is not")
    }
    self.watch = watch
    self.path = path
    self.identity = identity
    self.configuration = configuration
  }

  deinit {
    watch.close()
  }

  /// Answers those who wait and closes the log; every later call fails with `misuse`.
  ///
  /// A store that is dropped without this closes its log too, a little later.
  public func close() async {
    await watch.stop()
    await readers.stop()
    await writer?.stop()
  }

  // MARK: Appending

  /// Appends in the writer's next transaction, together with what others have queued up.
  @discardableResult
  public func append(_ append: Append) async throws -> AppendResult {
    try await observed(StoreOperation("append", subject: append.stream.rawValue)) {
      try await self.write(weight: append.weight) { try $0.append(append) }
    }
  }

  /// Runs `body` in the writer's next transaction; see ``GroupWriter``.
  ///
  /// - Parameters:
  ///   - weight: about how many events it appends.
  ///   - body: makes one append at most, as the last thing it does; it may be run again.
  /// - Returns: what `body` returns, once it is safe.
  /// - Throws: what `body` throws; ``StoreError``; `CancellationError` when it was not begun.
  package func write<Result: Sendable>(
    weight: Int = 1, _ body: @escaping @Sendable (LogWriter) throws -> Result
  ) async throws -> Result {
    guard let writer else {
      throw StoreError(
        .readOnly, "\(path) is open for reading only", context: [("path", path)])
    }
    return try await writer.write(weight: weight, body)
  }

  // MARK: Reading

  /// The place of the last event, ``LogPosition/start`` in an empty log.
  public func head() async throws -> LogPosition {
    try await read("head") { try $0.log.head() }
  }

  /// Reads a page of a stream; see ``EventStore/readStream(_:from:limit:)``.
  public func readStream(
    _ stream: StreamName, from first: StreamVersion = StreamVersion(1), limit: Int = 10_000
  ) async throws -> [StoredEvent] {
    try await read("stream") { try $0.log.readStream(stream, from: first, limit: limit) }
  }

  /// Reads a page of the events that a query means; see ``EventStore/readPage(_:after:limit:)``.
  public func readPage(
    _ query: EventQuery, after: LogPosition, limit: Int
  ) async throws -> EventPage {
    try await read("page") { try $0.log.readPage(query, after: after, limit: limit) }
  }

  /// What was recorded under an idempotency key, or `nil` when it was not used.
  public func lookup(key name: String) async throws -> KeyRecord? {
    try await read("key") { try $0.log.lookup(key: name) }
  }

  /// Waits until this process or another has appended an event after a place.
  public func waitForEvents(after position: LogPosition) async throws {
    try await watch.wait(after: position)
  }

  /// Runs a read on one of the reading threads.
  ///
  /// - Parameters:
  ///   - what: what is read, for whoever looks why a read takes long.
  ///   - body: reads; what it is lent must not outlive it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; ``StoreError``; `CancellationError` when it was not begun.
  package func read<Result: Sendable>(
    _ what: String, _ body: @escaping @Sendable (ReadingThread) throws -> Result
  ) async throws -> Result {
    try await readers.read(what, body)
  }

  // MARK: Watching

  /// How the store is doing, without asking the disk.
  ///
  /// - Returns: what waits, and what is being read since when.
  public func load() -> StoreLoad {
    StoreLoad(waitingAppends: writeQueue.depth, reads: readers.runningReads)
  }

  /// Runs a caller's operation under the eyes of the observer.
  package func observed<Result>(
    _ operation: StoreOperation, _ body: () async throws -> sending Result
  ) async throws -> sending Result {
    guard let observer = configuration.observer else { return try await body() }
    return try await observer.perform(operation, body)
  }
}

/// What a store is busy with at a moment.
public struct StoreLoad: Sendable {
  /// How many appends wait for the writer.
  public let waitingAppends: Int
  /// The reads that run now, the longest first.
  ///
  /// While a read runs the `-wal` cannot be written back beyond what it sees: one that does not end
  /// is why a `-wal` grows.
  public let reads: [RunningRead]
}

extension Append {
  /// About how many events of ordinary size it is.
  var weight: Int {
    max(events.count, events.reduce(0) { $0 + $1.payload.count } / (LogLimit.appendBytes / 10_000))
  }
}
