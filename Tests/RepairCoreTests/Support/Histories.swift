import RepairCore
import Testing

extension TicketSubmission {
  /// The leak on which every story turns.
  static let leak = TicketSubmission(
    campus: "north", category: "plumbing", description: "水管漏水",
    place: Place(code: "dorm-5", address: "5栋 301"),
    contact: Contact(name: "Li", phone: "12345"), channel: .app)
}

extension TicketEvent {
  static func dispatched(_ worker: PersonID, _ number: AssignmentNumber) -> TicketEvent {
    .workerDispatched(WorkerDispatch(worker: worker, assignment: number))
  }

  static let workDone = TicketEvent.workCompleted(
    WorkCompletion(cause: "worn seal", workDone: "replaced", outcome: .fixed))
}

extension Given {
  /// A ticket that stands at a status, by the shortest everyday way; from the first dispatch on,
  /// `w-3` had the job and handed it back before `w-1` got it.
  init(_ status: TicketStatus) {
    let submitted = Given.nothing.and(.submitted(.leak), by: .requester, at: .start)
    let accepted = submitted.and(.accepted(priority: 3, category: nil), at: .start(.minutes(10)))
    let imported = EventRemarks(imported: ImportMark(format: "sheet", time: .exact))
    let handedBack =
      accepted
      .and(.dispatched("w-3", 1), at: .start(.minutes(20)))
      .and(.workAcknowledged, by: .formerWorker, at: .start(.minutes(25)))
      .and(
        .workRejected(reason: "noParts", text: nil), by: .formerWorker, at: .start(.minutes(30))
      )
    let awaiting = handedBack.and(.dispatched("w-1", 2), at: .start(.minutes(40)))
    let acknowledged = awaiting.and(.workAcknowledged, by: .worker, at: .start(.minutes(45)))
    let inProgress = acknowledged.and(.workStarted, by: .worker, at: .start(.minutes(50)))
    let done = inProgress.and(.workDone, by: .worker, at: .start(.minutes(60)))
    func cancelled(_ kind: CancellationKind?, _ given: Given, by person: Person) -> Given {
      given.and(
        .cancelled(TicketCancellation(kind: kind, reason: "noLongerNeeded")), by: person)
    }
    switch status {
    case .submitted: self = submitted
    case .accepted: self = accepted
    case .dispatched:
      self = handedBack.and(.dispatched("w-1", 2), at: .start(.minutes(40)), remarks: imported)
    case .awaitingAcknowledgement: self = awaiting
    case .acknowledged: self = acknowledged
    case .inProgress: self = inProgress
    case .rejectedByWorker:
      self = acknowledged.and(
        .workRejected(reason: "noParts", text: nil), by: .worker, at: .start(.minutes(55)))
    case .completed:
      self = inProgress.and(
        .workDone, by: .worker, at: .start(.minutes(60)), remarks: imported)
    case .unconfirmed: self = done
    case .confirmed: self = done.and(.resultConfirmed, by: .requester, at: .start(.minutes(70)))
    case .confirmedByDefault:
      self = done.and(
        .confirmedByDefault, by: .timer, at: .start(.minutes(60)) + .days(7))
    case .evaluated:
      self = done.and(
        .evaluated(TicketEvaluation(result: 5, efficiency: 4)), by: .requester,
        at: .start(.minutes(70)))
    case .withdrawn: self = cancelled(.withdrawn, submitted, by: .requester)
    case .declined: self = cancelled(.declined, accepted, by: .dispatcher)
    case .duplicate: self = cancelled(.duplicate, accepted, by: .dispatcher)
    case .cancelledByDispatcher:
      self = cancelled(.cancelledByDispatcher, acknowledged, by: .dispatcher)
    case .cancelled: self = cancelled(nil, submitted, by: .timer)
    }
  }

  /// The ticket rests.
  func onHold(_ reason: HoldReason, until: Timestamp? = nil, at: Timestamp? = nil) -> Given {
    and(.held(reason: reason, until: until, text: nil, pausesClock: reason != .other), at: at)
  }
}

extension Given {
  /// A line, the first one, is asked for: valves that a store keeps.
  func wanting(_ quantity: Quantity, as line: LineNumber = 1) -> Given {
    and(
      .materialRequested(
        line: line, item: "valve-15", description: nil, unit: "pcs", quantity: quantity),
      by: .dispatcher)
  }

  /// So much of line 1 was handed out.
  func issued(_ quantity: Quantity, from store: StoreCode? = "north-main") -> Given {
    and(
      .materialIssued(line: 1, quantity: quantity, store: store, override: nil), by: .storekeeper)
  }

  /// The requester was told a price, as the first quote.
  func quoted(_ amount: Int64) -> Given {
    and(.quoteMade(quote: 1, QuoteOffer(amount: .cny(amount))), by: .dispatcher)
  }
}
