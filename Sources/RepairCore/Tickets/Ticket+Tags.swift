extension Ticket {
  /// The tags an event is filed under.
  ///
  /// None for the ticket, which is the stream. Requester, campus and asset where they come in or
  /// change; the asset also on what ends or opens the ticket or changes its category; a worker on
  /// what opens or ends their assignment, on what begins or ends its rest, and on their own acts; a
  /// material in a store on what moves or reserves it. ``WorkerJobs``, ``AssetFaults`` and
  /// ``StockLevel`` are folded from them.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - actor: who did it.
  ///   - ticket: the ticket before; `nil` before its first event.
  /// - Returns: at most a handful, without repetition, in a fixed order.
  public static func tags(for event: TicketEvent, by actor: Actor, before ticket: Ticket?)
    -> [EventTag]
  {
    var tags: [EventTag] = []
    func add(_ tag: EventTag?) {
      if let tag, !tags.contains(tag) { tags.append(tag) }
    }
    switch event {
    case .submitted(let submission):
      let requester = actor.onBehalfOf ?? (actor.role == .system ? nil : actor.id)
      add(requester.map(EventTag.requester))
      add(.campus(submission.campus))
      add(submission.asset.map(EventTag.asset))
    case .amended(let amendment):
      if let asset = amendment.asset {
        add(ticket?.asset.map(EventTag.asset))
        add(.asset(asset))
      }
    case .transferred(let campus, _): add(.campus(campus))
    case .workerDispatched(let dispatch):
      add(ticket?.assignment?.worker.map(EventTag.worker))
      add(dispatch.worker.map(EventTag.worker))
    case .workHandedOver(let worker, _, _):
      add(ticket?.assignment?.worker.map(EventTag.worker))
      add(.worker(worker))
    case .assignmentReleased, .workRejected, .workCompleted, .cancelled, .held, .resumed,
      .accessDenied, .workerArrived:
      add(ticket?.assignment?.worker.map(EventTag.worker))
    case .materialReserved(let line, _, let store, _):
      let item = ticket?.material(line)?.item
      add(ticket?.material(line)?.reserved.map(EventTag.stock))
      add(item.map { .stock(StockName(store: store, item: $0)) })
    case .materialIssued(let line, _, let store?, _), .materialReturned(let line, _, let store?):
      add(ticket?.material(line)?.item.map { .stock(StockName(store: store, item: $0)) })
    case .reworkRequested(_, _, _, let assignment):
      if assignment != nil { add(ticket?.completion?.worker.map(EventTag.worker)) }
    default: break
    }
    if event.endsReservations {
      // An event carries so many tags and no more. What goes back without one is put right when
      // somebody asks for it: a fold says rather too much of a ticket than too little.
      let reserved = ticket?.materials.compactMap(\.reserved) ?? []
      for stock in reserved.prefix(reservationTags) { add(.stock(stock)) }
    }
    if let ticket, let asset = ticket.asset, changesFault(event, ticket) { add(.asset(asset)) }
    if actor.role == .worker { add(.worker(actor.id)) }
    return tags
  }

  /// How many of its reservations a ticket's end is filed under.
  private static let reservationTags = 16

  /// Whether an event ends or opens the ticket, or files it under another kind of fault.
  private static func changesFault(_ event: TicketEvent, _ ticket: Ticket) -> Bool {
    switch event {
    case .accepted(_, let category):
      !ticket.phase.isOpen || (category ?? ticket.category) != ticket.category
    case .recategorised(let category, _): category != ticket.category
    case .reopened, .reworkRequested: !ticket.phase.isOpen
    case .workCompleted, .cancelled: ticket.phase.isOpen
    default: false
    }
  }
}

extension TicketEvent {
  /// Whether what is put aside for the ticket goes back by it.
  fileprivate var endsReservations: Bool {
    switch self {
    case .workCompleted, .cancelled: true
    default: false
    }
  }
}

extension MaterialLine {
  /// Where and of what something is put aside for the line.
  var reserved: StockName? {
    guard let reservation, let item else { return nil }
    return StockName(store: reservation.store, item: item)
  }
}
