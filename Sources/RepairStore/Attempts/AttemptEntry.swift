public import RepairCore

/// One refused attempt: as the log has it, and what it was on.
///
/// Who tried, in which capacity and for whom are the event's; what happened is the attempt's.
public struct AttemptEntry: Hashable, Sendable {
  /// The event with its place and its times.
  public let event: StoredEvent
  /// What kind of thing it was on.
  public let kind: SubjectKind
  /// What that thing is called; `nil` where a name was given that cannot be one.
  public let subject: String?
  /// What was asked, and why it did not happen.
  public let attempt: RefusedAttempt

  /// Reads a stored event; `nil` for one that is no refused attempt.
  ///
  /// - Parameter stored: any event of a log.
  /// - Throws: ``StoreError`` with `unknownEventType`, or with `corrupt` and the place of a payload
  ///   that is not what its type says.
  public init?(_ stored: StoredEvent) throws(StoreError) {
    guard let attempted = stored.stream.attempted else { return nil }
    event = stored
    (kind, subject) = attempted
    attempt = try RefusedAttempt(stored)
  }
}
