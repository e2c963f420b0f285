package import RepairCore

/// A subject whose commands can be read from a line, and whose events can be written to the log and
/// read again.
package protocol StoredSubject: Subject {
  /// Which kind it is; its streams' names begin with that, and with a slash.
  static var kind: SubjectKind { get }

  // MARK: Commands

  /// The names of the commands it knows.
  static var commandNames: [String] { get }
  /// The name of a command.
  static func name(of command: Command) -> String
  /// Reads the particulars of a command; `nil` when one that must be there is not, or cannot be.
  static func command(
    named name: String, from fields: inout CommandFields
  ) throws(MalformedCommand) -> Command?
  /// Writes the particulars of a command, with their defaults.
  static func write(_ command: Command, to writer: inout JSONWriter)
  /// Puts a command that was read into an envelope's request.
  static func request(_ request: SubjectRequest<Self>) -> DeskRequest

  // MARK: Events

  /// Whether a history begins with an event of its own, which comes once; others begin with any.
  static var hasBeginning: Bool { get }
  /// The types it can read, those it writes among them.
  static var eventTypes: [EventType] { get }
  /// The type an event is written under.
  static func type(of event: Event) -> EventType
  /// Writes the members of an event's payload.
  static func write(_ event: Event, to writer: inout JSONWriter)
  /// Reads an event of one of the types; `nil` when a field that must be there is not, or cannot be.
  static func event(
    of type: EventType, from fields: inout CommandFields
  ) throws(MalformedCommand) -> Event?
  /// The tags an event is filed under.
  static func tags(for event: Event, of name: Name, by actor: Actor, before state: Self?)
    -> [EventTag]

  // MARK: Deciding

  /// Whether ``decide`` itself refuses an actor whom the directory does not know; where it does not,
  /// that is done for it.
  static var checksStanding: Bool { get }
  /// Why a command of a name would be refused whatever its particulars, as far as that can be said.
  static func refusal(
    ofCommandNamed command: String, on state: Self?, named name: Name, in context: CommandContext,
    under policy: TicketPolicy
  ) -> Refusal?

  /// Finds out what a decision has to know of other things.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - state: the subject as it stands.
  ///   - name: what it is called.
  ///   - surroundings: what is known already, to be added to.
  ///   - log: the log it is read from.
  ///   - snapshot: the state of the log that everything is read from.
  /// - Throws: ``StoreError``; `ImpossibleHistory`; `Refusal`.
  static func lookAround(
    for command: Command, on state: Self?, named name: Name,
    adding surroundings: inout Surroundings,
    in log: TicketLog, at snapshot: TicketLog.FoldSnapshot
  ) throws
}

/// What a decision knows of other things, and what must still be so when it is appended.
package struct Surroundings {
  /// Who asks, when, and the facts found out.
  package var context: CommandContext
  /// The events by any of which the answer could be another.
  package var queries: [EventQuery.Item] = []
  /// The streams looked at as a whole, and the version each had.
  package var looked: [(stream: StreamName, version: StreamVersion)] = []
}

extension StoredSubject {
  package static var hasBeginning: Bool { true }

  package static func tags(for event: Event, of name: Name, by actor: Actor, before state: Self?)
    -> [EventTag]
  { [] }

  package static var checksStanding: Bool { false }

  package static func refusal(
    ofCommandNamed command: String, on state: Self?, named name: Name, in context: CommandContext,
    under policy: TicketPolicy
  ) -> Refusal? { nil }

  package static func lookAround(
    for command: Command, on state: Self?, named name: Name,
    adding surroundings: inout Surroundings,
    in log: TicketLog, at snapshot: TicketLog.FoldSnapshot
  ) throws {}

  /// The stream of one of them; `nil` for a name too long for that.
  package static func stream(of name: Name) -> StreamName? {
    StreamName("\(kind.rawValue)/\(name.rawValue)")
  }

  /// Makes an event ready for the log.
  package static func newEvent(
    _ event: Event, of name: Name, at occurredAt: Timestamp, by actor: Actor, before state: Self?,
    command: String?
  ) throws(StoreError) -> NewEvent {
    var writer = JSONWriter()
    writer.beginObject()
    write(event, to: &writer)
    writer.endObject()
    let type = type(of: event)
    guard !writer.containsNUL else {
      throw StoreError(
        .invalidEvent, "\(type.name) has text with the character NUL; take it out")
    }
    return NewEvent(
      type: type, occurredAt: occurredAt, actor: actor.id, role: actor.role,
      onBehalfOf: actor.onBehalfOf, command: command,
      tags: tags(for: event, of: name, by: actor, before: state), payload: writer.bytes)
  }

  /// Reads a stored event.
  ///
  /// - Parameter stored: an event of a stream of this kind.
  /// - Returns: the fact.
  /// - Throws: ``StoreError`` with `unknownEventType`, or with `corrupt` and the place of a payload
  ///   that is not what its type says.
  package static func fact(of stored: StoredEvent) throws(StoreError) -> Fact<Event> {
    guard eventTypes.contains(stored.type) else {
      throw StoreError(
        .unknownEventType,
        "the log has the event type \(stored.type) in \(stored.stream), which this release does not "
          + "know; use a newer one",
        context: [("type", stored.type.description)])
    }
    func damaged(_ problem: String) -> StoreError {
      StoreError(
        .corrupt,
        "position \(stored.position) (\(stored.stream) version \(stored.version), \(stored.type)): "
          + "the payload \(problem)",
        context: [
          ("position", stored.position.description), ("stream", stored.stream.rawValue),
          ("version", stored.version.description), ("type", stored.type.description),
        ])
    }
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: stored.payload)
    } catch {
      throw damaged("\(error)")
    }
    guard case .object(let object) = value else { throw damaged("is no object") }
    var fields = CommandFields(object)
    do throws(MalformedCommand) {
      let event = try event(of: stored.type, from: &fields)
      try fields.finish()
      if let field = fields.invalid { throw MalformedCommand(field.problem, field: field.field) }
      guard let event else { throw MalformedCommand("lacks a field") }
      return Fact(
        version: stored.version, occurredAt: stored.occurredAt, actor: stored.actor,
        role: stored.role, onBehalfOf: stored.onBehalfOf, event: event)
    } catch {
      throw damaged("has a field that cannot be: \(error.field) \(error.problem)")
    }
  }
}
