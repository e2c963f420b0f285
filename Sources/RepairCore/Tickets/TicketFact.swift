/// An event in its place: the how-manieth of its ticket, when it happened, who did it.
public struct TicketFact: Hashable, Sendable {
  /// Which event of the ticket this is, 1 for the first.
  public var version: StreamVersion
  /// When it happened.
  public var occurredAt: Timestamp
  /// Who did it.
  public var actor: PersonID
  /// In which capacity.
  public var role: Role
  /// For whom, when the actor typed for somebody else.
  public var onBehalfOf: PersonID?
  /// What happened.
  public var event: TicketEvent
  /// What is said beside the event itself; `nil` for most.
  public var remarks: EventRemarks?

  /// Makes a fact.
  public init(
    version: StreamVersion, occurredAt: Timestamp, actor: PersonID, role: Role,
    onBehalfOf: PersonID? = nil, event: TicketEvent, remarks: EventRemarks? = nil
  ) {
    self.version = version
    self.occurredAt = occurredAt
    self.actor = actor
    self.role = role
    self.onBehalfOf = onBehalfOf
    self.event = event
    self.remarks = remarks
  }
}

/// What any event can carry beside its own fields.
public struct EventRemarks: Hashable, Sendable {
  /// The time the command stated, where the clock tolerance or an import moved it.
  public var statedAt: Timestamp?
  /// The campuses the actor was limited to, where the command said so.
  public var campuses: [CampusCode]?
  /// Where an imported event comes from.
  public var imported: ImportMark?

  /// Makes remarks.
  public init(
    statedAt: Timestamp? = nil, campuses: [CampusCode]? = nil, imported: ImportMark? = nil
  ) {
    self.statedAt = statedAt
    self.campuses = campuses
    self.imported = imported
  }

  /// Whether nothing is said.
  public var isEmpty: Bool { statedAt == nil && campuses == nil && imported == nil }
}

/// That an event was taken from another system's record, and how its time is known.
public struct ImportMark: Hashable, Sendable {
  /// How an imported event's time is known.
  public enum TimeSource: String, CaseIterable, Hashable, Sendable {
    /// The record states it.
    case exact
    /// The record implies the event but not when; the time is that of a neighbour.
    case inferred
    /// The record states one that runs backwards; the time is the event's before it.
    case clamped
  }

  /// The format it came in, such as `sheet`.
  public var format: String
  /// How its time is known.
  public var time: TimeSource
  /// What the other system's event log called it, where it came from one.
  public var activity: LoggedActivity?

  /// Makes a mark.
  public init(format: String, time: TimeSource, activity: LoggedActivity? = nil) {
    self.format = format
    self.time = time
    self.activity = activity
  }
}
