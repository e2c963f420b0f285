import RepairCore

extension EventLog {
  /// Reads the events of all tickets, ticket after ticket, in the order in which they began.
  ///
  /// All rows are of one state of the log. It reads by the streams' index, and so from all over the
  /// file: for exports in which a ticket's events stand together.
  ///
  /// - Parameters:
  ///   - stream: the one stream to read; all tickets' by default.
  ///   - body: reads the row it is lent; an error it throws ends the scan and is thrown on.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`, and what `body` throws.
  /// - Complexity: O(events of tickets).
  package func scanTickets(
    only stream: StreamName? = nil, _ body: (borrowing EventRow) throws -> Void
  ) throws {
    if let stream {
      guard stream.ticket != nil else { return }
      return try scanStream(stream, body)
    }
    // `/` comes right before `0`, so that these are the names that begin with `ticket/`.
    let sql = """
      SELECT \(EventRow.columns) FROM event \
      WHERE stream IN (SELECT id FROM stream WHERE name>='ticket/' AND name<'ticket0') \
      ORDER BY stream, version
      """
    try snapshot {
      try openDatabase().connection.withStatement(sql) { statement in
        let row = EventRow(statement, of: self)
        while try statement.step() { try body(row) }
      }
    }
  }
}
