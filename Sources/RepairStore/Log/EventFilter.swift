public import RepairCore

/// Which events of the log to read; what is `nil` or empty does not narrow.
///
/// A stream and a tag are looked up; the recorded time is found by halving, because it never goes
/// back; the rest is scanned for.
public struct EventFilter: Hashable, Sendable {
  /// Names of types, any schema; an event has one of them.
  public var types: [String]
  /// A tag the event carries.
  public var tag: EventTag?
  /// Who did it.
  public var actor: PersonID?
  /// Whom it has to do with, in whichever way; ``EventLog/involvements(of:in:)`` says in which.
  public var person: PersonID?
  /// Whether, and for whom, somebody did it in another's place.
  public var delegation: Delegation?
  /// The larger undertaking it is part of.
  public var correlation: String?
  /// The stream it belongs to.
  public var stream: StreamName?
  /// The first and the last moment the log learned of it.
  public var recordedAt: ClosedRange<Timestamp>?
  /// The first and the last moment it happened.
  public var occurredAt: ClosedRange<Timestamp>?

  /// Which acts in another's place are wanted.
  public enum Delegation: Hashable, Sendable {
    /// Those in anybody's place.
    case forAnybody
    /// Those in one person's place.
    case `for`(PersonID)
  }

  /// Makes a filter; without arguments every event passes.
  public init(
    types: [String] = [], tag: EventTag? = nil, actor: PersonID? = nil, stream: StreamName? = nil,
    recordedAt: ClosedRange<Timestamp>? = nil, occurredAt: ClosedRange<Timestamp>? = nil,
    person: PersonID? = nil, delegation: Delegation? = nil, correlation: String? = nil
  ) {
    self.types = types
    self.tag = tag
    self.actor = actor
    self.stream = stream
    self.recordedAt = recordedAt
    self.occurredAt = occurredAt
    self.person = person
    self.delegation = delegation
    self.correlation = correlation
  }
}

/// Which way a page of the log is read.
public enum ReadDirection: Hashable, Sendable {
  /// Oldest first.
  case forward
  /// Newest first.
  case backward
}
