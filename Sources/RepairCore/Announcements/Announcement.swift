/// Something the desk tells many people at once, such as that there is no water on Tuesday.
public struct Announcement: Subject {
  /// Its name.
  public let id: AnnouncementID
  /// How many events it has.
  public internal(set) var version: StreamVersion
  /// When its last event happened.
  public internal(set) var updatedAt: Timestamp
  /// When it was published.
  public let publishedAt: Timestamp
  /// Who published it.
  public let publisher: PersonID
  /// Whom it is for.
  public let audience: Audience
  /// How urgent it is.
  public let urgency: UrgencyCode
  /// Files that belong to it.
  public let attachments: [Attachment]
  /// What it is about.
  public internal(set) var title: String
  /// What it says.
  public internal(set) var text: String
  /// Until when it is of use; `nil` for always.
  public internal(set) var validUntil: Timestamp?
  /// When and why it was taken back, if it was.
  public internal(set) var withdrawal: Withdrawal?
  /// To how many people and roles it went; `nil` until they were found out.
  public internal(set) var recipients: Int?
  /// Replies and comments, in the order they came; the first is number 1.
  public internal(set) var remarks: [AnnouncementRemark]

  /// That it was taken back.
  public struct Withdrawal: Hashable, Sendable {
    /// When.
    public var at: Timestamp
    /// Why.
    public var reason: ReasonCode
  }

  /// How many replies it has.
  public var replies: Int { remarks.count { $0.isReply } }

  /// Whether people should still be told of it at a moment.
  public func isCurrent(at now: Timestamp) -> Bool {
    withdrawal == nil && (validUntil.map { now <= $0 } ?? true)
  }
}

/// What somebody said to an announcement.
public struct AnnouncementRemark: Hashable, Sendable {
  /// Who.
  public var author: PersonID
  /// When.
  public var at: Timestamp
  /// What.
  public var text: String
  /// Whether it answers the announcement; otherwise it comments on something.
  public var isReply: Bool
  /// The number of the remark it comments on; `nil` where it is about the announcement itself.
  public var on: Int?
}

/// Whom an announcement is for: those who meet every condition that is set.
public struct Audience: Hashable, Sendable {
  /// Those of a campus.
  public var campus: CampusCode?
  /// Those in a role.
  public var role: Role?
  /// Those of a group.
  public var group: String?
  /// Those who have an open ticket at the place of this code.
  public var place: String?

  /// Makes an audience; without conditions it is everybody.
  public init(
    campus: CampusCode? = nil, role: Role? = nil, group: String? = nil, place: String? = nil
  ) {
    self.campus = campus
    self.role = role
    self.group = group
    self.place = place
  }
}

/// The name of an announcement, of the same form as a ticket's.
public struct AnnouncementID: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a name, or `nil` when the text is not 1 to 64 of `A-Z a-z 0-9 . _ -`, beginning with a
  /// letter or a digit.
  public init?(_ rawValue: String) {
    guard TicketID.isWellFormed(rawValue.utf8) else { return nil }
    self.rawValue = rawValue
  }
}
