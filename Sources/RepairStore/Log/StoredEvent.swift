public import RepairCore

/// An event as the log has it.
public struct StoredEvent: Hashable, Sendable {
  /// Its place in the log.
  public let position: LogPosition
  /// Its name, unique everywhere.
  public let id: ULID
  /// The stream it belongs to.
  public let stream: StreamName
  /// Its number within the stream.
  public let version: StreamVersion
  /// What kind of event it is.
  public let type: EventType
  /// When it happened.
  public let occurredAt: Timestamp
  /// When the log learned of it; never goes back in the log.
  public let recordedAt: Timestamp
  /// Who did it.
  public let actor: PersonID
  /// In which capacity.
  public let role: Role
  /// For whom it was done, when not for the actor.
  public let onBehalfOf: PersonID?
  /// The command that was asked for.
  public let command: String?
  /// The name of that one asking.
  public let commandID: ULID?
  /// The event or message that led to it.
  public let causation: String?
  /// The larger undertaking it is part of.
  public let correlation: String?
  /// Sixteen random bytes, so that a hash of the payload does not give the payload away.
  public let salt: [UInt8]
  /// The event's own facts as one JSON object in UTF-8, byte for byte as appended.
  public let payload: [UInt8]

  /// Makes an event as another log had it, for a lossless import.
  public init(
    position: LogPosition, id: ULID, stream: StreamName, version: StreamVersion, type: EventType,
    occurredAt: Timestamp, recordedAt: Timestamp, actor: PersonID, role: Role,
    onBehalfOf: PersonID? = nil, command: String? = nil, commandID: ULID? = nil,
    causation: String? = nil, correlation: String? = nil, salt: [UInt8], payload: [UInt8]
  ) {
    self.position = position
    self.id = id
    self.stream = stream
    self.version = version
    self.type = type
    self.occurredAt = occurredAt
    self.recordedAt = recordedAt
    self.actor = actor
    self.role = role
    self.onBehalfOf = onBehalfOf
    self.command = command
    self.commandID = commandID
    self.causation = causation
    self.correlation = correlation
    self.salt = salt
    self.payload = payload
  }
}
