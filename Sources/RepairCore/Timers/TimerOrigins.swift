/// Which of a ticket's events began what its timers are about, folded beside the ticket.
///
/// A timer fires because something happened and time went by. This is what happened: the hold that now
/// ends, the dispatch that nobody answered, the report that nobody took on.
package struct TimerOrigins: Hashable, Sendable {
  /// What of the ticket was so before the next event; not the ticket, of which a copy for each event
  /// would cost all that it has collected.
  private struct Seen: Hashable, Sendable {
    var phase: TicketPhase
    var campus: CampusCode
    var hold: Hold?
    var assignment: AssignmentNumber?
    var deadline: Timestamp?
    var turns: [TargetClock.Turn?]

    init(_ ticket: Ticket, _ clock: TargetClock) {
      (phase, campus, hold) = (ticket.phase, ticket.campus, ticket.hold)
      assignment = ticket.assignment?.number
      deadline = clock.deadline
      turns = [clock.accept, clock.acknowledge, clock.arrive, clock.complete]
    }
  }

  private var seen: Seen?
  private var phase = StreamVersion.none
  private var hold = StreamVersion.none
  private var endOfHold = StreamVersion.none
  private var assignment = StreamVersion.none
  private var completion = StreamVersion.none
  private var deadline = StreamVersion.none
  /// The beginnings of the targets, in the order of their kinds.
  private var turns = [StreamVersion](repeating: .none, count: TargetKind.allCases.count)

  /// Makes the origins of a ticket before its first event.
  package init() {}

  /// Takes in the next event by what it changed.
  ///
  /// - Parameters:
  ///   - ticket: the ticket after it.
  ///   - clock: what counts for its targets after it.
  /// - Complexity: O(1).
  package mutating func apply(_ ticket: Ticket, _ clock: TargetClock) {
    let (old, new, version) = (seen, Seen(ticket, clock), ticket.version)
    seen = new
    if old?.phase != new.phase || old?.campus != new.campus { phase = version }
    if let held = new.hold, held != old?.hold { hold = version }
    if new.hold == nil, old?.hold != nil { endOfHold = version }
    if let given = new.assignment, given != old?.assignment { assignment = version }
    if new.phase == .completed, old?.phase != .completed { completion = version }
    if new.deadline != old?.deadline { deadline = new.deadline == nil ? .none : version }
    for (index, turn) in new.turns.enumerated() {
      if let turn, turn.begins(after: old?.turns[index]) { turns[index] = version }
    }
  }

  /// The event that began what a timer is about.
  ///
  /// - Parameter timer: the timer, one that the ticket has now.
  /// - Returns: the event's version; `nil` where there is none.
  package func origin(of timer: FiredTimer) -> StreamVersion? {
    let found: StreamVersion
    switch timer.timer {
    case .resume: found = hold
    case .release, .workerLeft: found = assignment
    case .dispatch: found = max(phase, endOfHold)
    case .confirmByDefault, .evaluationExpired: found = completion
    case .reminder:
      switch timer.reminder {
      case .unacknowledged: found = assignment
      case .unrated: found = completion
      case .unaccepted, .undispatched, nil: found = phase
      }
    case .nearBreach, .breach, .escalation:
      let kind = timer.target ?? .complete
      found = kind == .complete && deadline > .none ? deadline : turns[kind.order]
    }
    return found > .none ? found : nil
  }
}

extension TargetClock.Turn {
  /// Whether it is another turn than an earlier one.
  fileprivate func begins(after earlier: Self?) -> Bool {
    guard let earlier else { return true }
    return start != earlier.start || earlier.end != nil && end == nil
  }
}
