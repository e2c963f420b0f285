extension TargetClock {
  /// How the targets stand.
  ///
  /// A ticket's priority, campus and kind of fault as they are now say what is promised, for all its
  /// history. A target is breached once a moment after ``TargetReport/dueAt`` has come.
  ///
  /// - Parameters:
  ///   - plan: what is promised.
  ///   - now: when it is asked; not before the last fact.
  /// - Returns: the targets that have begun and that the plan, or a date set by hand, gives an end,
  ///   in the order of their kinds.
  /// - Complexity: O(r log n) in the rests of the ticket and the exceptions of the calendars.
  public func reports(under plan: TargetPlan, at now: Timestamp) -> [TargetReport] {
    guard let campus, let category else { return [] }
    let terms = plan.terms(for: priority, at: campus, of: category)
    var reports: [TargetReport] = []
    reports.reserveCapacity(4)
    func add(_ kind: TargetKind, _ turn: Turn?) {
      guard let turn, let term = terms[kind.order] else { return }
      reports.append(report(kind, turn, term, plan, now))
    }
    add(.accept, accept)
    add(.acknowledge, acknowledge)
    add(.arrive, arrive)
    if let deadline, let complete {
      let term = terms[TargetKind.complete.order]
      reports.append(report(complete, dueBy: deadline, term, plan, now))
    } else {
      add(.complete, complete)
    }
    return reports
  }

  /// How the targets stand, with the ticket's name.
  ///
  /// - Parameters:
  ///   - plan: what is promised.
  ///   - now: when it is asked; not before the last fact.
  /// - Returns: what ``reports(under:at:)`` returns.
  public func targets(under plan: TargetPlan, at now: Timestamp) -> TicketTargets {
    TicketTargets(ticket: ticket, reports: reports(under: plan, at: now))
  }

  private func report(
    _ kind: TargetKind, _ turn: Turn, _ term: ResolvedTerm, _ plan: TargetPlan, _ now: Timestamp
  ) -> TargetReport {
    let tally = tally(of: turn, term, plan, now)
    return TargetReport(
      kind: kind, state: turn.state(dueAt: tally.dueAt, isPaused: tally.isPaused, at: now),
      startedAt: turn.start, amount: term.amount, calendar: term.calendar.code,
      used: TimeSpan(milliseconds: tally.used), isByHand: false, dueAt: tally.dueAt,
      nearAt: tally.nearAt, endedAt: turn.end)
  }

  /// The end of the work by a date set by hand, which runs through every rest.
  private func report(
    _ turn: Turn, dueBy deadline: Timestamp, _ term: ResolvedTerm?, _ plan: TargetPlan,
    _ now: Timestamp
  ) -> TargetReport {
    let clock = ResolvedTerm(
      amount: .span(TimeSpan(milliseconds: .max)), calendar: .aroundTheClock,
      nearShare: plan.nearShare)
    let tally = tally(of: turn, term ?? clock, plan, now)
    let whole = max((deadline - turn.start).milliseconds, 0)
    let near = turn.start + TimeSpan(milliseconds: whole / 100 * Int64(plan.nearShare))
    return TargetReport(
      kind: .complete, state: turn.state(dueAt: deadline, isPaused: false, at: now),
      startedAt: turn.start, amount: term?.amount, calendar: term?.calendar.code,
      used: TimeSpan(milliseconds: tally.used), isByHand: true, dueAt: deadline,
      nearAt: min(near, deadline), endedAt: turn.end)
  }

  /// What a turn comes to in its calendar.
  private struct Tally {
    var used: Int64 = 0
    var dueAt: Timestamp?
    var nearAt: Timestamp?
    /// Whether it ends, for now or for good, in a rest.
    var isPaused = false
  }

  /// Adds up the times between the rests.
  private func tally(
    of turn: Turn, _ term: ResolvedTerm, _ plan: TargetPlan, _ now: Timestamp
  ) -> Tally {
    let timeline = term.calendar.timeline
    let measure = term.amount.measure
    let total = term.amount.span.milliseconds
    let last = max(turn.end ?? now, turn.start)
    var tally = Tally()
    var start = turn.start

    /// Counts a run; one without an end goes on for ever.
    func run(to end: Timestamp, isLast: Bool) {
      let first = timeline.reading(measure, at: start.milliseconds)
      let used = max(timeline.reading(measure, at: end.milliseconds) - first, 0)
      func moment(of amount: Int64) -> Timestamp? {
        guard isLast || tally.used + used >= amount else { return nil }
        let (reading, overflow) = first.addingReportingOverflow(amount - tally.used)
        return overflow ? nil : timeline.moment(measure, of: reading)
      }
      if tally.used < total { tally.dueAt = moment(of: total) }
      if tally.used < term.near { tally.nearAt = moment(of: term.near) }
      tally.used += used
    }

    /// Counts the run before a rest; returns whether anything comes after it.
    func pass(_ rest: Rest) -> Bool {
      guard rest.stopsClock(under: plan), rest.end ?? .latest > start else { return true }
      guard turn.end == nil ? rest.start <= last : rest.start < last else { return false }
      run(to: max(rest.start, start), isLast: false)
      guard let end = rest.end, end <= last || turn.end == nil else {
        tally.isPaused = true
        return false
      }
      start = end
      return true
    }

    for rest in rests {
      guard pass(rest) else { break }
    }
    if let rest, !tally.isPaused { _ = pass(rest) }
    if !tally.isPaused { run(to: max(last, start), isLast: true) }
    return tally
  }
}

extension TargetClock.Turn {
  /// How the target stands that is due at a moment.
  fileprivate func state(
    dueAt: Timestamp?, isPaused: Bool, at now: Timestamp
  ) -> TargetReport.State {
    let isLate = dueAt.map { $0 < end ?? now } ?? false
    if end != nil { return isDone ? (isLate ? .missed : .met) : .dropped }
    if isLate { return .breached }
    return isPaused ? .paused : .running
  }
}

extension TargetClock.Rest {
  /// Whether the targets stand still meanwhile.
  fileprivate func stopsClock(under plan: TargetPlan) -> Bool {
    switch cause {
    case .hold(let reason, let pausesClock): plan.pausingHolds?.contains(reason) ?? pausesClock
    case .done: true
    }
  }
}
