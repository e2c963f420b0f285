import RepairCore

extension EventLog {
  /// The tickets that have events in a range, as they stand at its end, in the order of submission.
  ///
  /// Each one's stream is read from its beginning: a ticket has some ten events, and keeping states
  /// instead would be a second truth to keep right.
  func tickets(
    changedAfter first: LogPosition, through last: LogPosition
  ) throws -> [NumberedTicket] {
    var streams: [Int64: StreamVersion] = [:]
    try scan(from: first.next, through: last) { row in
      streams[try row.streamID] = try row.version
    }
    var reader = FactReader(self)
    var tickets: [NumberedTicket] = []
    for (id, version) in streams {
      let name = try streamName(id)
      guard let ticketID = name.ticket else { continue }
      var ticket: Ticket?
      var number: Int64 = 0
      try scanStream(name, through: version) { row in
        if ticket == nil { number = Int64(try row.position.rawValue) }
        try Ticket.evolve(&ticket, named: ticketID, with: reader.fact(of: row))
      }
      if let ticket { tickets.append(NumberedTicket(number: number, ticket: ticket)) }
    }
    return tickets.sorted { $0.number < $1.number }
  }
}
