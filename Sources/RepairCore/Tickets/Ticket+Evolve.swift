extension Ticket {
  /// Applies one fact to a ticket.
  ///
  /// It never judges: any event but the first applies in any phase, so that a log written under
  /// older rules always replays. Constant time.
  ///
  /// ```swift
  /// var ticket: Ticket?
  /// for fact in history { try Ticket.evolve(&ticket, named: id, with: fact) }
  /// ```
  ///
  /// - Parameters:
  ///   - state: the ticket before; `nil` before its first event. Unchanged when this throws.
  ///   - id: the ticket's name.
  ///   - fact: what happened next.
  /// - Throws: ``ImpossibleHistory`` when the first event does not begin a ticket, a later one does,
  ///   or a version is missing.
  public static func evolve(
    _ state: inout Ticket?, named id: TicketID, with fact: TicketFact
  ) throws(ImpossibleHistory) {
    func impossible(_ fault: ImpossibleHistory.Fault) -> ImpossibleHistory {
      ImpossibleHistory(
        of: "ticket \(id)", version: fact.version, event: fact.event.kind.rawValue, fault: fault)
    }
    let last = state?.version ?? .none
    guard fact.version == last.next else { throw impossible(.gap(after: last)) }
    if case .submitted(let submission) = fact.event {
      guard state == nil else { throw impossible(.beginsAgain) }
      state = Ticket(id, submission, fact)
    } else {
      // Through the optional and not by way of a copy: a ticket is some hundred words large.
      guard state?.apply(fact) != nil else {
        throw impossible(.doesNotBegin(with: TicketEventKind.submitted.rawValue))
      }
    }
  }

  private init(_ id: TicketID, _ submission: TicketSubmission, _ fact: TicketFact) {
    self.id = id
    version = fact.version
    state = .submitted
    campus = submission.campus
    category = submission.category
    description = submission.description
    place = submission.place
    contact = submission.contact
    channel = submission.channel
    asset = submission.asset
    requester = fact.onBehalfOf ?? (fact.role == .system ? nil : fact.actor)
    attachments = submission.attachments
    notes = []
    legacy = submission.legacy
    materials = []
    costs = []
    quotes = []
    // A legacy record's own words may be longer than a code can be; they stay in the record.
    funding = submission.legacy?.funding.flatMap(FundingCode.init)
    warranty = submission.legacy?.warranty
    submittedAt = fact.occurredAt
    updatedAt = fact.occurredAt
    phaseSince = fact.occurredAt
    lastAssignment = .none
    workedBy = []
    turns = []
    hurries = 0
    rejections = 0
    reworks = 0
    deniedVisits = 0
    reopenings = 0
  }

  private mutating func apply(_ fact: TicketFact) {
    version = fact.version
    updatedAt = fact.occurredAt
    let (phaseBefore, campusBefore, hadHold) = (phase, campus, hold != nil)
    defer {
      if phase != phaseBefore || campus != campusBefore { phaseSince = fact.occurredAt }
      if hadHold, hold == nil { restEndedAt = fact.occurredAt }
    }
    switch fact.event {
    case .submitted: break
    case .amended(let amendment): apply(amendment)
    case .noteAdded(let text, let isInternal):
      notes.append(
        Note(text: text, isInternal: isInternal, author: fact.actor, at: fact.occurredAt))
    case .fileAttached(let attachment): attachments.append(attachment)
    case .hurried:
      hurries += 1
      lastHurriedAt = fact.occurredAt
    case .held(let reason, let until, let text, let pausesClock):
      // Holding again for the same reason only moves the end: the rest began when it began.
      let since = hold.flatMap { $0.reason == reason ? $0.since : nil } ?? fact.occurredAt
      hold = Hold(
        reason: reason, since: since, until: until, text: text, pausesClock: pausesClock)
    case .resumed: hold = nil
    case .accepted(let priority, let category):
      state = .accepted
      acceptedAt = fact.occurredAt
      if let priority { self.priority = priority }
      if let category { self.category = category }
    case .priorityChanged(let priority, _): self.priority = priority
    case .recategorised(let category, _): self.category = category
    case .transferred(let campus, _): transfer(to: campus)
    case .visitScheduled(let window): visit = window
    case .deadlineSet(let due, _): deadline = due
    case .extensionRequested(let until, let reason):
      extensionRequest = ExtensionRequest(until: until, reason: reason, at: fact.occurredAt)
    case .extensionApproved(let until):
      deadline = until
      extensionRequest = nil
    case .extensionRefused: extensionRequest = nil
    case .cancellationRequested(let reason, let remark):
      cancellationRequest = CancellationRequest(
        reason: reason, remark: remark, at: fact.occurredAt)
    case .cancellationRefused: cancellationRequest = nil
    case .cancelled(let cancellation):
      end(with: .cancelled(Cancelled(cancellation: cancellation, at: fact.occurredAt)))
    case .reopened:
      reopenings += 1
      end(with: acceptedAt == nil ? .submitted : .accepted)
    case .workerDispatched, .workAcknowledged, .workRejected, .assignmentReleased, .workerArrived,
      .accessDenied, .workStarted, .workHandedOver:
      applyWork(fact)
    case .workCompleted, .completionCorrected, .resultConfirmed, .reworkRequested,
      .confirmedByDefault, .evaluated, .evaluationAmended:
      applyResult(fact)
    case .materialRequested, .materialReserved, .materialIssued, .materialUsed,
      .materialReturned, .materialWrittenOff:
      applyMaterial(fact.event)
    case .costAdded, .fundingSet, .quoteMade, .quoteAccepted, .quoteRefused: applyMoney(fact)
    }
  }

  private mutating func apply(_ amendment: TicketAmendment) {
    if let description = amendment.description { self.description = description }
    if let place = amendment.place { self.place = place }
    if let asset = amendment.asset { self.asset = asset }
    if let contact = amendment.contact { self.contact = self.contact.merged(with: contact) }
  }

  private mutating func transfer(to campus: CampusCode) {
    self.campus = campus
    state = .submitted
    // The new campus starts afresh: it has accepted nothing, and only an open question goes along.
    acceptedAt = nil
    visit = nil
    endTurn(.released, at: updatedAt)
    if hold?.reason != .information { hold = nil }
  }

  /// Ends the assignment and everything that waits for an answer.
  private mutating func end(with state: State) {
    self.state = state
    switch phase {
    case .completed, .evaluated: endTurn(.completed, at: updatedAt)
    case .cancelled: endTurn(.cancelled, at: updatedAt)
    case .submitted, .accepted, .dispatched, .rejectedByWorker:
      endTurn(.released, at: updatedAt)
    }
    hold = nil
    cancellationRequest = nil
    extensionRequest = nil
    visit = nil
    endReservations()
  }
}

extension Ticket {
  /// The events of an assignment, from the sending of a worker to the end of the turn.
  private mutating func applyWork(_ fact: TicketFact) {
    switch fact.event {
    case .workerDispatched(let dispatch):
      assign(
        dispatch.worker, as: dispatch.assignment, at: fact.occurredAt,
        step: fact.isImported ? .unknown : .awaitingAcknowledgement)
    case .workHandedOver(let worker, _, let number):
      assign(worker, as: number, at: fact.occurredAt, ending: .handedOver)
    case .workAcknowledged:
      updateAssignment(fact) { $0.step = .acknowledged }
      noteWork(by: assignment?.worker)
    case .workStarted:
      updateAssignment(fact) { $0.step = .inProgress }
      noteWork(by: assignment?.worker)
    case .workerArrived(let place):
      let arrival = arrival(at: place, fact.occurredAt)
      updateAssignment(fact) {
        $0.arrivedAt = arrival.at
        $0.arrivalDistance = arrival.distance
      }
      updateTurn { $0.arrivals.append(arrival) }
      if hold?.reason == .access { hold = nil }
    case .accessDenied(let text):
      deniedVisits += 1
      updateTurn { $0.deniedVisits += 1 }
      let since = hold.flatMap { $0.reason == .access ? $0.since : nil } ?? fact.occurredAt
      hold = Hold(reason: .access, since: since, until: nil, text: text, pausesClock: true)
    case .workRejected(let reason, let text):
      rejections += 1
      extensionRequest = nil
      let worker = assignment?.worker ?? fact.workerActor
      endTurn(.handedBack, at: fact.occurredAt)
      state = .rejectedByWorker(
        HandBack(worker: worker, reason: reason, text: text, at: fact.occurredAt))
    case .assignmentReleased:
      extensionRequest = nil
      endTurn(.released, at: fact.occurredAt)
      state = .accepted
      // Only an accepted ticket is dispatched, so this repairs nothing but an impossible past.
      if acceptedAt == nil { acceptedAt = fact.occurredAt }
    default: break
    }
  }

  /// The events from the end of the work to the rating.
  private mutating func applyResult(_ fact: TicketFact) {
    switch fact.event {
    case .workCompleted(let work):
      // What is dealt with from afar was not done by whoever happens to be assigned.
      let resolver = work.remote && fact.role != .system ? fact.actor : nil
      let worker = resolver ?? assignment?.worker ?? fact.workerActor
      noteWork(by: worker)
      if worker != assignment?.worker { endTurn(.released, at: fact.occurredAt) }
      attachments.append(contentsOf: work.attachments)
      note(consumables: work.consumables)
      if firstCompletedAt == nil { firstCompletedAt = fact.occurredAt }
      end(
        with: .completed(
          Completion(
            work: work, worker: worker, at: fact.occurredAt,
            agreement: fact.isImported ? .unknown : .unconfirmed)))
    case .completionCorrected(let cause, let workDone, let outcome):
      updateCompletion(fact) {
        if let cause { $0.work.cause = cause }
        if let workDone { $0.work.workDone = workDone }
        if let outcome { $0.work.outcome = outcome }
      }
    case .resultConfirmed: agree(.confirmed, fact)
    case .confirmedByDefault: agree(.confirmedByDefault, fact)
    case .reworkRequested(_, _, _, let number):
      reworks += 1
      if let number {
        assign(completion?.worker, as: number, at: fact.occurredAt)
      } else {
        state = .accepted
        if acceptedAt == nil { acceptedAt = fact.occurredAt }
      }
    case .evaluated(let evaluation):
      var completion = completion
      rateTurn(
        of: completion?.worker, result: evaluation.result, efficiency: evaluation.efficiency)
      // To rate the work is to agree that it is done.
      switch completion?.agreement {
      case .unknown, .unconfirmed: completion?.agreement = .confirmed
      case .confirmed, .confirmedByDefault, nil: break
      }
      end(
        with: .evaluated(
          Evaluated(
            evaluation: evaluation, isAmended: false, at: fact.occurredAt,
            completion: completion)))
    case .evaluationAmended(let result, let efficiency, let attitude, let text):
      guard case .evaluated(var evaluated) = state else { return }
      evaluated.isAmended = true
      rateTurn(of: evaluated.completion?.worker, result: result, efficiency: efficiency)
      if let result { evaluated.evaluation.result = result }
      if let efficiency { evaluated.evaluation.efficiency = efficiency }
      if let attitude { evaluated.evaluation.attitude = attitude }
      if let text { evaluated.evaluation.text = text }
      state = .evaluated(evaluated)
    default: break
    }
  }

  private mutating func assign(
    _ worker: PersonID?, as number: AssignmentNumber, at: Timestamp,
    step: Assignment.Step = .awaitingAcknowledgement, ending end: WorkerTurn.End = .released
  ) {
    beginTurn(of: worker, at: at, ending: end)
    lastAssignment = max(lastAssignment, number)
    extensionRequest = nil
    state = .dispatched(
      Assignment(number: number, worker: worker, since: at, step: step))
  }

  /// Changes the current assignment; one that a history leaves out begins here.
  private mutating func updateAssignment(
    _ fact: TicketFact, _ change: (inout Assignment) -> Void
  ) {
    var assignment: Assignment
    if case .dispatched(let current) = state {
      assignment = current
    } else {
      lastAssignment = lastAssignment.next
      assignment = Assignment(
        number: lastAssignment, worker: fact.workerActor, since: fact.occurredAt,
        step: .awaitingAcknowledgement)
      beginTurn(of: assignment.worker, at: fact.occurredAt, ending: .released)
    }
    change(&assignment)
    state = .dispatched(assignment)
  }

  private mutating func updateCompletion(
    _ fact: TicketFact, _ change: (inout Completion) -> Void
  ) {
    switch state {
    case .completed(var completion):
      change(&completion)
      state = .completed(completion)
    case .evaluated(var evaluated):
      if evaluated.completion != nil {
        evaluated.completion.mutate(change)
        state = .evaluated(evaluated)
      }
    case .submitted, .accepted, .dispatched, .rejectedByWorker, .cancelled: break
    }
  }

  private mutating func agree(_ agreement: Completion.Agreement, _ fact: TicketFact) {
    var completion =
      completion
      ?? Completion(
        work: WorkCompletion(), worker: assignment?.worker, at: fact.occurredAt,
        agreement: .unconfirmed)
    completion.agreement = agreement
    if firstCompletedAt == nil { firstCompletedAt = completion.at }
    end(with: .completed(completion))
  }

  private mutating func noteWork(by worker: PersonID?) {
    guard let worker, !workedBy.contains(worker) else { return }
    workedBy.append(worker)
  }
}

extension TicketFact {
  /// The actor, where it is a worker who speaks.
  fileprivate var workerActor: PersonID? { role == .worker ? actor : nil }

  /// Whether another system's record is all that is known of it.
  fileprivate var isImported: Bool { remarks?.imported != nil }
}

extension Optional {
  fileprivate mutating func mutate(_ change: (inout Wrapped) -> Void) {
    guard var value = self else { return }
    change(&value)
    self = value
  }
}

extension Contact? {
  /// The contact with another's members over its own.
  func merged(with other: Contact) -> Contact {
    Contact(
      name: other.name ?? self?.name, phone: other.phone ?? self?.phone,
      openID: other.openID ?? self?.openID)
  }
}
