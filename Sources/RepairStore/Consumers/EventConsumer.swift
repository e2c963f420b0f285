import RepairCore

/// Work on the events of a query that several processes share: a page goes to one owner at a time.
///
/// Where the consumer stands is kept in the views file under its name, so that it goes on where it
/// was, in whatever process. Each event is handed out at least once; exactly once as long as nobody
/// crashes, takes longer than the lease, or gives work back.
///
/// ```swift
/// let consumer = try await store.consumer(
///   named: "notices", of: EventQuery(types: ["WorkCompleted"]), from: .head, owner: "server-1",
///   failures: .park(after: 5))
/// for try await work in consumer {
///   for event in work.events { try await notify(event) }
///   try await work.done()
/// }
/// ```
///
/// Several tasks may iterate one consumer, each for itself. An owner's name must be one process's
/// alone: whoever makes a consumer in its name is given back at once what it had in hand.
public final class EventConsumer: AsyncSequence, Sendable {
  /// What is handed out.
  public typealias Element = ConsumerWork

  /// The consumer's name, the same for all its owners.
  public var name: String { plan.name }
  /// Whose object this is.
  public var owner: String { plan.owner }

  let plan: ConsumerPlan
  let seat: ConsumerSeat
  let store: SQLiteEventStore
  private let looked = Lock(LogPosition.start)

  init(_ plan: ConsumerPlan, _ seat: ConsumerSeat, of store: SQLiteEventStore) {
    self.plan = plan
    self.seat = seat
    self.store = store
  }

  /// Begins to ask for work.
  public func makeAsyncIterator() -> Iterator { Iterator(consumer: self) }

  /// How far the consumer is, for all its owners.
  ///
  /// - Returns: its position, what is in hand and what was parked.
  /// - Throws: ``StoreError`` with `missing` when the consumer is gone, and with `logMismatch`.
  public func status() async throws -> ConsumerStatus {
    try await store.onConsumers { [seat] in try $0.status(of: seat) }
  }

  /// Asks for one page after the other, without an end.
  public struct Iterator: AsyncIteratorProtocol {
    let consumer: EventConsumer

    /// The next page, waited for.
    ///
    /// - Returns: a page with at least one event; never `nil`.
    /// - Throws: `CancellationError` when the task is cancelled; ``StoreError`` with
    ///   `consumerStopped`, with `logMismatch` after a restored backup, with `missing` when the
    ///   consumer or the views file is gone, and with `misuse` when the store is closed.
    /// - Complexity: O(events of the page), and that of ``EventStore/readPage(_:after:limit:)``.
    public mutating func next() async throws -> ConsumerWork? {
      try await consumer.next()
    }
  }

  // MARK: Waiting

  /// How long to wait at most for what no one tells of: another process that is done or gone.
  private static let longestPause = Duration.milliseconds(500)

  private func next() async throws -> ConsumerWork {
    let shortest = Duration.milliseconds(
      Swift.max(1, store.configuration.pollInterval.milliseconds))
    var pause = shortest
    while true {
      try Task.checkCancellation()
      let known = looked.withLock { $0 }
      let claim: ConsumerClaim
      do {
        claim = try await store.onConsumers { [seat, plan] in
          try $0.claim(seat, for: plan, looked: known)
        }
      } catch let error as StoreError where error.code == .busy {
        // A rebuild holds the views file for as long as it takes.
        try await Task.sleep(for: pause)
        pause = Swift.min(pause * 2, Self.longestPause)
        continue
      }
      switch claim {
      case .page(let page): return ConsumerWork(page, of: self)
      case .nothing(let wait):
        looked.withLock { $0 = wait.looked }
        switch wait.reason {
        case .hasMore: break
        case .isAtHead:
          try await sleep(span(Self.longestPause, until: wait.due), orUntilEventsAfter: wait.looked)
          pause = shortest
        case .isBlocked:
          try await Task.sleep(for: span(pause, until: wait.due))
          pause = Swift.min(pause * 2, Self.longestPause)
        }
      }
    }
  }

  /// A pause, or the shorter one until something falls due.
  private func span(_ pause: Duration, until due: Timestamp?) -> Duration {
    guard let due else { return pause }
    let rest = (due - store.configuration.log.clock()).milliseconds
    return Swift.min(pause, .milliseconds(Swift.max(1, rest)))
  }

  private func sleep(
    _ span: Duration, orUntilEventsAfter position: LogPosition
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [store] in try await store.waitForEvents(after: position) }
      group.addTask { try await Task.sleep(for: span) }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}
