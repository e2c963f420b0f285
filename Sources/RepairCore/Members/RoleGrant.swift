/// That a member may act in a role, and where.
public struct RoleGrant: Hashable, Sendable {
  /// In which capacity.
  public var role: Role
  /// On which campuses, in byte order and without repetition; `nil` for all.
  public var campuses: [CampusCode]?

  /// Makes a grant.
  public init(_ role: Role, campuses: [CampusCode]? = nil) {
    self.role = role
    self.campuses = campuses.map { Array(Set($0)).sorted() }
  }

  /// Whether the grant reaches a campus.
  public func reaches(_ campus: CampusCode) -> Bool { campuses?.contains(campus) ?? true }
}
