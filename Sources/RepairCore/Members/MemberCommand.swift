/// Something asked of a member's entry in the directory: an imperative with its particulars.
///
/// ```swift
/// let command = MemberCommand.grantRole(RoleGrant(.worker, campuses: [north]))
/// ```
@nonexhaustive
public enum MemberCommand: Hashable, Sendable {
  /// Enters somebody: oneself as a requester, or anybody by an administrator.
  indirect case register(MemberRegistration)
  /// Corrects the profile; at least one field must change.
  indirect case editProfile(ProfileChange)
  /// Sets what the desk knows: number, campuses, place; at least one must change.
  indirect case setPost(MemberPost)
  /// Lets the member act in a role, or changes on which campuses.
  case grantRole(RoleGrant)
  /// Takes a role away.
  case revokeRole(Role, reason: ReasonCode?)
  /// Says which kinds of fault the member repairs, in place of what was said before.
  case setTrades([CategoryCode])
  /// Puts the member into a group.
  case joinGroup(GroupCode)
  /// Takes the member out of a group.
  case leaveGroup(GroupCode)
  /// The member is at work from now on.
  case goOnDuty
  /// The member is not at work from now on.
  case goOffDuty
  /// The member is away: from now or a later time on, until a time or until further notice.
  case takeLeave(from: Timestamp?, until: Timestamp?, reason: ReasonCode?)
  /// The member is back, or will not be away after all.
  case returnFromLeave
  /// Switches the account off.
  case deactivate(reason: ReasonCode?)
  /// Switches it on again.
  case activate
  /// The member is no longer here.
  case leave(reason: ReasonCode?)
  /// The member is here again, with the roles they had.
  case rejoin

  /// The command's name.
  public var kind: MemberCommandKind {
    switch self {
    case .register: .register
    case .editProfile: .editProfile
    case .setPost: .setPost
    case .grantRole: .grantRole
    case .revokeRole: .revokeRole
    case .setTrades: .setTrades
    case .joinGroup: .joinGroup
    case .leaveGroup: .leaveGroup
    case .goOnDuty: .goOnDuty
    case .goOffDuty: .goOffDuty
    case .takeLeave: .takeLeave
    case .returnFromLeave: .returnFromLeave
    case .deactivate: .deactivate
    case .activate: .activate
    case .leave: .leave
    case .rejoin: .rejoin
    }
  }
}

/// The commands a member's entry knows, by name.
@nonexhaustive
public enum MemberCommandKind: String, CaseIterable, Hashable, Sendable {
  case register, editProfile, setPost, grantRole, revokeRole, setTrades, joinGroup, leaveGroup
  case goOnDuty, goOffDuty, takeLeave, returnFromLeave, deactivate, activate, leave, rejoin
}

/// What a registration says: the particulars of `register`, and of the event that begins a member.
public struct MemberRegistration: Hashable, Sendable {
  /// Name, phone and the like; personal.
  public var profile: MemberProfile
  /// The roles to begin with; none makes a requester.
  public var roles: [RoleGrant]
  /// Number, campuses and place.
  public var post: MemberPost
  /// The kinds of fault the member repairs.
  public var trades: [CategoryCode]
  /// The groups the member is in.
  public var groups: [GroupCode]
  /// What only another system's record brings along; `nil` for a registration made here.
  public var legacy: LegacyMember?

  /// Makes a registration.
  public init(
    profile: MemberProfile = MemberProfile(), roles: [RoleGrant] = [],
    post: MemberPost = MemberPost(), trades: [CategoryCode] = [], groups: [GroupCode] = [],
    legacy: LegacyMember? = nil
  ) {
    self.profile = profile
    self.roles = roles
    self.post = post
    self.trades = trades
    self.groups = groups
    self.legacy = legacy
  }
}

/// What the desk knows of where a member belongs; an absent part stays as it is.
public struct MemberPost: Hashable, Sendable {
  /// The number the desk tells requesters.
  public var number: String?
  /// The campuses the member belongs to, in place of those before.
  public var campuses: [CampusCode]?
  /// Where the member is usually to be found.
  public var place: Place?

  /// Makes a post.
  public init(number: String? = nil, campuses: [CampusCode]? = nil, place: Place? = nil) {
    self.number = number
    self.campuses = campuses
    self.place = place
  }

  /// Whether nothing is said.
  public var isEmpty: Bool { self == MemberPost() }
}
