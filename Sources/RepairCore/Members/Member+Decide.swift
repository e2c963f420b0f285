extension Member: Subject {
  /// Decides a command about a member: every rule of the directory is applied here.
  ///
  /// ```swift
  /// let events = try Member.decide(.goOnDuty, on: member, named: id, in: context, under: .standard)
  /// ```
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - member: the member as they stand; `nil` where there is none.
  ///   - id: the member's pseudonym.
  ///   - context: who asks, when, and what the directory says of them.
  ///   - policy: the desk's rules.
  /// - Returns: what happens: one event.
  /// - Throws: the weightiest reason, in the order of ``RefusalCode``.
  public static func decide(
    _ command: MemberCommand, on member: Member?, named id: PersonID, in context: CommandContext,
    under policy: TicketPolicy
  ) throws(Refusal) -> [MemberEvent] {
    let gate = MemberGate(member: member, id: id, context: context, policy: policy)
    try gate.admit(command.kind, command)
    let at = try context.checkOrder(after: member?.updatedAt, under: policy)
    let rules = MemberFieldRules(policy: policy)
    guard let member else { return [try rules.beginning(with: command)] }
    let decider = MemberDecider(member: member, at: at, rules: rules)
    return [try decider.event(for: command)]
  }

  /// Why a command would be refused now whatever its particulars, or `nil` if it would not be.
  ///
  /// - Parameters:
  ///   - kind: the command's name.
  ///   - member: the member as they stand; `nil` where there is none.
  ///   - id: the member's pseudonym.
  ///   - context: who asks, when, and what the directory says of them.
  ///   - policy: the desk's rules.
  /// - Returns: the refusal.
  public static func refusal(
    of kind: MemberCommandKind, on member: Member?, named id: PersonID,
    in context: CommandContext, under policy: TicketPolicy
  ) -> Refusal? {
    do throws(Refusal) {
      let gate = MemberGate(member: member, id: id, context: context, policy: policy)
      try gate.admit(kind, nil)
      return nil
    } catch {
      return error
    }
  }
}

/// The rules that need a command's particulars, for a member who is registered.
private struct MemberDecider {
  let member: Member
  let at: Timestamp
  let rules: MemberFieldRules

  func event(for command: MemberCommand) throws(Refusal) -> MemberEvent {
    switch command {
    case .register: throw Refusal(.alreadyExists, "member \(member.id) is registered")
    case .editProfile(let change): return .profileEdited(try edit(change))
    case .setPost(let post): return .postSet(try set(post))
    case .grantRole(let grant):
      let grant = try rules.grant(grant, "grant")
      if member.grant(of: grant.role) == grant { throw FieldRules.nothingChanges("grant") }
      return .roleGranted(grant)
    case .revokeRole(let role, let reason):
      guard member.grant(of: role) != nil else {
        throw FieldRules.invalid("revoke", "member \(member.id) does not hold \(role.rawValue)")
      }
      return .roleRevoked(role, reason: reason)
    case .setTrades(let trades):
      let trades = try rules.codes(trades, "trades")
      if member.trades == trades { throw FieldRules.nothingChanges("trades") }
      return .tradesSet(trades)
    case .joinGroup(let group):
      if member.groups.contains(group) { throw FieldRules.nothingChanges("group") }
      _ = try rules.codes(member.groups + [group], "group")
      return .groupJoined(group)
    case .leaveGroup(let group):
      if !member.groups.contains(group) { throw FieldRules.nothingChanges("group") }
      return .groupLeft(group)
    case .goOnDuty:
      try checkDuty(isOn: true)
      return .wentOnDuty
    case .goOffDuty:
      try checkDuty(isOn: false)
      return .wentOffDuty
    case .takeLeave(let from, let until, let reason):
      return .leaveTaken(try leave(from: from ?? at, until: until), reason: reason)
    case .returnFromLeave:
      guard let leave = member.leave, leave.until.map({ at < $0 }) ?? true else {
        throw Refusal(.illegalTransition, "member \(member.id) is not on leave")
      }
      return .leaveEnded
    case .deactivate(let reason): return .deactivated(reason: reason)
    case .activate: return .activated
    case .leave(let reason): return .left(reason: reason)
    case .rejoin: return .rejoined
    }
  }

  private func edit(_ change: ProfileChange) throws(Refusal) -> ProfileChange {
    var sound = ProfileChange(clearing: change.cleared)
    for field in MemberProfile.Field.allCases {
      guard let text = change.new[field] else { continue }
      if change.cleared.contains(field) {
        throw FieldRules.invalid("profile." + field.rawValue, "cannot be both cleared and set")
      }
      sound.new[field] = try rules.fields.required(
        text, "profile." + field.rawValue, limit: field.limit)
    }
    if sound.applied(to: member.profile) == member.profile {
      throw FieldRules.nothingChanges("profile, clear")
    }
    return sound
  }

  private func set(_ post: MemberPost) throws(Refusal) -> MemberPost {
    let sound = try rules.post(post)
    let changes =
      (sound.number.map { $0 != member.number } ?? false)
      || (sound.campuses.map { $0 != member.campuses } ?? false)
      || (sound.place.map { $0 != member.place } ?? false)
    guard changes else { throw FieldRules.nothingChanges("post") }
    return sound
  }

  private func checkDuty(isOn: Bool) throws(Refusal) {
    if member.duty(at: at) == .onLeave {
      throw Refusal(.illegalTransition, "member \(member.id) is on leave; returnFromLeave first")
    }
    if member.isOnDuty == isOn { throw FieldRules.nothingChanges("duty") }
  }

  private func leave(from: Timestamp, until: Timestamp?) throws(Refusal) -> Leave {
    guard let leave = Leave(from: from, until: until) else {
      throw FieldRules.invalid("until", "must be later than from")
    }
    if let until, until <= at { throw FieldRules.invalid("until", "\(until) is not after \(at)") }
    if member.leave == leave { throw FieldRules.nothingChanges("from, until") }
    return leave
  }
}
