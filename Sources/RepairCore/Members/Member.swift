/// A member of the directory as they stand after some number of events: 报修人, 管理员, 维修工 or any
/// other person with an account here.
///
/// The value is made by ``evolve(_:named:with:)`` alone, event by event; nothing else changes it.
public struct Member: Hashable, Sendable {
  /// The member's pseudonym, which tickets name them by.
  public let id: PersonID
  /// How many events there are of them.
  public internal(set) var version: StreamVersion
  /// Name, phone and the like; personal.
  public internal(set) var profile: MemberProfile
  /// In which roles the member may act and where, one grant a role, in the roles' order.
  public internal(set) var roles: [RoleGrant]
  /// The number the desk tells requesters: 工号.
  public internal(set) var number: String?
  /// The campuses the member belongs to, in byte order; none where nobody has said.
  public internal(set) var campuses: [CampusCode]
  /// Where the member is usually to be found.
  public internal(set) var place: Place?
  /// The kinds of fault the member repairs, in byte order; none where nobody has said.
  public internal(set) var trades: [CategoryCode]
  /// The groups the member is in, in byte order.
  public internal(set) var groups: [GroupCode]
  /// Whether the member is at work when not on leave; `nil` where nobody has said.
  public internal(set) var isOnDuty: Bool?
  /// The leave that was last taken, past, present or to come.
  public internal(set) var leave: Leave?
  /// Whether the account is switched on.
  public internal(set) var isActive: Bool
  /// That the member has left, if they have.
  public internal(set) var departure: Departure?
  /// What only an imported record says.
  public internal(set) var legacy: LegacyMember?
  /// When the member was registered.
  public internal(set) var registeredAt: Timestamp
  /// When the last event happened.
  public internal(set) var updatedAt: Timestamp

  /// That a member has left.
  public struct Departure: Hashable, Sendable {
    /// When.
    public var at: Timestamp
    /// Why, as a code.
    public var reason: ReasonCode?
  }

  /// Where the member stands.
  public var status: MemberStatus {
    if departure != nil { return .left }
    return isActive ? .active : .inactive
  }

  /// The member's grant of a role; `nil` when they do not hold it.
  public func grant(of role: Role) -> RoleGrant? { roles.first { $0.role == role } }

  /// Whether the member is there to work at a moment; a leave ends by itself.
  public func duty(at moment: Timestamp) -> Duty {
    if let leave, leave.covers(moment) { return .onLeave }
    return switch isOnDuty {
    case nil: .unknown
    case true?: .onDuty
    case false?: .offDuty
    }
  }

  /// What a dispatch has to know of the member as a worker; what nobody has said stays unknown.
  ///
  /// - Parameter moment: when the worker is to be sent.
  /// - Returns: the facts; somebody who is no worker counts as one who no longer works here.
  public func workerFacts(at moment: Timestamp) -> WorkerFacts {
    let duty = duty(at: moment)
    let grant = grant(of: .worker)
    return WorkerFacts(
      isRegistered: true, isActive: status == .active && grant != nil,
      isOnDuty: duty == .unknown ? nil : duty == .onDuty, campuses: grant?.campuses,
      trades: trades.isEmpty ? nil : trades)
  }
}

/// Where a member stands.
public enum MemberStatus: String, CaseIterable, Hashable, Sendable {
  /// Has a working account.
  case active
  /// The account is switched off for the time being.
  case inactive
  /// Is no longer here; what they did stays.
  case left
}

/// What an imported record says that a member registered here does not have.
public struct LegacyMember: Hashable, Sendable {
  /// The record's name in its own system.
  public var id: String
  /// The record as it was, but for what is never kept: a JSON object of its columns, in their order.
  public var raw: String?

  /// Makes a record.
  public init(id: String, raw: String? = nil) {
    self.id = id
    self.raw = raw
  }
}
