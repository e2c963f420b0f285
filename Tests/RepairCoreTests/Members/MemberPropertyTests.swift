import RepairCore
import Testing

struct MemberPropertyTests {
  /// All of a member but how often and when they changed.
  private static func face(_ member: Member?) -> [AnyHashable?] {
    guard let member else { return [] }
    return [
      member.profile, member.roles, member.number, member.campuses, member.place, member.trades,
      member.groups, member.isOnDuty, member.leave, member.isActive, member.departure,
    ]
  }

  @Test(
    "Whatever is asked of a member in whatever order folds, and nothing changes by itself",
    arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func randomLives(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<30 {
      var story = MemberStory.nobody
      var happened = 0
      for _ in 0..<60 {
        guard let person = DirectoryPerson.allCases.randomElement(using: &random),
          let kind = MemberCommandKind.allCases.randomElement(using: &random)
        else { continue }
        let command = MemberCommand.random(kind, using: &random)
        let at = story.soon + .minutes(Int64.random(in: -4...4, using: &random))
        let outcome = story.when(command, by: person, at: at)
        switch outcome.result {
        case .success(let events):
          #expect(events.count == 1, "seed \(seed)")
          let before = story.member
          for event in events {
            story = story.and(event, at: max(at, story.member?.updatedAt ?? at))
          }
          happened += 1
          #expect(story.member?.version == StreamVersion(happened), "seed \(seed)")
          // What happened changed something besides the version and the time.
          #expect(Self.face(story.member) != Self.face(before), "seed \(seed)")
        case .failure(let refusal):
          #expect(!refusal.message.isEmpty, "seed \(seed)")
        }
        let roles = story.member?.roles.map(\.role) ?? []
        #expect(Set(roles).count == roles.count && !roles.contains(.system), "seed \(seed)")
      }
    }
  }

  @Test(
    "Any events after the first fold in any order: a log is never judged again",
    arguments: [11, 12, 13, 14] as [UInt64])
  func anyOrder(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      var story = MemberStory.worker
      for _ in 0..<40 {
        guard let kind = MemberEventKind.allCases.randomElement(using: &random),
          kind != .registered
        else { continue }
        story = story.and(.random(kind, using: &random))
      }
      #expect(story.member?.version == StreamVersion(story.version), "seed \(seed)")
    }
  }
}

extension MemberCommand {
  static func random(
    _ kind: MemberCommandKind, using random: inout SeededGenerator
  ) -> MemberCommand {
    let roles: [RoleGrant] = [
      RoleGrant(.requester), RoleGrant(.worker, campuses: ["north"]), RoleGrant(.dispatcher),
      RoleGrant(.storekeeper, campuses: ["north", "south"]), RoleGrant(.system),
    ]
    let groups: [GroupCode] = ["days", "nights", "all"]
    let at = Timestamp.start + .hours(Int64.random(in: -5...50, using: &random))
    return switch kind {
    case .register:
      .register(
        MemberRegistration(
          profile: .named("王", phone: "0100"), roles: Bool.random(using: &random) ? [] : [roles[1]])
      )
    case .editProfile:
      .editProfile(
        ProfileChange(
          .named(["王", "李", nil].randomElement(using: &random) ?? nil),
          clearing: Bool.random(using: &random) ? [] : [.phone]))
    case .setPost: .setPost(MemberPost(number: String(Int.random(in: 1...3, using: &random))))
    case .grantRole: .grantRole(roles.randomElement(using: &random) ?? roles[0])
    case .revokeRole:
      .revokeRole((roles.randomElement(using: &random) ?? roles[0]).role, reason: nil)
    case .setTrades: .setTrades(Bool.random(using: &random) ? [] : ["plumbing"])
    case .joinGroup: .joinGroup(groups.randomElement(using: &random) ?? "days")
    case .leaveGroup: .leaveGroup(groups.randomElement(using: &random) ?? "days")
    case .takeLeave:
      .takeLeave(from: Bool.random(using: &random) ? nil : at, until: at + .days(1), reason: nil)
    case .goOnDuty, .goOffDuty, .returnFromLeave, .deactivate, .activate, .leave, .rejoin:
      .sample(kind)
    }
  }
}

extension MemberEvent {
  static func random(_ kind: MemberEventKind, using random: inout SeededGenerator) -> MemberEvent {
    let grants = [RoleGrant(.worker, campuses: ["north"]), RoleGrant(.dispatcher)]
    return switch kind {
    case .registered: .registered(MemberRegistration())
    case .profileEdited: .profileEdited(ProfileChange(.named("李"), clearing: [.phone]))
    case .postSet: .postSet(MemberPost(campuses: ["south"], place: Place(code: "x")))
    case .roleGranted: .roleGranted(grants.randomElement(using: &random) ?? grants[0])
    case .roleRevoked: .roleRevoked(.worker, reason: nil)
    case .tradesSet: .tradesSet(["power"])
    case .groupJoined: .groupJoined("nights")
    case .groupLeft: .groupLeft("days")
    case .wentOnDuty: .wentOnDuty
    case .wentOffDuty: .wentOffDuty
    case .leaveTaken: .leaveTaken(.between(.start), reason: nil)
    case .leaveEnded: .leaveEnded
    case .deactivated: .deactivated(reason: nil)
    case .activated: .activated
    case .left: .left(reason: nil)
    case .rejoined: .rejoined
    }
  }
}
