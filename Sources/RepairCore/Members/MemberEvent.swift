/// Something that happened to a member's entry: a fact in the past tense, never judged again.
@nonexhaustive
public enum MemberEvent: Hashable, Sendable {
  /// The member was entered; the first event of every member.
  indirect case registered(MemberRegistration)
  /// The profile changed, field by field.
  indirect case profileEdited(ProfileChange)
  /// Number, campuses or place changed.
  indirect case postSet(MemberPost)
  /// A role was granted, or its campuses changed.
  case roleGranted(RoleGrant)
  /// A role was taken away.
  case roleRevoked(Role, reason: ReasonCode?)
  /// The kinds of fault the member repairs were said.
  case tradesSet([CategoryCode])
  /// The member joined a group.
  case groupJoined(GroupCode)
  /// The member left a group.
  case groupLeft(GroupCode)
  /// The member went on duty.
  case wentOnDuty
  /// The member went off duty.
  case wentOffDuty
  /// The member took leave.
  case leaveTaken(Leave, reason: ReasonCode?)
  /// The member is back, or the leave does not take place.
  case leaveEnded
  /// The account was switched off.
  case deactivated(reason: ReasonCode?)
  /// It was switched on again.
  case activated
  /// The member left; their open assignments are to be released.
  case left(reason: ReasonCode?)
  /// The member is here again.
  case rejoined

  /// The event's kind, whose raw value is its name in the log.
  public var kind: MemberEventKind {
    switch self {
    case .registered: .registered
    case .profileEdited: .profileEdited
    case .postSet: .postSet
    case .roleGranted: .roleGranted
    case .roleRevoked: .roleRevoked
    case .tradesSet: .tradesSet
    case .groupJoined: .groupJoined
    case .groupLeft: .groupLeft
    case .wentOnDuty: .wentOnDuty
    case .wentOffDuty: .wentOffDuty
    case .leaveTaken: .leaveTaken
    case .leaveEnded: .leaveEnded
    case .deactivated: .deactivated
    case .activated: .activated
    case .left: .left
    case .rejoined: .rejoined
    }
  }
}

/// The kinds of event a member has, by their names in the log.
@nonexhaustive
public enum MemberEventKind: String, CaseIterable, Hashable, Sendable {
  case registered = "MemberRegistered"
  case profileEdited = "MemberProfileEdited"
  case postSet = "MemberPostSet"
  case roleGranted = "MemberRoleGranted"
  case roleRevoked = "MemberRoleRevoked"
  case tradesSet = "MemberTradesSet"
  case groupJoined = "MemberGroupJoined"
  case groupLeft = "MemberGroupLeft"
  case wentOnDuty = "MemberWentOnDuty"
  case wentOffDuty = "MemberWentOffDuty"
  case leaveTaken = "MemberLeaveTaken"
  case leaveEnded = "MemberLeaveEnded"
  case deactivated = "MemberDeactivated"
  case activated = "MemberActivated"
  case left = "MemberLeft"
  case rejoined = "MemberRejoined"
}
