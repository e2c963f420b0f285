extension Ticket {
  /// The timers of a ticket that have not fired, due or to come, in the order of their due times.
  ///
  /// It depends on what has happened and on the rules, never on what time it is: a timer is due when
  /// ``DueTimer/fires(at:)`` says so, and until something happens to the ticket the list stays as it
  /// is. So an automation may look as often or as seldom as it likes.
  ///
  /// What another system's record says happened is not timed: nobody was told of it when it did.
  ///
  /// ```swift
  /// let timers = ticket.timers(clock: clock, fired: fired, under: policy, plan)
  /// let due = timers.filter { $0.fires(at: now) }
  /// ```
  ///
  /// - Parameters:
  ///   - clock: what of the same history counts for the time targets.
  ///   - fired: what has fired that is no event of the ticket; `nil` where nothing has.
  ///   - policy: the desk's rules.
  ///   - plan: what is promised.
  /// - Returns: the timers, sorted.
  public func timers(
    clock: TargetClock, fired: TicketTimers?, under policy: TicketPolicy, _ plan: TargetPlan
  ) -> [DueTimer] {
    var timers = commands(under: policy)
    timers += reminders(under: policy)
    timers += ratingTimers(fired: fired, under: policy)
    if !isImported {
      for report in clock.reports(under: plan, at: updatedAt) {
        timers += targetTimers(for: report, fired: fired, under: plan)
      }
    }
    return timers.filter { fired?.contains($0.occurrence) != true }.sorted()
  }

  /// The timer that takes the job from a worker who no longer works here, if this ticket's does not.
  ///
  /// - Parameters:
  ///   - left: who has left.
  ///   - now: when that became known.
  /// - Returns: the timer, due at once; `nil` where the worker is still here, or there is none.
  public func releaseOfLeaver(among left: Set<PersonID>, at now: Timestamp) -> DueTimer? {
    guard let assignment, let worker = assignment.worker, left.contains(worker) else { return nil }
    return DueTimer(
      FiredTimer(timer: .workerLeft, dueAt: now, assignment: assignment.number), of: id,
      effect: .command(
        .release(reason: ReasonCode(unchecked: "workerLeft"), assignment: assignment.number)))
  }

  /// What an automation does to the ticket itself; each ends what it is derived from.
  private func commands(under policy: TicketPolicy) -> [DueTimer] {
    var timers: [DueTimer] = []
    func add(_ occurrence: FiredTimer, _ effect: DueTimer.Effect) {
      timers.append(DueTimer(occurrence, of: id, effect: effect))
    }
    if let hold {
      if phase.isOpen, let until = hold.until {
        add(
          FiredTimer(timer: .resume, dueAt: until, since: hold.since), .command(.resume))
      }
    } else if let assignment, let due = answerDue(under: policy) {
      let reason = ReasonCode(unchecked: "notAcknowledged")
      add(
        FiredTimer(timer: .release, dueAt: due, assignment: assignment.number),
        .command(.release(reason: reason, assignment: assignment.number)))
    } else if awaitsAutomaticDispatch(under: policy) {
      // About the assignment to come: whoever is sent ends it, and each wait is one of its own.
      add(
        FiredTimer(
          timer: .dispatch, dueAt: max(phaseSince, restEndedAt ?? phaseSince),
          assignment: lastAssignment.next),
        .dispatch)
    }
    if case .completed(let completion) = state, completion.agreement == .unconfirmed {
      add(
        FiredTimer(
          timer: .confirmByDefault, dueAt: completion.at + policy.confirmationWindow,
          since: completion.at),
        .command(.confirmByDefault))
    }
    return timers
  }

  /// Reminders of what waits for somebody; none while the ticket rests.
  private func reminders(under policy: TicketPolicy) -> [DueTimer] {
    guard phase.isOpen, hold == nil else { return [] }
    func reminder(
      _ kind: ReminderKind, from start: Timestamp, about assignment: AssignmentNumber? = nil
    ) -> [DueTimer] {
      guard let span = policy.reminders[kind] else { return [] }
      let due = max(start, restEndedAt ?? start) + span
      return [
        DueTimer(
          FiredTimer(
            timer: .reminder, dueAt: due, reminder: kind, assignment: assignment,
            since: assignment == nil ? start : nil),
          of: id, effect: .record)
      ]
    }
    switch state {
    case .submitted: return isImported ? [] : reminder(.unaccepted, from: phaseSince)
    case .accepted, .rejectedByWorker:
      return isImported ? [] : reminder(.undispatched, from: phaseSince)
    case .dispatched(let assignment):
      return assignment.step == .awaitingAcknowledgement
        ? reminder(.unacknowledged, from: assignment.since, about: assignment.number) : []
    case .completed, .evaluated, .cancelled: return []
    }
  }

  /// What is due when a requester does not rate the repair.
  private func ratingTimers(
    fired: TicketTimers?, under policy: TicketPolicy
  ) -> [DueTimer] {
    guard case .completed(let completion) = state, completion.agreement != .unknown else {
      return []
    }
    let end = completion.at + policy.evaluationWindow
    let expiry = FiredTimer(timer: .evaluationExpired, dueAt: end, since: completion.at)
    // A rating is in time at the last moment of the window, so the window is over right after it.
    var timers = [
      DueTimer(expiry, of: id, effect: .record, firesAt: end + TimeSpan(milliseconds: 1))
    ]
    if let span = policy.reminders[.unrated], fired?.contains(expiry) != true {
      // Whoever was late to remind must not ask for what has become late itself.
      timers.append(
        DueTimer(
          FiredTimer(
            timer: .reminder, dueAt: completion.at + span, reminder: .unrated,
            since: completion.at),
          of: id, effect: .record, lapsesAt: end))
    }
    return timers
  }

  /// The warnings and the misses of one time target.
  ///
  /// A miss is noted even when what was promised is done by then: that it was late is a fact,
  /// whenever somebody looks. A warning is for what can still be prevented.
  private func targetTimers(
    for report: TargetReport, fired: TicketTimers?, under plan: TargetPlan
  ) -> [DueTimer] {
    guard let due = report.dueAt, report.endedAt.map({ $0 > due }) ?? true else { return [] }
    let breach = FiredTimer(timer: .breach, dueAt: due, target: report.kind)
    let isNoted = fired?.contains(breach) == true
    // What is done at the last moment is in time, so it is late right after it.
    let late = due + TimeSpan(milliseconds: 1)
    var timers = [DueTimer(breach, of: id, effect: .record, firesAt: late)]
    guard report.isOpen else { return timers }
    if let near = report.nearAt, near < due, !isNoted {
      timers.append(
        DueTimer(
          FiredTimer(timer: .nearBreach, dueAt: near, target: report.kind), of: id,
          effect: .record, lapsesAt: late))
    }
    for (index, rule) in plan.escalations.enumerated() {
      guard case .afterBreach = rule.moment, let moment = rule.moment(for: report) else { continue }
      timers.append(
        DueTimer(
          FiredTimer(
            timer: .escalation, dueAt: moment, target: report.kind, level: index + 1),
          of: id, effect: .record, firesAt: max(moment, late)))
    }
    return timers
  }

  /// Whether another system's record is how the report came.
  private var isImported: Bool { channel == .import }
}
