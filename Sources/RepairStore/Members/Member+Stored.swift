public import RepairCore

extension Member: StoredSubject {
  package static let kind = SubjectKind.member

  package static let commandNames = MemberCommandKind.allCases.map(\.rawValue)

  package static func name(of command: MemberCommand) -> String { command.kind.rawValue }

  package static func request(_ request: SubjectRequest<Member>) -> DeskRequest { .member(request) }

  /// The schema that every kind of event is written in.
  private static let schema = 1

  package static let eventTypes = MemberEventKind.allCases.map {
    EventType($0.rawValue, schema: schema)
  }

  package static func type(of event: MemberEvent) -> EventType {
    EventType(event.kind.rawValue, schema: schema)
  }

  package static func event(
    of type: EventType, from fields: inout CommandFields
  ) throws(MalformedCommand) -> MemberEvent? {
    guard let kind = MemberEventKind(rawValue: type.name) else { return nil }
    return try fields.memberEvent(kind)
  }

  package static func tags(
    for event: MemberEvent, of name: PersonID, by actor: Actor, before state: Member?
  ) -> [EventTag] { [.directory] }

  // Oneself and the very first member register without being registered.
  package static let checksStanding = true

  package static func refusal(
    ofCommandNamed name: String, on state: Member?, named id: PersonID, in context: CommandContext,
    under policy: TicketPolicy
  ) -> Refusal? {
    MemberCommandKind(rawValue: name).flatMap {
      refusal(of: $0, on: state, named: id, in: context, under: policy)
    }
  }
}

extension CommandEnvelope {
  /// Makes an envelope of a command about a member.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - member: the member's pseudonym.
  ///   - actor: who asks.
  ///   - at: when it happened.
  ///   - key: the idempotency key.
  ///   - expectedVersion: the version the caller believes the member's entry has.
  ///   - causation: the event or message that led to it.
  ///   - correlation: the larger undertaking it is part of.
  public init(
    _ command: MemberCommand, member: PersonID, by actor: Actor, at: Timestamp,
    key: String? = nil, expectedVersion: StreamVersion? = nil, causation: String? = nil,
    correlation: String? = nil
  ) {
    self.init(
      .member(.command(command)), of: member.rawValue, by: actor, at: at, key: key,
      expectedVersion: expectedVersion, causation: causation, correlation: correlation)
  }
}
