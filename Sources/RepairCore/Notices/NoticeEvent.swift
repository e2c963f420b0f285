/// Something that happened to a notice.
@nonexhaustive
public enum NoticeEvent: Hashable, Sendable {
  /// It is to be sent; the first event of every notice.
  indirect case queued(NoticeOrder)
  /// A channel took it, and perhaps said what it calls it.
  case sent(receipt: String?)
  /// A channel did not take it; it is tried again then, or never.
  case failed(reason: String, retryAt: Timestamp?)
  /// It is not sent.
  case suppressed(SuppressionReason)
  /// Its recipient read it.
  case read

  /// The event's kind, whose raw value is its name in the log.
  public var kind: NoticeEventKind {
    switch self {
    case .queued: .queued
    case .sent: .sent
    case .failed: .failed
    case .suppressed: .suppressed
    case .read: .read
    }
  }
}

/// The kinds of fact a notice's history is made of; the raw value is the name in the log.
@nonexhaustive
public enum NoticeEventKind: String, CaseIterable, Hashable, Sendable {
  case queued = "NoticeQueued"
  case sent = "NoticeSent"
  case failed = "NoticeFailed"
  case suppressed = "NoticeSuppressed"
  case read = "NoticeRead"
}
