/// Where a consumer begins that the views file does not know yet.
@nonexhaustive
public enum ConsumerStart: Hashable, Sendable {
  /// At the first event of the log.
  case start
  /// With what is appended from now on.
  case head
  /// After a place in the log.
  case after(LogPosition)
}

/// What becomes of events that fail again and again.
///
/// A page that was handed out as often as this says, and is due once more, is split into halves, and
/// those again, until the one event that is at fault stands alone. That one is then tried as often
/// again by itself.
@nonexhaustive
public enum ConsumerFailures: Hashable, Sendable {
  /// The event is set aside and named in the status, and the rest goes on.
  ///
  /// Right where each event stands for itself, such as messages to different people.
  case park(after: Int = 5)
  /// The consumer stops before the event, for all its owners, until somebody resumes it.
  ///
  /// Right where each event builds on those before it.
  case stop(after: Int = 5)

  /// How often something is tried.
  var attempts: Int {
    switch self {
    case .park(let attempts), .stop(let attempts): max(1, attempts)
    }
  }
}
