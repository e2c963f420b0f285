public import RepairCore

extension RepairEngine {
  /// Ranks the workers who could be sent to a ticket, each with the reasons.
  ///
  /// ```swift
  /// if let found = try await engine.candidates(for: id, at: now) {
  ///   for entry in found.ranking.ranked { print(entry.worker, entry.reasons) }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - directory: everybody who comes into question; by default the workers of the log's own
  ///     directory, and where it has none, whoever was given a job in it.
  ///   - at: the moment of the question.
  /// - Returns: the ranking, or `nil` when there is no such ticket.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func candidates(
    for id: TicketID, among directory: [WorkerProfile]? = nil, at: Timestamp
  ) async throws -> DispatchRanking? {
    let observer = store.configuration.observer
    return try await store.read("ranking") {
      try $0.tickets.ranking(
        for: id, among: directory, at: at, with: $0.views(for: observer))
    }
  }

  /// Sends the best worker to a ticket that waits for one; see
  /// ``TicketLog/dispatchBest(_:by:at:among:causation:under:with:)``.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - actor: who sends: a dispatcher or a named automation.
  ///   - at: when.
  ///   - directory: everybody who comes into question; by default the workers of the log's own
  ///     directory, and where it has none, whoever was given a job in it.
  ///   - causation: the event or message that led to it.
  /// - Returns: the receipt of the dispatch, or the refusal.
  /// - Throws: ``StoreError``; `busy` when others were quicker a hundred times.
  @discardableResult
  public func dispatchBest(
    _ id: TicketID, by actor: Actor, at: Timestamp, among directory: [WorkerProfile]? = nil,
    causation: String? = nil
  ) async throws -> CommandResult {
    try await dispatchBest(
      id, by: actor, at: at, among: directory, causation: causation, refusals: .asPolicySays)
  }

  /// Sends the best worker, and says what becomes of a refusal.
  func dispatchBest(
    _ id: TicketID, by actor: Actor, at: Timestamp, among directory: [WorkerProfile]?,
    causation: String?, refusals: TicketLog.RefusalKeeping
  ) async throws -> CommandResult {
    let observer = store.configuration.observer
    let asked = TicketLog.dispatchOfTheBest(to: id, by: actor, at: at)
    return try await store.observed(StoreOperation("dispatch", subject: id.rawValue)) {
      for _ in 0..<TicketLog.dispatchAttempts {
        let (verdict, attempt) = try await self.store.read("ranking") { thread in
          let verdict = try thread.tickets.decideBest(
            id, by: actor, at: at, among: directory, causation: causation, under: nil,
            with: thread.views(for: observer))
          return (
            verdict, try thread.tickets.attempt(asked, cameTo: verdict, under: nil, refusals)
          )
        }
        switch verdict {
        case .settled(let result):
          try await self.keep(attempt)
          return result
        case .append(let proposal):
          let receipt = try await self.store.write(weight: 1) {
            try TicketLog.append(proposal, with: $0)
          }
          if let receipt { return .accepted(receipt) }
        }
      }
      throw TicketLog.tooManyOthers(id)
    }
  }

  /// What the log says of each worker who was ever given a job: jobs, attendance and ratings.
  ///
  /// - Parameter now: the moment of the question.
  /// - Returns: the workers, and the place in the log up to which everything is counted.
  /// - Throws: ``StoreError``.
  public func workers(at now: Timestamp) async throws -> WorkerOverview {
    let observer = store.configuration.observer
    return try await store.read("workers") {
      try $0.views(for: observer).workers(at: now, under: $0.tickets.policyInForce())
    }
  }
}
