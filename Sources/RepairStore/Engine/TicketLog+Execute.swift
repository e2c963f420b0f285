public import RepairCore

extension TicketLog {
  /// How often a command is decided without holding the log; a ticket is rarely changed meanwhile.
  static let attempts = 3

  /// Executes a command: loads the ticket, decides, appends what happens, durably.
  ///
  /// When somebody else changes the ticket meanwhile, or another one that a rule looks at, it is
  /// loaded and decided anew, unless the command says which version it expects; after three times it
  /// is decided while nobody else can write, so that no command waits for ever. A refused command
  /// changes nothing; where the policy wants it kept, it is kept beside the history of what it was
  /// about (``attempts(on:named:from:limit:)``), durably, before this returns.
  ///
  /// - Parameters:
  ///   - envelope: the command.
  ///   - policy: the rules; those in force by default.
  ///   - worker: what is known of the worker the command names; what is absent is not checked, but
  ///     open jobs are counted in the log.
  /// - Returns: the receipt, or the refusal.
  /// - Throws: ``StoreError`` when the log fails, with `outcomeUnknown` when the command may have
  ///   happened, and `busy` when another process holds the log, also where a refusal that is to be
  ///   kept could not be; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the ticket), and one flush of the disk.
  @discardableResult
  public func execute(
    _ envelope: CommandEnvelope, under policy: TicketPolicy? = nil, worker: WorkerFacts? = nil
  ) throws -> CommandResult {
    try execute(envelope, under: policy, worker: worker, refusals: .asPolicySays)
  }

  /// Executes a command, and says what becomes of a refusal.
  func execute(
    _ envelope: CommandEnvelope, under policy: TicketPolicy?, worker: WorkerFacts? = nil,
    refusals: RefusalKeeping
  ) throws -> CommandResult {
    let choice = try choiceToKeep(for: envelope, under: policy, with: ownViews)
    for _ in 0..<Self.attempts {
      let (verdict, attempt) = try decideKeepingAttempt(envelope, under: policy, refusals) {
        try decide(envelope, under: policy, worker: worker, choice: choice)
      }
      switch verdict {
      case .settled(let result):
        if let attempt { try log.bulk { try Self.keep(attempt, with: $0) } }
        return result
      case .append(let proposal):
        if let receipt = try log.bulk({ try Self.append(proposal, with: $0) }) {
          return .accepted(receipt)
        }
      }
    }
    return try log.bulk {
      try execute(
        envelope, under: policy, worker: worker, choice: choice, refusals: refusals, with: $0)
    }
  }

  /// Executes a command while nobody else can write, so that nothing can come between.
  ///
  /// - Parameters:
  ///   - envelope: the command.
  ///   - policy: the rules; those in force by default.
  ///   - worker: what is known of the worker the command names.
  ///   - choice: where the worker stands in a ranking, if one was made.
  ///   - refusals: what becomes of a refusal.
  ///   - writer: the transaction, which gets one append or none.
  /// - Returns: the receipt, or the refusal.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  package func execute(
    _ envelope: CommandEnvelope, under policy: TicketPolicy?, worker: WorkerFacts?,
    choice: DispatchChoice? = nil, refusals: RefusalKeeping = .asPolicySays, with writer: LogWriter
  ) throws -> CommandResult {
    let (verdict, attempt) = try decideKeepingAttempt(envelope, under: policy, refusals) {
      try decide(envelope, under: policy, worker: worker, choice: choice)
    }
    switch verdict {
    case .settled(let result):
      if let attempt { try Self.keep(attempt, with: writer) }
      return result
    case .append(let proposal):
      return .accepted(proposal.receipt(at: try writer.append(proposal.append)))
    }
  }

  // MARK: - Deciding

  /// What a command comes to, as the log stands.
  package enum Verdict: Sendable {
    /// It is done already, or refused.
    case settled(CommandResult)
    /// These events come of it, if nothing has changed when they are appended.
    case append(Proposal)
  }

  /// The events of a decision, and what must still be true when they are appended.
  package struct Proposal: Sendable {
    /// The events, their stream, and the version the ticket was decided at.
    package let append: Append
    private let kind: SubjectKind
    private let subject: String
    /// What else the decision looked at as a whole, another ticket or the policy in force, and the
    /// version it had then.
    fileprivate var looked: [(stream: StreamName, version: StreamVersion)]
    /// The folds that the decision looked at.
    package let folds: Folds

    /// Makes a proposal of a decision.
    init(
      _ append: Append, for envelope: CommandEnvelope,
      looked: [(stream: StreamName, version: StreamVersion)], folds: Folds = Folds()
    ) {
      self.append = append
      kind = envelope.request.kind
      subject = envelope.subject
      self.looked = looked
      self.folds = folds
    }

    /// What the command comes to once its events are in the log.
    fileprivate func receipt(at result: AppendResult) -> CommandReceipt {
      CommandReceipt(
        kind: kind, subject: subject, events: append.events.map(\.type.name),
        version: result.version, position: result.lastPosition, isRepeated: false)
    }
  }

  /// Loads the ticket and decides a command, without changing anything.
  ///
  /// - Parameters:
  ///   - envelope: the command.
  ///   - policy: the rules; those in force by default.
  ///   - worker: what is known of the worker the command names.
  ///   - choice: where that worker stands in a ranking, if one was made.
  ///   - ranked: the place in the log up to which it counted jobs; one that the worker was given since
  ///     stands in the way, so that all are ranked anew.
  /// - Returns: the result, or what to append for it.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  package func decide(
    _ envelope: CommandEnvelope, under policy: TicketPolicy?, worker: WorkerFacts?,
    choice: DispatchChoice? = nil, rankedAt ranked: LogPosition? = nil
  ) throws -> Verdict {
    do {
      // A ticket that cannot be named is told before an actor who cannot.
      if case .ticket = envelope.request { _ = try envelope.ticketID() }
      let actor = try envelope.checkedActor()
      let key = try idempotencyKey(of: envelope)
      return try foldSnapshot { snapshot in
        let rules = try policy ?? policyInForce()
        var verdict: Verdict
        switch envelope.request {
        case .ticket(let request):
          verdict = try plan(
            request, in: envelope, of: try envelope.ticketID(), by: actor, key: key, under: rules,
            worker: worker,
            choice: choice, rankedAt: ranked, in: snapshot)
        case .notice(let request):
          verdict = try plan(
            request, in: envelope, by: actor, key: key, under: rules, in: snapshot)
        case .preferences(let request):
          verdict = try plan(
            request, in: envelope, by: actor, key: key, under: rules, in: snapshot)
        case .announcement(let request):
          verdict = try plan(
            request, in: envelope, by: actor, key: key, under: rules, in: snapshot)
        case .member(let request):
          verdict = try plan(
            request, in: envelope, by: actor, key: key, under: rules, in: snapshot)
        case .stock(let request):
          verdict = try plan(
            request, in: envelope, by: actor, key: key, under: rules, in: snapshot)
        case .timer(let request):
          verdict = try plan(
            request, in: envelope, by: actor, key: key, under: rules, in: snapshot)
        case .settings(let request):
          verdict = try plan(
            request, in: envelope, by: actor, key: key, under: rules, in: snapshot)
        }
        if policy == nil, case .append(var proposal) = verdict {
          // What is decided under one policy must not come after another in the log.
          proposal.looked.append((.policy, try log.streamVersion(.policy)))
          verdict = .append(proposal)
        }
        return verdict
      }
    } catch let refusal as Refusal {
      return .settled(.refused(refusal))
    } catch let field as InvalidField {
      // What was accepted under a key had no such field, so this is another request.
      if let name = envelope.key, try log.lookup(key: name) != nil {
        return .settled(.refused(Self.duplicateKey(name)))
      }
      return .settled(
        .refused(Refusal(.invalidField, field.description, field: field.field)))
    }
  }

  /// Appends what a decision came to.
  ///
  /// - Parameters:
  ///   - proposal: the decision.
  ///   - writer: the transaction.
  /// - Returns: the receipt, or `nil` when somebody else was quicker and it must be decided anew.
  /// - Throws: ``StoreError``, but no conflict.
  package static func append(
    _ proposal: Proposal, with writer: LogWriter
  ) throws -> CommandReceipt? {
    do {
      // Under the write lock: two tickets could otherwise become duplicates of each other.
      for (stream, version) in proposal.looked
      where try writer.log.streamVersion(stream) != version { return nil }
      let result = try writer.append(proposal.append)
      // The same request, made at the same time, was quicker: its result is found on the next turn.
      return result.repeated ? nil : proposal.receipt(at: result)
    } catch let error as StoreError
      where [.conflict, .conditionFailed, .duplicateKey].contains(error.code)
    {
      return nil
    }
  }

  private func plan(
    _ request: TicketRequest, in envelope: CommandEnvelope, of id: TicketID, by actor: Actor,
    key: IdempotencyKey?, under policy: TicketPolicy, worker: WorkerFacts?,
    choice: DispatchChoice?, rankedAt ranked: LogPosition?, in snapshot: FoldSnapshot
  ) throws -> Verdict {
    if let receipt = try repeated(envelope, key: key) {
      return .settled(.accepted(receipt))
    }
    let ticket = try ticket(id)
    var looked: [(stream: StreamName, version: StreamVersion)] = []
    var worker = worker
    if case .command(let command) = request, let concerned = command.workerConcerned(on: ticket),
      let known = try workerFacts(
        of: concerned, at: envelope.at, under: policy, noting: &looked, in: snapshot)
    {
      worker = worker?.filled(from: known) ?? known
    }
    var others = try otherTickets(
      for: request, on: ticket, named: id, under: policy, knowing: worker, in: snapshot)
    if ranked != nil, others.queries.isEmpty, case .command(let command) = request {
      // Without a limit nothing is counted, but the ranking did.
      others.queries = command.receivingWorker.map { WorkerJobs(of: $0).query.items } ?? []
    }
    var context = CommandContext(
      actor: actor, at: envelope.at, worker: others.worker, sameFault: others.sameFault,
      choice: choice)
    context.stock = others.stock
    context.standing = try standing(of: actor, under: policy, noting: &looked, in: snapshot)
    if case .command(.markDuplicate(let name)) = request {
      let other = try self.ticket(name)
      context.other = Self.knowledge(of: other)
      looked.append((StreamName(ticket: name), other?.version ?? .none))
    }
    let version = ticket?.version ?? .none
    if let expected = envelope.expectedVersion, expected != version,
      // That there is no such ticket, or already one, is the weightier reason.
      (request.kind == .submit) == (ticket == nil)
    {
      throw Refusal(
        .conflict, "the ticket is at version \(version), not \(expected); read it again",
        phase: ticket?.phase,
        allowed: Ticket.allowedCommands(on: ticket, named: id, in: context, under: policy))
    }
    let decision = try Ticket.decide(
      request, on: ticket, named: id, in: context, under: policy)
    var envelope = envelope
    if envelope.causation == nil, case .command(let command) = request {
      envelope.causation = try event(answeredBy: command, of: id)?.description
    }
    let append = Append(
      try newEvents(
        decision, of: request.kind, in: envelope, of: id, by: actor, before: ticket),
      to: StreamName(ticket: id), expecting: version == .none ? .noStream : .exactly(version),
      condition: others.condition(after: min(ranked ?? snapshot.head, snapshot.head)), key: key)
    return .append(
      Proposal(append, for: envelope, looked: looked, folds: others.folds))
  }

  private func newEvents(
    _ decision: TicketDecision, of command: TicketCommandKind, in envelope: CommandEnvelope,
    of id: TicketID, by actor: Actor, before ticket: Ticket?
  ) throws -> [NewEvent] {
    var state = ticket
    var events: [NewEvent] = []
    let commandID = log.makeCommandID()
    for (index, event) in decision.events.enumerated() {
      var new = try NewEvent(
        event, at: decision.occurredAt, by: actor, remarks: decision.remarks, before: state,
        command: command)
      new.commandID = commandID
      new.causation = envelope.causation
      new.correlation = envelope.correlation
      events.append(new)
      // Only a further event needs to know the ticket after this one.
      if index < decision.events.count - 1 {
        let fact = TicketFact(
          version: (state?.version ?? .none).next, occurredAt: decision.occurredAt,
          actor: actor.id, role: actor.role, onBehalfOf: actor.onBehalfOf, event: event)
        try Ticket.evolve(&state, named: id, with: fact)
      }
    }
    return events
  }

  // MARK: - Keys

  private func idempotencyKey(of envelope: CommandEnvelope) throws -> IdempotencyKey? {
    guard let name = envelope.key, let digest = try CommandCodec.requestDigest(of: envelope)
    else { return nil }
    guard let key = IdempotencyKey(name, digest: digest) else {
      throw InvalidField("key", "must be 1 to \(LogLimit.nameBytes) bytes without NUL")
    }
    // Whoever took a timer's key first would keep it from firing for ever.
    if name.hasPrefix(DueTimer.keyPrefix), envelope.role != Role.system.rawValue {
      throw InvalidField("key", "begins with \(DueTimer.keyPrefix), as only automations' keys do")
    }
    return key
  }

  /// The first result of a key that was used before, or `nil` when it was not.
  func repeated(
    _ envelope: CommandEnvelope, key: IdempotencyKey?
  ) throws -> CommandReceipt? {
    guard let name = envelope.key, let record = try log.lookup(key: name) else { return nil }
    // A request that could not be read has no key of its own; what was accepted was another one.
    guard let key, record.key.digest == key.digest else {
      throw Self.duplicateKey(name)
    }
    var events: [String] = []
    var version = StreamVersion.none
    try log.scan(from: record.firstPosition, through: record.lastPosition) { row in
      version = try row.version
      events.append(try log.eventType(row.typeID).name)
    }
    return CommandReceipt(
      kind: envelope.request.kind, subject: envelope.subject, events: events, version: version,
      position: record.lastPosition, isRepeated: true)
  }

  private static func duplicateKey(_ name: String) -> Refusal {
    Refusal(
      .duplicateKey, "the key \(name) was used for another request; choose a new one")
  }

  /// What a command may know of another ticket.
  static func knowledge(of other: Ticket?) -> OtherTicket {
    guard let other else { return .unknown }
    if case .cancelled(let cancelled) = other.state, cancelled.cancellation.kind == .duplicate {
      return .duplicate(of: cancelled.cancellation.duplicateOf)
    }
    return .exists
  }
}

extension EventLog {
  /// A new name for one asking of a command.
  func makeCommandID() -> ULID {
    ids.id(at: configuration.clock().milliseconds)
  }
}
