import RepairCore

/// What the events of a log mean, whatever they are about: for those who take in events that somebody
/// else wrote.
package enum EventMeaning {
  /// Checks that an event can be read as what its stream says it is.
  ///
  /// - Parameter stored: the event.
  /// - Throws: ``StoreError`` and ``MalformedSettings`` for one that cannot be read; ``JSONError`` for
  ///   a ticket's payload that is not what its type says; `ImpossibleHistory` for a first event that
  ///   does not begin a thing, and a later one that does.
  package static func check(_ stored: StoredEvent) throws {
    if let kind = SettingsKind.allCases.first(where: { $0.stream == stored.stream }) {
      guard stored.type == kind.eventType else { throw unknown(stored.type) }
      _ = try kind.type.init(json: stored.payload)
    } else if let ticket = stored.stream.ticket {
      try check(stored, of: ticket)
    } else if stored.stream.attempted != nil {
      _ = try RefusedAttempt(stored)
    } else if let slash = stored.stream.rawValue.firstIndex(of: "/") {
      let name = String(stored.stream.rawValue[stored.stream.rawValue.index(after: slash)...])
      if let subject = SubjectKind(rawValue: String(stored.stream.rawValue[..<slash]))?.type {
        try subject.check(stored, named: name)
      }
    }
  }

  /// The names of all types of events there are.
  package static var typeNames: [String] {
    let subjects = SubjectKind.allCases.compactMap(\.type).flatMap { $0.eventTypes.map(\.name) }
    return TicketEventKind.allCases.map(\.rawValue) + SettingsKind.allCases.map(\.eventType.name)
      + subjects + [RefusedAttempt.eventType.name]
  }

  private static func check(_ stored: StoredEvent, of ticket: TicketID) throws {
    let codec = TicketEventCodec.current
    let plan = try codec.plan(for: stored.type)
    let event = try stored.payload.withUnsafeBytes { try codec.decode(plan, $0).event }
    let isFirst = stored.version == StreamVersion(1)
    guard (event.kind == .submitted) != isFirst else { return }
    let first = TicketEventKind.submitted.rawValue
    throw ImpossibleHistory(
      of: "ticket \(ticket)", version: stored.version, event: event.kind.rawValue,
      fault: isFirst ? .doesNotBegin(with: first) : .beginsAgain)
  }

  private static func unknown(_ type: EventType) -> StoreError {
    StoreError(
      .unknownEventType,
      "the log has the event type \(type), which this release does not know; use a newer one",
      context: [("type", type.description)])
  }
}

extension SubjectKind {
  /// The type whose streams' names begin with the kind's name; `nil` for tickets, which are read in a
  /// quicker way, and for settings, which have no names.
  var type: (any StoredSubject.Type)? {
    switch self {
    case .timer: TicketTimers.self
    case .ticket, .settings: nil
    case .notice: Notice.self
    case .preferences: NoticePreferences.self
    case .announcement: Announcement.self
    case .member: Member.self
    case .stock: StockItem.self
    }
  }
}

extension StoredSubject {
  /// Checks that an event can be read, and that it begins a thing if and only if it is the first.
  fileprivate static func check(_ stored: StoredEvent, named text: String) throws {
    let fact = try fact(of: stored)
    guard let name = Name(text) else { return }
    var state: Self?
    if fact.version == StreamVersion(1) { return try evolve(&state, named: name, with: fact) }
    guard hasBeginning else { return }
    // Whatever can be the first event of such a history can be no later one.
    let first = Fact(
      version: StreamVersion(1), occurredAt: fact.occurredAt, actor: fact.actor, role: fact.role,
      onBehalfOf: fact.onBehalfOf, event: fact.event)
    guard (try? evolve(&state, named: name, with: first)) != nil else { return }
    throw ImpossibleHistory(
      of: "\(kind.rawValue) \(name)", version: fact.version, event: stored.type.name,
      fault: .beginsAgain)
  }
}
