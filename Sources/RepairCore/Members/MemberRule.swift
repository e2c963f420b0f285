/// Who may give a command about a member, seen from that member.
public enum MemberParty: String, CaseIterable, Hashable, Sendable {
  /// Whoever enters themselves, as a requester.
  case newcomer
  /// The member, in any role but the auditor's, who changes nothing.
  case oneself
  /// A dispatcher whose campuses cover the member's.
  case administrator
  /// A named automation.
  case system

  /// Whether an actor is this party to the member of a name, campuses left out.
  func admits(_ actor: Actor, to member: PersonID) -> Bool {
    switch (self, actor.role) {
    case (.newcomer, .requester): actor.id == member && actor.onBehalfOf == nil
    case (.oneself, .requester), (.oneself, .worker), (.oneself, .dispatcher),
      (.oneself, .storekeeper):
      actor.id == member
    case (.administrator, .dispatcher), (.system, .system): true
    case (.newcomer, _), (.oneself, _), (.administrator, _), (.system, _): false
    }
  }

  /// Whether the party's authority ends at the borders of campuses.
  var isScoped: Bool { self == .administrator || self == .system }
}

/// One row of the directory's table: who may do what to a member of which status, what is checked,
/// and what happens.
public struct MemberRule: Hashable, Sendable {
  /// The command.
  public let command: MemberCommandKind
  /// Who may give it under this row.
  public let parties: [MemberParty]
  /// Where the member must stand; empty where there must be none yet.
  public let from: Set<MemberStatus>
  /// The event that records it.
  public let event: MemberEventKind
  /// What else is checked, in words.
  public let guardText: String

  init(
    _ command: MemberCommandKind, by parties: MemberParty..., from: Set<MemberStatus>,
    event: MemberEventKind, guard guardText: String = ""
  ) {
    self.command = command
    self.parties = parties
    self.from = from
    self.event = event
    self.guardText = guardText
  }

  /// The rows of one command.
  public static func rules(for command: MemberCommandKind) -> [MemberRule] {
    all.filter { $0.command == command }
  }

  private static let here: Set<MemberStatus> = [.active, .inactive]
  private static let always: Set<MemberStatus> = [.active, .inactive, .left]

  /// Every row.
  public static let all: [MemberRule] = [
    MemberRule(
      .register, by: .newcomer, from: [], event: .registered,
      guard:
        "as a requester, without number, place, trades, groups, and what an account is recognized by"
    ),
    MemberRule(
      .register, by: .administrator, .system, from: [], event: .registered,
      guard: "no role of automations; every campus named is within the administrator's"),
    MemberRule(
      .editProfile, by: .oneself, from: [.active], event: .profileEdited,
      guard: "something must change; not what an account is recognized by: login, openID"),
    MemberRule(
      .editProfile, by: .administrator, .system, from: always, event: .profileEdited,
      guard: "something must change"),
    MemberRule(
      .setPost, by: .administrator, .system, from: here, event: .postSet,
      guard: "something must change; every campus named is within the administrator's"),
    MemberRule(
      .grantRole, by: .administrator, .system, from: here, event: .roleGranted,
      guard:
        "something must change; no role of automations; every campus within the administrator's"),
    MemberRule(
      .revokeRole, by: .administrator, .system, from: always, event: .roleRevoked,
      guard: "the role is held"),
    MemberRule(
      .setTrades, by: .administrator, .system, from: here, event: .tradesSet,
      guard: "something must change"),
    MemberRule(
      .joinGroup, by: .administrator, .system, from: here, event: .groupJoined,
      guard: "not in the group"),
    MemberRule(
      .leaveGroup, by: .administrator, .system, from: always, event: .groupLeft,
      guard: "in the group"),
    MemberRule(
      .goOnDuty, by: .oneself, .administrator, .system, from: [.active], event: .wentOnDuty,
      guard: "not on duty, not on leave"),
    MemberRule(
      .goOffDuty, by: .oneself, .administrator, .system, from: [.active], event: .wentOffDuty,
      guard: "not off duty, not on leave"),
    MemberRule(
      .takeLeave, by: .oneself, .administrator, .system, from: [.active], event: .leaveTaken,
      guard: "something must change; it ends after it begins, and in the future"),
    MemberRule(
      .returnFromLeave, by: .oneself, .administrator, .system, from: [.active],
      event: .leaveEnded, guard: "on leave, or a leave is to come"),
    MemberRule(
      .deactivate, by: .administrator, .system, from: [.active], event: .deactivated),
    MemberRule(.activate, by: .administrator, .system, from: [.inactive], event: .activated),
    MemberRule(.leave, by: .oneself, from: [.active], event: .left),
    MemberRule(.leave, by: .administrator, .system, from: here, event: .left),
    MemberRule(.rejoin, by: .administrator, .system, from: [.left], event: .rejoined),
  ]
}
