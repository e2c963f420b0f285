extension TicketTimers {
  /// Applies one fact to a ticket's timers; constant time.
  public static func evolve(
    _ state: inout TicketTimers?, named name: TicketID, with fact: Fact<TicketTimersEvent>
  ) throws(ImpossibleHistory) {
    let last = state?.version ?? .none
    guard fact.version == last.next else {
      throw ImpossibleHistory(
        of: "timers of ticket \(name)", version: fact.version, event: "TimerFired",
        fault: .gap(after: last))
    }
    switch fact.event {
    case .fired(let occurrence):
      if state == nil {
        state = TicketTimers(
          ticket: name, version: .none, updatedAt: fact.occurredAt, fired: [])
      }
      state?.version = fact.version
      state?.updatedAt = fact.occurredAt
      state?.fired.append(occurrence)
    }
  }
}
