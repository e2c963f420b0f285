/// The rules of the directory that need few particulars of a command: who, where, at which status.
///
/// They come first in the order of ``RefusalCode``.
struct MemberGate {
  let member: Member?
  let id: PersonID
  let context: CommandContext
  let policy: TicketPolicy

  private var actor: Actor { context.actor }

  /// The rules up to ``RefusalCode/outOfOrder``.
  ///
  /// - Parameters:
  ///   - kind: the command's name.
  ///   - command: its particulars; `nil` where only the name is asked about.
  /// - Throws: the weightiest refusal.
  func admit(_ kind: MemberCommandKind, _ command: MemberCommand?) throws(Refusal) {
    if kind == .register, member != nil {
      throw Refusal(.alreadyExists, "member \(id) is registered; choose another name")
    }
    if kind != .register, member == nil {
      throw Refusal(.unknownMember, "there is no member \(id); register them first")
    }
    let rules = MemberRule.rules(for: kind)
    let own = rules.flatMap { rule in
      rule.parties.filter { $0.admits(actor, to: id) }.map { (rule: rule, party: $0) }
    }
    if !isLetInUnregistered(kind, own.map(\.party)) { try context.checkStanding() }
    guard !own.isEmpty else {
      let mayOneself = rules.contains { !Set($0.parties).isDisjoint(with: [.newcomer, .oneself]) }
      throw Refusal(
        .notPermitted,
        "\(kind.rawValue) is for a dispatcher who covers the member's campuses"
          + (mayOneself ? ", or for the member" : ""))
    }
    let open = own.filter { entry in
      member.map { entry.rule.from.contains($0.status) } ?? entry.rule.from.isEmpty
    }
    // Whoever has two capacities has the wider one of each rule.
    var refusal: Refusal?
    for entry in open.isEmpty ? own : open {
      do throws(Refusal) {
        try check(entry.party, command)
        refusal = nil
        break
      } catch {
        refusal = refusal ?? error
      }
    }
    if let refusal { throw refusal }
    guard !open.isEmpty else {
      let needed = MemberStatus.allCases.filter { status in
        own.contains { $0.rule.from.contains(status) }
      }
      throw Refusal(
        .illegalTransition,
        "\(kind.rawValue) needs a member who is "
          + "\(needed.map(\.rawValue).joined(separator: ", ")); this one is "
          + (member?.status.rawValue ?? "not there"))
    }
    try context.checkOrder(after: member?.updatedAt, under: policy)
  }

  /// Whether a registration goes without the actor being registered: one's own, or the very first.
  private func isLetInUnregistered(_ kind: MemberCommandKind, _ parties: [MemberParty]) -> Bool {
    guard kind == .register else { return false }
    return parties.contains(.newcomer)
      || (parties.contains(.administrator) && context.standing == .emptyDirectory)
  }

  /// What a party may not do, and to whom it may not do it.
  private func check(_ party: MemberParty, _ command: MemberCommand?) throws(Refusal) {
    switch (party, command) {
    case (.newcomer, .register(let registration)) where !registration.isForOneself:
      throw Refusal(
        .notPermitted,
        "one registers oneself as a requester; a dispatcher grants other roles, and sets number, "
          + "place, trades and groups")
    case (.oneself, .editProfile(let change)):
      let fields = MemberProfile.Field.allCases.filter {
        $0.identifiesAccount && (change.new[$0] != nil || change.cleared.contains($0))
      }
      if let field = fields.first {
        throw Refusal(
          .notPermitted,
          "\(field.rawValue) is what the account is recognized by; a dispatcher changes it")
      }
    default: break
    }
    if party.isScoped, let scope = context.scope { try check(command, within: scope) }
  }

  /// The borders of campuses: of the member as they are, and of what they are to become.
  private func check(_ command: MemberCommand?, within scope: [CampusCode]) throws(Refusal) {
    if let member { try check(member.campuses, member.roles, within: scope) }
    switch command {
    case .register(let registration):
      try check(registration.post.campuses ?? [], registration.roles, within: scope)
    case .setPost(let post): try check(post.campuses ?? [], [], within: scope)
    case .grantRole(let grant): try check([], [grant], within: scope)
    default: break
    }
  }

  /// A requester belongs to no campus but the ones named; whoever else has no border reaches all.
  private func check(
    _ campuses: [CampusCode], _ grants: [RoleGrant], within scope: [CampusCode]
  ) throws(Refusal) {
    func outside(_ what: String) -> Refusal {
      Refusal(.wrongCampus, "\(what) outside the scope of \(actor.id) (\(context.scopeText))")
    }
    if let campus = campuses.first(where: { !scope.contains($0) }) {
      throw outside("campus \(campus) is")
    }
    for grant in grants where grant.role != .requester {
      guard let reached = grant.campuses else {
        throw outside("a \(grant.role.rawValue) of all campuses is")
      }
      if let campus = reached.first(where: { !scope.contains($0) }) {
        throw outside("a \(grant.role.rawValue) of campus \(campus) is")
      }
    }
  }
}

extension MemberRegistration {
  /// Whether somebody may say this of themselves.
  fileprivate var isForOneself: Bool {
    roles.allSatisfy { $0 == RoleGrant(.requester) } && post.number == nil && post.place == nil
      && trades.isEmpty && groups.isEmpty && legacy == nil && profile.login == nil
      && profile.openID == nil
  }
}
