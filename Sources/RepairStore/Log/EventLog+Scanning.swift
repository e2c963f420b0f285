public import RepairCore

extension EventLog {
  /// Reads events in order without copying them: the way to replay a log.
  ///
  /// All rows are of one state of the log. The `-wal` cannot be written back in full meanwhile, so
  /// the closure should not wait for anything.
  ///
  /// - Parameters:
  ///   - first: the first place to read.
  ///   - last: the last place to read, the head by default.
  ///   - body: reads the row it is lent; an error it throws ends the scan and is thrown on.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`, and what `body` throws.
  /// - Complexity: O(events read).
  public func scan(
    from first: LogPosition = LogPosition(1), through last: LogPosition = .end,
    _ body: (borrowing EventRow) throws -> Void
  ) throws {
    let sql = """
      SELECT \(EventRow.columns) FROM event WHERE position BETWEEN ?1 AND ?2 ORDER BY position
      """
    try snapshot {
      try openDatabase().connection.withStatement(sql) { statement in
        try statement.bind(first.rawValue, at: 1)
        try statement.bind(last.rawValue, at: 2)
        let row = EventRow(statement, of: self)
        // A log as it was at a time has only some of the places.
        guard configuration.extent?.occurredBy == nil else {
          while try statement.step() { try body(row) }
          return
        }
        var next = max(first, LogPosition(1))
        while try statement.step() {
          guard try row.position == next else { throw isMissing(next) }
          try body(row)
          next = next.next
        }
        // Without this a forged last place has whoever reads in batches go on for ever.
        if next <= last, try next <= head() { throw isMissing(next) }
      }
    }
  }

  private func isMissing(_ position: LogPosition) -> StoreError {
    StoreError(
      .corrupt, "\(path) has no event at position \(position), and later ones; restore a backup",
      context: [("path", path), ("position", position.description)])
  }

  /// Reads the events of one stream in order without copying them: the way to load an aggregate.
  ///
  /// - Parameters:
  ///   - stream: the stream; one that does not exist has no events.
  ///   - first: the first version to read.
  ///   - last: the last version to read, the newest by default.
  ///   - body: reads the row it is lent; an error it throws ends the scan and is thrown on.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`, and what `body` throws.
  /// - Complexity: O(events read).
  public func scanStream(
    _ stream: StreamName, from first: StreamVersion = StreamVersion(1),
    through last: StreamVersion = StreamVersion(.max), _ body: (borrowing EventRow) throws -> Void
  ) throws {
    try reading { database in
      guard let id = try streamID(stream, in: database) else { return }
      try database.connection.withStatement(Self.streamSQL) { statement in
        try statement.bind(id, at: 1)
        try statement.bind(first.rawValue, at: 2)
        try statement.bind(last.rawValue, at: 3)
        let row = EventRow(statement, of: self)
        while try statement.step() { try body(row) }
      }
    }
  }

  private static let streamSQL = """
    SELECT \(EventRow.columns) FROM event WHERE stream=?1 AND version BETWEEN ?2 AND ?3 \
    ORDER BY version
    """

  /// Reads events in order together with their tags and idempotency keys, for a lossless export.
  ///
  /// - Parameters:
  ///   - first: the first place to read.
  ///   - last: the last place to read, the head by default.
  ///   - body: reads the row, its tags in byte order, and the key of the append it belongs to.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`, and what `body` throws.
  /// - Complexity: O(n log n) in all tags and keys of the log, sorted outside memory when many.
  public func scanWithTagsAndKeys(
    from first: LogPosition = LogPosition(1), through last: LogPosition = .end,
    _ body: (borrowing EventRow, _ tags: [EventTag], _ key: KeyRecord?) throws -> Void
  ) throws {
    let tagSQL = """
      SELECT e.position, t.name FROM event_tag e JOIN tag t ON t.id=e.tag \
      WHERE e.position BETWEEN ?1 AND ?2 ORDER BY e.position, t.name
      """
    let keySQL = """
      SELECT first_position, last_position, key, digest FROM idempotency \
      WHERE last_position>=?1 AND first_position<=?2 ORDER BY first_position
      """
    try snapshot {
      let connection = try openDatabase().connection
      try connection.withStatement(tagSQL) { tagRows in
        try connection.withStatement(keySQL) { keyRows in
          for rows in [tagRows, keyRows] {
            try rows.bind(first.rawValue, at: 1)
            try rows.bind(last.rawValue, at: 2)
          }
          var hasTag = try tagRows.step()
          var key = try Self.nextKey(keyRows)
          try scan(from: first, through: last) { row in
            let position = try row.position
            var tags: [EventTag] = []
            while hasTag, try tagRows.int64(0) <= Int64(position.rawValue) {
              guard let tag = EventTag(try tagRows.text(1)) else {
                throw tagRows.mismatch(1, expected: "a tag")
              }
              tags.append(tag)
              hasTag = try tagRows.step()
            }
            while let current = key, current.lastPosition < position {
              key = try Self.nextKey(keyRows)
            }
            try body(row, tags, key.flatMap { $0.firstPosition <= position ? $0 : nil })
          }
        }
      }
    }
  }

  private static func nextKey(_ rows: Statement) throws -> KeyRecord? {
    guard try rows.step() else { return nil }
    guard let digest = SHA256Digest(bytes: try rows.blobBytes(3)),
      let key = IdempotencyKey(try rows.text(2), digest: digest)
    else { throw rows.mismatch(3, expected: "32 bytes") }
    return KeyRecord(
      key: key, firstPosition: LogPosition(Int(clamping: try rows.int64(0))),
      lastPosition: LogPosition(Int(clamping: try rows.int64(1))))
  }
}
