/// The commands a ticket knows, by name: what is asked for, without the particulars.
@nonexhaustive
public enum TicketCommandKind: String, CaseIterable, Hashable, Sendable {
  case submit, amend, addNote, attachFile, hurry, askInformation, giveInformation
  case accept, decline, markDuplicate, resolveRemotely
  case dispatch, acknowledge, reject, release, checkIn, recordNoAccess, startWork, handOver
  case scheduleVisit, hold, resume, setDeadline
  case requestExtension, approveExtension, refuseExtension
  case complete, correctCompletion, confirm, rejectResult, confirmByDefault
  case evaluate, amendEvaluation
  case cancel, requestCancellation, refuseCancellation, reopen
  case changePriority, recategorise, transfer
  case requestMaterial, reserveMaterial, issueMaterial, useMaterial, returnMaterial
  case writeOffMaterial
  case addCost, setFunding, quote, acceptQuote, refuseQuote
}
