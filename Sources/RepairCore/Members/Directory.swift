/// Every member, folded from the events of the directory, with the ways in which a desk looks for one.
///
/// ```swift
/// for caller in directory.members(phone: number) { print(caller.id) }
/// ```
public struct Directory: Hashable, Sendable {
  private var members: [PersonID: Member] = [:]
  private var byPhone: [PhoneNumber: Set<PersonID>] = [:]
  private var byLogin: [String: Set<PersonID>] = [:]
  private var byOpenID: [String: Set<PersonID>] = [:]

  /// Makes a directory of nobody.
  public init() {}

  /// How many members there are, those who left among them.
  public var count: Int { members.count }

  /// The member of a name; `nil` when there is none.
  public subscript(id: PersonID) -> Member? { members[id] }

  /// Applies one event of the directory, in the order of the log.
  ///
  /// It takes constant time.
  ///
  /// - Parameters:
  ///   - fact: what happened.
  ///   - id: to whom.
  /// - Throws: ``ImpossibleHistory`` for what cannot be a member's history.
  public mutating func apply(
    _ fact: Fact<MemberEvent>, of id: PersonID
  ) throws(ImpossibleHistory) {
    let before = members[id]?.profile
    try Member.evolve(&members[id], named: id, with: fact)
    let after = members[id]?.profile
    guard before != after else { return }
    Self.move(id, from: Self.phone(before), to: Self.phone(after), in: &byPhone)
    Self.move(id, from: before?.login, to: after?.login, in: &byLogin)
    Self.move(id, from: before?.openID, to: after?.openID, in: &byOpenID)
  }

  /// The members of a telephone number, however it is written, in the order of their names.
  ///
  /// Several may have one telephone; those who left are among them.
  ///
  /// - Parameter phone: the number; one that cannot be read as a number finds nobody.
  /// - Returns: the members.
  public func members(phone: String) -> [Member] {
    PhoneNumber(phone).map { found(byPhone[$0]) } ?? []
  }

  /// The members who sign in by a name, in the order of their names; as a rule one at most.
  public func members(login: String) -> [Member] { found(byLogin[login]) }

  /// The members of an identity in a chat application; as a rule one at most.
  public func members(openID: String) -> [Member] { found(byOpenID[openID]) }

  /// The members of a query, in the order of their names.
  ///
  /// - Parameters:
  ///   - query: which members.
  ///   - moment: when, for who is on duty then.
  /// - Returns: the members, at most as many as the query asks for.
  /// - Complexity: O(n log n) in the members, but for a query by phone, login or openID.
  public func members(_ query: MemberQuery, at moment: Timestamp) -> [Member] {
    let matcher = query.matcher(at: moment)
    var found = candidates(for: query).filter(matcher)
    found.sort { $0.id < $1.id }
    if let after = query.after { found.removeAll { $0.id <= after } }
    if let limit = query.limit, found.count > max(0, limit) {
      found.removeLast(found.count - max(0, limit))
    }
    return found
  }

  private func candidates(for query: MemberQuery) -> [Member] {
    if let phone = query.phone { return members(phone: phone) }
    if let login = query.login { return members(login: login) }
    if let openID = query.openID { return members(openID: openID) }
    return Array(members.values)
  }

  private func found(_ ids: Set<PersonID>?) -> [Member] {
    (ids ?? []).sorted().compactMap { members[$0] }
  }

  private static func phone(_ profile: MemberProfile?) -> PhoneNumber? {
    profile?.phone.flatMap { PhoneNumber($0) }
  }

  private static func move<Key: Hashable>(
    _ id: PersonID, from old: Key?, to new: Key?, in index: inout [Key: Set<PersonID>]
  ) {
    guard old != new else { return }
    if let old {
      index[old]?.remove(id)
      if index[old]?.isEmpty == true { index[old] = nil }
    }
    if let new { index[new, default: []].insert(id) }
  }
}
