/// Which members to show; what is `nil` or empty does not narrow.
///
/// ```swift
/// var query = MemberQuery()
/// query.role = .worker
/// query.trade = CategoryCode("plumbing")
/// ```
public struct MemberQuery: Hashable, Sendable {
  /// Only who holds this role.
  public var role: Role?
  /// Only who belongs to this campus, or holds a role that reaches it: the role asked for where one is.
  public var campus: CampusCode?
  /// Only who repairs this kind of fault.
  public var trade: CategoryCode?
  /// Only who is in this group.
  public var group: GroupCode?
  /// Only who is on this kind of duty.
  public var duty: Duty?
  /// Only who stands like this.
  public var statuses: Set<MemberStatus> = []
  /// Only who has this telephone number, however it is written.
  public var phone: String?
  /// Only who signs in by this name.
  public var login: String?
  /// Only who has this identity in a chat application.
  public var openID: String?
  /// Only who has all these words in name, nickname, number or pseudonym.
  public var text: String?
  /// Only who comes after this name, where an earlier page ended.
  public var after: PersonID?
  /// How many at most; `nil` for all.
  public var limit: Int?

  /// Makes a query for everybody.
  public init() {}

  /// Whether a member is meant, with all that is the same for every one worked out once.
  func matcher(at moment: Timestamp) -> (Member) -> Bool {
    let words = (text ?? "").lowercased().split(whereSeparator: \.isWhitespace)
    return { member in
      guard statuses.isEmpty || statuses.contains(member.status),
        role.map({ member.grant(of: $0) != nil }) ?? true,
        campus.map({ reaches($0, member) }) ?? true,
        trade.map(member.trades.contains) ?? true, group.map(member.groups.contains) ?? true,
        duty.map({ member.duty(at: moment) == $0 }) ?? true,
        login.map({ member.profile.login == $0 }) ?? true,
        openID.map({ member.profile.openID == $0 }) ?? true
      else { return false }
      guard !words.isEmpty else { return true }
      let texts = [
        member.id.rawValue, member.number, member.profile.name, member.profile.nickname,
      ].compactMap { $0?.lowercased() }
      return words.allSatisfy { word in texts.contains { $0.contains(word) } }
    }
  }

  private func reaches(_ campus: CampusCode, _ member: Member) -> Bool {
    // A requester's grant names no campus: where they belong says which they are of.
    if role == .requester {
      return member.grant(of: .requester).map {
        ($0.campuses ?? member.campuses).contains(campus)
      } ?? false
    }
    if let role { return member.grant(of: role)?.reaches(campus) ?? false }
    return member.campuses.contains(campus)
      || member.roles.contains { $0.role != .requester && $0.reaches(campus) }
  }
}
