/// The rules that need a command's particulars, for a ticket that exists.
///
/// The gate has admitted the command; what remains is its fields, the worker it names, and time.
struct TicketDecider {
  let ticket: Ticket
  let context: CommandContext
  let at: Timestamp
  let policy: TicketPolicy

  var fields: FieldRules { FieldRules(policy: policy) }

  func events(
    for command: TicketCommand, gate: TicketGate
  ) throws(Refusal) -> [TicketEvent] {
    let event = try event(for: command)
    try gate.checkTime(of: command.kind, command: command)
    try checkJobLimit(of: command)
    try checkStock(of: command)
    try context.checkOnly(command.newFault(on: ticket), under: policy)
    return [event]
  }

  private func event(for command: TicketCommand) throws(Refusal) -> TicketEvent {
    switch command {
    case .submit: throw Refusal(.alreadyExists, "ticket \(ticket.id) exists")
    case .amend, .addNote, .attachFile, .hurry, .askInformation, .giveInformation, .hold, .resume,
      .scheduleVisit, .setDeadline, .requestExtension, .approveExtension, .refuseExtension:
      return try conversation(command)
    case .accept, .decline, .markDuplicate, .changePriority, .recategorise, .transfer, .cancel,
      .requestCancellation, .refuseCancellation, .reopen:
      return try deskWork(command)
    case .dispatch, .acknowledge, .reject, .release, .checkIn, .recordNoAccess, .startWork,
      .handOver:
      return try assignmentEvent(command)
    case .resolveRemotely, .complete, .correctCompletion, .confirm, .rejectResult,
      .confirmByDefault, .evaluate, .amendEvaluation:
      return try resultEvent(command)
    case .requestMaterial, .reserveMaterial, .issueMaterial, .useMaterial, .returnMaterial,
      .writeOffMaterial:
      return try materialEvent(command)
    case .addCost, .setFunding, .quote, .acceptQuote, .refuseQuote:
      return try moneyEvent(command)
    }
  }

  func later(_ moment: Timestamp, _ field: String) throws(Refusal) {
    if moment <= at { throw FieldRules.invalid(field, "\(moment) is not after \(at)") }
  }
}

extension TicketDecider {
  /// What is said and agreed about a ticket while it stays where it is.
  private func conversation(_ command: TicketCommand) throws(Refusal) -> TicketEvent {
    switch command {
    case .amend(let amendment): return .amended(try sound(amendment))
    case .addNote(let text, let isInternal):
      if isInternal, context.actor.role == .requester {
        throw FieldRules.invalid("internal", "a requester's note cannot be internal")
      }
      return .noteAdded(text: try fields.longText(text, "text"), internal: isInternal)
    case .attachFile(let attachment): return .fileAttached(try fields.attachment(attachment))
    case .askInformation(let text):
      return .held(
        reason: .information, until: nil, text: try fields.longText(text, "text"),
        pausesClock: policy.pausingHolds.contains(.information))
    case .giveInformation(let text): return .resumed(text: try fields.longText(text, "text"))
    case .hold(let reason, let until, let text):
      if let until { try later(until, "until") }
      let text = try fields.optional(text, "text", limit: policy.longTextLimit)
      if let hold = ticket.hold, hold.until == until, hold.text == text {
        throw FieldRules.nothingChanges("until")
      }
      return .held(
        reason: reason, until: until, text: text,
        pausesClock: policy.pausingHolds.contains(reason))
    case .resume: return .resumed(text: nil)
    case .scheduleVisit(let window):
      try later(window.from, "from")
      if ticket.visit == window { throw FieldRules.nothingChanges("from") }
      return .visitScheduled(window)
    case .setDeadline(let due, let reason):
      try later(due, "due")
      if ticket.deadline == due { throw FieldRules.nothingChanges("due") }
      return .deadlineSet(due: due, reason: reason)
    case .requestExtension(let until, let reason):
      try later(until, "until")
      if let deadline = ticket.deadline, until <= deadline {
        throw FieldRules.invalid("until", "\(until) is not after the present date \(deadline)")
      }
      if ticket.extensionRequest?.until == until { throw FieldRules.nothingChanges("until") }
      return .extensionRequested(until: until, reason: reason)
    case .approveExtension:
      guard let request = ticket.extensionRequest else { throw Self.unreachable(command) }
      return .extensionApproved(until: request.until)
    case .refuseExtension(let reason): return .extensionRefused(reason: reason)
    case .hurry: return .hurried
    default: throw Self.unreachable(command)
    }
  }

  /// What the gate and the switch above have ruled out; a refusal, so that nothing can trap.
  static func unreachable(_ command: TicketCommand) -> Refusal {
    Refusal(.illegalTransition, "\(command.kind.rawValue) does not apply here")
  }

  private func sound(_ amendment: TicketAmendment) throws(Refusal) -> TicketAmendment {
    var sound = amendment
    sound.description = try fields.correction(
      amendment.description, "description", limit: policy.longTextLimit)
    if let place = amendment.place { sound.place = try fields.place(place, "place") }
    sound.contact = try fields.contact(amendment.contact, "contact")
    let changes =
      (sound.description.map { $0 != ticket.description } ?? false)
      || (sound.place.map { $0 != ticket.place } ?? false)
      || (sound.contact.map { ticket.contact.merged(with: $0) != ticket.contact } ?? false)
      || (sound.asset.map { $0 != ticket.asset } ?? false)
    guard changes else { throw FieldRules.nothingChanges("description, place, contact, asset") }
    return sound
  }

  /// What the desk does about a ticket.
  private func deskWork(_ command: TicketCommand) throws(Refusal) -> TicketEvent {
    switch command {
    case .accept(let priority, let category):
      return .accepted(
        priority: priority ?? ticket.priority ?? policy.defaultPriority, category: category)
    case .decline(let reason, let text):
      return .cancelled(
        TicketCancellation(
          kind: .declined, reason: reason,
          remark: try fields.optional(text, "text", limit: policy.longTextLimit)))
    case .markDuplicate(let other):
      try checkDuplicate(of: other)
      return .cancelled(TicketCancellation(kind: .duplicate, duplicateOf: other))
    case .cancel(let reason, let remark):
      let isWish = context.actor.role == .requester || ticket.cancellationRequest != nil
      return .cancelled(
        TicketCancellation(
          kind: isWish ? .withdrawn : .cancelledByDispatcher, reason: reason,
          remark: try fields.optional(remark, "remark", limit: policy.longTextLimit)))
    case .requestCancellation(let reason, let remark):
      return .cancellationRequested(
        reason: reason,
        remark: try fields.optional(remark, "remark", limit: policy.longTextLimit))
    case .refuseCancellation(let reason): return .cancellationRefused(reason: reason)
    case .reopen(let reason, let text):
      return .reopened(
        reason: reason, text: try fields.optional(text, "text", limit: policy.longTextLimit))
    case .changePriority(let priority, let reason):
      if ticket.priority == priority { throw FieldRules.nothingChanges("priority") }
      return .priorityChanged(priority, reason: reason)
    case .recategorise(let category, let reason):
      if ticket.category == category { throw FieldRules.nothingChanges("category") }
      return .recategorised(category, reason: reason)
    case .transfer(let campus, let reason):
      if ticket.campus == campus { throw FieldRules.nothingChanges("campus") }
      return .transferred(to: campus, reason: reason)
    default: throw Self.unreachable(command)
    }
  }

  private func checkDuplicate(of other: TicketID) throws(Refusal) {
    if other == ticket.id {
      throw FieldRules.invalid("of", "a ticket cannot be a duplicate of itself")
    }
    switch context.other {
    case .unknown: throw FieldRules.invalid("of", "there is no ticket \(other)")
    // Because a duplicate is never named as the original, the original's chain ends in a ticket
    // that is none: a cycle cannot arise.
    case .duplicate(let original):
      let hint = original.map { "; name \($0) instead" } ?? ""
      throw FieldRules.invalid("of", "ticket \(other) is itself a duplicate\(hint)")
    case .exists, nil: break
    }
  }

  /// A worker's turn, from the sending to the end.
  private func assignmentEvent(_ command: TicketCommand) throws(Refusal) -> TicketEvent {
    switch command {
    case .dispatch(let worker, let override, let force, let choice):
      let override = try fields.shortText(override, "override")
      let choice = try fields.choice(choice, of: worker) ?? context.choice
      if ticket.assignment?.worker == worker { throw FieldRules.nothingChanges("worker") }
      try checkAvailability(of: worker, override: override, force: force)
      return .workerDispatched(
        WorkerDispatch(
          worker: worker, assignment: ticket.lastAssignment.next, override: override,
          force: force, choice: choice))
    case .handOver(let worker, let reason):
      if ticket.assignment?.worker == worker { throw FieldRules.nothingChanges("worker") }
      try checkAvailability(of: worker, override: nil, force: false)
      return .workHandedOver(
        worker: worker, reason: reason, assignment: ticket.lastAssignment.next)
    case .acknowledge: return .workAcknowledged
    case .reject(let reason, let text):
      return .workRejected(
        reason: reason, text: try fields.optional(text, "text", limit: policy.longTextLimit))
    case .release(let reason, let number):
      if reason.rawValue == "workerLeft", context.worker?.isActive == true {
        throw FieldRules.invalid("reason", "the worker has not left")
      }
      return .assignmentReleased(reason: reason, assignment: number)
    case .checkIn(let place):
      guard let place else { return .workerArrived(place: nil) }
      return .workerArrived(place: try fields.whereabouts(place, "place"))
    case .recordNoAccess(let text):
      return .accessDenied(
        text: try fields.optional(text, "text", limit: policy.longTextLimit))
    case .startWork: return .workStarted
    default: throw Self.unreachable(command)
    }
  }

  private func checkAvailability(
    of worker: PersonID, override: String?, force: Bool
  ) throws(Refusal) {
    func unavailable(_ why: String) -> Refusal {
      Refusal(.workerUnavailable, "worker \(worker) \(why)")
    }
    if worker == ticket.requester { throw unavailable("is the ticket's requester") }
    if case .rejectedByWorker(let handBack) = ticket.state, handBack.worker == worker, !force {
      throw unavailable("has just handed it back; send another, or use force")
    }
    guard let facts = context.worker else { return }
    if facts.isRegistered == false { throw unavailable("is not in the directory") }
    if facts.isActive == false { throw unavailable("no longer works here") }
    guard override == nil else { return }
    if facts.isOnDuty == false { throw unavailable("is not on duty; override with a reason") }
    if let campuses = facts.campuses, !campuses.contains(ticket.campus) {
      throw unavailable("does not serve campus \(ticket.campus); override with a reason")
    }
    if let trades = facts.trades, !trades.contains(ticket.category) {
      throw unavailable("does not repair \(ticket.category); override with a reason")
    }
  }

  private func checkJobLimit(of command: TicketCommand) throws(Refusal) {
    guard let worker = command.receivingWorker, let limit = policy.openJobLimit,
      let jobs = context.worker?.openJobs, jobs >= limit
    else { return }
    throw Refusal(
      .limitReached, "worker \(worker) has \(jobs) open jobs, and \(limit) are the most")
  }

  /// The end of the work, and what the requester says of it.
  private func resultEvent(_ command: TicketCommand) throws(Refusal) -> TicketEvent {
    switch command {
    case .complete(let report): return .workCompleted(try sound(report))
    case .resolveRemotely(let workDone, let cause):
      return .workCompleted(
        WorkCompletion(
          cause: try fields.optional(cause, "cause", limit: policy.longTextLimit),
          workDone: try fields.longText(workDone, "workDone"), remote: true))
    case .correctCompletion(let cause, let workDone, let outcome):
      return try correction(cause, workDone, outcome)
    case .confirm: return .resultConfirmed
    case .confirmByDefault: return .confirmedByDefault
    case .rejectResult(let reason, let text, let target):
      let work = ticket.completion
      let goesToDesk =
        target == .desk || work?.work.remote == true || work?.worker == nil
        || context.worker?.isActive == false
      return .reworkRequested(
        reason: reason, text: try fields.optional(text, "text", limit: policy.longTextLimit),
        to: target, assignment: goesToDesk ? nil : ticket.lastAssignment.next)
    case .evaluate(let result, let efficiency, let attitude, let text):
      let isLate = ticket.completion.map { at > $0.at + policy.evaluationWindow } ?? false
      return .evaluated(
        TicketEvaluation(
          result: result, efficiency: efficiency, attitude: attitude,
          text: try fields.optional(text, "text", limit: policy.longTextLimit), late: isLate))
    case .amendEvaluation(let result, let efficiency, let attitude, let text):
      return try amendment(result, efficiency, attitude, text)
    default: throw Self.unreachable(command)
    }
  }

  private func sound(_ report: WorkReport) throws(Refusal) -> WorkCompletion {
    let work = WorkCompletion(
      cause: try fields.longText(report.cause, "cause"),
      workDone: try fields.longText(report.workDone, "workDone"), outcome: report.outcome,
      attachments: try fields.attachments(report.attachments, "attachments"))
    if policy.photoToComplete.contains(ticket.category),
      !work.attachments.contains(where: \.isPhoto)
    {
      throw FieldRules.invalid(
        "attachments", "completing a repair of \(ticket.category) needs a photo")
    }
    try fields.room(for: work.attachments, beside: ticket.attachments.count)
    return work
  }

  private func correction(
    _ cause: String?, _ workDone: String?, _ outcome: Outcome?
  ) throws(Refusal) -> TicketEvent {
    let cause = try fields.correction(cause, "cause", limit: policy.longTextLimit)
    let workDone = try fields.correction(workDone, "workDone", limit: policy.longTextLimit)
    let work = ticket.completion?.work
    let changes =
      (cause != nil && cause != work?.cause) || (workDone != nil && workDone != work?.workDone)
      || (outcome != nil && outcome != work?.outcome)
    guard changes else { throw FieldRules.nothingChanges("cause, workDone, outcome") }
    return .completionCorrected(cause: cause, workDone: workDone, outcome: outcome)
  }

  private func amendment(
    _ result: Rating?, _ efficiency: Rating?, _ attitude: Rating?, _ text: String?
  ) throws(Refusal) -> TicketEvent {
    guard case .evaluated(let evaluated) = ticket.state else {
      throw Self.unreachable(
        .amendEvaluation(result: result, efficiency: efficiency, attitude: attitude, text: text))
    }
    let text = try fields.optional(text, "text", limit: policy.longTextLimit)
    let old = evaluated.evaluation
    let changes =
      (result != nil && result != old.result)
      || (efficiency != nil && efficiency != old.efficiency)
      || (attitude != nil && attitude != old.attitude) || (text != nil && text != old.text)
    guard changes else { throw FieldRules.nothingChanges("result, efficiency, attitude, text") }
    return .evaluationAmended(
      result: result, efficiency: efficiency, attitude: attitude, text: text)
  }
}
