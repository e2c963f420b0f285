public import RepairCore

extension RepairEngine {
  /// Reads a member as they are.
  ///
  /// - Parameter id: the member's pseudonym.
  /// - Returns: the member, or `nil` when there is none.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  public func member(_ id: PersonID) async throws -> Member? {
    try await read { try $0.member(id) }
  }

  /// The members of a query, in the order of their names.
  ///
  /// - Parameters:
  ///   - query: which members.
  ///   - moment: when, for who is on duty then.
  /// - Returns: the members.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  /// - Complexity: O(members), and the first time O(events of members).
  public func members(_ query: MemberQuery = MemberQuery(), at moment: Timestamp) async throws
    -> [Member]
  {
    try await read { try $0.directory().members(query, at: moment) }
  }

  /// The members of a telephone number, however it is written: who may be calling.
  ///
  /// - Parameter phone: the number; one that cannot be read as a number finds nobody.
  /// - Returns: all of them, in the order of their names.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  public func members(phone: String) async throws -> [Member] {
    try await read { try $0.directory().members(phone: phone) }
  }

  /// The members who sign in by a name; as a rule one at most.
  ///
  /// - Parameter login: the name, byte by byte.
  /// - Returns: the members.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  public func members(login: String) async throws -> [Member] {
    try await read { try $0.directory().members(login: login) }
  }

  /// The members of an identity in a chat application; as a rule one at most.
  ///
  /// - Parameter openID: the identity, byte by byte.
  /// - Returns: the members.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  public func members(openID: String) async throws -> [Member] {
    try await read { try $0.directory().members(openID: openID) }
  }

  /// The assignments that a worker has; see ``TicketLog/openAssignments(of:)``.
  ///
  /// - Parameter worker: whose.
  /// - Returns: each ticket with the number of the assignment.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func openAssignments(of worker: PersonID) async throws -> [OpenAssignment] {
    try await read { try $0.openAssignments(of: worker) }
  }

  /// Everybody who has left; see ``TicketLog/leftWorkers()``.
  ///
  /// - Returns: their names, in order.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  public func leftWorkers() async throws -> [PersonID] {
    try await read { try $0.leftWorkers() }
  }
}
