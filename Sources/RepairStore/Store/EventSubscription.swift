/// What a query means in a log, from a place on and without an end: first what is there, then what
/// comes.
///
/// ```swift
/// let subscription = store.subscribe(to: EventQuery(types: ["WorkCompleted"]), after: saved)
/// for try await page in subscription {
///   for event in page.events { try await notify(event) }
///   saved = page.through
/// }
/// ```
///
/// The subscriber asks for each page, and only places in the log tell what it has had. So a slow one
/// is waited for and costs the memory of two pages, and whoever saves ``EventPage/through`` with what
/// it has done misses nothing and does nothing twice, however often it begins anew.
///
/// The log has no end: the sequence ends by an error alone. It throws `CancellationError` when the
/// task is cancelled, and ``StoreError`` when the store fails or is closed. After an error that may
/// pass, such as `busy`, it can be iterated again: it goes on after ``through``, and a page is
/// delivered again when it was left in the middle of the work on it.
///
/// One task at a time iterates it. Several subscriptions to one store do not disturb each other.
public final class EventSubscription: AsyncSequence, Sendable {
  /// What is delivered: one event or more, and how far the log was looked through for them.
  public typealias Element = EventPage

  /// The log that is followed.
  public let store: any EventStore

  /// Which events are delivered.
  public let query: EventQuery

  /// How many events a page has at most.
  public let pageLimit: Int

  private let progress: Lock<LogPosition>

  /// Makes a subscription; see ``EventStore/subscribe(to:after:pageLimit:)``.
  init(_ store: any EventStore, to query: EventQuery, after: LogPosition, pageLimit: Int) {
    self.store = store
    self.query = query
    self.pageLimit = Swift.min(Swift.max(1, pageLimit), LogLimit.pageEvents)
    progress = Lock(Swift.max(after, .start))
  }

  /// Every place up to here is done with, and may be asked from any task.
  ///
  /// Nothing there matched, or its page was delivered and the next one has been asked for. With a
  /// query that seldom matches it moves on between pages, and its distance to the log's head says how
  /// far the subscriber is behind.
  public var through: LogPosition { progress.withLock { $0 } }

  /// Begins to deliver after ``through``.
  public func makeAsyncIterator() -> Iterator {
    Iterator(self)
  }

  /// Delivers one page after the other.
  public struct Iterator: AsyncIteratorProtocol {
    private let subscription: EventSubscription
    /// How far was read and delivered.
    private var position: LogPosition
    /// Where events were last waited for.
    private var lastWait: LogPosition?
    /// The page after that, on its way while the subscriber works on this one.
    private var ahead: Task<EventPage, any Error>?

    fileprivate init(_ subscription: EventSubscription) {
      self.subscription = subscription
      position = subscription.through
    }

    /// The next page that has an event, waited for at the head of the log.
    ///
    /// - Returns: a page with at least one event; never `nil`.
    /// - Throws: `CancellationError` when the task is cancelled, and ``StoreError``: with `misuse`
    ///   when the store is closed, or when the log ends before the place to go on from.
    /// - Complexity: that of ``EventStore/readPage(_:after:limit:)``.
    public mutating func next() async throws -> EventPage? {
      // Whoever asks for the next page is done with the one before.
      subscription.finish(position)
      while true {
        try Task.checkCancellation()
        let page = try await takePage()
        try subscription.checkGoesOn(page, after: position)
        position = page.through
        guard page.events.isEmpty else {
          if !page.isAtHead { ahead = subscription.readAhead(after: position) }
          return page
        }
        subscription.finish(position)
        guard page.isAtHead else { continue }
        try await subscription.store.waitForEvents(after: position)
        // Where readers see less than whoever woke us, as in a copy of the log, there is no hurry.
        if lastWait == position { try await Task.sleep(for: .milliseconds(20)) }
        lastWait = position
      }
    }

    private mutating func takePage() async throws -> EventPage {
      guard let ahead else { return try await subscription.readPage(after: position) }
      self.ahead = nil
      return try await withTaskCancellationHandler {
        try await ahead.value
      } onCancel: {
        ahead.cancel()
      }
    }
  }

  // MARK: Reading

  private func finish(_ position: LogPosition) {
    progress.withLock { $0 = Swift.max($0, position) }
  }

  private func readPage(after position: LogPosition) async throws -> EventPage {
    try await store.readPage(query, after: position, limit: pageLimit)
  }

  /// Reads a page while the subscriber works; one that nobody asks for any more is dropped.
  private func readAhead(after position: LogPosition) -> Task<EventPage, any Error> {
    Task { [self] in try await readPage(after: position) }
  }

  /// Refuses to go on in a log that has become shorter than what was seen of it.
  ///
  /// Otherwise the events it is given up to there would be missed without a word.
  private func checkGoesOn(_ page: EventPage, after position: LogPosition) throws {
    guard page.through >= position else {
      throw StoreError(
        .misuse,
        "the log ends at position \(page.through), before position \(position) that was to be gone "
          + "on from; it is another log, or an older copy of it",
        context: [("position", position.description), ("head", page.through.description)])
    }
  }
}

extension EventStore {
  /// Follows the log: what a query means from a place on, and then whatever comes.
  ///
  /// - Parameters:
  ///   - query: which events; all by default.
  ///   - after: the last place not wanted: the start of the log by default, a saved
  ///     ``EventPage/through`` to go on where one was, ``head()`` for what is new.
  ///   - pageLimit: how many events a page has at most; 10,000 is the most there is.
  /// - Returns: an endless sequence of pages that each have an event.
  public func subscribe(
    to query: EventQuery = .all, after: LogPosition = .start, pageLimit: Int = 1_000
  ) -> EventSubscription {
    EventSubscription(self, to: query, after: after, pageLimit: pageLimit)
  }
}
