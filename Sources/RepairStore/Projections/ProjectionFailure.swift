/// That a projection stopped before an event it could not take in.
///
/// Its rows stand for the log up to the event before; nothing was skipped. Every call that needs them
/// tries that event again, so that it goes on by itself once the cause is gone.
public struct ProjectionFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The projection's name.
  public var projection: String
  /// The version of its rows.
  public var version: Int
  /// The place of the event it stopped before.
  public var position: LogPosition
  /// The event.
  public var event: ULID
  /// The stream the event is of: `ticket/N-1`, whose row it is that could not be written.
  public var stream: StreamName
  /// What it threw.
  public var reason: String

  /// What stopped where and why, and what to do.
  public var description: String {
    "the projection \(projection) stopped before position \(position) (\(stream)): \(reason). What it "
      + "has stands for the log up to \(position.rawValue - 1), and nothing was skipped; it goes on by "
      + "itself once that event can be taken in"
  }
}
