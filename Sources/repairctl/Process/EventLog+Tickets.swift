import RepairCore
import RepairStore

extension EventLog {
  /// A ticket's events with their meaning, oldest first; empty when there is no such ticket.
  func history(of id: TicketID) throws -> [(stored: StoredEvent, fact: TicketFact)] {
    let codec = TicketEventCodec.current
    var history: [(stored: StoredEvent, fact: TicketFact)] = []
    try scanStream(StreamName(ticket: id)) { row in
      let stored = try row.stored()
      let (event, remarks) = try stored.payload.withUnsafeBytes { payload in
        try codec.decode(try codec.plan(for: stored.type), payload)
      }
      let fact = TicketFact(
        version: stored.version, occurredAt: stored.occurredAt, actor: stored.actor,
        role: stored.role, onBehalfOf: stored.onBehalfOf, event: event, remarks: remarks)
      history.append((stored, fact))
    }
    return history
  }

  /// A ticket as it is, or was.
  ///
  /// - Parameters:
  ///   - id: the ticket.
  ///   - moment: up to where its events count.
  ///   - knownAt: only what the log had learned by then counts.
  /// - Returns: `nil` when it did not exist then.
  /// - Throws: ``StoreError``, or `ImpossibleHistory` for a damaged one.
  func ticket(
    _ id: TicketID, at moment: Moment = .now, asKnownAt knownAt: Timestamp? = nil
  ) throws -> Ticket? {
    var state: Ticket?
    for (stored, fact) in try history(of: id) {
      let counts =
        switch moment {
        case .now: true
        case .time(let time): stored.occurredAt <= time
        case .version(let version): stored.version <= version
        case .position(let position): stored.position.rawValue <= position
        }
      guard counts, knownAt.map({ stored.recordedAt <= $0 }) ?? true else { break }
      try Ticket.evolve(&state, named: id, with: fact)
    }
    return state
  }
}
