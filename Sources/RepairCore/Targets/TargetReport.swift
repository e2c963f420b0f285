/// How one target of a ticket stands at a moment.
public struct TargetReport: Hashable, Sendable {
  /// How a target stands.
  public enum State: String, CaseIterable, Hashable, Sendable {
    /// Its time runs.
    case running
    /// The ticket rests, and its time with it.
    case paused
    /// Its time is used up, and what was promised is still to be done.
    case breached
    /// Done in time.
    case met
    /// Done too late.
    case missed
    /// What was promised is no longer to be done.
    case dropped
  }

  /// What was promised.
  public var kind: TargetKind
  /// How it stands.
  public var state: State
  /// Since when its time counts.
  public var startedAt: Timestamp
  /// How much time there is; `nil` where only a date set by hand says.
  public var amount: TargetAmount?
  /// The calendar it runs in; `nil` for around the clock.
  public var calendar: CalendarCode?
  /// How much of its time is used, without what the ticket rested; a working day counts as a day.
  public var used: TimeSpan
  /// Whether ``dueAt`` is a date set by hand, which stands still for nothing.
  public var isByHand: Bool
  /// When the time is used up: the last moment that is in time.
  ///
  /// `nil` while it stands still, and where it never comes. Once the target is met, when it would
  /// have been due.
  public var dueAt: Timestamp?
  /// When so much of the time is used that its end is near; `nil` where that is not known.
  public var nearAt: Timestamp?
  /// When it was done, or no longer to be done.
  public var endedAt: Timestamp?

  /// How much of the time is left; `nil` where a date set by hand counts, and less than nothing once
  /// it is used up.
  public var remaining: TimeSpan? {
    guard !isByHand, let amount else { return nil }
    return TimeSpan(milliseconds: amount.span.milliseconds - used.milliseconds)
  }

  /// Since when its time is used up; `nil` where it is not, or was not when it was done.
  public var breachedAt: Timestamp? {
    switch state {
    case .breached, .missed: dueAt
    case .running, .paused, .met, .dropped: nil
    }
  }

  /// When it was done in time or late; `nil` where it is not done.
  public var doneAt: Timestamp? {
    switch state {
    case .met, .missed: endedAt
    case .running, .paused, .breached, .dropped: nil
    }
  }

  /// Whether it is still to be done.
  public var isOpen: Bool {
    switch state {
    case .running, .paused, .breached: true
    case .met, .missed, .dropped: false
    }
  }

  /// Whether so much of its time is used at a moment that the end is near, or past.
  public func isNear(at now: Timestamp) -> Bool {
    guard isOpen else { return false }
    return state == .breached || nearAt.map { $0 <= now } ?? false
  }
}

/// How the targets of a ticket stand at a moment.
public struct TicketTargets: Hashable, Sendable {
  /// The ticket.
  public var ticket: TicketID
  /// The targets that have begun, in the order of their kinds.
  public var reports: [TargetReport]

  /// Makes a record of targets.
  public init(ticket: TicketID, reports: [TargetReport]) {
    self.ticket = ticket
    self.reports = reports
  }

  /// The target that will be breached next, and when, if nothing is done; `nil` where none will.
  public var nextBreach: (kind: TargetKind, at: Timestamp)? {
    earliest { $0.state == .running }
  }

  /// The target that is to be done first, and when that was or is due: one breached long ago comes
  /// before one that will be.
  public var mostUrgent: (kind: TargetKind, at: Timestamp)? {
    earliest { $0.isOpen }
  }

  private func earliest(
    _ condition: (TargetReport) -> Bool
  ) -> (kind: TargetKind, at: Timestamp)? {
    var found: (kind: TargetKind, at: Timestamp)?
    for report in reports where condition(report) {
      guard let due = report.dueAt else { continue }
      if let found, found.at <= due { continue }
      found = (report.kind, due)
    }
    return found
  }
}
