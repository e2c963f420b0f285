import RepairCore

extension EventLog {
  /// The log as it was: a second log, for reading, that ends where an extent ends.
  ///
  /// Whatever is asked of it is answered as it would have been then: tickets, the directory, the
  /// rules in force, stocks, notices, and views of it, which are made in a temporary file. What is
  /// appended later does not become part of it. The file has one hash tree and can be copied only
  /// whole: ``backup(to:)``, ``verify(progress:)``, ``integrityProblems()`` and whatever asks for heads,
  /// proofs and checkpoints refuse with `misuse`, ask the log as it is for a place instead. Which
  /// streams and types have been named, and ``status()`` but for its head, are of the present too.
  ///
  /// ```swift
  /// let march = try log.asOf(Replay.Extent(occurredBy: endOfMarch))
  /// let members = try TicketLog(march).directory()
  /// let workers = try Views(of: march).workers(at: endOfMarch, under: policy)
  /// ```
  ///
  /// - Parameter extent: up to which events: by position, which is what was known then, or by time,
  ///   which is what was true then.
  /// - Returns: a log of its own, which stays with one thread at a time.
  /// - Throws: ``StoreError`` as ``open(at:mode:configuration:)`` does.
  /// - Complexity: O(1) for a position, O(events after the moment) for a time.
  public func asOf(_ extent: Replay.Extent) throws -> sending EventLog {
    var configuration = configuration
    configuration.extent = try snapshot { try resolved(extent) }
    return try Self.open(at: path, mode: mode.forReading, configuration: configuration)
  }

  /// Refuses, in a log as it was, what only the log as it is can answer.
  func requirePresent() throws {
    guard configuration.extent == nil else {
      throw StoreError(
        .misuse,
        "\(path) is open as it was: its tree and its file are of the present, ask the log as it is",
        context: [("path", path)])
    }
  }

  /// The same extent with the place of its last event, which never changes any more.
  private func resolved(_ extent: Replay.Extent) throws -> Replay.Extent {
    let head = try head()
    // Of a log that is past already nothing later can be had.
    let earlier = [configuration.extent?.occurredBy, extent.occurredBy].compactMap(\.self).min()
    var found = Replay.Extent(through: min(max(extent.through, .start), head), occurredBy: earlier)
    guard let earlier else { return found }
    let sql = """
      SELECT position FROM event WHERE position<=?1 AND occurred_at<=?2
      ORDER BY position DESC LIMIT 1
      """
    found.through = try openDatabase().connection.withStatement(sql) {
      try $0.bind(found.through.rawValue, at: 1)
      try $0.bind(earlier.milliseconds, at: 2)
      return try $0.step() ? LogPosition(Int(clamping: try $0.int64(0))) : .start
    }
    return found
  }
}

extension Connection {
  /// Lets every statement see a log's events up to an extent, and no others.
  ///
  /// Views of the connection's own stand before the tables of the same names; SQLite reads through
  /// them by the tables' indexes. A tag's rows are narrowed like the events they are of, because
  /// places are looked up among them first; an idempotency key is seen once its last event is.
  func narrow(to extent: Replay.Extent) throws {
    let isQueryOnly = try pragmaNumber("query_only") != 0
    // Temporary tables count as written too.
    if isQueryOnly { try execute("PRAGMA query_only=OFF") }
    let last = extent.through.rawValue
    var (events, tags) = ("position<=\(last)", "position<=\(last)")
    var keys = "last_position<=\(last)"
    if let moment = extent.occurredBy?.milliseconds {
      events += " AND occurred_at<=\(moment)"
      tags += """
         AND (SELECT e.occurred_at FROM main.event e WHERE e.position=t.position)<=\(moment)
        """
      keys += """
         AND (SELECT e.occurred_at FROM main.event e WHERE e.position=k.last_position)<=\(moment)
        """
    }
    try execute("CREATE TEMP VIEW event AS SELECT * FROM main.event WHERE \(events)")
    try execute("CREATE TEMP VIEW event_tag AS SELECT * FROM main.event_tag t WHERE \(tags)")
    try execute("CREATE TEMP VIEW idempotency AS SELECT * FROM main.idempotency k WHERE \(keys)")
    if isQueryOnly { try execute("PRAGMA query_only=ON") }
  }
}
