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
  /// let due = ticket.timers(fired: fired, under: policy).filter { $0.fires(at: now) }
  /// ```
  ///
  /// - Parameters:
  ///   - fired: what has fired that is no event of the ticket; `nil` where nothing has.
  ///   - policy: the desk's rules.
  /// - Returns: the timers, sorted.
  public func timers(fired: TicketTimers?, under policy: TicketPolicy) -> [DueTimer] {
    var timers = commands(under: policy)
    timers += reminders(under: policy)
    timers += ratingTimers(fired: fired, under: policy)
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
    } else if let window = policy.dispatchWindow, let since = waitsForWorkerSince,
      cancellationRequest == nil
    {
      // Counted by the assignment to come, so that one sending fails for good and not for ever.
      add(
        FiredTimer(timer: .dispatch, dueAt: since + window, assignment: lastAssignment.next),
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

  /// Since when it waits for a worker to be sent; `nil` when it does not.
  private var waitsForWorkerSince: Timestamp? {
    switch state {
    case .accepted, .rejectedByWorker: max(phaseSince, restEndedAt ?? phaseSince)
    case .submitted, .dispatched, .completed, .evaluated, .cancelled: nil
    }
  }

  /// Whether another system's record is how the report came.
  private var isImported: Bool { channel == .import }
}
