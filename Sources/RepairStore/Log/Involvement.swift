public import RepairCore

/// A way in which an event has to do with a person.
@nonexhaustive
public enum Involvement: String, CaseIterable, Hashable, Sendable {
  /// They did it.
  case actor
  /// Somebody else did it for them.
  case onBehalfOf
  /// It is about a job of theirs as a worker: they got it, lost it, or had it when it was begun,
  /// interrupted, resumed, finished or cancelled, or they acted as a worker themselves.
  ///
  /// These are the events with the tag `EventTag.worker(_:)`.
  case worker
  /// It is the report that made them a ticket's requester: the event with the tag
  /// `EventTag.requester(_:)`.
  case requester
  /// It is about a notice to them.
  case recipient
  /// It is about their own entry in the directory, or about what they want to be told.
  case member
}

extension EventLog {
  /// Says in which ways an event has to do with a person.
  ///
  /// ``EventFilter/person`` chooses the events for which there is one. Who is only mentioned, as a
  /// candidate that was not sent or in what somebody wrote, has nothing to do with an event.
  ///
  /// - Parameters:
  ///   - person: the person.
  ///   - event: an event of this log.
  /// - Returns: the ways, in the order in which they are declared; none where there is none.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`.
  /// - Complexity: O(log n).
  public func involvements(of person: PersonID, in event: StoredEvent) throws -> [Involvement] {
    try PersonLook(person, in: self).ways(
      in: event.position, of: event.type, stream: event.stream, by: event.actor,
      onBehalfOf: event.onBehalfOf)
  }
}
