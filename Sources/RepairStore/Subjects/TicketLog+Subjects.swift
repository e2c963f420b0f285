package import RepairCore

/// Commands to things other than tickets: one way to load, decide and append for all their kinds.
extension TicketLog {
  /// Reads a thing as it is.
  ///
  /// - Parameters:
  ///   - kind: what kind of thing.
  ///   - name: what it is called.
  /// - Returns: the thing, or `nil` when there is none of that name.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be its history.
  /// - Complexity: O(its events).
  package func subject<Kind: StoredSubject>(_ kind: Kind.Type, _ name: Kind.Name) throws -> Kind? {
    guard let stream = Kind.stream(of: name) else { return nil }
    var state: Kind?
    var version = StreamVersion.none
    while true {
      let page = try log.readStream(stream, from: version.next, limit: 1_000)
      for stored in page { try Kind.evolve(&state, named: name, with: Kind.fact(of: stored)) }
      guard let last = page.last, page.count == 1_000 else { return state }
      version = last.version
    }
  }

  /// Decides a command to a thing, without changing anything.
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - envelope: of which thing, by whom, when.
  ///   - actor: who asks, checked.
  ///   - key: the idempotency key.
  ///   - policy: the rules.
  ///   - snapshot: the state of the log that everything is read from.
  /// - Returns: the result, or what to append for it.
  /// - Throws: ``StoreError``; `Refusal`; `InvalidField`; `ImpossibleHistory`.
  func plan<Kind: StoredSubject>(
    _ request: SubjectRequest<Kind>, in envelope: CommandEnvelope, by actor: Actor,
    key: IdempotencyKey?, under policy: TicketPolicy, in snapshot: FoldSnapshot
  ) throws -> Verdict {
    guard let name = Kind.Name(envelope.subject), let stream = Kind.stream(of: name) else {
      throw InvalidField(
        Kind.kind.field ?? "subject", "must be \(NameForm.of(Kind.Name.self))")
    }
    if let receipt = try repeated(envelope, key: key) { return .settled(.accepted(receipt)) }
    let state = try subject(Kind.self, name)
    let version = state?.version ?? .none
    if let expected = envelope.expectedVersion, expected != version {
      throw Refusal(
        .conflict,
        "the \(Kind.kind.rawValue) is at version \(version), not \(expected); read it again")
    }
    var around = Surroundings(context: CommandContext(actor: actor, at: envelope.at))
    around.context.standing = try standing(
      of: actor, under: policy, noting: &around.looked, in: snapshot)
    // A kind of thing that knows nothing of the directory is bound by it all the same.
    around.context.actor.campuses = around.context.scope
    let command: Kind.Command
    switch request {
    case .command(let sound): command = sound
    case .invalid(let command, let field):
      let weightier = Kind.refusal(
        ofCommandNamed: command, on: state, named: name, in: around.context, under: policy)
      if let weightier { throw weightier }
      if !Kind.checksStanding { try around.context.checkStanding() }
      throw Refusal(.invalidField, field.description, field: field.field)
    }
    try Kind.lookAround(
      for: command, on: state, named: name, adding: &around, in: self, at: snapshot)
    let events = try Self.checkingStanding(in: around.context, unless: Kind.checksStanding) {
      try Kind.decide(command, on: state, named: name, in: around.context, under: policy)
    }
    // Who was let in as the first must be the first.
    if around.context.standing == .emptyDirectory {
      around.queries.append(.init(tags: [.directory]))
    }
    let append = Append(
      try newEvents(events, of: name, for: envelope, by: actor, after: state), to: stream,
      expecting: version == .none ? .noStream : .exactly(version),
      condition: around.queries.isEmpty
        ? nil : AppendCondition(noneOf: EventQuery(around.queries), after: snapshot.head),
      key: key)
    return .append(
      Proposal(append, for: envelope, looked: around.looked))
  }

  /// Decides, and refuses an actor whom the directory does not know before any lighter reason.
  private static func checkingStanding<Events>(
    in context: CommandContext, unless isChecked: Bool, _ decide: () throws -> Events
  ) throws -> Events {
    let events: Events
    do {
      events = try decide()
    } catch let refusal as Refusal where !isChecked {
      if refusal.code.isLighter(than: .conflict) { try context.checkStanding() }
      throw refusal
    }
    if !isChecked { try context.checkStanding() }
    return events
  }

  private func newEvents<Kind: StoredSubject>(
    _ events: [Kind.Event], of name: Kind.Name, for envelope: CommandEnvelope, by actor: Actor,
    after before: Kind?
  ) throws -> [NewEvent] {
    var state = before
    let occurredAt = max(envelope.at, before?.updatedAt ?? envelope.at)
    let commandID = log.makeCommandID()
    var new: [NewEvent] = []
    for event in events {
      var next = try Kind.newEvent(
        event, of: name, at: occurredAt, by: actor, before: state, command: envelope.request.name)
      next.commandID = commandID
      next.causation = envelope.causation
      next.correlation = envelope.correlation
      new.append(next)
      let fact = Fact(
        version: (state?.version ?? .none).next, occurredAt: occurredAt, actor: actor.id,
        role: actor.role, onBehalfOf: actor.onBehalfOf, event: event)
      try Kind.evolve(&state, named: name, with: fact)
    }
    return new
  }

  /// Decides a request to put settings in force.
  func plan(
    _ request: SettingsRequest, in envelope: CommandEnvelope, by actor: Actor, key: IdempotencyKey?,
    under policy: TicketPolicy, in snapshot: FoldSnapshot
  ) throws -> Verdict {
    if let receipt = try repeated(envelope, key: key) { return .settled(.accepted(receipt)) }
    var looked: [(stream: StreamName, version: StreamVersion)] = []
    var context = CommandContext(actor: actor, at: envelope.at)
    context.standing = try standing(
      of: actor, under: policy, noting: &looked, in: snapshot)
    try context.checkStanding()
    let isForAll = context.scope == nil && (actor.role == .dispatcher || actor.role == .system)
    guard isForAll else {
      throw Refusal(
        .notPermitted,
        "\(envelope.request.name) is for a dispatcher of all campuses, or for an automation")
    }
    let kind = request.kind
    let version = try log.streamVersion(kind.stream)
    if let expected = envelope.expectedVersion, expected != version {
      throw Refusal(
        .conflict, "the \(kind.rawValue) is at version \(version), not \(expected); read it again")
    }
    var append: Append
    switch request {
    case .adopt(_, let json):
      append = try kind.type.adoption(of: json, by: actor, at: envelope.at)
    case .invalid(_, let field):
      throw Refusal(.invalidField, field.description, field: field.field)
    }
    append.expected = version == .none ? .noStream : .exactly(version)
    append.key = key
    for index in append.events.indices {
      append.events[index].commandID = log.makeCommandID()
      append.events[index].causation = envelope.causation
      append.events[index].correlation = envelope.correlation
    }
    return .append(Proposal(append, for: envelope, looked: looked))
  }
}

extension AdoptedSettings {
  /// The request to append that puts settings in force which are given as JSON.
  fileprivate static func adoption(
    of json: [UInt8], by actor: Actor, at: Timestamp
  ) throws -> Append {
    let settings: Self
    do throws(MalformedSettings) {
      settings = try Self(json: json)
    } catch {
      throw Refusal(.invalidField, "settings: \(error)", field: "settings")
    }
    return try TicketLog.adoption(of: settings, by: actor, at: at)
  }
}
