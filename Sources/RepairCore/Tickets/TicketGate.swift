/// The rules that need no particulars of a command: who, where, in which phase, when.
///
/// They come first in the order of ``RefusalCode``, and they alone say what an actor could do next.
struct TicketGate {
  let ticket: Ticket?
  let id: TicketID
  let context: CommandContext
  let policy: TicketPolicy

  private var actor: Actor { context.actor }

  /// Whether the table lets anybody in the actor's role give a command where the ticket stands.
  func hasRow(for kind: TicketCommandKind) -> Bool {
    let status = ticket?.status
    return Lifecycle.rules(for: kind).contains { rule in
      let isOpen = status.map { rule.from?.contains($0) ?? false } ?? (rule.from == nil)
      return isOpen && rule.parties.contains { $0.admits(actor) }
    }
  }

  /// Every reason against a command that its name alone gives.
  func refusal(of kind: TicketCommandKind) -> Refusal? {
    do throws(Refusal) {
      try admit(kind, command: nil)
      try checkTime(of: kind, command: nil)
      return nil
    } catch {
      return error
    }
  }

  /// The rules up to ``RefusalCode/onHold``.
  func admit(_ request: TicketRequest) throws(Refusal) {
    if case .command(let command) = request {
      try admit(command.kind, command: command)
    } else {
      try admit(request.kind, command: nil)
    }
  }

  private func admit(
    _ kind: TicketCommandKind, command: TicketCommand?
  ) throws(Refusal) {
    if kind == .submit, ticket != nil {
      throw .init(.alreadyExists, "ticket \(id) exists; choose another name")
    }
    if kind != .submit, ticket == nil {
      throw .init(.unknownTicket, "there is no ticket \(id); submit it first")
    }
    try context.checkStanding()
    let rules = Lifecycle.rules(for: kind)
    let roles = rules.flatMap { rule in
      rule.parties.filter { $0.admits(actor) }.map { (rule, $0) }
    }
    guard !roles.isEmpty else {
      let isForDesk =
        actor.role == .dispatcher
        && rules.contains { rule in
          rule.parties.contains { $0 == .desk || $0 == .reporter }
        }
      throw .init(
        .notPermitted,
        "\(kind.rawValue) is not for \(roleName)"
          + (isForDesk ? "; name with onBehalfOf who asked" : ""))
    }
    let own = roles.filter { isIdentity($0.1) }
    guard !own.isEmpty else {
      throw .init(
        .notPermitted,
        "\(kind.rawValue) is for the ticket's requester, who is not \(claimedRequester)")
    }
    guard let ticket else { return }
    try checkPartiality(kind, ticket)
    try checkCampus(ticket.campus)
    if command != nil, let campus = context.stock?.campus {
      try checkCampus(campus, of: "the store")
    }
    let status = ticket.status
    let open = own.filter { $0.0.from?.contains(status) ?? false }
    guard !open.isEmpty else {
      let needed = own.reduce([] as TicketStatusSet) { $0.union($1.0.from ?? []) }
      throw .init(
        .illegalTransition,
        "\(kind.rawValue) by \(roleName) needs a ticket that is "
          + "\(needed.members.map(\.rawValue).joined(separator: ", ")); "
          + "this one is \(ticket.status.rawValue)")
    }
    try checkOverlays(kind, command, ticket)
    try checkAssignment(kind, command, ticket, open.map(\.1))
    let limit = ticket.updatedAt - policy.clockTolerance
    if context.at < limit {
      throw .init(
        .outOfOrder,
        "\(context.at) is before the ticket's last event at \(ticket.updatedAt) by more than "
          + "\(policy.clockTolerance)")
    }
    try checkHold(kind, command, ticket)
  }

  private var roleName: String {
    let desk = actor.role == .dispatcher && actor.onBehalfOf != nil
    return desk ? "a dispatcher for somebody else" : "the role \(actor.role.rawValue)"
  }

  private var claimedRequester: String {
    (actor.role == .dispatcher ? actor.onBehalfOf ?? actor.id : actor.id).rawValue
  }

  /// Whether the actor is the person this party has to be; a worker's assignment comes later.
  private func isIdentity(_ party: Party) -> Bool {
    guard let ticket else { return true }
    switch party {
    case .requester: return ticket.requester == actor.id
    // Nobody knows who asked in some imported records; the desk may then speak for anyone.
    case .desk: return ticket.requester == nil || ticket.requester == actor.onBehalfOf
    case .reporter, .dispatcher, .assignedWorker, .completingWorker, .involvedWorker,
      .storekeeper, .system:
      return true
    }
  }

  /// Nobody rates a job they worked on, not even by way of the desk.
  private func checkPartiality(
    _ kind: TicketCommandKind, _ ticket: Ticket
  ) throws(Refusal) {
    guard kind == .evaluate || kind == .amendEvaluation else { return }
    for person in [actor.id, actor.onBehalfOf].compactMap({ $0 })
    where ticket.workedBy.contains(person) {
      throw .init(.notPermitted, "\(person) worked on this ticket and cannot rate it")
    }
  }

  func checkCampus(_ campus: CampusCode, of thing: String = "the ticket") throws(Refusal) {
    switch actor.role {
    case .dispatcher, .storekeeper, .system:
      guard let scope = context.scope, !scope.contains(campus) else { return }
      throw .init(
        .wrongCampus,
        "\(thing) is of campus \(campus), outside the scope of \(actor.id) "
          + "(\(context.scopeText))")
    case .requester, .worker, .auditor: return
    }
  }

  /// What must be under way for some commands: a rest, a question, a request.
  private func checkOverlays(
    _ kind: TicketCommandKind, _ command: TicketCommand?, _ ticket: Ticket
  ) throws(Refusal) {
    switch kind {
    case .giveInformation where ticket.hold?.reason != .information:
      throw .init(.illegalTransition, "nothing was asked of the requester")
    case .resume where ticket.hold == nil:
      throw .init(.illegalTransition, "the ticket is not on hold")
    case .approveExtension where ticket.extensionRequest == nil,
      .refuseExtension where ticket.extensionRequest == nil:
      throw .init(.illegalTransition, "no extension was asked for")
    case .refuseCancellation where ticket.cancellationRequest == nil:
      throw .init(.illegalTransition, "no cancellation was asked for")
    case .requestCancellation where ticket.cancellationRequest != nil:
      throw .init(.illegalTransition, "a cancellation has been asked for already")
    case .hold:
      if case .hold(let reason, _, _) = command, reason != .information,
        ticket.status == .submitted
      {
        throw .init(
          .illegalTransition, "a ticket that is submitted can be on hold only for information")
      }
    case .release
    where isForSilence(command) && ticket.status != .awaitingAcknowledgement:
      throw .init(
        .illegalTransition,
        "an automation releases only what awaits acknowledgement, or with the reason "
          + "workerLeft what a worker has left behind")
    case .reserveMaterial, .issueMaterial, .useMaterial, .returnMaterial, .writeOffMaterial,
      .quote, .acceptQuote, .refuseQuote:
      try checkSupplies(kind, ticket)
    default: break
    }
  }

  /// What must have been asked for, handed out or offered.
  private func checkSupplies(_ kind: TicketCommandKind, _ ticket: Ticket) throws(Refusal) {
    switch kind {
    case .reserveMaterial where ticket.materials.allSatisfy { $0.item == nil }:
      throw .init(.illegalTransition, "no material that a store keeps was asked for")
    case .issueMaterial where ticket.materials.isEmpty:
      throw .init(.illegalTransition, "no material was asked for")
    case .useMaterial where ticket.materials.allSatisfy { $0.inHand <= 0 },
      .returnMaterial where ticket.materials.allSatisfy { $0.inHand <= 0 },
      .writeOffMaterial where ticket.materials.allSatisfy { $0.inHand <= 0 }:
      throw .init(.illegalTransition, "no material is handed out that is not accounted for")
    case .quote where ticket.warranty == .in:
      throw .init(.illegalTransition, "under guarantee the requester pays nothing")
    case .acceptQuote where ticket.openQuote == nil, .refuseQuote where ticket.openQuote == nil:
      throw .init(.illegalTransition, "no quote waits for an answer")
    default: break
    }
  }

  /// Whether an automation releases because nobody acknowledged.
  ///
  /// Without particulars it may as well be because the worker left, which is possible at any time.
  private func isForSilence(_ command: TicketCommand?) -> Bool {
    guard actor.role == .system, case .release(let reason, _) = command else { return false }
    return reason.rawValue != "workerLeft"
  }

  private func checkAssignment(
    _ kind: TicketCommandKind, _ command: TicketCommand?, _ ticket: Ticket, _ parties: [Party]
  ) throws(Refusal) {
    let isParty = parties.contains { party in
      switch party {
      case .assignedWorker: ticket.assignment?.worker == actor.id
      case .completingWorker: ticket.completion?.worker == actor.id
      case .involvedWorker:
        ticket.assignment?.worker == actor.id || ticket.workedBy.contains(actor.id)
      case .reporter, .requester, .desk, .dispatcher, .storekeeper, .system: true
      }
    }
    guard isParty else {
      let holder = ticket.worker.map { "worker \($0)" } ?? "nobody"
      throw .init(.notAssigned, "the ticket is with \(holder), not with \(actor.id)")
    }
    if case .release(_, let number?) = command, number != ticket.assignment?.number {
      throw .init(
        .notAssigned,
        "assignment \(number) is over; the ticket is at assignment \(ticket.lastAssignment)")
    }
  }

  private func checkHold(
    _ kind: TicketCommandKind, _ command: TicketCommand?, _ ticket: Ticket
  ) throws(Refusal) {
    guard let hold = ticket.hold else { return }
    let rests = "the ticket is on hold (\(hold.reason.rawValue)) since \(hold.since)"
    switch kind {
    case .startWork, .complete: throw .init(.onHold, rests + "; resume it first")
    case .recordNoAccess where hold.reason != .access,
      .askInformation where hold.reason != .information:
      throw .init(.onHold, rests + "; resume it first")
    case .hold:
      if case .hold(let reason, _, _) = command, reason != hold.reason {
        throw .init(.onHold, rests + "; resume it before holding it for another reason")
      }
    case .release where isForSilence(command):
      throw .init(.onHold, rests + "; the time to acknowledge stands still")
    default: break
    }
  }

  /// The rules of ``RefusalCode/materialsOpen``, ``RefusalCode/tooEarly``, ``RefusalCode/tooLate`` and the limits that need no
  /// particulars.
  func checkTime(
    of kind: TicketCommandKind, command: TicketCommand?
  ) throws(Refusal) {
    guard let ticket else { return }
    let at = max(context.at, ticket.updatedAt)
    switch kind {
    case .complete, .resolveRemotely, .cancel, .decline, .markDuplicate:
      try checkBalance(ticket)
    case .acceptQuote:
      if let until = ticket.openQuote?.offer.until { try notAfter(until, at) }
    case .addCost: try notFull(ticket.costs.count, "costs")
    case .quote: try notFull(ticket.quotes.count, "quotes")
    case .hurry:
      if let last = ticket.lastHurriedAt { try notBefore(last + policy.hurryGap, at) }
    case .rejectResult:
      if let completion = ticket.completion {
        try notAfter(completion.at + policy.confirmationWindow, at)
      }
    case .confirmByDefault:
      if let completion = ticket.completion {
        try notBefore(completion.at + policy.confirmationWindow, at)
      }
    case .reopen:
      if actor.role == .requester { try checkReopening(ticket, at) }
      try context.checkOnly(ticket.faultIfReopened, under: policy)
    case .resume where actor.role == .system:
      guard let until = ticket.hold?.until else {
        throw .init(.tooEarly, "the hold has no end; somebody has to end it")
      }
      try notBefore(until, at)
    case .release where isForSilence(command):
      if let due = ticket.answerDue(under: policy) { try notBefore(due, at) }
    case .approveExtension:
      // A date set by hand since the request may be later still; granting would bring it back.
      if let until = ticket.extensionRequest?.until, let deadline = ticket.deadline,
        until <= deadline
      {
        throw .init(.tooLate, "the date asked for, \(until), is not after the date \(deadline)")
      }
    case .amendEvaluation:
      if case .evaluated(let evaluated) = ticket.state, evaluated.isAmended {
        throw .init(.limitReached, "an evaluation can be amended once, and this one was")
      }
    case .attachFile where ticket.attachments.count >= policy.attachmentLimit:
      throw .init(.limitReached, "the ticket has \(policy.attachmentLimit) files, the most it may")
    default: break
    }
  }

  private func checkBalance(_ ticket: Ticket) throws(Refusal) {
    guard let line = ticket.materials.first(where: { !$0.isBalanced }) else { return }
    let count = ticket.materials.count { !$0.isBalanced }
    throw .init(
      .materialsOpen,
      "\(line.inHand) of line \(line.number) (\(line.name)) are not accounted for"
        + (count > 1 ? ", nor are \(count - 1) other lines" : "")
        + "; use, return or write off what was issued")
  }

  private func notFull(_ count: Int, _ things: String) throws(Refusal) {
    if count >= FieldRules.lineLimit {
      throw .init(
        .limitReached, "the ticket has \(count) \(things), and \(FieldRules.lineLimit) are the most"
      )
    }
  }

  private func checkReopening(_ ticket: Ticket, _ at: Timestamp) throws(Refusal) {
    switch ticket.state {
    case .cancelled(let cancelled):
      try notAfter(cancelled.at + policy.reopenWithdrawnWindow, at)
    case .completed, .evaluated:
      if let first = ticket.firstCompletedAt { try notAfter(first + policy.reopenWindow, at) }
    case .submitted, .accepted, .dispatched, .rejectedByWorker: break
    }
  }

  private func notBefore(_ moment: Timestamp, _ at: Timestamp) throws(Refusal) {
    if at < moment { throw .init(.tooEarly, "not before \(moment); it is \(at)") }
  }

  private func notAfter(_ moment: Timestamp, _ at: Timestamp) throws(Refusal) {
    if at > moment { throw .init(.tooLate, "not after \(moment); it is \(at)") }
  }
}
