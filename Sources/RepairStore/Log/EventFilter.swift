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
  /// The stream it belongs to.
  public var stream: StreamName?
  /// The first and the last moment the log learned of it.
  public var recordedAt: ClosedRange<Timestamp>?
  /// The first and the last moment it happened.
  public var occurredAt: ClosedRange<Timestamp>?

  /// Makes a filter; without arguments every event passes.
  public init(
    types: [String] = [], tag: EventTag? = nil, actor: PersonID? = nil, stream: StreamName? = nil,
    recordedAt: ClosedRange<Timestamp>? = nil, occurredAt: ClosedRange<Timestamp>? = nil
  ) {
    self.types = types
    self.tag = tag
    self.actor = actor
    self.stream = stream
    self.recordedAt = recordedAt
    self.occurredAt = occurredAt
  }
}

/// Which way a page of the log is read.
public enum ReadDirection: Hashable, Sendable {
  /// Oldest first.
  case forward
  /// Newest first.
  case backward
}
