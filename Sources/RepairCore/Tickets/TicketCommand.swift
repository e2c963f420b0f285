/// Something asked of a ticket: an imperative with its particulars.
///
/// Who asks, in which role and when stands beside it, in ``CommandContext``.
/// ``Ticket/decide(_:on:named:in:under:)`` says whether it happens.
///
/// ```swift
/// let command = TicketCommand.reject(reason: ReasonCode("noParts"), text: "no valve of that size")
/// ```
@nonexhaustive
public enum TicketCommand: Hashable, Sendable {
  /// Reports a fault: the ticket begins.
  indirect case submit(TicketSubmission)
  /// Corrects the report; at least one field must change.
  indirect case amend(TicketAmendment)
  /// Adds a remark; an internal one is not for the requester.
  case addNote(text: String, internal: Bool)
  /// Adds a file's hash and whereabouts.
  indirect case attachFile(Attachment)
  /// 催单: the requester asks where it stays.
  case hurry
  /// Asks the requester something; the ticket rests until there is an answer.
  case askInformation(text: String)
  /// Answers; the ticket goes on.
  case giveInformation(text: String)
  /// Takes the ticket on; absent fields are left as they are, the priority as the policy has it.
  case accept(priority: Priority?, category: CategoryCode?)
  /// 不予受理: will not do it.
  case decline(reason: ReasonCode, text: String?)
  /// 重复: another ticket is about the same fault.
  case markDuplicate(of: TicketID)
  /// The fault was dealt with from afar.
  case resolveRemotely(workDone: String, cause: String?)
  /// Sends a worker. `override` is the reason to send one who is off duty, of another campus or
  /// another trade; `force` sends even the one who has just handed it back; `choice` is where the
  /// worker stood in a ranking, where there was one.
  indirect case dispatch(
    worker: PersonID, override: String?, force: Bool, choice: DispatchChoice? = nil)
  /// 接单: the worker takes the job.
  case acknowledge
  /// 退单: the worker hands it back.
  case reject(reason: ReasonCode, text: String?)
  /// Takes the ticket from the worker; `assignment`, when given, must be the current one.
  case release(reason: ReasonCode, assignment: AssignmentNumber?)
  /// The worker is there.
  case checkIn(place: Place?)
  /// The worker was there and nobody opened.
  case recordNoAccess(text: String?)
  /// The worker begins.
  case startWork
  /// The worker passes the job to another.
  case handOver(worker: PersonID, reason: ReasonCode?)
  /// Agrees on a time to come.
  case scheduleVisit(VisitWindow)
  /// Lets the ticket rest.
  case hold(reason: HoldReason, until: Timestamp?, text: String?)
  /// Ends the rest.
  case resume
  /// Sets a date by which it must be done; it never slides.
  case setDeadline(due: Timestamp, reason: ReasonCode?)
  /// Asks for a later date.
  case requestExtension(until: Timestamp, reason: ReasonCode)
  /// Grants the later date.
  case approveExtension
  /// Does not grant it.
  case refuseExtension(reason: ReasonCode?)
  /// The work is done.
  indirect case complete(WorkReport)
  /// Corrects what was said of the work; at least one field must change.
  case correctCompletion(cause: String?, workDone: String?, outcome: Outcome?)
  /// The requester agrees that it is done.
  case confirm
  /// 返修: the requester says it is not.
  case rejectResult(reason: ReasonCode, text: String?, to: ReworkTarget?)
  /// The requester said nothing within the window.
  case confirmByDefault
  /// Rates the repair.
  case evaluate(result: Rating, efficiency: Rating, attitude: Rating?, text: String?)
  /// Rates it anew, once; at least one field must change.
  case amendEvaluation(result: Rating?, efficiency: Rating?, attitude: Rating?, text: String?)
  /// Ends the ticket without a repair.
  case cancel(reason: ReasonCode, remark: String?)
  /// The requester asks for that while a worker has it.
  case requestCancellation(reason: ReasonCode, remark: String?)
  /// The dispatcher does not agree.
  case refuseCancellation(reason: ReasonCode?)
  /// Takes an ended ticket up again.
  case reopen(reason: ReasonCode, text: String?)
  /// Makes it more or less urgent.
  case changePriority(Priority, reason: ReasonCode)
  /// Files it under another kind of fault.
  case recategorise(CategoryCode, reason: ReasonCode)
  /// Gives it to another campus.
  case transfer(to: CampusCode, reason: ReasonCode)
  /// Asks the store for a material, or changes how much of a line is asked for.
  indirect case requestMaterial(MaterialRequest)
  /// Puts so much of a line's material aside in a store, in place of what was put aside before.
  /// `override` is the reason to put aside what is not there.
  case reserveMaterial(line: LineNumber, quantity: Quantity, store: StoreCode, override: String?)
  /// Hands out a line's material; `store` is absent where nobody keeps a stock. `override` is the
  /// reason to hand out what the store's records say is not there.
  case issueMaterial(line: LineNumber, quantity: Quantity, store: StoreCode?, override: String?)
  /// The worker built it in.
  case useMaterial(line: LineNumber, quantity: Quantity)
  /// It comes back; to the store it came from, unless another is named.
  case returnMaterial(line: LineNumber, quantity: Quantity, store: StoreCode?)
  /// It was issued and is lost or broken.
  case writeOffMaterial(line: LineNumber, quantity: Quantity, reason: ReasonCode, text: String?)
  /// Enters a cost.
  indirect case addCost(CostEntry)
  /// Says which budget pays and whether the guarantee covers the repair; at least one must change.
  case setFunding(source: FundingCode?, warranty: Warranty?)
  /// Says what the requester would have to pay; an open quote is replaced.
  indirect case quote(QuoteOffer)
  /// The requester agrees to the quote of that number.
  case acceptQuote(LineNumber)
  /// The requester does not.
  case refuseQuote(LineNumber, reason: ReasonCode?)

  /// The command's name.
  public var kind: TicketCommandKind {
    switch self {
    case .submit: .submit
    case .amend: .amend
    case .addNote: .addNote
    case .attachFile: .attachFile
    case .hurry: .hurry
    case .askInformation: .askInformation
    case .giveInformation: .giveInformation
    case .accept: .accept
    case .decline: .decline
    case .markDuplicate: .markDuplicate
    case .resolveRemotely: .resolveRemotely
    case .dispatch: .dispatch
    case .acknowledge: .acknowledge
    case .reject: .reject
    case .release: .release
    case .checkIn: .checkIn
    case .recordNoAccess: .recordNoAccess
    case .startWork: .startWork
    case .handOver: .handOver
    case .scheduleVisit: .scheduleVisit
    case .hold: .hold
    case .resume: .resume
    case .setDeadline: .setDeadline
    case .requestExtension: .requestExtension
    case .approveExtension: .approveExtension
    case .refuseExtension: .refuseExtension
    case .complete: .complete
    case .correctCompletion: .correctCompletion
    case .confirm: .confirm
    case .rejectResult: .rejectResult
    case .confirmByDefault: .confirmByDefault
    case .evaluate: .evaluate
    case .amendEvaluation: .amendEvaluation
    case .cancel: .cancel
    case .requestCancellation: .requestCancellation
    case .refuseCancellation: .refuseCancellation
    case .reopen: .reopen
    case .changePriority: .changePriority
    case .recategorise: .recategorise
    case .transfer: .transfer
    case .requestMaterial: .requestMaterial
    case .reserveMaterial: .reserveMaterial
    case .issueMaterial: .issueMaterial
    case .useMaterial: .useMaterial
    case .returnMaterial: .returnMaterial
    case .writeOffMaterial: .writeOffMaterial
    case .addCost: .addCost
    case .setFunding: .setFunding
    case .quote: .quote
    case .acceptQuote: .acceptQuote
    case .refuseQuote: .refuseQuote
    }
  }
}
