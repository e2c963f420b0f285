extension Ticket {
  /// The tags an event is filed under.
  ///
  /// None for the ticket, which is the stream. Requester, campus and asset where they come in or
  /// change; a worker on what opens or ends their assignment and on their own acts.
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
    case .amended(let amendment): add(amendment.asset.map(EventTag.asset))
    case .transferred(let campus, _): add(.campus(campus))
    case .workerDispatched(let dispatch):
      add(ticket?.assignment?.worker.map(EventTag.worker))
      add(dispatch.worker.map(EventTag.worker))
    case .workHandedOver(let worker, _, _):
      add(ticket?.assignment?.worker.map(EventTag.worker))
      add(.worker(worker))
    case .assignmentReleased, .workRejected, .workCompleted, .cancelled:
      add(ticket?.assignment?.worker.map(EventTag.worker))
    case .reworkRequested(_, _, _, let assignment):
      if assignment != nil { add(ticket?.completion?.worker.map(EventTag.worker)) }
    default: break
    }
    if actor.role == .worker { add(.worker(actor.id)) }
    return tags
  }
}
