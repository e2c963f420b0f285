/// What an activity is in an export as XES.
@nonexhaustive
public enum XESMode: String, CaseIterable, Codable, Hashable, Sendable {
  /// Every type of event is an activity, and every event completes one.
  case events
  /// The work on an assignment is one activity that is started, suspended, resumed and completed, or
  /// broken off; everything else is as in ``events``.
  case work
}
