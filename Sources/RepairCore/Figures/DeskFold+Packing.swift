extension DeskFold {
  /// Packs what happened into a step.
  ///
  /// Where a fact needs more room, steps of its own go before it.
  ///
  /// - Returns: whether it says anything that figures are made of.
  mutating func pack(_ fact: TicketFact, into step: inout DeskStep, _ number: Int) -> Bool {
    switch fact.event {
    case .submitted(let submission): submit(submission, fact, into: &step, number)
    case .amended(let amendment):
      guard amendment.place != nil || amendment.asset != nil else { return false }
      step.kind = .placed
      step.name = name(amendment.place?.name)
      step.other = name(amendment.asset?.rawValue)
    case .accepted(let priority, let category):
      step.kind = .accepted
      step.name = name(category?.rawValue)
      if let priority { step.amount = Int64(priority.rawValue) }
    case .priorityChanged(let priority, _):
      step.kind = .prioritised
      step.amount = Int64(priority.rawValue)
    case .recategorised(let category, _):
      step.kind = .recategorised
      step.name = name(category.rawValue)
    case .transferred(let campus, _):
      step.kind = .transferred
      step.name = name(campus.rawValue)
    case .held(let reason, let until, _, let pausesClock):
      step.kind = .held
      step.name = reason.order
      if let until { step.amount = until.milliseconds }
      if pausesClock { step.marks.insert(.first) }
    case .resumed: step.kind = .resumed
    case .hurried: step.kind = .hurried
    case .cancelled(let cancellation):
      step.kind = .cancelled
      step.name = name(cancellation.reason?.rawValue)
      step.other = cancellation.kind?.order ?? NamePool.none
    case .deadlineSet(let due, _): dated(.deadlineSet, due, &step)
    case .extensionRequested(let until, _): dated(.extensionRequested, until, &step)
    case .extensionApproved(let until): dated(.extensionApproved, until, &step)
    case .extensionRefused: step.kind = .extensionRefused
    case .cancellationRequested: step.kind = .cancellationRequested
    case .cancellationRefused: step.kind = .cancellationRefused
    case .reopened(let reason, _):
      step.kind = .reopened
      step.name = name(reason.rawValue)
    case .workerDispatched, .workAcknowledged, .workRejected, .assignmentReleased, .workerArrived,
      .accessDenied, .workStarted, .workHandedOver:
      packWork(fact, &step)
    case .workCompleted, .completionCorrected, .resultConfirmed, .reworkRequested,
      .confirmedByDefault, .evaluated, .evaluationAmended:
      return packResult(fact, &step)
    case .materialRequested, .materialIssued, .materialUsed, .materialReturned,
      .materialWrittenOff, .costAdded, .fundingSet:
      return packUse(fact.event, &step, number)
    case .noteAdded, .fileAttached, .visitScheduled, .materialReserved, .quoteMade,
      .quoteAccepted, .quoteRefused:
      return false
    }
    return true
  }

  private mutating func submit(
    _ submission: TicketSubmission, _ fact: TicketFact, into step: inout DeskStep, _ number: Int
  ) {
    step.kind = .submitted
    step.name = name(submission.campus.rawValue)
    step.other = name(submission.category.rawValue)
    if submission.description.isEmpty { step.marks.insert(.first) }
    if submission.contact?.isEmpty ?? true { step.marks.insert(.second) }
    if fact.onBehalfOf == nil, fact.role == .system { step.marks.insert(.third) }
    var extra = DeskStep(at: step.at, kind: .placed)
    extra.name = name(submission.place.name)
    extra.other = name(submission.asset?.rawValue)
    if extra.name != NamePool.none || extra.other != NamePool.none {
      append(beside: extra, .placed, to: number)
    }
    extra.name = name(submission.legacy?.funding.flatMap(FundingCode.init)?.rawValue)
    if extra.name != NamePool.none { append(beside: extra, .funded, to: number) }
  }

  private func dated(_ kind: DeskStep.Kind, _ moment: Timestamp, _ step: inout DeskStep) {
    step.kind = kind
    step.amount = moment.milliseconds
  }

  private mutating func packWork(_ fact: TicketFact, _ step: inout DeskStep) {
    // Whoever speaks as a worker has the job, where the history does not say who has.
    step.other = name(fact.role == .worker ? fact.actor.rawValue : nil)
    switch fact.event {
    case .workerDispatched(let dispatch):
      step.kind = .dispatched
      step.name = name(dispatch.worker?.rawValue)
    case .workHandedOver(let worker, _, _):
      step.kind = .handedOver
      step.name = name(worker.rawValue)
    case .workAcknowledged: step.kind = .acknowledged
    case .workStarted: step.kind = .started
    case .workerArrived: step.kind = .arrived
    case .accessDenied: step.kind = .accessDenied
    case .workRejected(let reason, _):
      step.kind = .rejected
      step.name = name(reason.rawValue)
    case .assignmentReleased: step.kind = .released
    default: break
    }
  }

  private mutating func packResult(_ fact: TicketFact, _ step: inout DeskStep) -> Bool {
    switch fact.event {
    case .workCompleted(let work):
      step.kind = .completed
      // What is dealt with from afar was done by whoever says so.
      step.name = name(work.remote && fact.role != .system ? fact.actor.rawValue : nil)
      step.other = name(fact.role == .worker ? fact.actor.rawValue : nil)
      if let outcome = work.outcome { step.amount = Int64(outcome.order) }
      if work.remote { step.marks.insert(.first) }
      if work.consumables != nil { step.marks.insert(.second) }
    case .completionCorrected(_, _, let outcome):
      guard let outcome else { return false }
      step.kind = .corrected
      step.amount = Int64(outcome.order)
    case .resultConfirmed: step.kind = .confirmed
    case .confirmedByDefault: step.kind = .confirmedByDefault
    case .reworkRequested(let reason, _, _, let assignment):
      step.kind = .reworkRequested
      step.name = name(reason.rawValue)
      if assignment != nil { step.marks.insert(.first) }
    case .evaluated(let marks):
      step.kind = .evaluated
      step.amount = Self.packed(marks.result, marks.efficiency, marks.attitude)
    case .evaluationAmended(let result, let efficiency, let attitude, _):
      step.kind = .evaluationAmended
      step.amount = Self.packed(result, efficiency, attitude)
    default: return false
    }
    return true
  }

  private mutating func packUse(
    _ event: TicketEvent, _ step: inout DeskStep, _ number: Int
  ) -> Bool {
    func line(_ kind: DeskStep.Kind, _ line: LineNumber, _ quantity: Quantity) {
      step.kind = kind
      step.other = Int32(clamping: line.rawValue)
      step.amount = Int64(quantity.rawValue)
    }
    switch event {
    case .materialRequested(let number, let item, let description, _, let quantity):
      line(.materialRequested, number, quantity)
      step.name = name(item?.rawValue ?? description)
      if item != nil { step.marks.insert(.first) }
    case .materialIssued(let number, let quantity, _, _): line(.materialIssued, number, quantity)
    case .materialUsed(let number, let quantity): line(.materialUsed, number, quantity)
    case .materialReturned(let number, let quantity, _): line(.materialReturned, number, quantity)
    case .materialWrittenOff(let number, let quantity, _, _):
      line(.materialWrittenOff, number, quantity)
    case .costAdded(let costLine, let entry):
      var extra = DeskStep(at: step.at, kind: .costLine)
      extra.name = Int32(clamping: costLine.rawValue)
      extra.other = entry.replaces.map { Int32(clamping: $0.rawValue) } ?? NamePool.none
      append(beside: extra, .costLine, to: number)
      step.kind = .costAmount
      step.name = name(entry.amount.currency)
      step.other = name(entry.funding?.rawValue)
      step.amount = entry.amount.minorUnits
      if entry.payer == .requester { step.marks.insert(.first) }
    case .fundingSet(let source, _):
      guard let source else { return false }
      step.kind = .funded
      step.name = name(source.rawValue)
    default: return false
    }
    return true
  }

  /// Three marks of 1 to 5 in a number, 0 for one that was not given.
  private static func packed(_ result: Rating?, _ efficiency: Rating?, _ attitude: Rating?) -> Int64
  {
    Int64(result?.rawValue ?? 0) + Int64(efficiency?.rawValue ?? 0) * 8
      + Int64(attitude?.rawValue ?? 0) * 64
  }
}

extension Place {
  /// What a place is called where places are counted.
  fileprivate var name: String? { code ?? address }
}

extension HoldReason {
  /// The reason's number.
  var order: Int32 { Int32(Self.allCases.firstIndex(of: self) ?? 0) }
}

extension CancellationKind {
  /// The kind's number.
  var order: Int32 { Int32(Self.allCases.firstIndex(of: self) ?? 0) }
}

extension Outcome {
  /// The outcome's number.
  var order: Int32 { Int32(Self.allCases.firstIndex(of: self) ?? 0) }
}
