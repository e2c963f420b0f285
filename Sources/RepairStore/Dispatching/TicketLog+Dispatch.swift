public import RepairCore

/// Finding the worker for a ticket, and sending the best one.
extension TicketLog {
  /// Ranks the workers who could be sent to a ticket.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - directory: everybody who comes into question; by default the workers of the log's own
  ///     directory, and where it has none, whoever was given a job in it.
  ///   - at: the moment of the question.
  ///   - policy: the rules; those in force by default.
  ///   - views: where the workers' jobs are counted.
  /// - Returns: the ranking, or `nil` when there is no such ticket.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(n log n) in the workers, and the events since the views were last asked.
  public func ranking(
    for id: TicketID, among directory: [WorkerProfile]? = nil, at: Timestamp,
    under policy: TicketPolicy? = nil, with views: Views
  ) throws -> DispatchRanking? {
    let rules = try policy ?? policyInForce()
    // First the jobs and then the ticket: an event between the two is newer than the position.
    let overview = try views.workers(at: at, under: rules)
    guard let ticket = try ticket(id) else { return nil }
    let known = Dictionary(
      overview.workers.map { ($0.worker, $0) }, uniquingKeysWith: { first, _ in first })
    var profiles: [PersonID: WorkerProfile] = [:]
    for profile in try directory ?? workersOfDirectory(at: at)
      ?? overview.workers.map({ WorkerProfile(id: $0.worker) })
    {
      var profile = profile
      // Where somebody was an hour ago is nearer the truth than where they usually are.
      if let location = known[profile.id]?.location { profile.location = location }
      profiles[profile.id] = profile
    }
    let candidates = profiles.values.map {
      Candidate($0, workload: known[$0.id]?.workload ?? Workload())
    }
    return DispatchRanking(
      ticket: ticket, position: overview.position,
      ranking: WorkerRanking(of: candidates, for: ticket, at: at, under: rules),
      profiles: profiles)
  }

  /// Sends the best worker to a ticket that waits for one.
  ///
  /// Whoever is full by now is passed over for the next; when somebody changes the ticket or the
  /// chosen worker's jobs meanwhile, all are ranked anew, so that of many who do this at the same time
  /// each sees what the others did.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - actor: who sends: a dispatcher or a named automation.
  ///   - at: when.
  ///   - directory: everybody who comes into question; by default the workers of the log's own
  ///     directory, and where it has none, whoever was given a job in it.
  ///   - causation: the event or message that led to it.
  ///   - policy: the rules; those in force by default.
  ///   - views: where the workers' jobs are counted.
  /// - Returns: the receipt of the dispatch, or the refusal: `workerUnavailable` when nobody can be
  ///   sent, `illegalTransition` when a worker has the ticket already.
  /// - Throws: ``StoreError``; `busy` when others were quicker a hundred times.
  @discardableResult
  public func dispatchBest(
    _ id: TicketID, by actor: Actor, at: Timestamp, among directory: [WorkerProfile]? = nil,
    causation: String? = nil, under policy: TicketPolicy? = nil, with views: Views
  ) throws -> CommandResult {
    try dispatchBest(
      id, by: actor, at: at, among: directory, causation: causation, under: policy, with: views,
      refusals: .asPolicySays)
  }

  /// Sends the best worker, and says what becomes of a refusal.
  func dispatchBest(
    _ id: TicketID, by actor: Actor, at: Timestamp, among directory: [WorkerProfile]?,
    causation: String?, under policy: TicketPolicy?, with views: Views, refusals: RefusalKeeping
  ) throws -> CommandResult {
    for _ in 0..<Self.dispatchAttempts {
      let verdict = try decideBest(
        id, by: actor, at: at, among: directory, causation: causation, under: policy, with: views)
      switch verdict {
      case .settled(let result):
        let asked = Self.dispatchOfTheBest(to: id, by: actor, at: at)
        if let attempt = try attempt(asked, cameTo: verdict, under: policy, refusals) {
          try log.bulk { try Self.keep(attempt, with: $0) }
        }
        return result
      case .append(let proposal):
        if let receipt = try log.bulk({ try Self.append(proposal, with: $0) }) {
          return .accepted(receipt)
        }
      }
    }
    throw Self.tooManyOthers(id)
  }

  /// What was asked, without the worker, whom a ranking chooses.
  static func dispatchOfTheBest(
    to id: TicketID, by actor: Actor, at: Timestamp
  ) -> CommandEnvelope {
    let worker = InvalidField("worker", "is chosen by a ranking")
    return CommandEnvelope(
      .ticket(.invalid(.dispatch, worker)), of: id.rawValue, by: actor, at: at)
  }

  /// How often a dispatch is ranked anew: of any number who race one gets through each time.
  static let dispatchAttempts = 100

  static func tooManyOthers(_ id: TicketID) -> StoreError {
    StoreError(
      .busy, "others dispatched while a worker for \(id) was looked for; try again",
      context: [("ticket", id.rawValue)])
  }

  /// Ranks the workers and decides to send the best of them, without changing anything.
  ///
  /// - Returns: what to append, or the refusal.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  func decideBest(
    _ id: TicketID, by actor: Actor, at: Timestamp, among directory: [WorkerProfile]?,
    causation: String?, under policy: TicketPolicy?, with views: Views
  ) throws -> Verdict {
    var attempts = 0
    ranking: while attempts < Self.dispatchAttempts {
      attempts += 1
      guard
        let found = try ranking(for: id, among: directory, at: at, under: policy, with: views)
      else {
        return .settled(.refused(Refusal(.unknownTicket, "there is no ticket \(id)")))
      }
      if let worker = found.ticket.assignment?.worker {
        return .settled(
          .refused(
            Refusal(
              .illegalTransition, "worker \(worker) has the ticket already",
              phase: found.ticket.phase)))
      }
      var last = found.refusal
      for entry in found.ranking.ranked {
        let command = TicketCommand.dispatch(
          worker: entry.worker, override: nil, force: false,
          choice: found.ranking.choice(of: entry.worker))
        var envelope = CommandEnvelope(command, ticket: id, by: actor, at: at)
        envelope.expectedVersion = found.ticket.version
        envelope.causation = causation
        let verdict = try decide(
          envelope, under: policy, worker: found.facts(of: entry.worker),
          rankedAt: found.position)
        guard case .settled(.refused(let refusal)) = verdict else { return verdict }
        switch refusal.code {
        case .limitReached, .workerUnavailable: last = refusal
        case .conflict: continue ranking
        default: return verdict
        }
      }
      return .settled(.refused(last))
    }
    throw Self.tooManyOthers(id)
  }

  /// Everybody who is or was a worker by the log's own directory; `nil` where it has none.
  private func workersOfDirectory(at moment: Timestamp) throws -> [WorkerProfile]? {
    let directory = try directory()
    guard directory.count > 0 else { return nil }
    var query = MemberQuery()
    query.role = .worker
    return directory.members(query, at: moment).map { WorkerProfile($0, at: moment) }
  }
}

extension TicketLog {
  /// Where the worker of a dispatch stands, where the rules want that kept and the command does not
  /// say.
  ///
  /// - Returns: the choice; `nil` for every other command and under other rules.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  func choiceToKeep(
    for envelope: CommandEnvelope, under policy: TicketPolicy?, with views: () throws -> Views
  ) throws -> DispatchChoice? {
    guard case .ticket(.command(.dispatch(let worker, _, _, nil))) = envelope.request,
      let id = TicketID(envelope.subject)
    else { return nil }
    let rules = try policy ?? policyInForce()
    guard rules.dispatching.keepsChoice else { return nil }
    return try ranking(for: id, at: envelope.at, under: rules, with: views())?
      .ranking.choice(of: worker)
  }
}
