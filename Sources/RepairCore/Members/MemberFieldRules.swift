/// The rules of single fields of a member's entry, and of the registration as a whole.
struct MemberFieldRules {
  /// How many campuses, trades or groups one member may have; nobody needs more, and every one costs
  /// each later decision.
  static let listLimit = 100

  let policy: TicketPolicy

  var fields: FieldRules { FieldRules(policy: policy) }

  /// The event of the command that begins a member.
  func beginning(with command: MemberCommand) throws(Refusal) -> MemberEvent {
    guard case .register(let registration) = command else {
      throw Refusal(.unknownMember, "only register begins a member")
    }
    var sound = registration
    for field in MemberProfile.Field.allCases {
      sound.profile[field] = try fields.optional(
        registration.profile[field], "profile." + field.rawValue, limit: field.limit)
    }
    sound.roles = try roles(registration.roles)
    sound.post = try post(registration.post)
    sound.trades = try codes(registration.trades, "trades")
    sound.groups = try codes(registration.groups, "groups")
    return .registered(sound)
  }

  private func roles(_ grants: [RoleGrant]) throws(Refusal) -> [RoleGrant] {
    guard !grants.isEmpty else { return [RoleGrant(.requester)] }
    var sound: [RoleGrant] = []
    for (index, grant) in grants.enumerated() {
      let field = "roles[\(index)]"
      if sound.contains(where: { $0.role == grant.role }) {
        throw FieldRules.invalid(field, "names \(grant.role.rawValue) again")
      }
      sound.append(try self.grant(grant, field))
    }
    return sound.inOrder
  }

  func grant(_ grant: RoleGrant, _ field: String) throws(Refusal) -> RoleGrant {
    if grant.role == .system {
      throw FieldRules.invalid(field, "system is for automations, which are not registered")
    }
    guard let campuses = grant.campuses else { return grant }
    if campuses.isEmpty {
      throw FieldRules.invalid(field, "names no campus; leave campuses out for all")
    }
    return RoleGrant(grant.role, campuses: try codes(campuses, field + ".campuses"))
  }

  func post(_ post: MemberPost) throws(Refusal) -> MemberPost {
    var sound = post
    sound.number = try fields.optional(post.number, "post.number", limit: 64)
    if let campuses = post.campuses { sound.campuses = try codes(campuses, "post.campuses") }
    if let place = post.place { sound.place = try fields.place(place, "post.place") }
    return sound
  }

  /// A list of codes in byte order and without repetition.
  func codes<Code: TextIdentifier>(_ codes: [Code], _ field: String) throws(Refusal) -> [Code] {
    let sound = Array(Set(codes)).sorted()
    guard sound.count <= Self.listLimit else {
      throw FieldRules.invalid(field, "has \(sound.count) codes; at most \(Self.listLimit) may be")
    }
    return sound
  }
}

extension [RoleGrant] {
  /// The grants in the roles' order.
  var inOrder: [RoleGrant] {
    Role.allCases.compactMap { role in first { $0.role == role } }
  }
}
