package import RepairCore

extension Member {
  package static func write(_ command: MemberCommand, to writer: inout JSONWriter) {
    switch command {
    case .register(let registration): writer.members(of: registration)
    case .editProfile(let change): writer.members(of: change, clearing: "clear")
    case .setPost(let post): writer.member("post", post)
    case .grantRole(let grant):
      writer.key("grant")
      writer.grant(grant)
    case .revokeRole(let role, let reason):
      writer.member("revoke", role.rawValue)
      writer.member("reason", reason)
    case .setTrades(let trades): writer.member("trades", trades)
    case .joinGroup(let group), .leaveGroup(let group): writer.member("group", group)
    case .takeLeave(let from, let until, let reason):
      writer.member("from", from)
      writer.member("until", until)
      writer.member("reason", reason)
    case .deactivate(let reason), .leave(let reason): writer.member("reason", reason)
    case .goOnDuty, .goOffDuty, .returnFromLeave, .activate, .rejoin: break
    }
  }

  package static func write(_ event: MemberEvent, to writer: inout JSONWriter) {
    switch event {
    case .registered(let registration): writer.members(of: registration)
    case .profileEdited(let change): writer.members(of: change, clearing: "cleared")
    case .postSet(let post): writer.members(of: post)
    case .roleGranted(let grant): writer.members(of: grant)
    case .roleRevoked(let role, let reason):
      writer.member("role", role.rawValue)
      writer.member("reason", reason)
    case .tradesSet(let trades): writer.member("trades", trades)
    case .groupJoined(let group), .groupLeft(let group): writer.member("group", group)
    case .leaveTaken(let leave, let reason):
      writer.member("from", leave.from)
      writer.member("until", leave.until)
      writer.member("reason", reason)
    case .deactivated(let reason), .left(let reason): writer.member("reason", reason)
    case .wentOnDuty, .wentOffDuty, .leaveEnded, .activated, .rejoined: break
    }
  }
}

extension JSONWriter {
  fileprivate mutating func members(of registration: MemberRegistration) {
    member("profile", registration.profile)
    if !registration.roles.isEmpty {
      key("roles")
      beginArray()
      for grant in registration.roles { self.grant(grant) }
      endArray()
    }
    if !registration.post.isEmpty { member("post", registration.post) }
    if !registration.trades.isEmpty { member("trades", registration.trades) }
    if !registration.groups.isEmpty { member("groups", registration.groups) }
    if let legacy = registration.legacy {
      key("legacy")
      beginObject()
      member("id", legacy.id)
      if let json = legacy.raw {
        key("raw")
        raw(json)
      }
      endObject()
    }
  }

  fileprivate mutating func members(of change: ProfileChange, clearing name: StaticString) {
    member("profile", change.new)
    let cleared = MemberProfile.Field.allCases.filter(change.cleared.contains)
    guard !cleared.isEmpty else { return }
    key(name)
    beginArray()
    for field in cleared { string(field.rawValue) }
    endArray()
  }

  private mutating func member(_ name: StaticString, _ profile: MemberProfile) {
    guard !profile.isEmpty else { return }
    key(name)
    beginObject()
    for field in MemberProfile.Field.allCases {
      guard let text = profile[field] else { continue }
      key(field.rawValue)
      string(text)
    }
    endObject()
  }

  fileprivate mutating func member(_ name: StaticString, _ post: MemberPost) {
    key(name)
    beginObject()
    members(of: post)
    endObject()
  }

  fileprivate mutating func members(of post: MemberPost) {
    member("number", post.number)
    if let campuses = post.campuses { member("campuses", campuses) }
    member("place", post.place)
  }

  fileprivate mutating func grant(_ grant: RoleGrant) {
    beginObject()
    members(of: grant)
    endObject()
  }

  fileprivate mutating func members(of grant: RoleGrant) {
    member("role", grant.role.rawValue)
    if let campuses = grant.campuses { member("campuses", campuses) }
  }

  /// Writes a list that is there, also when it is empty.
  fileprivate mutating func member(_ name: StaticString, _ codes: [some TextIdentifier]) {
    key(name)
    beginArray()
    for code in codes { string(code.rawValue) }
    endArray()
  }
}
