/// An event in its place: the how-manieth of its subject, when it happened, who did it.
///
/// The facts of a ticket are ``TicketFact``s, which can say more.
public struct Fact<Event: Hashable & Sendable>: Hashable, Sendable {
  /// Which event of the subject this is, 1 for the first.
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
  public var event: Event

  /// Makes a fact.
  public init(
    version: StreamVersion, occurredAt: Timestamp, actor: PersonID, role: Role,
    onBehalfOf: PersonID? = nil, event: Event
  ) {
    self.version = version
    self.occurredAt = occurredAt
    self.actor = actor
    self.role = role
    self.onBehalfOf = onBehalfOf
    self.event = event
  }
}
