/// A notice as it stands after some number of its events.
///
/// It says what it is about and whom it goes to, not what it says: the words are made from the event
/// when it is sent, so that no copy of a name or a phone number stays behind.
public struct Notice: Subject {
  /// Where a notice stands.
  public enum State: Hashable, Sendable {
    /// It waits, for the first time or since it failed; not before the given moment.
    case queued(notBefore: Timestamp?)
    /// A channel has taken it.
    case sent(at: Timestamp)
    /// No channel took it, and none will be asked again.
    case failed(at: Timestamp)
    /// It is not sent, for a reason.
    case suppressed(SuppressionReason, at: Timestamp)

    /// Its name.
    public var status: NoticeStatus {
      switch self {
      case .queued: .queued
      case .sent: .sent
      case .failed: .failed
      case .suppressed: .suppressed
      }
    }
  }

  /// The notice's name.
  public let id: NoticeID
  /// How many events it has.
  public internal(set) var version: StreamVersion
  /// What it is about and whom it goes to.
  public let order: NoticeOrder
  /// When it was queued.
  public let queuedAt: Timestamp
  /// When its last event happened.
  public internal(set) var updatedAt: Timestamp
  /// Where it stands.
  public internal(set) var state: State
  /// How often a channel was asked to take it.
  public internal(set) var attempts: Int
  /// Why a channel did not take it the last time.
  public internal(set) var failure: String?
  /// What the channel calls it.
  public internal(set) var receipt: String?
  /// When its recipient read it.
  public internal(set) var readAt: Timestamp?

  /// Its state's name; `read` once it was.
  public var status: NoticeStatus { readAt == nil ? state.status : .read }
}

/// Where a notice stands, as a name.
@nonexhaustive
public enum NoticeStatus: String, CaseIterable, Hashable, Sendable {
  /// It waits to be sent.
  case queued
  /// A channel has taken it.
  case sent
  /// No channel took it, and none will be asked again.
  case failed
  /// It is not sent.
  case suppressed
  /// Its recipient has read it.
  case read
}

/// Why a notice is not sent although nothing failed.
@nonexhaustive
public enum SuppressionReason: String, CaseIterable, Hashable, Sendable {
  /// Its event is too long ago for it to be of use.
  case expired
  /// Its recipient does not want notices of that urgency.
  case unsubscribed
  /// What was announced was withdrawn before it was sent.
  case withdrawn
}

/// What a notice is about and whom it goes to.
public struct NoticeOrder: Hashable, Sendable {
  /// The stream of the event it is about, such as `ticket/N-1`.
  public var stream: String
  /// Which event of that stream.
  public var streamVersion: StreamVersion
  /// When the log learned of that event.
  public var since: Timestamp
  /// The rule that says so.
  public var rule: NoticeRule
  /// Whom it goes to.
  public var recipient: NoticeRecipient
  /// By which way.
  public var channel: NoticeChannelCode
  /// How urgent it is.
  public var urgency: UrgencyCode

  /// Makes an order.
  public init(
    stream: String, streamVersion: StreamVersion, since: Timestamp, rule: NoticeRule,
    recipient: NoticeRecipient, channel: NoticeChannelCode, urgency: UrgencyCode
  ) {
    self.stream = stream
    self.streamVersion = streamVersion
    self.since = since
    self.rule = rule
    self.recipient = recipient
    self.channel = channel
    self.urgency = urgency
  }

  /// The ticket it is about, if it is about one.
  public var ticket: TicketID? {
    stream.utf8.starts(with: "ticket/".utf8) ? TicketID(String(stream.dropFirst(7))) : nil
  }
}
