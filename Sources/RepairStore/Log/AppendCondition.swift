/// What must not have happened for an append to be made: no event that the query means after a place.
///
/// This guards a decision that looked at events of several streams, as an expected version guards
/// one that looked at a single stream. Whoever decides reads those events, remembers the log's head
/// of that moment, and appends under the condition that none has come since. The log checks it while
/// nobody else can write.
public struct AppendCondition: Hashable, Sendable {
  /// The events that the decision was made by.
  public var query: EventQuery
  /// How far the decision has seen the log; from the log's start by default.
  public var after: LogPosition

  /// Makes a condition.
  public init(noneOf query: EventQuery, after: LogPosition = .start) {
    self.query = query
    self.after = after
  }
}
