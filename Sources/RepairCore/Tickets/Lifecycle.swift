/// The life of a ticket as a table: the same rows decide, are tested and are printed.
///
/// ```swift
/// for rule in Lifecycle.rules(for: .reject) { print(rule.parties, rule.guardText) }
/// ```
public enum Lifecycle {
  /// The rows of one command; constant time.
  ///
  /// - Parameter command: the command's name.
  /// - Returns: one row for each group of parties that may give it.
  public static func rules(for command: TicketCommandKind) -> [LifecycleRule] {
    byCommand[command] ?? []
  }

  private static let byCommand = Dictionary(grouping: rules, by: \.command)

  private static let accepted = TicketStatusSet(.accepted)
  private static let dispatched = TicketStatusSet(phases: .dispatched)
  private static let awaiting = TicketStatusSet(.awaitingAcknowledgement)
  // Where a record does not say more than the phase, the phase's first step is taken to be open.
  private static let perhapsAwaiting = TicketStatusSet(.dispatched, .awaitingAcknowledgement)
  private static let atWork = TicketStatusSet(.acknowledged, .inProgress)
  private static let returned = TicketStatusSet(.rejectedByWorker)
  private static let completed = TicketStatusSet(phases: .completed)
  private static let unconfirmed = TicketStatusSet(.unconfirmed)
  private static let perhapsUnconfirmed = TicketStatusSet(.completed, .unconfirmed)
  private static let agreed = TicketStatusSet(.confirmed, .confirmedByDefault)
  private static let evaluated = TicketStatusSet(.evaluated)
  private static let cancelled = TicketStatusSet(phases: .cancelled)
  private static let waiting: TicketStatusSet = [TicketStatusSet(.submitted), accepted]

  /// The guard of whatever opens a ticket for a fault it was not open for.
  private static let onlyTicket = "the thing's only open ticket for the fault if the policy asks"

  /// The guard of whatever ends the work.
  private static let accountedFor = "all that was issued is used, returned or written off"

  /// Every row: a ticket's life in its order, then what is handed out and paid on the way.
  public static let rules: [LifecycleRule] =
    reporting + dispatching + working + ending + supplying + paying

  private static let reporting: [LifecycleRule] = [
    LifecycleRule(
      .submit, by: .reporter, from: nil, to: .anyOf([TicketStatusSet(.submitted)]),
      event: .submitted,
      guard: "a phone number if by phone; a photo if the category demands one; " + onlyTicket),
    LifecycleRule(
      .amend, by: .requester, from: TicketStatusSet(.submitted), event: .amended,
      guard: "something must change; " + onlyTicket),
    LifecycleRule(
      .amend, by: .dispatcher, from: .open, event: .amended,
      guard: "something must change; " + onlyTicket),
    LifecycleRule(
      .addNote, by: .requester, .dispatcher, .involvedWorker, .storekeeper, .system, from: .all,
      event: .noteAdded, guard: "a requester's note is never internal"),
    LifecycleRule(
      .attachFile, by: .requester, .dispatcher, .involvedWorker, .storekeeper, .system,
      from: .all, event: .fileAttached, guard: "the SHA-256 of the file; below the file limit"),
    LifecycleRule(
      .hurry, by: .requester, from: .open, event: .hurried, guard: "the gap since the last one"),
    LifecycleRule(
      .askInformation, by: .dispatcher, .assignedWorker, from: .open, event: .held,
      guard: "not on hold for another reason"),
    LifecycleRule(
      .giveInformation, by: .requester, .desk, from: .open, event: .resumed,
      guard: "on hold for information"),
  ]

  private static let dispatching: [LifecycleRule] = [
    LifecycleRule(
      .accept, by: .dispatcher, from: TicketStatusSet(.submitted), to: .anyOf(accepted),
      event: .accepted, guard: onlyTicket),
    LifecycleRule(
      .decline, by: .dispatcher, from: waiting, to: .anyOf(TicketStatusSet(.declined)),
      event: .cancelled, guard: accountedFor),
    LifecycleRule(
      .markDuplicate, by: .dispatcher, from: waiting, to: .anyOf(TicketStatusSet(.duplicate)),
      event: .cancelled,
      guard: "the other exists and is not itself a duplicate; " + accountedFor),
    LifecycleRule(
      .dispatch, by: .dispatcher, .system, from: [accepted, dispatched, returned],
      to: .anyOf(awaiting), event: .workerDispatched,
      guard:
        "another worker than now; active, on duty, right campus and trade unless overridden; "
        + "below the job limit; not the requester; not the one who just handed it back unless forced"
    ),
    LifecycleRule(
      .release, by: .dispatcher, .system, from: dispatched, to: .anyOf(accepted),
      event: .assignmentReleased,
      guard:
        "the assignment named is the current one; an automation only when the worker left, or "
        + "did not acknowledge in time and the ticket is not on hold"),
    LifecycleRule(
      .scheduleVisit, by: .dispatcher, .assignedWorker, from: [accepted, dispatched],
      event: .visitScheduled, guard: "a window in the future"),
    LifecycleRule(
      .hold, by: .dispatcher, .assignedWorker, from: .open, event: .held,
      guard: "while submitted only for information; not on hold for another reason"),
    LifecycleRule(
      .resume, by: .dispatcher, .assignedWorker, .system, from: .open, event: .resumed,
      guard: "on hold; an automation only after the hold's end"),
    LifecycleRule(.setDeadline, by: .dispatcher, from: .open, event: .deadlineSet),
    LifecycleRule(
      .approveExtension, by: .dispatcher, from: dispatched, event: .extensionApproved,
      guard: "an extension was asked for, to a date later than the present one"),
    LifecycleRule(
      .refuseExtension, by: .dispatcher, from: dispatched, event: .extensionRefused,
      guard: "an extension was asked for"),
    LifecycleRule(
      .changePriority, by: .dispatcher, from: .open, event: .priorityChanged,
      guard: "something must change"),
    LifecycleRule(
      .recategorise, by: .dispatcher, from: .open, event: .recategorised,
      guard: "something must change; " + onlyTicket),
    LifecycleRule(
      .transfer, by: .dispatcher, from: [waiting, returned],
      to: .anyOf(TicketStatusSet(.submitted)), event: .transferred, guard: "another campus"),
  ]

  private static let working: [LifecycleRule] = [
    LifecycleRule(
      .acknowledge, by: .assignedWorker, from: perhapsAwaiting,
      to: .anyOf(TicketStatusSet(.acknowledged)), event: .workAcknowledged),
    LifecycleRule(
      .reject, by: .assignedWorker, from: dispatched, to: .anyOf(returned), event: .workRejected),
    LifecycleRule(
      .checkIn, by: .assignedWorker, from: atWork, event: .workerArrived,
      guard: "ends a hold for access"),
    LifecycleRule(
      .recordNoAccess, by: .assignedWorker, from: atWork, event: .accessDenied,
      guard: "not on hold for another reason"),
    LifecycleRule(
      .startWork, by: .assignedWorker, from: TicketStatusSet(.acknowledged),
      to: .anyOf(TicketStatusSet(.inProgress)), event: .workStarted, guard: "not on hold"),
    LifecycleRule(
      .handOver, by: .assignedWorker, from: dispatched, to: .anyOf(awaiting),
      event: .workHandedOver, guard: "every guard of dispatch"),
    LifecycleRule(
      .requestExtension, by: .assignedWorker, from: dispatched, event: .extensionRequested,
      guard: "a date later than the present one"),
    LifecycleRule(
      .complete, by: .assignedWorker, from: atWork, to: .anyOf(unconfirmed),
      event: .workCompleted,
      guard: "not on hold; a photo if the category demands one; " + accountedFor),
    LifecycleRule(
      .resolveRemotely, by: .dispatcher, .assignedWorker, from: [accepted, dispatched],
      to: .anyOf(unconfirmed), event: .workCompleted, guard: accountedFor),
    LifecycleRule(
      .correctCompletion, by: .completingWorker, .dispatcher, from: perhapsUnconfirmed,
      event: .completionCorrected, guard: "something must change"),
  ]

  private static let ending: [LifecycleRule] = [
    LifecycleRule(
      .confirm, by: .requester, .desk, from: perhapsUnconfirmed,
      to: .anyOf(TicketStatusSet(.confirmed)), event: .resultConfirmed),
    LifecycleRule(
      .rejectResult, by: .requester, .desk, from: perhapsUnconfirmed,
      to: .anyOf([awaiting, accepted]),
      event: .reworkRequested,
      guard:
        "within the confirmation window; to the desk if asked, if the work was remote or if the "
        + "worker left"),
    LifecycleRule(
      .confirmByDefault, by: .system, from: perhapsUnconfirmed,
      to: .anyOf(TicketStatusSet(.confirmedByDefault)), event: .confirmedByDefault,
      guard: "after the confirmation window"),
    LifecycleRule(
      .evaluate, by: .requester, .desk, from: completed, to: .anyOf(evaluated),
      event: .evaluated, guard: "nobody who worked on it"),
    LifecycleRule(
      .amendEvaluation, by: .requester, from: evaluated, event: .evaluationAmended,
      guard: "once; something must change"),
    LifecycleRule(
      .cancel, by: .requester, from: waiting, to: .anyOf(TicketStatusSet(.withdrawn)),
      event: .cancelled, guard: accountedFor),
    LifecycleRule(
      .cancel, by: .dispatcher, from: [accepted, dispatched, returned],
      to: .anyOf(TicketStatusSet(.cancelledByDispatcher, .withdrawn)), event: .cancelled,
      guard: "withdrawn if the requester asked for it; " + accountedFor),
    LifecycleRule(
      .requestCancellation, by: .requester, from: [dispatched, returned],
      event: .cancellationRequested, guard: "not asked for yet"),
    LifecycleRule(
      .refuseCancellation, by: .dispatcher, from: [dispatched, returned],
      event: .cancellationRefused, guard: "a cancellation was asked for"),
    LifecycleRule(
      .reopen, by: .requester, from: [evaluated, agreed, TicketStatusSet(.withdrawn)],
      to: .anyOf(waiting), event: .reopened,
      guard: "within the window; to accepted, or to submitted if it never was accepted; "
        + onlyTicket),
    LifecycleRule(
      .reopen, by: .dispatcher, from: [evaluated, agreed, cancelled], to: .anyOf(waiting),
      event: .reopened,
      guard: "to accepted, or to submitted if it never was accepted; " + onlyTicket),
  ]

  private static let supplying: [LifecycleRule] = [
    LifecycleRule(
      .requestMaterial, by: .dispatcher, .assignedWorker, from: [accepted, dispatched],
      event: .materialRequested, guard: "a material; of a line that is there, another quantity"),
    LifecycleRule(
      .reserveMaterial, by: .storekeeper, from: [accepted, dispatched], event: .materialReserved,
      guard: "a line that was asked for; " + inStore),
    LifecycleRule(
      .issueMaterial, by: .storekeeper, from: [accepted, dispatched], event: .materialIssued,
      guard: "a line that was asked for; " + inStore),
    LifecycleRule(
      .useMaterial, by: .assignedWorker, from: dispatched, event: .materialUsed, guard: inHand),
    LifecycleRule(
      .returnMaterial, by: .storekeeper, from: .open, event: .materialReturned, guard: inHand),
    LifecycleRule(
      .writeOffMaterial, by: .storekeeper, from: .open, event: .materialWrittenOff, guard: inHand),
  ]

  private static let inStore = "what the store has and nobody else reserved, unless overridden"
  private static let inHand = "used, returned and written off are no more than issued"

  private static let paying: [LifecycleRule] = [
    LifecycleRule(
      .addCost, by: .dispatcher, from: untilEvaluated, event: .costAdded, guard: onlyQuoted),
    LifecycleRule(.addCost, by: .assignedWorker, from: .open, event: .costAdded, guard: onlyQuoted),
    LifecycleRule(
      .addCost, by: .completingWorker, from: completed, event: .costAdded, guard: onlyQuoted),
    LifecycleRule(
      .setFunding, by: .dispatcher, from: untilEvaluated, event: .fundingSet,
      guard: "something must change"),
    LifecycleRule(
      .setFunding, by: .assignedWorker, from: .open, event: .fundingSet,
      guard: "something must change"),
    LifecycleRule(
      .setFunding, by: .completingWorker, from: completed, event: .fundingSet,
      guard: "something must change"),
    LifecycleRule(
      .quote, by: .dispatcher, from: untilEvaluated, event: .quoteMade, guard: noGuarantee),
    LifecycleRule(.quote, by: .assignedWorker, from: .open, event: .quoteMade, guard: noGuarantee),
    LifecycleRule(
      .quote, by: .completingWorker, from: completed, event: .quoteMade, guard: noGuarantee),
    LifecycleRule(
      .acceptQuote, by: .requester, .desk, from: untilEvaluated, event: .quoteAccepted,
      guard: "the quote that is open, while it stands"),
    LifecycleRule(
      .refuseQuote, by: .requester, .desk, from: untilEvaluated, event: .quoteRefused,
      guard: "the quote that is open"),
  ]

  private static let untilEvaluated: TicketStatusSet = [.open, completed]
  private static let onlyQuoted =
    "an amount that fits; the requester pays only what an accepted quote says, and nothing under "
    + "guarantee"
  private static let noGuarantee = "not under guarantee"
}
