import RepairCore
import Testing

/// A member's history to begin with, in the words given, when, then.
///
/// ```swift
/// MemberStory.worker.when(.goOnDuty, by: .itself).then(.wentOnDuty)
/// ```
struct MemberStory {
  private(set) var id: PersonID = "m-1"
  private(set) var member: Member?
  private(set) var version = 0
  var standing: ActorStanding?

  /// Nobody is registered.
  static let nobody = MemberStory()

  /// A plumber of north.
  static let worker = nobody.and(
    .registered(
      MemberRegistration(
        profile: .named("王"), roles: [RoleGrant(.worker, campuses: ["north"])],
        post: MemberPost(number: "007", campuses: ["north"]), trades: ["plumbing"],
        groups: ["days"])),
    by: .dispatcher)

  func standing(_ standing: ActorStanding) -> MemberStory {
    var story = self
    story.standing = standing
    return story
  }

  /// A minute after the last event.
  var soon: Timestamp { member.map { $0.updatedAt + .minutes(1) } ?? .start }

  func and(
    _ event: MemberEvent, by person: DirectoryPerson = .dispatcher, at: Timestamp? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> MemberStory {
    var story = self
    story.version += 1
    let actor = person.actor
    do {
      try Member.evolve(
        &story.member, named: id,
        with: Fact(
          version: StreamVersion(story.version), occurredAt: at ?? soon, actor: actor.id,
          role: actor.role, event: event))
    } catch {
      Issue.record(error, sourceLocation: sourceLocation)
    }
    return story
  }

  func when(
    _ command: MemberCommand, by person: DirectoryPerson, at: Timestamp? = nil
  ) -> MemberOutcome {
    when(command, by: person.actor, at: at)
  }

  func when(_ command: MemberCommand, by actor: Actor, at: Timestamp? = nil) -> MemberOutcome {
    let context = CommandContext(actor: actor, at: at ?? soon, standing: standing)
    do throws(Refusal) {
      return MemberOutcome(
        story: self, at: context.at,
        result: .success(
          try Member.decide(command, on: member, named: id, in: context, under: .standard)))
    } catch {
      return MemberOutcome(story: self, at: context.at, result: .failure(error))
    }
  }
}

/// What came of a command.
struct MemberOutcome {
  let story: MemberStory
  let at: Timestamp
  let result: Result<[MemberEvent], Refusal>

  @discardableResult
  func then(
    _ event: MemberEvent, sourceLocation: SourceLocation = #_sourceLocation
  ) -> MemberStory {
    switch result {
    case .success(let events):
      #expect(events == [event], sourceLocation: sourceLocation)
      return story.and(event, at: max(at, story.member?.updatedAt ?? at))
    case .failure(let refusal):
      Issue.record("refused: \(refusal)", sourceLocation: sourceLocation)
      return story
    }
  }

  func refused(
    _ code: RefusalCode, field: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    switch result {
    case .success(let events):
      Issue.record("\(events) happened; expected \(code)", sourceLocation: sourceLocation)
    case .failure(let refusal):
      #expect(
        refusal.code == code, Comment(rawValue: refusal.message), sourceLocation: sourceLocation)
      #expect(refusal.field == field, sourceLocation: sourceLocation)
    }
  }
}

/// Everybody who may turn up at the directory; each keeps one letter in the grid.
enum DirectoryPerson: Character, CaseIterable, CustomStringConvertible {
  /// The member in question, as a requester.
  case itself = "R"
  case itselfAsWorker = "W"
  case itselfAsAuditor = "A"
  case dispatcher = "D"
  case dispatcherOfNorth = "n"
  case dispatcherOfSouth = "s"
  case otherRequester = "o"
  case otherWorker = "w"
  case storekeeper = "k"
  case timer = "T"

  var actor: Actor {
    switch self {
    case .itself: Actor(id: "m-1", role: .requester)
    case .itselfAsWorker: Actor(id: "m-1", role: .worker)
    case .itselfAsAuditor: Actor(id: "m-1", role: .auditor)
    case .dispatcher: Actor(id: "d-1", role: .dispatcher)
    case .dispatcherOfNorth: Actor(id: "d-2", role: .dispatcher, campuses: ["north"])
    case .dispatcherOfSouth: Actor(id: "d-3", role: .dispatcher, campuses: ["south"])
    case .otherRequester: Actor(id: "u-2", role: .requester)
    case .otherWorker: Actor(id: "w-2", role: .worker)
    case .storekeeper: Actor(id: "s-1", role: .storekeeper)
    case .timer: Actor(id: "timer", role: .system)
    }
  }

  var description: String { String(rawValue) }
}

extension MemberProfile {
  static func named(_ name: String?, phone: String? = nil) -> MemberProfile {
    var profile = MemberProfile()
    profile.name = name
    profile.phone = phone
    return profile
  }
}

extension Leave {
  /// A leave that a test knows to be one.
  static func between(_ from: Timestamp, _ until: Timestamp? = nil) -> Leave {
    guard let leave = Leave(from: from, until: until) else {
      preconditionFailure("it ends before it begins")
    }
    return leave
  }
}

extension MemberCommand {
  /// A command that changes something of ``MemberStory/worker``.
  static func sample(_ kind: MemberCommandKind) -> MemberCommand {
    switch kind {
    case .register:
      .register(
        MemberRegistration(profile: .named("王"), post: MemberPost(campuses: ["north"])))
    case .editProfile: .editProfile(ProfileChange(.named(nil, phone: "0100")))
    case .setPost: .setPost(MemberPost(number: "008"))
    case .grantRole: .grantRole(RoleGrant(.storekeeper, campuses: ["north"]))
    case .revokeRole: .revokeRole(.worker, reason: nil)
    case .setTrades: .setTrades(["carpentry"])
    case .joinGroup: .joinGroup("nights")
    case .leaveGroup: .leaveGroup("days")
    case .goOnDuty: .goOnDuty
    case .goOffDuty: .goOffDuty
    case .takeLeave: .takeLeave(from: nil, until: nil, reason: "ill")
    case .returnFromLeave: .returnFromLeave
    case .deactivate: .deactivate(reason: nil)
    case .activate: .activate
    case .leave: .leave(reason: "retired")
    case .rejoin: .rejoin
    }
  }
}
