public import RepairCore

extension SQLiteEventStore {
  /// Makes a consumer, or goes on with the one of that name.
  ///
  /// What the owner still had in hand is given back to it at once. The consumer's place is kept in
  /// the file of the views; once that file is deleted, the consumer begins anew at `start`. A place
  /// in a log that was since restored from a backup is refused with `logMismatch`.
  ///
  /// A lease is judged by the clocks of the machines: one whose clock is ahead takes over by as much
  /// too early. So a lease should be many times longer than clocks differ, and than the work takes.
  ///
  /// - Parameters:
  ///   - name: the consumer's name, 1 to 128 bytes; the same for all that share the work.
  ///   - query: which events; the same for all.
  ///   - start: where to begin when no such consumer is known.
  ///   - owner: the name of this process, 1 to 128 bytes, one process's alone, and the same after a
  ///     restart.
  ///   - lease: how long a page is an owner's own.
  ///   - failures: what becomes of an event that fails again and again.
  ///   - concurrency: how many pages may be in hand at once, of all owners together. With 1 events
  ///     are worked on strictly in order, one owner at a time; with more, pages are done in any
  ///     order. What was said last holds for all.
  ///   - pageLimit: how many events a page has at most.
  /// - Returns: the consumer.
  /// - Throws: ``StoreError`` with `consumerMismatch` when the name is another query's, with
  ///   `logMismatch`, with `misuse` for names, leases and places that are none, with `cannotCreate`
  ///   or `readOnly` when the views file cannot be written, and with `busy`.
  public func consumer(
    named name: String, of query: EventQuery, from start: ConsumerStart, owner: String,
    lease: TimeSpan = .seconds(30), failures: ConsumerFailures, concurrency: Int = 1,
    pageLimit: Int = 100
  ) async throws -> EventConsumer {
    let plan = try ConsumerPlan(
      name: name, owner: owner, query: query, start: start, lease: lease, failures: failures,
      concurrency: concurrency, pageLimit: pageLimit)
    let seat = try await onConsumers(patiently: true) { try $0.take(plan) }
    return EventConsumer(plan, seat, of: self)
  }

  /// How all consumers of the log are.
  ///
  /// - Returns: the consumers by name.
  /// - Throws: ``StoreError``.
  public func consumers() async throws -> [ConsumerStatus] {
    try await read("consumers") { try $0.log.consumers() }
  }

  /// Lets a consumer that stopped go on, and try again what was parked.
  ///
  /// - Parameter name: the consumer's name.
  /// - Returns: how many pages and events are tried again.
  /// - Throws: ``StoreError`` with `missing` when there is no such consumer, with `logMismatch`, and
  ///   with `busy`.
  @discardableResult
  public func resumeConsumer(named name: String) async throws -> Int {
    try await onConsumers(patiently: true) { try $0.resume(named: name) }
  }

  /// Removes a consumer, so that another may begin under its name where it likes.
  ///
  /// Its owners get `missing` when they ask for work, and `leaseLost` for what they have in hand.
  ///
  /// - Parameter name: the consumer's name; one that is not known is no error.
  /// - Throws: ``StoreError`` with `busy`.
  public func forgetConsumer(named name: String) async throws {
    try await onConsumers(patiently: true) { try $0.forget(named: name) }
  }

  /// Runs `body` on a reading thread, with that thread's connection to the views file.
  ///
  /// - Parameters:
  ///   - isPatient: whether to wait up to some seconds for somebody who holds the file.
  ///   - body: does it; what it is lent must not outlive it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; ``StoreError``.
  func onConsumers<Result: Sendable>(
    patiently isPatient: Bool = false,
    _ body: @escaping @Sendable (ConsumerFile) throws -> Result
  ) async throws -> Result {
    var tries = isPatient ? 100 : 1
    while true {
      tries -= 1
      do {
        return try await read("consumer") { thread in
          try body(thread.kept { ConsumerFile(of: $0) })
        }
      } catch let error as StoreError where error.code == .busy && tries > 0 {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }
}

extension EventLog {
  /// How all consumers of the log are; see `SQLiteEventStore.consumer(named:of:from:owner:)`.
  ///
  /// - Returns: the consumers by name; none where no views file can be opened.
  /// - Throws: ``StoreError``.
  public func consumers() throws -> [ConsumerStatus] {
    try ConsumerFile.status(of: self)
  }
}
