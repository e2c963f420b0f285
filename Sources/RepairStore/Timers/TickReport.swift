public import RepairCore

/// What a tick may do, and what it is told.
public struct TickOptions: Hashable, Sendable {
  /// How many timers may fire; `nil` for all that are due.
  public var limit: Int?
  /// Workers who no longer work here, beside those who have left by the log's own directory: every
  /// job that one of them still has is taken from them.
  public var leftWorkers: Set<PersonID> = []
  /// Everybody who may be sent where the policy wants an automation to send; by default whom the log
  /// knows.
  public var workers: [WorkerProfile]?

  /// Makes the default options: all that is due, by what the log knows.
  public init() {}
}

/// What became of one timer that was due.
public struct TimerFiring: Hashable, Sendable {
  /// What became of it.
  @nonexhaustive
  public enum Outcome: Hashable, Sendable {
    /// It fired; the events are durable.
    case fired(CommandReceipt)
    /// Somebody else was quicker: another automation fired it, or a person changed the ticket, and
    /// what is due now is derived anew.
    case skipped
    /// The rules did not let it; it is tried again with the next tick.
    case refused(Refusal)
  }

  /// The timer.
  public var timer: DueTimer
  /// What became of it.
  public var outcome: Outcome
}

/// What a tick did.
public struct TickReport: Hashable, Sendable {
  /// How many timers fired.
  public internal(set) var fired = 0
  /// How many of them somebody else was quicker with.
  public internal(set) var skipped = 0
  /// How many were refused.
  public internal(set) var refused = 0
  /// What became of each, in the order of firing: by due time, then by ticket.
  ///
  /// What became due only because another had fired comes after that one.
  public internal(set) var firings: [TimerFiring] = []
  /// Whether all that was due was tried; the limit ends a tick before that.
  public internal(set) var isComplete = true
  /// When the next timer fires that was not due yet, if nothing happens until then; `nil` for never.
  public internal(set) var nextDueAt: Timestamp?
  /// The log's head at the end: ``nextDueAt`` stands until there is an event after it.
  public internal(set) var head = LogPosition.start

  mutating func add(_ firing: TimerFiring) {
    switch firing.outcome {
    case .fired: fired += 1
    case .skipped: skipped += 1
    case .refused: refused += 1
    }
    firings.append(firing)
  }
}

extension TimerFiring.Outcome {
  /// What a command's result means for the timer it was for.
  init(_ result: CommandResult) {
    switch result {
    case .accepted(let receipt): self = receipt.isRepeated ? .skipped : .fired(receipt)
    case .refused(let refusal):
      switch refusal.code {
      // Each timer names the version it was derived at, but for a dispatch, which finds out itself
      // that somebody has the ticket already.
      case .conflict, .alreadyExists, .illegalTransition: self = .skipped
      default: self = .refused(refusal)
      }
    }
  }
}
