public import RepairCore

extension RepairEngine {
  /// Finds the causes and effects of an event; see ``EventLog/trace(_:limit:)``.
  ///
  /// - Parameters:
  ///   - subject: the event, or the command.
  ///   - limit: how many events are listed at most.
  /// - Returns: the tree with the events that are listed in it, by their places; `nil` where the log
  ///   has no such event.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(events after the first cause).
  public func trace(
    _ subject: TraceSubject, limit: Int = 1_000
  ) async throws -> (trace: EventTrace, events: [LogPosition: StoredEvent])? {
    try await store.read("trace") { thread in
      try thread.log.snapshot {
        guard let trace = try thread.log.trace(subject, limit: limit) else { return nil }
        var events: [LogPosition: StoredEvent] = [:]
        for step in trace.steps {
          events[step.position] = try thread.log.event(at: step.position)
        }
        return (trace, events)
      }
    }
  }

  /// Reads a page of what has to do with a person, each event with the ways in which it has.
  ///
  /// - Parameters:
  ///   - person: the person.
  ///   - filter: what else is asked of the events; its ``EventFilter/person`` does not count.
  ///   - after: the last place already read, in the direction of reading.
  ///   - limit: how many events at most; 10,000 is the most there is.
  ///   - direction: oldest or newest first.
  /// - Returns: the events; fewer than `limit` when there are no more.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(events looked at): there is no index by person.
  public func events(
    involving person: PersonID, _ filter: EventFilter = EventFilter(), after: LogPosition? = nil,
    limit: Int = 1_000, direction: ReadDirection = .forward
  ) async throws -> [(event: StoredEvent, ways: [Involvement])] {
    var filter = filter
    filter.person = person
    return try await store.read("events") { [filter] thread in
      try thread.log.snapshot {
        try thread.log.readLog(filter, after: after, limit: limit, direction: direction).map {
          ($0, try thread.log.involvements(of: person, in: $0))
        }
      }
    }
  }
}
