/// A command as a history tells it: what was asked, by whom and when, had back from what happened.
public struct RecordedCommand: Hashable, Sendable {
  /// What was asked.
  public var command: TicketCommand
  /// Who asked, in which role, for whom and within which campuses.
  public var actor: Actor
  /// When, as the caller said.
  public var at: Timestamp

  /// Makes a record of a command.
  public init(_ command: TicketCommand, by actor: Actor, at: Timestamp) {
    self.command = command
    self.actor = actor
    self.at = at
  }
}

extension TicketFact {
  /// Who did it, as the command named them.
  public var recordedActor: Actor {
    Actor(id: actor, role: role, onBehalfOf: onBehalfOf, campuses: remarks?.campuses)
  }

  /// The command that the fact came from.
  ///
  /// - Parameter kind: the command's name, where it is known; two of them can lead to one event.
  /// - Returns: the command; `nil` for an imported fact and for one that no command leads to.
  public func recordedCommand(named kind: TicketCommandKind? = nil) -> RecordedCommand? {
    guard remarks?.imported == nil, let command = event.command(named: kind) else { return nil }
    return RecordedCommand(
      command, by: recordedActor, at: remarks?.statedAt ?? occurredAt)
  }
}

extension TicketEvent {
  /// The command that the event came from: the way back from ``Ticket/decide(_:on:named:in:under:)``.
  ///
  /// What the decision filled in, such as the usual priority, stands in the command as if it had been
  /// said. What it reckoned, such as whether a rating was late, is no part of a command.
  ///
  /// - Parameter kind: the command's name, where it is known: asking for information and resting for
  ///   it lead to the same event.
  /// - Returns: the command; `nil` where none leads to such an event, or not one of that name.
  public func command(named kind: TicketCommandKind? = nil) -> TicketCommand? {
    guard let command = workCommand ?? deskCommand ?? supplyCommand else { return nil }
    guard let kind, kind != command.kind else { return command }
    // Of the events that two commands lead to, only the rest does not itself say which it was.
    if kind == .askInformation, case .held(.information, nil, let text?, _) = self {
      return .askInformation(text: text)
    }
    return nil
  }

  /// What must have been known of a worker for a command to come to this event, where the event alone
  /// says so: a rejected result went to the desk for no other reason than that its worker had left.
  ///
  /// - Parameter ticket: the ticket before the event.
  /// - Returns: the facts; `nil` for nothing that the event gives away.
  package func knownOfWorker(on ticket: Ticket?) -> WorkerFacts? {
    guard case .reworkRequested(_, _, let target, nil) = self, target != .desk,
      let work = ticket?.completion, !work.work.remote, work.worker != nil
    else { return nil }
    return WorkerFacts(isActive: false)
  }

  /// The commands of reports, of what is said about a ticket, and of the desk.
  private var deskCommand: TicketCommand? {
    switch self {
    case .submitted(let submission): .submit(submission)
    case .amended(let amendment): .amend(amendment)
    case .noteAdded(let text, let isInternal): .addNote(text: text, internal: isInternal)
    case .fileAttached(let attachment): .attachFile(attachment)
    case .hurried: .hurry
    case .held(let reason, let until, let text, _):
      .hold(reason: reason, until: until, text: text)
    case .resumed(let text): text.map { .giveInformation(text: $0) } ?? .resume
    case .accepted(let priority, let category): .accept(priority: priority, category: category)
    case .cancelled(let cancellation): cancellation.command
    case .visitScheduled(let window): .scheduleVisit(window)
    case .deadlineSet(let due, let reason): .setDeadline(due: due, reason: reason)
    case .extensionRequested(let until, let reason):
      .requestExtension(until: until, reason: reason)
    case .extensionApproved: .approveExtension
    case .extensionRefused(let reason): .refuseExtension(reason: reason)
    case .cancellationRequested(let reason, let remark):
      .requestCancellation(reason: reason, remark: remark)
    case .cancellationRefused(let reason): .refuseCancellation(reason: reason)
    case .reopened(let reason, let text): .reopen(reason: reason, text: text)
    case .priorityChanged(let priority, let reason): .changePriority(priority, reason: reason)
    case .recategorised(let category, let reason): .recategorise(category, reason: reason)
    case .transferred(let campus, let reason): .transfer(to: campus, reason: reason)
    default: nil
    }
  }

  /// The commands of a worker's turn and of its result.
  private var workCommand: TicketCommand? {
    switch self {
    case .workerDispatched(let dispatch):
      dispatch.worker.map {
        .dispatch(
          worker: $0, override: dispatch.override, force: dispatch.force, choice: dispatch.choice)
      }
    case .workAcknowledged: .acknowledge
    case .workRejected(let reason, let text): .reject(reason: reason, text: text)
    case .assignmentReleased(let reason, let assignment):
      .release(reason: reason, assignment: assignment)
    case .workerArrived(let place): .checkIn(place: place)
    case .accessDenied(let text): .recordNoAccess(text: text)
    case .workStarted: .startWork
    case .workHandedOver(let worker, let reason, _): .handOver(worker: worker, reason: reason)
    case .workCompleted(let work): work.command
    case .completionCorrected(let cause, let workDone, let outcome):
      .correctCompletion(cause: cause, workDone: workDone, outcome: outcome)
    case .resultConfirmed: .confirm
    case .reworkRequested(let reason, let text, let target, _):
      .rejectResult(reason: reason, text: text, to: target)
    case .confirmedByDefault: .confirmByDefault
    case .evaluated(let evaluation): evaluation.command
    case .evaluationAmended(let result, let efficiency, let attitude, let text):
      .amendEvaluation(result: result, efficiency: efficiency, attitude: attitude, text: text)
    default: nil
    }
  }

  /// The commands of materials and money.
  private var supplyCommand: TicketCommand? {
    switch self {
    case .materialRequested(let line, let item, let description, let unit, let quantity):
      // Only a line that is there already keeps its material, and names none.
      .requestMaterial(
        MaterialRequest(
          line: item == nil && description == nil ? line : nil, item: item,
          description: description, unit: unit, quantity: quantity))
    case .materialReserved(let line, let quantity, let store, let override):
      .reserveMaterial(line: line, quantity: quantity, store: store, override: override)
    case .materialIssued(let line, let quantity, let store, let override):
      .issueMaterial(line: line, quantity: quantity, store: store, override: override)
    case .materialUsed(let line, let quantity): .useMaterial(line: line, quantity: quantity)
    case .materialReturned(let line, let quantity, let store):
      .returnMaterial(line: line, quantity: quantity, store: store)
    case .materialWrittenOff(let line, let quantity, let reason, let text):
      .writeOffMaterial(line: line, quantity: quantity, reason: reason, text: text)
    case .costAdded(_, let entry): .addCost(entry)
    case .fundingSet(let source, let warranty): .setFunding(source: source, warranty: warranty)
    case .quoteMade(_, let offer): .quote(offer)
    case .quoteAccepted(let quote): .acceptQuote(quote)
    case .quoteRefused(let quote, let reason): .refuseQuote(quote, reason: reason)
    default: nil
    }
  }
}

extension TicketCancellation {
  /// What ended the ticket so; `nil` where a legacy record does not say.
  fileprivate var command: TicketCommand? {
    switch kind {
    case .declined: reason.map { .decline(reason: $0, text: remark) }
    case .duplicate: duplicateOf.map { .markDuplicate(of: $0) }
    case .withdrawn, .cancelledByDispatcher: reason.map { .cancel(reason: $0, remark: remark) }
    case nil: nil
    }
  }
}

extension WorkCompletion {
  /// What reported the work so; `nil` where a legacy record leaves out what a report must have.
  fileprivate var command: TicketCommand? {
    guard let workDone else { return nil }
    if remote { return .resolveRemotely(workDone: workDone, cause: cause) }
    guard let cause, let outcome else { return nil }
    return .complete(
      WorkReport(cause: cause, workDone: workDone, outcome: outcome, attachments: attachments))
  }
}

extension TicketEvaluation {
  /// What rated the repair so; `nil` where a legacy record lacks a mark.
  fileprivate var command: TicketCommand? {
    guard let result, let efficiency else { return nil }
    return .evaluate(result: result, efficiency: efficiency, attitude: attitude, text: text)
  }
}
