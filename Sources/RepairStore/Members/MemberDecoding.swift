package import RepairCore

extension Member {
  package static func command(
    named name: String, from fields: inout CommandFields
  ) throws(MalformedCommand) -> MemberCommand? {
    switch MemberCommandKind(rawValue: name) {
    case .register:
      return .register(try fields.registration(isStored: false))
    case .editProfile: return .editProfile(try fields.profileChange("clear"))
    case .setPost:
      return fields.need(try fields.post(), "post").map { .setPost($0) }
    case .grantRole:
      guard var inner = try fields.object("grant") else {
        return fields.need(nil, "grant")
      }
      let grant = try inner.grant()
      try fields.end(inner)
      return grant.map { .grantRole($0) }
    case .revokeRole:
      let reason: ReasonCode? = try fields.identifier("reason")
      return fields.need(try fields.code("revoke"), "revoke").map {
        .revokeRole($0, reason: reason)
      }
    case .setTrades:
      return fields.need(try fields.codes("trades"), "trades").map { .setTrades($0) }
    case .joinGroup: return try fields.neededName("group").map { .joinGroup($0) }
    case .leaveGroup: return try fields.neededName("group").map { .leaveGroup($0) }
    case .goOnDuty: return .goOnDuty
    case .goOffDuty: return .goOffDuty
    case .takeLeave:
      return .takeLeave(
        from: try fields.time("from"), until: try fields.time("until"),
        reason: try fields.identifier("reason"))
    case .returnFromLeave: return .returnFromLeave
    case .deactivate: return .deactivate(reason: try fields.identifier("reason"))
    case .activate: return .activate
    case .leave: return .leave(reason: try fields.identifier("reason"))
    case .rejoin: return .rejoin
    case nil: return nil
    }
  }
}

extension CommandFields {
  /// Reads an event's payload; `nil` when a field that must be there is not, or cannot be.
  mutating func memberEvent(_ kind: MemberEventKind) throws(MalformedCommand) -> MemberEvent? {
    switch kind {
    case .registered: return .registered(try registration(isStored: true))
    case .profileEdited: return .profileEdited(try profileChange("cleared"))
    case .postSet: return .postSet(try postFields())
    case .roleGranted: return try grant().map { .roleGranted($0) }
    case .roleRevoked:
      let reason: ReasonCode? = try identifier("reason")
      return need(try code("role"), "role").map { .roleRevoked($0, reason: reason) }
    case .tradesSet: return need(try codes("trades"), "trades").map { .tradesSet($0) }
    case .groupJoined: return try neededName("group").map { .groupJoined($0) }
    case .groupLeft: return try neededName("group").map { .groupLeft($0) }
    case .wentOnDuty: return .wentOnDuty
    case .wentOffDuty: return .wentOffDuty
    case .leaveTaken:
      let (from, until) = (need(try time("from"), "from"), try time("until"))
      let reason: ReasonCode? = try identifier("reason")
      guard let from else { return nil }
      guard let leave = Leave(from: from, until: until) else {
        reject("until", "must be later than from")
        return nil
      }
      return .leaveTaken(leave, reason: reason)
    case .leaveEnded: return .leaveEnded
    case .deactivated: return .deactivated(reason: try identifier("reason"))
    case .activated: return .activated
    case .left: return .left(reason: try identifier("reason"))
    case .rejoined: return .rejoined
    }
  }

  /// Reads a registration; only a stored one may say what came from another system.
  fileprivate mutating func registration(
    isStored: Bool
  ) throws(MalformedCommand) -> MemberRegistration {
    var registration = MemberRegistration()
    registration.profile = try profile()
    registration.roles = try grants()
    registration.post = try post() ?? MemberPost()
    registration.trades = try codes("trades") ?? []
    registration.groups = try codes("groups") ?? []
    if isStored { registration.legacy = try legacyMember() }
    return registration
  }

  fileprivate mutating func profileChange(
    _ clearing: String
  ) throws(MalformedCommand) -> ProfileChange {
    var change = ProfileChange(try profile())
    for name in try texts(clearing) ?? [] {
      guard let field = MemberProfile.Field(rawValue: name) else {
        let known = MemberProfile.Field.allCases.map(\.rawValue).joined(separator: ", ")
        reject(clearing, "must be of \(known)")
        continue
      }
      change.cleared.insert(field)
    }
    return change
  }

  private mutating func profile() throws(MalformedCommand) -> MemberProfile {
    var profile = MemberProfile()
    guard var fields = try object("profile") else { return profile }
    for field in MemberProfile.Field.allCases {
      profile[field] = try fields.text(field.rawValue)
    }
    try end(fields)
    return profile
  }

  fileprivate mutating func post() throws(MalformedCommand) -> MemberPost? {
    guard var fields = try object("post") else { return nil }
    let post = try fields.postFields()
    try end(fields)
    return post
  }

  fileprivate mutating func postFields() throws(MalformedCommand) -> MemberPost {
    MemberPost(number: try text("number"), campuses: try codes("campuses"), place: try place())
  }

  private mutating func grants() throws(MalformedCommand) -> [RoleGrant] {
    var grants: [RoleGrant] = []
    for var fields in try objects("roles") ?? [] {
      if let grant = try fields.grant() { grants.append(grant) }
      try end(fields)
    }
    return grants
  }

  /// Reads this object's members as a grant's.
  fileprivate mutating func grant() throws(MalformedCommand) -> RoleGrant? {
    let campuses: [CampusCode]? = try codes("campuses")
    return need(try code("role"), "role").map { RoleGrant($0, campuses: campuses) }
  }

  fileprivate mutating func codes<Code: TextIdentifier>(
    _ name: String
  ) throws(MalformedCommand) -> [Code]? {
    guard let texts = try texts(name) else { return nil }
    var codes: [Code] = []
    for text in texts {
      guard let code = Code(text) else {
        reject(name, "must be codes of 1 to 64 bytes without NUL")
        continue
      }
      codes.append(code)
    }
    return codes
  }

  private mutating func legacyMember() throws(MalformedCommand) -> LegacyMember? {
    guard var fields = try object("legacy") else { return nil }
    let id = try fields.neededText("id")
    var raw: String?
    if let member = fields.value("raw") {
      if case .object = member.value {
        var writer = JSONWriter(capacity: 512)
        writer.value(member.value)
        raw = String(decoding: writer.bytes, as: UTF8.self)
      } else {
        fields.reject("raw", "must be an object, not \(member.value.typeName)")
      }
    }
    try end(fields)
    return id.map { LegacyMember(id: $0, raw: raw) }
  }
}
