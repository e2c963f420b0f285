public import RepairCore

/// An event on its way into the log: what happened, when, and by whom.
///
/// Its position, version, id, recorded time and salt are given by the log while it is appended.
public struct NewEvent: Sendable {
  /// What kind of event it is.
  public var type: EventType
  /// When it happened.
  public var occurredAt: Timestamp
  /// Who did it.
  public var actor: PersonID
  /// In which capacity.
  public var role: Role
  /// For whom it was done, when not for the actor.
  public var onBehalfOf: PersonID?
  /// The command that was asked for.
  public var command: String?
  /// The name of that one asking; all events of one command share it.
  public var commandID: ULID?
  /// The event or message that led to it.
  public var causation: String?
  /// The larger undertaking it is part of.
  public var correlation: String?
  /// The marks by which it is found across streams; a repeated one counts once.
  public var tags: [EventTag]
  /// The event's own facts as one JSON object in UTF-8.
  public var payload: [UInt8]

  /// Makes an event.
  public init(
    type: EventType, occurredAt: Timestamp, actor: PersonID, role: Role,
    onBehalfOf: PersonID? = nil, command: String? = nil, commandID: ULID? = nil,
    causation: String? = nil, correlation: String? = nil, tags: [EventTag] = [], payload: [UInt8]
  ) {
    self.type = type
    self.occurredAt = occurredAt
    self.actor = actor
    self.role = role
    self.onBehalfOf = onBehalfOf
    self.command = command
    self.commandID = commandID
    self.causation = causation
    self.correlation = correlation
    self.tags = tags
    self.payload = payload
  }
}
