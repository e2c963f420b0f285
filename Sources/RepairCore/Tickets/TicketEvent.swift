/// Something that happened to a ticket: a fact in the past tense, never judged again.
///
/// An event carries every field of the command it came from, so that a history can be decided anew
/// under other rules. Who, in which role and when stand beside it, in ``TicketFact``.
@nonexhaustive
public enum TicketEvent: Hashable, Sendable {
  /// A fault was reported; the first event of every ticket.
  indirect case submitted(TicketSubmission)
  /// The report was corrected, field by field.
  indirect case amended(TicketAmendment)
  /// A remark was added.
  case noteAdded(text: String, internal: Bool)
  /// A file was added.
  indirect case fileAttached(Attachment)
  /// The requester asked where it stays.
  case hurried
  /// The ticket rests.
  case held(reason: HoldReason, until: Timestamp?, text: String?, pausesClock: Bool)
  /// The rest ended; `text` is the requester's answer where one was asked for.
  case resumed(text: String?)
  /// A dispatcher took it on; an absent field was not known or not changed.
  case accepted(priority: Priority?, category: CategoryCode?)
  /// It ended without a repair.
  indirect case cancelled(TicketCancellation)
  /// The work is done.
  indirect case workCompleted(WorkCompletion)
  /// A worker was sent; a legacy record may not say which.
  indirect case workerDispatched(WorkerDispatch)
  /// The worker took the job.
  case workAcknowledged
  /// The worker handed it back.
  case workRejected(reason: ReasonCode, text: String?)
  /// The ticket was taken from the worker; `assignment` is the one the command named, if it did.
  case assignmentReleased(reason: ReasonCode, assignment: AssignmentNumber?)
  /// The worker arrived.
  indirect case workerArrived(place: Place?)
  /// The worker was there and nobody opened.
  case accessDenied(text: String?)
  /// The worker began.
  case workStarted
  /// The job went from one worker to another, as the given assignment.
  case workHandedOver(worker: PersonID, reason: ReasonCode?, assignment: AssignmentNumber)
  /// A time to come was agreed on.
  case visitScheduled(VisitWindow)
  /// A date was set by hand.
  case deadlineSet(due: Timestamp, reason: ReasonCode?)
  /// A later date was asked for.
  case extensionRequested(until: Timestamp, reason: ReasonCode)
  /// The later date was granted.
  case extensionApproved(until: Timestamp)
  /// It was not.
  case extensionRefused(reason: ReasonCode?)
  /// What was said of the work was corrected.
  case completionCorrected(cause: String?, workDone: String?, outcome: Outcome?)
  /// The requester agreed that it is done.
  case resultConfirmed
  /// The requester did not: the ticket goes back to the worker, as the given assignment, or, where
  /// there is none, to the desk. `to` is what the requester asked for.
  case reworkRequested(
    reason: ReasonCode, text: String?, to: ReworkTarget?, assignment: AssignmentNumber?)
  /// The requester said nothing within the window. Not a rating.
  case confirmedByDefault
  /// The repair was rated.
  indirect case evaluated(TicketEvaluation)
  /// It was rated anew.
  case evaluationAmended(result: Rating?, efficiency: Rating?, attitude: Rating?, text: String?)
  /// The requester asked to cancel while a worker had it.
  case cancellationRequested(reason: ReasonCode, remark: String?)
  /// The dispatcher did not agree.
  case cancellationRefused(reason: ReasonCode?)
  /// The ticket was taken up again.
  case reopened(reason: ReasonCode, text: String?)
  /// It became more or less urgent.
  case priorityChanged(Priority, reason: ReasonCode)
  /// It was filed under another kind of fault.
  case recategorised(CategoryCode, reason: ReasonCode)
  /// It went to another campus.
  case transferred(to: CampusCode, reason: ReasonCode)
  /// A material was asked for; of a line that is there already, how much of it.
  indirect case materialRequested(
    line: LineNumber, item: ItemCode?, description: String?, unit: String?, quantity: Quantity)
  /// So much was put aside for a line in a store, in place of what was before.
  case materialReserved(line: LineNumber, quantity: Quantity, store: StoreCode, override: String?)
  /// It was handed out; `store` is absent where nobody keeps a stock.
  case materialIssued(line: LineNumber, quantity: Quantity, store: StoreCode?, override: String?)
  /// It was built in.
  case materialUsed(line: LineNumber, quantity: Quantity)
  /// It came back; `store` is absent where nobody keeps a stock.
  case materialReturned(line: LineNumber, quantity: Quantity, store: StoreCode?)
  /// It is lost or broken.
  case materialWrittenOff(line: LineNumber, quantity: Quantity, reason: ReasonCode, text: String?)
  /// A cost was entered, as the given line.
  indirect case costAdded(line: LineNumber, CostEntry)
  /// The budget or the guarantee was stated; an absent field was not changed.
  case fundingSet(source: FundingCode?, warranty: Warranty?)
  /// The requester was told a price, as the quote of the given number.
  indirect case quoteMade(quote: LineNumber, QuoteOffer)
  /// The requester agreed to it.
  case quoteAccepted(quote: LineNumber)
  /// The requester did not.
  case quoteRefused(quote: LineNumber, reason: ReasonCode?)

  /// The event's kind, whose raw value is its name in the log.
  public var kind: TicketEventKind {
    switch self {
    case .submitted: .submitted
    case .amended: .amended
    case .noteAdded: .noteAdded
    case .fileAttached: .fileAttached
    case .hurried: .hurried
    case .held: .held
    case .resumed: .resumed
    case .accepted: .accepted
    case .cancelled: .cancelled
    case .workCompleted: .workCompleted
    case .workerDispatched: .workerDispatched
    case .workAcknowledged: .workAcknowledged
    case .workRejected: .workRejected
    case .assignmentReleased: .assignmentReleased
    case .workerArrived: .workerArrived
    case .accessDenied: .accessDenied
    case .workStarted: .workStarted
    case .workHandedOver: .workHandedOver
    case .visitScheduled: .visitScheduled
    case .deadlineSet: .deadlineSet
    case .extensionRequested: .extensionRequested
    case .extensionApproved: .extensionApproved
    case .extensionRefused: .extensionRefused
    case .completionCorrected: .completionCorrected
    case .resultConfirmed: .resultConfirmed
    case .reworkRequested: .reworkRequested
    case .confirmedByDefault: .confirmedByDefault
    case .evaluated: .evaluated
    case .evaluationAmended: .evaluationAmended
    case .cancellationRequested: .cancellationRequested
    case .cancellationRefused: .cancellationRefused
    case .reopened: .reopened
    case .priorityChanged: .priorityChanged
    case .recategorised: .recategorised
    case .transferred: .transferred
    case .materialRequested: .materialRequested
    case .materialReserved: .materialReserved
    case .materialIssued: .materialIssued
    case .materialUsed: .materialUsed
    case .materialReturned: .materialReturned
    case .materialWrittenOff: .materialWrittenOff
    case .costAdded: .costAdded
    case .fundingSet: .fundingSet
    case .quoteMade: .quoteMade
    case .quoteAccepted: .quoteAccepted
    case .quoteRefused: .quoteRefused
    }
  }
}
