public import RepairCore

extension RepairEngine {
  /// Fires the timers that are due; see ``TicketLog/tick(at:_:under:onFiring:)``.
  ///
  /// ```swift
  /// let report = try await engine.tick(at: now)
  /// ```
  ///
  /// - Parameters:
  ///   - now: what time it is.
  ///   - options: how much to do, and who has left.
  /// - Returns: what was fired, and when the next timer fires.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's;
  ///   `CancellationError`. What fired before stays so.
  @discardableResult
  public func tick(
    at now: Timestamp, _ options: TickOptions = TickOptions()
  ) async throws -> TickReport {
    try await store.observed(StoreOperation("tick")) {
      let queue = Lock(
        try await self.store.read("timers") {
          try $0.tickets.tickQueue(at: now, options, from: $0.tickets.agenda())
        })
      while true {
        let next = try await self.store.read("timers") { thread in
          try queue.withLock {
            try thread.tickets.nextFiring(of: &$0, from: thread.tickets.agenda(), under: nil)
          }
        }
        guard let next else { break }
        let result: CommandResult =
          if let envelope = next.envelope(at: now) {
            try await self.execute(envelope, refusals: .never)
          } else {
            try await self.dispatchBest(
              next.timer.ticket, by: next.timer.kind.actor, at: now, among: options.workers,
              causation: next.cause, refusals: .never)
          }
        _ = queue.withLock { $0.take(.init(result)) }
      }
      return try await self.store.read("timers") { thread in
        try queue.withLock { try thread.tickets.report(of: $0, from: thread.tickets.agenda()) }
      }
    }
  }

  /// The timers that are due; see ``TicketLog/dueTimers(at:_:under:)``.
  ///
  /// - Parameters:
  ///   - now: what time it is.
  ///   - options: how many at most, and who has left.
  /// - Returns: the timers, by due time and then by ticket.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func dueTimers(
    at now: Timestamp, _ options: TickOptions = TickOptions()
  ) async throws -> [DueTimer] {
    try await store.read("timers") { try $0.tickets.dueTimers(at: now, options) }
  }
}
