import RepairCore

extension TicketLog {
  /// The event that led to a timer of a ticket.
  ///
  /// For the ticket of somebody who has left it is their leaving, where the directory has that; for
  /// any other timer, and where it has not, the event of the ticket that began what it is about.
  ///
  /// - Parameter timer: a timer that the ticket has now.
  /// - Returns: the event's id; `nil` where none is known.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the ticket).
  func cause(of timer: DueTimer) throws -> ULID? {
    try log.snapshot {
      var ticket: Ticket?
      var clock = TargetClock(of: timer.ticket)
      var origins = TimerOrigins()
      try scan(timer.ticket, at: .now, asKnownAt: nil) { row, reader in
        let before = (ticket: ticket, clock: clock)
        let fact = try reader.fact(of: row)
        try Ticket.evolve(&ticket, named: timer.ticket, with: fact)
        clock.apply(fact)
        if let ticket { origins.apply(from: before, to: (ticket, clock)) }
      }
      if timer.kind == .workerLeft, let worker = ticket?.assignment?.worker,
        let left = try leaving(of: worker)
      {
        return left
      }
      return try origins.origin(of: timer.occurrence).flatMap {
        try log.readStream(StreamName(ticket: timer.ticket), from: $0, limit: 1).first?.id
      }
    }
  }

  /// The last event by which somebody left.
  private func leaving(of person: PersonID) throws -> ULID? {
    let type = MemberEventKind.left.rawValue
    let stream = StreamName(kind: .member, name: person.rawValue)
    return try log.readLog(
      EventFilter(types: [type], stream: stream), limit: 1, direction: .backward
    ).first?.id
  }
}
