public import RepairCore

/// A page of events that is one owner's own for a while.
///
/// Its owner says ``done()`` in time. Otherwise the page falls due again and is given to whoever asks
/// first; what its late owner then says is refused with `leaseLost`, so that it knows that the work
/// may have been done twice.
public struct ConsumerWork: Sendable {
  /// The events, oldest first, at least one.
  public var events: [StoredEvent] { page.events }
  /// How often these events were handed out, this time included.
  public var attempt: Int { page.attempt }
  /// Until when nobody else gets them, unless ``extend()`` is called.
  public var until: Timestamp { page.until }

  private let page: ConsumerPage
  private let consumer: EventConsumer

  init(_ page: ConsumerPage, of consumer: EventConsumer) {
    self.page = page
    self.consumer = consumer
  }

  /// Says that all of it is done; durable when it returns.
  ///
  /// - Throws: ``StoreError`` with `leaseLost` when somebody else was given the page meanwhile, or it
  ///   is done or given back already; with `busy` when the views file stays locked for longer than
  ///   the lease. A cancelled task says it all the same.
  public func done() async throws {
    try await say { try $0.finish($1, of: $2) }
  }

  /// Says that all of it is done but some events, which are set aside at once.
  ///
  /// - Parameter faulty: these, each with the reason, which should name no person.
  /// - Throws: as ``done()`` does.
  func done(parking faulty: [LogPosition: String]) async throws {
    try await say { try $0.finish($1, of: $2, parking: faulty) }
  }

  /// Makes the page this owner's own from now for the length of another lease.
  ///
  /// - Returns: until when.
  /// - Throws: ``StoreError`` with `leaseLost`, and with `busy`.
  @discardableResult
  public func extend() async throws -> Timestamp {
    let lease = consumer.plan.lease
    return try await say { try $0.extend($1, of: $2, by: lease) }
  }

  /// Gives the page back, to be tried again.
  ///
  /// It counts as tried. Where one page at a time is in hand, the rest waits for it.
  ///
  /// - Parameters:
  ///   - span: after how long; at once by default.
  ///   - reason: why, for the status: at most 500 bytes are kept. It stands in the clear, so it
  ///     should name no person.
  /// - Throws: ``StoreError`` with `leaseLost`, and with `busy`.
  public func release(after span: TimeSpan = .zero, reason: String? = nil) async throws {
    try await say { try $0.release($1, of: $2, after: span, reason: reason) }
  }

  /// Says something about the page, again while the views file is locked.
  ///
  /// In a task of its own: an owner that is told to end has all the same done what it has done.
  private func say<Answer: Sendable>(
    _ body: @escaping @Sendable (ConsumerFile, ConsumerPage, ConsumerSeat) throws -> Answer
  ) async throws -> Answer {
    try await Task { [consumer, page] in
      let clock = ContinuousClock()
      let end = clock.now + .milliseconds(Swift.max(1_000, consumer.plan.lease.milliseconds))
      while true {
        do {
          return try await consumer.store.onConsumers { [seat = consumer.seat] in
            try body($0, page, seat)
          }
        } catch let error as StoreError where error.code == .busy && clock.now < end {
          try await Task.sleep(for: .milliseconds(20))
        }
      }
    }.value
  }
}
