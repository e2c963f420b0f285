import RepairCore

/// What happens next, as in life: mostly the straight road, now and then something else.
extension ScenarioTicket {
  private typealias Chances = [(item: TicketCommandKind, weight: Int)]

  private static let submitted: Chances = [
    (.accept, 830), (.askInformation, 45), (.cancel, 22), (.decline, 24), (.transfer, 12),
    (.amend, 18), (.addNote, 16), (.attachFile, 18), (.hurry, 15),
  ]
  private static let accepted: Chances = [
    (.dispatch, 810), (.resolveRemotely, 22), (.scheduleVisit, 25), (.hold, 26),
    (.changePriority, 18), (.recategorise, 12), (.setDeadline, 26), (.hurry, 14), (.cancel, 14),
    (.decline, 5), (.transfer, 4), (.addNote, 18), (.amend, 6),
  ]
  private static let awaiting: Chances = [
    (.acknowledge, 850), (.reject, 46), (.handOver, 12), (.release, 30), (.dispatch, 18),
    (.hurry, 12), (.requestCancellation, 9), (.cancel, 5), (.resolveRemotely, 4),
  ]
  private static let acknowledged: Chances = [
    (.checkIn, 470), (.startWork, 250), (.complete, 70), (.recordNoAccess, 45), (.hold, 38),
    (.scheduleVisit, 38), (.askInformation, 14), (.requestExtension, 14), (.reject, 10),
    (.handOver, 9), (.addNote, 12), (.requestCancellation, 6), (.setDeadline, 6),
  ]
  private static let arrived: Chances = [
    (.startWork, 620), (.complete, 230), (.hold, 60), (.attachFile, 30), (.reject, 12),
    (.recordNoAccess, 5), (.handOver, 6),
  ]
  private static let inProgress: Chances = [
    (.complete, 800), (.hold, 66), (.attachFile, 40), (.addNote, 28), (.requestExtension, 18),
    (.handOver, 10), (.reject, 6), (.askInformation, 6), (.changePriority, 5),
  ]
  private static let rejected: Chances = [
    (.dispatch, 900), (.cancel, 30), (.transfer, 12), (.hold, 24), (.addNote, 20),
    (.requestCancellation, 8),
  ]
  private static let unconfirmed: Chances = [
    (.confirmByDefault, 400), (.evaluate, 420), (.confirm, 130), (.correctCompletion, 16),
    (.addNote, 12), (.rejectResult, 14),
  ]
  private static let badlyDone: Chances = [
    (.rejectResult, 560), (.confirmByDefault, 230), (.evaluate, 210),
  ]

  /// The next command on this ticket, or `nil` when nothing more happens to it.
  func choice() -> TicketCommandKind? {
    guard let ticket else { return .submit }
    if let hold = ticket.hold { return choice(on: ticket, resting: hold) }
    if ticket.cancellationRequest != nil {
      return random.chance(720) ? .cancel : .refuseCancellation
    }
    if ticket.extensionRequest != nil {
      return random.chance(800) ? .approveExtension : .refuseExtension
    }
    switch ticket.status {
    case .submitted:
      if let twin, twin.ticket?.status != .duplicate, random.chance(850) { return .markDuplicate }
      return road(Self.submitted)
    case .accepted: return road(Self.accepted)
    case .dispatched, .awaitingAcknowledgement: return road(Self.awaiting)
    case .acknowledged:
      return road(ticket.assignment?.arrivedAt == nil ? Self.acknowledged : Self.arrived)
    case .inProgress: return road(Self.inProgress)
    case .rejectedByWorker: return road(Self.rejected)
    case .completed, .unconfirmed: return road(slipped ? Self.badlyDone : Self.unconfirmed)
    case .confirmed: return perhaps([(.evaluate, 260), (.reopen, 15), (.addNote, 8)])
    case .confirmedByDefault: return perhaps([(.evaluate, 80), (.reopen, 25), (.addNote, 5)])
    case .evaluated: return perhaps([(.amendEvaluation, 22), (.reopen, 14)])
    case .withdrawn, .declined, .cancelledByDispatcher: return perhaps([(.reopen, 40)])
    case .duplicate: return perhaps([(.reopen, 5)])
    case .cancelled: return nil
    }
  }

  /// One of the chances; the first, which leads on, once enough has happened beside the road.
  private func road(_ chances: Chances) -> TicketCommandKind {
    let choice = asides < 7 ? random.weighted(chances) : chances[0].item
    guard choice != chances[0].item, isOpen(choice) else { return chances[0].item }
    asides += 1
    return choice
  }

  /// One of the chances, in a thousand, or nothing.
  private func perhaps(_ chances: Chances) -> TicketCommandKind? {
    var left = random.below(1_000)
    for (kind, weight) in chances {
      if left < weight { return isOpen(kind) ? kind : nil }
      left -= weight
    }
    return nil
  }

  /// Whether this ticket's history leaves room for a command of this kind.
  private func isOpen(_ kind: TicketCommandKind) -> Bool {
    guard let ticket else { return false }
    switch kind {
    case .amend, .addNote: return asides < 5
    case .cancel where ticket.status == .submitted || ticket.status == .accepted:
      return fault.priority != 1
    case .decline, .transfer, .hold: return fault.priority != 1
    case .askInformation: return fault.priority > 2
    case .hurry: return ticket.hurries < 3
    case .resolveRemotely: return fault.trade == .network || random.chance(250)
    case .reject: return ticket.rejections < 3
    case .rejectResult: return ticket.reworks < 2
    case .recordNoAccess: return ticket.deniedVisits < 2
    case .reopen: return ticket.reopenings < 2
    case .amendEvaluation:
      if case .evaluated(let evaluated) = ticket.state { return !evaluated.isAmended }
      return false
    default: return true
    }
  }

  private func choice(on ticket: Ticket, resting hold: Hold) -> TicketCommandKind {
    switch hold.reason {
    case .information:
      if random.chance(900) { return .giveInformation }
      return ticket.status == .submitted || ticket.status == .accepted ? .decline : .resume
    case .access:
      guard ticket.status == .acknowledged || ticket.status == .inProgress else { return .resume }
      if ticket.visit == nil, random.chance(500) { return .scheduleVisit }
      if ticket.deniedVisits < 3, random.chance(120) { return .recordNoAccess }
      return .checkIn
    case .parts, .vendor, .approval, .weather, .scheduled, .other:
      let isLonger = hold.until != nil && asides < 6 && ticket.status != .submitted
      if isLonger, random.chance(90) {
        asides += 1
        return .hold
      }
      return .resume
    }
  }
}
