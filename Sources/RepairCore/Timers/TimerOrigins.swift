/// Which of a ticket's events began what its timers are about, folded beside the ticket.
///
/// A timer fires because something happened and time went by. This is what happened: the hold that now
/// ends, the dispatch that nobody answered, the report that nobody took on.
package struct TimerOrigins: Hashable, Sendable {
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
  ///   - before: the ticket before it, and what counts for its targets.
  ///   - after: the same after it.
  /// - Complexity: O(1).
  package mutating func apply(
    from before: (ticket: Ticket?, clock: TargetClock),
    to after: (ticket: Ticket, clock: TargetClock)
  ) {
    let (old, new) = (before.ticket, after.ticket)
    let version = new.version
    if old?.phase != new.phase || old?.campus != new.campus { phase = version }
    if let held = new.hold, held != old?.hold { hold = version }
    if new.hold == nil, old?.hold != nil { endOfHold = version }
    if let given = new.assignment, given.number != old?.assignment?.number { assignment = version }
    if new.phase == .completed, old?.phase != .completed { completion = version }
    if let date = after.clock.deadline, date != before.clock.deadline { deadline = version }
    for kind in TargetKind.allCases where after.clock.hasBegun(kind, since: before.clock) {
      turns[kind.order] = version
    }
    if after.clock.deadline == nil { deadline = .none }
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

extension TargetClock {
  /// Whether a target's time began anew after an earlier state.
  fileprivate func hasBegun(_ kind: TargetKind, since earlier: TargetClock) -> Bool {
    guard let turn = turn(kind) else { return false }
    guard let old = earlier.turn(kind) else { return true }
    return turn.start != old.start || old.end != nil && turn.end == nil
  }

  private func turn(_ kind: TargetKind) -> Turn? {
    switch kind {
    case .accept: accept
    case .acknowledge: acknowledge
    case .arrive: arrive
    case .complete: complete
    }
  }
}
