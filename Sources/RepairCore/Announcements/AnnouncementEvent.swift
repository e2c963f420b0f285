/// Something that happened to an announcement.
@nonexhaustive
public enum AnnouncementEvent: Hashable, Sendable {
  /// It was published; the first event of every announcement.
  indirect case published(AnnouncementText)
  /// It was corrected; what is absent stayed.
  case amended(title: String?, text: String?, validUntil: Timestamp?)
  /// It was taken back.
  case withdrawn(reason: ReasonCode)
  /// Somebody answered it.
  case replied(text: String)
  /// Somebody commented on it, or on the remark of that number.
  case commented(text: String, on: Int?)
  /// It went to that many people and roles.
  case distributed(recipients: Int)

  /// The event's kind, whose raw value is its name in the log.
  public var kind: AnnouncementEventKind {
    switch self {
    case .published: .published
    case .amended: .amended
    case .withdrawn: .withdrawn
    case .replied: .replied
    case .commented: .commented
    case .distributed: .distributed
    }
  }
}

/// The kinds of fact an announcement's history is made of; the raw value is the name in the log.
@nonexhaustive
public enum AnnouncementEventKind: String, CaseIterable, Hashable, Sendable {
  case published = "AnnouncementPublished"
  case amended = "AnnouncementAmended"
  case withdrawn = "AnnouncementWithdrawn"
  case replied = "AnnouncementReplied"
  case commented = "AnnouncementCommented"
  case distributed = "AnnouncementDistributed"
}
