extension TicketLife {
  /// What the desk does to a ticket.
  mutating func applyDesk(_ step: DeskStep) {
    switch step.kind {
    case .accepted:
      phase = .accepted
      acceptedAt = step.at
      begin(step)
      if step.amount != DeskStep.none { priority = Int(clamping: step.amount) }
      if step.name != NamePool.none { category = step.name }
    case .prioritised: priority = Int(clamping: step.amount)
    case .recategorised: category = step.name
    case .transferred:
      campus = step.name
      phase = .submitted
      acceptedAt = nil
      endAcknowledgement(step, isDone: false)
      if rest?.reason != HoldReason.information.order { endRest(step.at) }
    case .hurried: hurries += 1
    case .cancelled:
      (cancellationKind, cancellationReason) = (step.other, step.name)
      // To say no is an answer too.
      if cancellationKind != NamePool.none, cancellationKind != CancellationKind.withdrawn.order {
        Self.end(&accept, step, isDone: true)
      }
      end(with: .cancelled, step)
    case .reopened:
      reopenReasons.append(step.name)
      if complete.isDone { wasReopenedAfterWork = true }
      end(with: acceptedAt == nil ? .submitted : .accepted, step)
    case .deadlineSet: deadline = step.amount
    case .extensionRequested: asksExtension = true
    case .extensionApproved:
      deadline = step.amount
      asksExtension = false
    case .extensionRefused: asksExtension = false
    case .cancellationRequested: asksCancellation = true
    case .cancellationRefused: asksCancellation = false
    case .held:
      hold(step.name, at: step.at, pausesClock: step.marks.contains(.first))
      restUntil = step.amount == DeskStep.none ? nil : step.amount
    case .resumed: endRest(step.at)
    default: break
    }
  }

  /// The steps of an assignment, from the sending of a worker to the end of the turn.
  mutating func applyWork(_ step: DeskStep) {
    begin(step)
    switch step.kind {
    case .dispatched:
      let isImported = step.marks.contains(.imported)
      assign(step.name, isImported ? .unknown : .awaiting, step)
      assignments.append(step.name)
    case .handedOver:
      assign(step.name, .awaiting, step)
      assignments.append(step.name)
      handOvers += 1
    case .acknowledged: advance(to: .acknowledged, step)
    case .started:
      advance(to: .inProgress, step)
      Self.end(&arrive, step, isDone: true)
    case .arrived:
      advance(to: nil, step)
      Self.end(&arrive, step, isDone: true)
      if rest?.reason == HoldReason.access.order { endRest(step.at) }
    case .accessDenied:
      endAcknowledgement(step, isDone: true)
      Self.end(&arrive, step, isDone: true)
      hold(HoldReason.access.order, at: step.at, pausesClock: true)
      restUntil = nil
    case .rejected:
      endAcknowledgement(step, isDone: true)
      let worker = phase == .dispatched ? assigned : NamePool.none
      let known = worker == NamePool.none ? step.other : worker
      handBacks.append(Mention(worker: known, reason: step.name))
      asksExtension = false
      phase = .rejectedByWorker
    case .released:
      endAcknowledgement(step, isDone: false)
      asksExtension = false
      phase = .accepted
      if acceptedAt == nil { acceptedAt = step.at }
    default: break
    }
  }

  /// The steps from the end of the work to the rating.
  mutating func applyResult(_ step: DeskStep) {
    switch step.kind {
    case .completed: finish(step)
    case .corrected:
      guard phase == .completed || phase == .evaluated else { return }
      outcome = Int(clamping: step.amount)
      if completions == 1 { firstOutcome = outcome }
    case .confirmed, .confirmedByDefault:
      agree(step)
    case .reworkRequested:
      let worker = phase == .completed || phase == .evaluated ? finisher : NamePool.none
      reworks.append(Mention(worker: worker, reason: step.name))
      if step.marks.contains(.first) {
        assign(worker, .awaiting, step)
      } else {
        phase = .accepted
        if acceptedAt == nil { acceptedAt = step.at }
      }
    case .evaluated:
      if phase != .completed && phase != .evaluated {
        finisher = NamePool.none
        agreement = .unknown
        ratedWithoutWork = true
      } else if agreement == .unknown || agreement == .unconfirmed {
        agreement = .confirmed
      }
      rate(step)
      isRated = true
      ratedWorker = finisher
      // That it was done is certain, when is not.
      if !complete.isDone { Self.end(&complete, step, isDone: true, isExact: false) }
      end(with: .evaluated, step)
    case .evaluationAmended: if phase == .evaluated { rate(step) }
    default: break
    }
  }

  private mutating func finish(_ step: DeskStep) {
    let isRemote = step.marks.contains(.first)
    let current = phase == .dispatched ? assigned : NamePool.none
    let worker = [step.name, current, step.other].first { $0 != NamePool.none } ?? NamePool.none
    begin(step)
    endAcknowledgement(step, isDone: !isRemote)
    Self.end(&arrive, step, isDone: !isRemote)
    Self.end(&complete, step, isDone: true)
    finisher = worker
    finishers.append(worker)
    completions += 1
    outcome = step.amount == DeskStep.none ? nil : Int(clamping: step.amount)
    if completions == 1 { (firstFinisher, firstOutcome) = (worker, outcome) }
    if step.marks.contains(.second) { consumableNotes += 1 }
    agreement = step.marks.contains(.imported) ? .unknown : .unconfirmed
    end(with: .completed, step)
  }

  private mutating func agree(_ step: DeskStep) {
    if phase != .completed && phase != .evaluated {
      // A history that leaves the end of the work out: that it was done is certain, when is not.
      finisher = phase == .dispatched ? assigned : NamePool.none
      outcome = nil
      if !complete.isDone { Self.end(&complete, step, isDone: true, isExact: false) }
    }
    agreement = step.kind == .confirmed ? .confirmed : .byDefault
    end(with: .completed, step)
  }

  private mutating func rate(_ step: DeskStep) {
    func mark(_ place: Int64) -> Int? {
      let value = Int(clamping: step.amount / place % 8)
      return value == 0 ? nil : value
    }
    if step.kind == .evaluated { (result, efficiency, attitude) = (nil, nil, nil) }
    result = mark(1) ?? result
    efficiency = mark(8) ?? efficiency
    attitude = mark(64) ?? attitude
  }

  /// What goes on is accepted, whatever was written down before; the wait for a worker begins.
  private mutating func begin(_ step: DeskStep) {
    Self.end(&accept, step, isDone: true)
    if dispatch == nil { dispatch = Wait(start: step.at, isExact: step.marks.isExact) }
  }

  private mutating func assign(_ worker: Int32, _ stage: Stage, _ step: DeskStep) {
    endAcknowledgement(step, isDone: false)
    if dispatch != nil, step.kind != .reworkRequested {
      dispatch.end(step, isDone: true)
    }
    phase = .dispatched
    assigned = worker
    self.stage = stage
    asksExtension = false
    // Of an imported record it is not known whether the worker has answered.
    if stage == .awaiting {
      acknowledge = Wait(start: step.at, isExact: step.marks.isExact)
    }
  }

  /// Changes the current assignment; one that a history leaves out begins here.
  private mutating func advance(to stage: Stage?, _ step: DeskStep) {
    endAcknowledgement(step, isDone: true)
    if phase != .dispatched {
      phase = .dispatched
      assigned = step.other
      self.stage = .awaiting
    }
    if let stage { self.stage = stage }
  }

  /// Ends the assignment and everything that waits for an answer.
  private mutating func end(with phase: TicketPhase, _ step: DeskStep) {
    endAcknowledgement(step, isDone: false)
    self.phase = phase
    endRest(step.at)
    asksCancellation = false
    asksExtension = false
  }

  private mutating func endAcknowledgement(_ step: DeskStep, isDone: Bool) {
    guard var wait = acknowledge else { return }
    Self.end(&wait, step, isDone: isDone)
    acknowledgements.append(wait)
    acknowledge = nil
  }

  private mutating func hold(_ reason: Int32, at: Int64, pausesClock: Bool) {
    if rest?.reason == reason {
      rest?.pausesClock = pausesClock
    } else {
      endRest(at)
      rest = Rest(reason: reason, start: at, end: nil, pausesClock: pausesClock)
    }
  }

  private mutating func endRest(_ at: Int64) {
    guard var ended = rest else { return }
    ended.end = at
    rests.append(ended)
    rest = nil
    restUntil = nil
  }

  private static func end(
    _ wait: inout Wait, _ step: DeskStep, isDone: Bool, isExact: Bool = true
  ) {
    guard wait.end == nil else { return }
    wait.end = step.at
    wait.isDone = isDone
    if !isExact || !step.marks.isExact { wait.isExact = false }
  }
}

extension TicketLife.Wait? {
  fileprivate mutating func end(_ step: DeskStep, isDone: Bool) {
    guard var wait = self, wait.end == nil else { return }
    wait.end = step.at
    wait.isDone = isDone
    if !step.marks.isExact { wait.isExact = false }
    self = wait
  }
}
