public import RepairCore

/// The directory in a log: one member at a time for decisions, and all of them for a desk that looks
/// somebody up.
extension TicketLog {
  /// Reads a member as they are.
  ///
  /// - Parameter id: the member's pseudonym.
  /// - Returns: the member, or `nil` when there is none.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  /// - Complexity: O(events of the member that are newer than the last time they were asked about).
  public func member(_ id: PersonID) throws -> Member? {
    try foldSnapshot { try member(id, in: $0).member }
  }

  /// The whole directory, as of the log's head.
  ///
  /// It is folded once and kept; later calls read only the events of members that came since. Ten
  /// thousand members take some thirty megabytes on each thread that asks.
  ///
  /// - Returns: every member.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  /// - Complexity: O(events of members since the last time).
  public func directory() throws -> Directory {
    try foldSnapshot { snapshot in
      if let kept = keptDirectory, kept.position == snapshot.head { return kept.directory }
      // A log that is shorter than it was is another one, put in its place.
      let start = keptDirectory.flatMap { $0.position <= snapshot.head ? $0 : nil }
      // Nobody else holds the one that goes on growing, or it would be copied with every event.
      keptDirectory = nil
      var (directory, position) = (start?.directory ?? Directory(), start?.position ?? .start)
      while position < snapshot.head {
        let page = try log.readPage(EventQuery(tags: [.directory]), after: position, limit: 1_000)
        for stored in page.events {
          guard let id = stored.stream.member else { continue }
          try directory.apply(Member.fact(of: stored), of: id)
        }
        position = page.through
      }
      if snapshot.isLasting { keptDirectory = (directory, snapshot.head) }
      return directory
    }
  }

  /// The assignments that a worker has, those that rest among them.
  ///
  /// - Parameter worker: whose.
  /// - Returns: each ticket with the number of the assignment, in the order of the tickets' names.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the worker that came since the last time, and of the open tickets).
  public func openAssignments(of worker: PersonID) throws -> [OpenAssignment] {
    try foldSnapshot { snapshot in
      try assignedTickets(of: worker, in: snapshot).compactMap { id in
        guard let assignment = try ticket(id)?.assignment, assignment.worker == worker else {
          return nil
        }
        return OpenAssignment(ticket: id, number: assignment.number, since: assignment.since)
      }
    }
  }

  /// Everybody who has left, and whose open assignments are therefore to be released.
  ///
  /// Not only who is a worker still: the role may have been taken away before they left.
  ///
  /// - Returns: their names, in order, with or without open assignments.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  /// - Complexity: O(members).
  public func leftWorkers() throws -> [PersonID] {
    var query = MemberQuery()
    query.statuses = [.left]
    return try directory().members(query, at: .epoch).map(\.id)
  }
}

/// A worker's turn at a ticket that has not ended.
public struct OpenAssignment: Hashable, Sendable {
  /// The ticket.
  public var ticket: TicketID
  /// Which of the ticket's assignments it is.
  public var number: AssignmentNumber
  /// Since when.
  public var since: Timestamp
}

extension StreamName {
  /// The stream of a member.
  public init(member: PersonID) {
    self.init(kind: .member, name: member.rawValue)
  }

  /// The member whose stream this is, or `nil` for a stream of another kind.
  public var member: PersonID? {
    rawValue.utf8.starts(with: "member/".utf8) ? PersonID(String(rawValue.dropFirst(7))) : nil
  }
}

extension TicketLog {
  /// A member, and the version of their stream that this is.
  struct LookedUp {
    var member: Member?
    var version: StreamVersion
  }

  /// Reads a member, going on from where they were read last: a burst of commands by one actor folds
  /// nobody's history again.
  func member(_ id: PersonID, in snapshot: FoldSnapshot) throws -> LookedUp {
    let stream = StreamName(member: id)
    let version = try log.streamVersion(stream)
    guard version > .none else { return LookedUp(member: nil, version: .none) }
    var member = members.member(id)
    if let kept = member {
      if kept.version == version { return LookedUp(member: kept, version: version) }
      if kept.version > version { member = nil }
    }
    while (member?.version ?? .none) < version {
      let page = try log.readStream(
        stream, from: (member?.version ?? .none).next, limit: 1_000)
      if page.isEmpty { break }
      for stored in page { try Member.evolve(&member, named: id, with: Member.fact(of: stored)) }
    }
    if snapshot.isLasting, let member { members.keep(member) }
    return LookedUp(member: member, version: version)
  }

  /// What the directory says of whoever acts, where the policy asks for it.
  ///
  /// - Parameters:
  ///   - actor: who acts.
  ///   - policy: the rules.
  ///   - looked: takes what was looked at, to be looked at again before anything is appended.
  ///   - snapshot: the state of the log that everything is read from.
  /// - Returns: the standing; `nil` where the directory is left out, and for a named automation.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  func standing(
    of actor: Actor, under policy: TicketPolicy,
    noting looked: inout [(stream: StreamName, version: StreamVersion)],
    in snapshot: FoldSnapshot
  ) throws -> ActorStanding? {
    guard policy.enforcesDirectory, actor.role != .system else { return nil }
    let found = try member(actor.id, in: snapshot)
    looked.append((StreamName(member: actor.id), found.version))
    if found.member == nil, try log.firstMatch(EventQuery(tags: [.directory]), after: .start) == nil
    {
      return .emptyDirectory
    }
    return ActorStanding(of: found.member)
  }

  /// What the directory says of somebody, as far as it can be said without deciding anything.
  ///
  /// - Parameters:
  ///   - actor: who would act.
  ///   - policy: the rules.
  /// - Returns: the standing; `nil` where the directory is left out, and for a named automation.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  package func standing(of actor: Actor, under policy: TicketPolicy) throws -> ActorStanding? {
    // Nothing is appended, so nothing has to be looked at again.
    var looked: [(stream: StreamName, version: StreamVersion)] = []
    return try foldSnapshot {
      try standing(of: actor, under: policy, noting: &looked, in: $0)
    }
  }

  /// What the directory knows of a worker whom a command concerns; `nil` where it does not have them
  /// and need not.
  func workerFacts(
    of worker: PersonID, at moment: Timestamp, under policy: TicketPolicy,
    noting looked: inout [(stream: StreamName, version: StreamVersion)],
    in snapshot: FoldSnapshot
  ) throws -> WorkerFacts? {
    let found = try member(worker, in: snapshot)
    looked.append((StreamName(member: worker), found.version))
    if let member = found.member { return member.workerFacts(at: moment) }
    return policy.enforcesDirectory ? WorkerFacts(isRegistered: false) : nil
  }
}

/// Members as they were last read, some two thousand at most.
struct MemberCache {
  private static let capacity = 1_024
  private var used: [PersonID: Member] = [:]
  private var older: [PersonID: Member] = [:]

  func member(_ id: PersonID) -> Member? { used[id] ?? older[id] }

  mutating func keep(_ member: Member) {
    if used[member.id] == nil, used.count >= Self.capacity {
      older = used
      used = [:]
    }
    older[member.id] = nil
    used[member.id] = member
  }
}
