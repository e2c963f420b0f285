/// What is asked of a notice.
@nonexhaustive
public enum NoticeCommand: Hashable, Sendable {
  /// Sends it, sooner or later.
  indirect case queue(NoticeOrder)
  /// Says that a channel took it.
  case recordSent(receipt: String?)
  /// Says that a channel did not take it.
  case recordFailure(reason: String)
  /// Says that it is not to be sent.
  case suppress(SuppressionReason)
  /// Says that its recipient read it.
  case markRead
}
