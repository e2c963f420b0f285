public import RepairCore

/// The members of the log as those whom notices go to.
public struct MemberNoticeDirectory: NoticeDirectory {
  private let engine: RepairEngine

  /// Takes an engine, whose log has the members.
  public init(_ engine: RepairEngine) {
    self.engine = engine
  }

  /// The member of a name, those who have left among them: a ticket may still speak of them.
  public func person(_ id: PersonID) async throws -> NoticePerson? {
    guard let member = try await engine.member(id) else { return nil }
    let profile = member.profile
    let contact = NoticeContact(
      name: profile.name ?? profile.nickname, phone: profile.phone, email: profile.email,
      openID: profile.openID)
    return NoticePerson(
      contact, number: member.number,
      language: profile.language.flatMap { NoticeLanguage(rawValue: String($0.prefix(2))) })
  }

  /// A page of the members with an account who meet an audience's conditions; `nil` where there are
  /// no members at all.
  public func people(
    in audience: Audience, after last: PersonID?, limit: Int
  ) async throws -> [PersonID]? {
    var query = MemberQuery()
    query.role = audience.role
    query.campus = audience.campus
    query.group = audience.group.flatMap { GroupCode($0) }
    query.statuses = [.active]
    query.after = last
    query.limit = limit
    let found = query
    return try await engine.read { tickets in
      let directory = try tickets.directory()
      guard directory.count > 0 else { return nil }
      return directory.members(found, at: tickets.log.configuration.clock()).map(\.id)
    }
  }
}
