import Foundation
import RepairCore
import Testing

@testable import RepairStore

@Suite("Members as JSON")
struct MemberCodecTests {
  private func stored(_ event: MemberEvent, of id: PersonID) throws -> StoredEvent {
    let actor = try TicketDesk.actor("d-1", .dispatcher)
    let fixture = try LogFixture()
    let at = try #require(Timestamp("2026-03-01T08:00:00Z"))
    let new = try Member.newEvent(event, of: id, at: at, by: actor, before: nil, command: nil)
    try fixture.log.append([new], to: StreamName(member: id), expecting: .any)
    return try #require(try fixture.log.readStream(StreamName(member: id)).first)
  }

  @Test("Every event of a member is read as it was written", arguments: [1, 2, 3] as [UInt64])
  func events(_ seed: UInt64) throws {
    var random = RandomNumbers(seed: seed)
    let id = try #require(PersonID("m-1"))
    for kind in MemberEventKind.allCases {
      for _ in 0..<8 {
        let event = random.memberEvent(kind)
        let stored = try stored(event, of: id)
        #expect(try Member.fact(of: stored).event == event, "seed \(seed)")
        #expect(stored.type.name == kind.rawValue)
      }
    }
  }

  @Test("Every command about a member is read as it was written", arguments: [1, 2, 3] as [UInt64])
  func commands(_ seed: UInt64) throws {
    var random = RandomNumbers(seed: seed)
    let id = try #require(PersonID("m-1"))
    let actor = try TicketDesk.actor("d-1", .dispatcher)
    let at = try #require(Timestamp("2026-03-01T08:00:00Z"))
    for kind in MemberCommandKind.allCases {
      for _ in 0..<8 {
        let envelope = CommandEnvelope(
          random.memberCommand(kind), member: id, by: actor, at: at, key: "k")
        let line = CommandCodec.encode(envelope)
        #expect(try CommandCodec.decode(line) == envelope, "seed \(seed)")
      }
    }
  }

  @Test("What a command about a member lacks or cannot have is told by its place")
  func invalid() throws {
    let common =
      #""member":"m-1","actor":"d-1","role":"dispatcher","at":"2026-03-01T08:00:00Z""#
    func field(_ rest: String) throws -> String? {
      let envelope = try CommandCodec.decode(Array("{\(rest),\(common)}".utf8))
      if case .member(.invalid(_, let field)) = envelope.request { return field.field }
      return nil
    }
    #expect(try field(#""command":"grantRole""#) == "grant")
    #expect(try field(#""command":"grantRole","grant":{}"#) == "grant.role")
    #expect(try field(#""command":"grantRole","grant":{"role":"king"}"#) == "grant.role")
    #expect(
      try field(#""command":"register","roles":[{"role":"worker","campuses":[""]}]"#)
        == "roles[0].campuses")
    #expect(try field(#""command":"editProfile","clear":["shoe"]"#) == "clear")
    #expect(try field(#""command":"setTrades""#) == "trades")
    #expect(try field(#""command":"joinGroup","group":"""#) == "group")
    for malformed in [
      #""command":"register","legacy":{"id":"1"}"#, #""command":"register","profile":{"shoe":"x"}"#,
      #""command":"register","roles":{}"#, #""command":"register","roles":["worker"]"#,
      #""command":"setTrades","trades":"plumbing""#, #""command":"submit""#,
      #""command":"takeLeave","until":"tomorrow""#, #""command":"editProfile","profile":"x""#,
    ] {
      #expect(throws: MalformedCommand.self, "\(malformed)") { try field(malformed) }
    }
  }

  @Test("An event of a member that this release cannot read is refused, not guessed")
  func failsClosed() throws {
    let fixture = try LogFixture()
    let actor = try TicketDesk.actor("d-1", .dispatcher)
    let id = try #require(PersonID("m-1"))
    let at = try #require(Timestamp("2026-03-01T08:00:00Z"))
    for (type, payload) in [
      (EventType("MemberKnighted"), "{}"), (EventType("MemberWentOnDuty", schema: 2), "{}"),
      (EventType("MemberWentOnDuty"), #"{"since":1}"#), (EventType("MemberRoleGranted"), "{}"),
      (
        EventType("MemberLeaveTaken"),
        #"{"from":"2026-03-02T08:00:00.000Z","until":"2026-03-01T08:00:00.000Z"}"#
      ),
    ] {
      let name = try #require(StreamName("member/m-\(type)-\(payload.count)"))
      let event = NewEvent(
        type: type, occurredAt: at, actor: actor.id, role: actor.role,
        payload: Array(payload.utf8))
      try fixture.log.append([event], to: name, expecting: .any)
      let stored = try #require(try fixture.log.readStream(name).first)
      #expect(throws: StoreError.self, "\(type)") { try Member.fact(of: stored) }
    }
    _ = id
  }

  @Test("Every payload of a member's first schema is read, and written again to the byte")
  func golden() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Fixtures/golden/member-payloads-v1.ndjson")
    var kinds: Set<String> = []
    for line in try Data(contentsOf: root).split(separator: UInt8(ascii: "\n")) {
      guard case .object(let object) = try JSONValue(parsing: line),
        case .string(let name) = object["type"], case .object(let payload) = object["payload"]
      else { throw CallFailed(call: String(decoding: line, as: UTF8.self)) }
      kinds.insert(name)
      var fields = CommandFields(payload)
      let event = try #require(try Member.event(of: EventType(name), from: &fields))
      try fields.finish()
      #expect(fields.invalid == nil)
      var (was, now) = (JSONWriter(), JSONWriter())
      was.value(.object(payload))
      now.beginObject()
      Member.write(event, to: &now)
      now.endObject()
      #expect(
        String(decoding: now.bytes, as: UTF8.self) == String(decoding: was.bytes, as: UTF8.self))
    }
    #expect(kinds == Set(MemberEventKind.allCases.map(\.rawValue)))
  }
}

extension RandomNumbers {
  private mutating func maybe<Value>(_ value: Value) -> Value? { coin() ? value : nil }

  private mutating func code<Code: TextIdentifier>() -> Code? { Code("c" + text(0...8)) }

  private mutating func codes<Code: TextIdentifier>() -> [Code] {
    (0..<number(0...3)).compactMap { _ in code() }
  }

  private mutating func profile() -> MemberProfile {
    var profile = MemberProfile()
    for field in MemberProfile.Field.allCases where coin() { profile[field] = text() }
    return profile
  }

  private mutating func grant() -> RoleGrant {
    let campuses: [CampusCode] = codes()
    return RoleGrant(
      Role.allCases.randomElement(using: &self) ?? .worker, campuses: maybe(campuses))
  }

  private mutating func post() -> MemberPost {
    let campuses: [CampusCode] = codes()
    let place = Place(code: maybe("p"), address: text(1...9))
    return MemberPost(number: maybe(text()), campuses: maybe(campuses), place: maybe(place))
  }

  private mutating func registration(isStored: Bool) -> MemberRegistration {
    let legacy = LegacyMember(id: text(1...4), raw: maybe(#"{"id":"7","userPassword":null}"#))
    return MemberRegistration(
      profile: profile(), roles: (0..<number(0...2)).map { _ in grant() }, post: post(),
      trades: codes(), groups: codes(), legacy: isStored ? maybe(legacy) : nil)
  }

  private mutating func change() -> ProfileChange {
    var change = ProfileChange(profile())
    for field in MemberProfile.Field.allCases where number(0...4) == 0 {
      change.cleared.insert(field)
    }
    return change
  }

  private mutating func time() -> Timestamp {
    Timestamp(clamping: Int64(number(1_700_000_000_000...1_800_000_000_000)))
  }

  mutating func memberEvent(_ kind: MemberEventKind) -> MemberEvent {
    let reason: ReasonCode? = coin() ? code() : nil
    let (role, group): (Role, GroupCode?) = (grant().role, code())
    let from = time()
    let leave = Leave(from: from, until: maybe(from + .days(1)))
    return switch kind {
    case .registered: .registered(registration(isStored: true))
    case .profileEdited: .profileEdited(change())
    case .postSet: .postSet(post())
    case .roleGranted: .roleGranted(grant())
    case .roleRevoked: .roleRevoked(role, reason: reason)
    case .tradesSet: .tradesSet(codes())
    case .groupJoined: group.map { .groupJoined($0) } ?? .activated
    case .groupLeft: group.map { .groupLeft($0) } ?? .activated
    case .wentOnDuty: .wentOnDuty
    case .wentOffDuty: .wentOffDuty
    case .leaveTaken: leave.map { .leaveTaken($0, reason: reason) } ?? .leaveEnded
    case .leaveEnded: .leaveEnded
    case .deactivated: .deactivated(reason: reason)
    case .activated: .activated
    case .left: .left(reason: reason)
    case .rejoined: .rejoined
    }
  }

  mutating func memberCommand(_ kind: MemberCommandKind) -> MemberCommand {
    let reason: ReasonCode? = coin() ? code() : nil
    let (role, group): (Role, GroupCode?) = (grant().role, code())
    return switch kind {
    case .register: .register(registration(isStored: false))
    case .editProfile: .editProfile(change())
    case .setPost: .setPost(post())
    case .grantRole: .grantRole(grant())
    case .revokeRole: .revokeRole(role, reason: reason)
    case .setTrades: .setTrades(codes())
    case .joinGroup: group.map { .joinGroup($0) } ?? .activate
    case .leaveGroup: group.map { .leaveGroup($0) } ?? .activate
    case .goOnDuty: .goOnDuty
    case .goOffDuty: .goOffDuty
    case .takeLeave: .takeLeave(from: maybe(time()), until: maybe(time()), reason: reason)
    case .returnFromLeave: .returnFromLeave
    case .deactivate: .deactivate(reason: reason)
    case .activate: .activate
    case .leave: .leave(reason: reason)
    case .rejoin: .rejoin
    }
  }
}
