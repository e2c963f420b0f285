/// What is asked of a notice.
@nonexhaustive
public enum NoticeCommand: Hashable, Sendable {
  /// Sends it, sooner or later.
  indirect case queue(NoticeOrder)
  /// Says that a channel took it.
  case recordSent(receipt: String?)
  /// Says that a channel did not take it, and when it is tried again, or never.
  case recordFailure(reason: String, retryAt: Timestamp?)
  /// Says that it is not to be sent.
  case suppress(SuppressionReason)
  /// Says that its recipient read it.
  case markRead
}
