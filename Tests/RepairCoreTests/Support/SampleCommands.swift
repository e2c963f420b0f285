import RepairCore

extension TicketCommand {
  /// One sound command of each kind, which nothing but the ticket and the actor can refuse.
  static func sample(_ kind: TicketCommandKind, at: Timestamp) -> TicketCommand {
    let hash = String(repeating: "0a", count: 32)
    return switch kind {
    case .submit: .submit(.leak)
    case .amend: .amend(TicketAmendment(description: "the tap drips"))
    case .addNote: .addNote(text: "rang twice", internal: false)
    case .attachFile:
      .attachFile(
        Attachment(
          name: "tap.jpg", sha256: hash, size: 10, mediaType: "image/jpeg", kind: "photo"))
    case .hurry: .hurry
    case .askInformation: .askInformation(text: "which tap?")
    case .giveInformation: .giveInformation(text: "the left one")
    case .accept: .accept(priority: nil, category: nil)
    case .decline: .decline(reason: "notOurs", text: nil)
    case .markDuplicate: .markDuplicate(of: "N-0")
    case .resolveRemotely: .resolveRemotely(workDone: "told how to", cause: nil)
    case .dispatch: .dispatch(worker: "w-5", override: nil, force: false)
    case .acknowledge: .acknowledge
    case .reject: .reject(reason: "noParts", text: nil)
    case .release: .release(reason: "reassign", assignment: nil)
    case .checkIn: .checkIn(place: nil)
    case .recordNoAccess: .recordNoAccess(text: nil)
    case .startWork: .startWork
    case .handOver: .handOver(worker: "w-5", reason: nil)
    case .scheduleVisit: .scheduleVisit(.between(at + .hours(1), at + .hours(2)))
    case .hold: .hold(reason: .parts, until: nil, text: nil)
    case .resume: .resume
    case .setDeadline: .setDeadline(due: at + .days(3), reason: nil)
    case .requestExtension: .requestExtension(until: at + .days(5), reason: "parts")
    case .approveExtension: .approveExtension
    case .refuseExtension: .refuseExtension(reason: nil)
    case .complete:
      .complete(WorkReport(cause: "worn seal", workDone: "replaced", outcome: .fixed))
    case .correctCompletion: .correctCompletion(cause: "cracked seal", workDone: nil, outcome: nil)
    case .confirm: .confirm
    case .rejectResult: .rejectResult(reason: "stillLeaks", text: nil, to: nil)
    case .confirmByDefault: .confirmByDefault
    case .evaluate: .evaluate(result: 5, efficiency: 4, attitude: nil, text: nil)
    case .amendEvaluation: .amendEvaluation(result: 2, efficiency: nil, attitude: nil, text: nil)
    case .cancel: .cancel(reason: "noLongerNeeded", remark: nil)
    case .requestCancellation: .requestCancellation(reason: "noLongerNeeded", remark: nil)
    case .refuseCancellation: .refuseCancellation(reason: nil)
    case .reopen: .reopen(reason: "again", text: nil)
    case .changePriority: .changePriority(1, reason: "flood")
    case .recategorise: .recategorise("electric", reason: "wrongKind")
    case .transfer: .transfer(to: "south", reason: "wrongCampus")
    case .requestMaterial: .requestMaterial(MaterialRequest(item: "valve-15", quantity: 2))
    case .reserveMaterial:
      .reserveMaterial(line: 1, quantity: 2, store: "north-main", override: nil)
    case .issueMaterial: .issueMaterial(line: 1, quantity: 2, store: "north-main", override: nil)
    case .useMaterial: .useMaterial(line: 1, quantity: 2)
    case .returnMaterial: .returnMaterial(line: 1, quantity: 2, store: nil)
    case .writeOffMaterial: .writeOffMaterial(line: 1, quantity: 2, reason: "broken", text: nil)
    case .addCost: .addCost(CostEntry(kind: "labour", amount: .cny(500)))
    case .setFunding: .setFunding(source: "housing", warranty: nil)
    case .quote: .quote(QuoteOffer(amount: .cny(900)))
    case .acceptQuote: .acceptQuote(1)
    case .refuseQuote: .refuseQuote(1, reason: "tooDear")
    }
  }
}
