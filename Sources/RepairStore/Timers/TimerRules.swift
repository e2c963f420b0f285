public import RepairCore

/// The rules that timers are derived under.
struct TimerRules: Sendable {
  /// The streams of the settings they are in.
  static let streams = [SettingsKind.policy, .targets].map(\.stream)

  /// The desk's rules.
  var policy: TicketPolicy
  /// What is promised.
  var plan: TargetPlan

  /// Reads the rules in force.
  ///
  /// - Parameters:
  ///   - tickets: the log.
  ///   - policy: rules in place of those adopted.
  /// - Throws: ``StoreError``.
  init(in tickets: TicketLog, policy: TicketPolicy?) throws {
    self.policy = try policy ?? tickets.policyInForce()
    plan = try tickets.inForce()
  }
}

/// A ticket and its timers that have not fired.
struct PendingTimers: Sendable {
  /// The ticket as it stands.
  var ticket: Ticket
  /// When the last of its timers fired that is no event of the ticket.
  var lastFiredAt: Timestamp?
  /// The timers, in the order of their due times.
  var timers: [DueTimer]

  /// The timers that fire at a moment, in the order of due times.
  ///
  /// Whoever asks as of a moment before the ticket's last event gets none: what was due then is not
  /// known any more.
  ///
  /// - Parameters:
  ///   - now: the moment.
  ///   - policy: says how far clocks may differ.
  ///   - left: who has left.
  /// - Returns: the timers.
  func firing(
    at now: Timestamp, under policy: TicketPolicy, leaving left: Set<PersonID>
  ) -> [DueTimer] {
    let last = max(ticket.updatedAt, lastFiredAt ?? ticket.updatedAt)
    guard now >= last - policy.clockTolerance else { return [] }
    let due = timers.filter { $0.fires(at: now) }
    guard let release = ticket.releaseOfLeaver(among: left, at: now) else { return due }
    return (due + [release]).sorted()
  }
}

extension TicketLog {
  /// What has fired for a ticket that is no event of the ticket: reminders, warnings, misses.
  ///
  /// - Parameter id: the ticket's name.
  /// - Returns: the timers, in the order in which they fired.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's timers'.
  /// - Complexity: O(timers that fired).
  public func firedTimers(of id: TicketID) throws -> [FiredTimer] {
    try subject(TicketTimers.self, id)?.fired ?? []
  }

  /// Derives the timers of a ticket from its history.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - rules: the rules.
  /// - Returns: the ticket and its timers; `nil` when there is no such ticket.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the ticket).
  func pendingTimers(of id: TicketID, under rules: TimerRules) throws -> PendingTimers? {
    try log.snapshot {
      var ticket: Ticket?
      var clock = TargetClock(of: id)
      try scan(id, at: .now, asKnownAt: nil) { row, reader in
        let fact = try reader.fact(of: row)
        try Ticket.evolve(&ticket, named: id, with: fact)
        clock.apply(fact)
      }
      guard let ticket else { return nil }
      let fired = try subject(TicketTimers.self, id)
      return PendingTimers(
        ticket: ticket, lastFiredAt: fired?.updatedAt,
        timers: ticket.timers(clock: clock, fired: fired, under: rules.policy, rules.plan))
    }
  }
}
