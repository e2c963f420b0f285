/// What is asked of an announcement.
@nonexhaustive
public enum AnnouncementCommand: Hashable, Sendable {
  /// Tells its audience.
  indirect case publish(AnnouncementText)
  /// Corrects it, without telling anybody again; what is absent stays.
  case amend(title: String?, text: String?, validUntil: Timestamp?)
  /// Takes it back: those who were not told yet are not told any more.
  case withdraw(reason: ReasonCode)
  /// Answers it.
  case reply(text: String)
  /// Comments on it, or on a remark by its number.
  case comment(text: String, on: Int?)
  /// Says to how many people and roles it went.
  case recordDistribution(recipients: Int)
}

/// What an announcement says, and to whom.
public struct AnnouncementText: Hashable, Sendable {
  /// Whom it is for.
  public var audience: Audience
  /// What it is about.
  public var title: String
  /// What it says.
  public var text: String
  /// How urgent it is.
  public var urgency: UrgencyCode
  /// Files that belong to it.
  public var attachments: [Attachment]
  /// Until when it is of use.
  public var validUntil: Timestamp?

  /// Makes an announcement's text.
  public init(
    to audience: Audience, title: String, text: String, urgency: UrgencyCode = .normal,
    attachments: [Attachment] = [], validUntil: Timestamp? = nil
  ) {
    self.audience = audience
    self.title = title
    self.text = text
    self.urgency = urgency
    self.attachments = attachments
    self.validUntil = validUntil
  }
}
