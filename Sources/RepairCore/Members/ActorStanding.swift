/// What the directory says of whoever gives a command.
///
/// It stands in ``CommandContext/standing`` where the policy asks for it; a named automation has
/// none, because automations are no members.
@nonexhaustive
public enum ActorStanding: Hashable, Sendable {
  /// Nobody was ever registered.
  case emptyDirectory
  /// There are members, but not this one.
  case unknown
  /// The member, as far as authority goes.
  case member(MemberStatus, roles: [RoleGrant])

  /// What the directory says of a member; ``unknown`` of nobody.
  public init(of member: Member?) {
    self = member.map { .member($0.status, roles: $0.roles) } ?? .unknown
  }
}

extension CommandContext {
  /// The campuses the actor may act on: those they claim, and of those the ones that the directory
  /// grants; `nil` for all.
  public var scope: [CampusCode]? {
    guard case .member(_, let roles) = standing,
      let granted = roles.first(where: { $0.role == actor.role })?.campuses
    else { return actor.campuses }
    return actor.campuses?.filter(granted.contains) ?? granted
  }

  /// Refuses an actor whom the directory does not know, or not in this role.
  ///
  /// - Throws: a refusal with ``RefusalCode/unknownActor`` for somebody who is not there, has left or
  ///   is switched off, and with ``RefusalCode/notPermitted`` for a role not held. Whoever acts as
  ///   ``Role/system`` passes: automations are named, not registered.
  public func checkStanding() throws(Refusal) {
    guard actor.role != .system, let standing else { return }
    switch standing {
    case .emptyDirectory, .unknown:
      throw Refusal(
        .unknownActor, "the directory has no member \(actor.id); register them first")
    case .member(.left, _):
      throw Refusal(.unknownActor, "member \(actor.id) has left")
    case .member(.inactive, _):
      throw Refusal(.unknownActor, "the account of member \(actor.id) is switched off")
    case .member(.active, let roles):
      guard roles.contains(where: { $0.role == actor.role }) else {
        throw Refusal(
          .notPermitted, "member \(actor.id) does not hold the role \(actor.role.rawValue)")
      }
    }
  }

  /// The scope in words, for a refusal.
  var scopeText: String {
    scope?.map(\.rawValue).joined(separator: ", ") ?? "all"
  }
}
