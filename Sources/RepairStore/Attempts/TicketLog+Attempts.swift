public import RepairCore

/// Refused commands that the policy wants kept: who tried what and was told no.
extension TicketLog {
  /// The refused attempts on a thing that were kept, oldest first.
  ///
  /// Only those refused for a reason of `TicketPolicy.recordedRefusals` are, as the policy then in
  /// force had it. Attempts on a ticket that never was are there too.
  ///
  /// - Parameters:
  ///   - kind: what kind of thing.
  ///   - name: what it is called; `nil` for attempts on what cannot be the name of one.
  ///   - version: the first attempt to read, 1 for the oldest.
  ///   - limit: how many at most; 10,000 is the most there is.
  /// - Returns: the attempts; fewer than `limit` when there are no more.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(attempts read).
  public func attempts(
    on kind: SubjectKind, named name: String?, from version: StreamVersion = StreamVersion(1),
    limit: Int = 10_000
  ) throws -> [AttemptEntry] {
    let stream = StreamName(attemptsOn: kind, named: name)
    return try log.readStream(stream, from: version, limit: limit).compactMap {
      try AttemptEntry($0)
    }
  }

  /// What becomes of a refusal that the policy wants kept.
  package enum RefusalKeeping: Sendable {
    /// It is kept.
    case asPolicySays
    /// Nothing: an automation of ours asked, which others were quicker than.
    case never
  }

  /// A refused attempt on its way into the log.
  package struct AttemptToKeep: Sendable {
    fileprivate let stream: StreamName
    fileprivate let actor: Actor
    fileprivate let at: Timestamp
    fileprivate let attempt: RefusedAttempt
  }

  /// Decides a command and finds out what of a refusal is to be kept, from one state of the log.
  ///
  /// - Parameters:
  ///   - envelope: the command.
  ///   - policy: the rules; those in force by default.
  ///   - keeping: what becomes of a refusal.
  ///   - decide: decides it.
  /// - Returns: the verdict, and the attempt to keep if there is one.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  func decideKeepingAttempt(
    _ envelope: CommandEnvelope, under policy: TicketPolicy?, _ keeping: RefusalKeeping,
    decide: () throws -> Verdict
  ) throws -> (verdict: Verdict, attempt: AttemptToKeep?) {
    try log.snapshot {
      let verdict = try decide()
      return (verdict, try attempt(envelope, cameTo: verdict, under: policy, keeping))
    }
  }

  /// Finds out what of a refusal is to be kept.
  ///
  /// - Parameters:
  ///   - envelope: the command.
  ///   - verdict: what it came to.
  ///   - policy: the rules; those in force by default.
  ///   - keeping: what becomes of a refusal.
  /// - Returns: the attempt to keep, if there is one.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  func attempt(
    _ envelope: CommandEnvelope, cameTo verdict: Verdict, under policy: TicketPolicy?,
    _ keeping: RefusalKeeping
  ) throws -> AttemptToKeep? {
    guard case .asPolicySays = keeping, case .settled(.refused(let refusal)) = verdict else {
      return nil
    }
    let rules = try policy ?? policyInForce()
    return rules.keeps(refusal) ? try attempt(envelope, refusal) : nil
  }

  /// Appends a refused attempt: one small event.
  ///
  /// It is dated as the caller says, but neither after the log learned of it nor before an earlier
  /// attempt on the same thing; otherwise one attempt dated in a thousand years would move all later
  /// ones there. What the caller said is then kept beside it.
  ///
  /// - Parameters:
  ///   - kept: the attempt.
  ///   - writer: the transaction.
  /// - Throws: ``StoreError``: then it was not kept, which whoever asked has to be told.
  package static func keep(_ kept: AttemptToKeep, with writer: LogWriter) throws {
    let log = writer.log
    let version = try log.streamVersion(kept.stream)
    let last = version > .none ? try log.readStream(kept.stream, from: version, limit: 1).last : nil
    let known = min(kept.at, log.configuration.clock())
    let occurredAt = max(known, last?.occurredAt ?? known)
    var attempt = kept.attempt
    if occurredAt != kept.at { attempt.statedAt = kept.at }
    let event = NewEvent(
      type: RefusedAttempt.eventType, occurredAt: occurredAt, actor: kept.actor.id,
      role: kept.actor.role, onBehalfOf: kept.actor.onBehalfOf, command: attempt.command,
      commandID: log.makeCommandID(), payload: attempt.payload)
    try writer.append([event], to: kept.stream, expecting: .any)
  }

  /// What is to be kept of a refused command; `nil` where whoever asked cannot be named, so that
  /// nobody could be said to have tried.
  private func attempt(
    _ envelope: CommandEnvelope, _ refusal: Refusal
  ) throws -> AttemptToKeep? {
    guard let id = PersonID(envelope.actor), let role = Role(rawValue: envelope.role) else {
      return nil
    }
    let kind = envelope.request.kind
    let name = kind.canName(envelope.subject) ? envelope.subject : nil
    var phase = refusal.phase
    if phase == nil, kind == .ticket, let ticket = name.flatMap({ TicketID($0) }) {
      phase = try self.ticket(ticket)?.phase
    }
    let version = try name.map {
      // Settings are streams without a kind before their name.
      try log.streamVersion(
        kind == .settings
          ? SettingsKind(rawValue: $0)?.stream ?? .policy : StreamName(kind: kind, name: $0))
    }
    return AttemptToKeep(
      stream: StreamName(attemptsOn: kind, named: name),
      actor: Actor(id: id, role: role, onBehalfOf: envelope.onBehalfOf.flatMap { PersonID($0) }),
      at: envelope.at,
      attempt: RefusedAttempt(
        command: envelope.request.name, code: refusal.code, field: refusal.field, phase: phase,
        version: version ?? .none,
        request: try CommandCodec.requestDigest(of: envelope)?.description))
  }
}

extension SubjectKind {
  /// Whether a text can be the name of such a thing.
  fileprivate func canName(_ text: String) -> Bool {
    switch self {
    case .ticket: TicketID(text) != nil
    case .settings: SettingsKind(rawValue: text) != nil
    default: type?.canBeNamed(text) ?? false
    }
  }
}

extension StoredSubject {
  fileprivate static func canBeNamed(_ text: String) -> Bool { Name(text).flatMap(stream) != nil }
}

extension RepairEngine {
  /// The refused attempts on a thing that were kept; see
  /// ``TicketLog/attempts(on:named:from:limit:)``.
  ///
  /// - Parameters:
  ///   - kind: what kind of thing.
  ///   - name: what it is called; `nil` for attempts on what cannot be the name of one.
  ///   - version: the first attempt to read, 1 for the oldest.
  ///   - limit: how many at most; 10,000 is the most there is.
  /// - Returns: the attempts; fewer than `limit` when there are no more.
  /// - Throws: ``StoreError``.
  public func attempts(
    on kind: SubjectKind, named name: String?, from version: StreamVersion = StreamVersion(1),
    limit: Int = 10_000
  ) async throws -> [AttemptEntry] {
    try await read { try $0.attempts(on: kind, named: name, from: version, limit: limit) }
  }
}
