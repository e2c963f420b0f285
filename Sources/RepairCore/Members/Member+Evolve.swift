extension Member {
  /// Applies one fact to a member's entry; it never judges.
  ///
  /// It takes constant time.
  ///
  /// - Parameters:
  ///   - state: the member before; `nil` before their first event. Unchanged when this throws.
  ///   - id: the member's pseudonym.
  ///   - fact: what happened next.
  /// - Throws: ``ImpossibleHistory`` when the first event does not register a member, a later one
  ///   does, or a version is missing.
  public static func evolve(
    _ state: inout Member?, named id: PersonID, with fact: Fact<MemberEvent>
  ) throws(ImpossibleHistory) {
    func impossible(_ fault: ImpossibleHistory.Fault) -> ImpossibleHistory {
      ImpossibleHistory(
        of: "member \(id)", version: fact.version, event: fact.event.kind.rawValue, fault: fault)
    }
    let last = state?.version ?? .none
    guard fact.version == last.next else { throw impossible(.gap(after: last)) }
    if case .registered(let registration) = fact.event {
      guard state == nil else { throw impossible(.beginsAgain) }
      state = Member(id, registration, fact)
    } else {
      guard state?.apply(fact) != nil else {
        throw impossible(.doesNotBegin(with: MemberEventKind.registered.rawValue))
      }
    }
  }

  private init(_ id: PersonID, _ registration: MemberRegistration, _ fact: Fact<MemberEvent>) {
    self.id = id
    version = fact.version
    profile = registration.profile
    roles = registration.roles.inOrder
    number = registration.post.number
    campuses = registration.post.campuses ?? []
    place = registration.post.place
    trades = registration.trades
    groups = registration.groups
    isActive = true
    legacy = registration.legacy
    registeredAt = fact.occurredAt
    updatedAt = fact.occurredAt
  }

  private mutating func apply(_ fact: Fact<MemberEvent>) {
    version = fact.version
    updatedAt = fact.occurredAt
    switch fact.event {
    case .registered: break
    case .profileEdited(let change): profile = change.applied(to: profile)
    case .postSet(let post):
      if let number = post.number { self.number = number }
      if let campuses = post.campuses { self.campuses = campuses }
      if let place = post.place { self.place = place }
    case .roleGranted(let grant):
      roles.removeAll { $0.role == grant.role }
      roles = (roles + [grant]).inOrder
    case .roleRevoked(let role, _): roles.removeAll { $0.role == role }
    case .tradesSet(let trades): self.trades = trades
    case .groupJoined(let group):
      if !groups.contains(group) { groups = (groups + [group]).sorted() }
    case .groupLeft(let group): groups.removeAll { $0 == group }
    case .wentOnDuty: isOnDuty = true
    case .wentOffDuty: isOnDuty = false
    case .leaveTaken(let leave, _): self.leave = leave
    case .leaveEnded:
      // One that never began did not take place; one under way ends now.
      leave = leave.flatMap { Leave(from: $0.from, until: fact.occurredAt) }
    case .deactivated: isActive = false
    case .activated: isActive = true
    case .left(let reason): departure = Departure(at: fact.occurredAt, reason: reason)
    case .rejoined:
      departure = nil
      // Whether somebody who was away is at work, only they can say.
      isOnDuty = nil
      leave = nil
    }
  }
}
