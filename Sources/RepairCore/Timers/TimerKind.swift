/// What an automation does, or records, when its time has come.
///
/// The order is the one in which timers of one ticket fire that became due at the same moment.
@nonexhaustive
public enum TimerKind: String, CaseIterable, Hashable, Sendable {
  /// Ends a rest whose end has come.
  case resume
  /// Takes a job from a worker who did not answer in time.
  case release
  /// Takes a job from a worker who no longer works here.
  case workerLeft
  /// Sends a worker to a ticket that waits for one.
  case dispatch
  /// Takes the requester's silence for agreement.
  case confirmByDefault
  /// Reminds somebody of what waits.
  case reminder
  /// Warns that a time target will soon be missed.
  case nearBreach
  /// Notes that a time target was missed.
  case breach
  /// Tells the next higher one that a missed target is still missed.
  case escalation
  /// Notes that the time for a rating in time is over.
  case evaluationExpired

  /// Who acts when it fires: a named automation, `timer.` and the kind.
  public var actor: Actor {
    // The text is short and not empty, so it is always a name.
    Actor(id: PersonID(unchecked: "timer.\(rawValue)"), role: .system)
  }

  /// Its place in ``allCases``.
  var order: Int {
    switch self {
    case .resume: 0
    case .release: 1
    case .workerLeft: 2
    case .dispatch: 3
    case .confirmByDefault: 4
    case .reminder: 5
    case .nearBreach: 6
    case .breach: 7
    case .escalation: 8
    case .evaluationExpired: 9
    }
  }
}

/// Of what a reminder reminds.
@nonexhaustive
public enum ReminderKind: String, CaseIterable, Hashable, Sendable {
  /// A report that no dispatcher has taken on.
  case unaccepted
  /// A ticket that waits for a worker.
  case undispatched
  /// A job that the worker has not answered.
  case unacknowledged
  /// A repair that the requester has not rated.
  case unrated
}
