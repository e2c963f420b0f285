import RepairCore

/// Up to where a projection's rows stand for the log.
struct ProjectionCheckpoint: Equatable {
  /// The log they were made from.
  var log: ULID
  /// The last position they stand for.
  var position: LogPosition
  /// The event at that position, where there is one; a restored backup has another one there.
  var event: ULID?
  /// What kept it from the next event.
  var failure: ProjectionFailure?
}

extension ViewsFile {
  static let projectionTable = """
    CREATE TABLE projection(
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      log BLOB NOT NULL,
      position INTEGER NOT NULL,
      event BLOB,
      failed_event BLOB,
      failed_stream TEXT,
      failure TEXT,
      PRIMARY KEY(name, version)
    ) STRICT, WITHOUT ROWID
    """

  /// Reads how far a projection is; `nil` when it has never begun.
  func checkpoint(of name: String, version: Int) throws -> ProjectionCheckpoint? {
    try connection.withStatement(
      """
      SELECT log, position, event, failed_event, failed_stream, failure
      FROM projection WHERE name = ?1 AND version = ?2
      """
    ) { statement in
      try statement.bind(name, at: 1)
      try statement.bind(version, at: 2)
      guard try statement.step() else { return nil }
      var checkpoint = ProjectionCheckpoint(
        log: try statement.ulid(0), position: try statement.position(1),
        event: statement.isNull(2) ? nil : try statement.ulid(2))
      if !statement.isNull(5) {
        guard let stream = StreamName(try statement.text(4)) else {
          throw statement.mismatch(4, expected: "a stream's name")
        }
        checkpoint.failure = ProjectionFailure(
          projection: name, version: version, position: checkpoint.position.next,
          event: try statement.ulid(3), stream: stream, reason: try statement.text(5))
      }
      return checkpoint
    }
  }

  /// Records how far a projection is, in the transaction that changed its rows.
  func setCheckpoint(
    _ checkpoint: ProjectionCheckpoint, of name: String, version: Int
  ) throws {
    try connection.withStatement(
      "INSERT OR REPLACE INTO projection VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    ) { statement in
      try statement.bind(name, at: 1)
      try statement.bind(version, at: 2)
      try statement.bindBlob(checkpoint.log.bytes, at: 3)
      try statement.bind(checkpoint.position.rawValue, at: 4)
      try statement.bind(checkpoint.event, at: 5)
      try statement.bind(checkpoint.failure?.event, at: 6)
      try statement.bind(checkpoint.failure?.stream.rawValue, at: 7)
      try statement.bind(checkpoint.failure?.reason, at: 8)
      try statement.run()
    }
  }

  /// The names and versions of all projections that have rows here.
  func projections() throws -> [(name: String, version: Int)] {
    try connection.withStatement("SELECT name, version FROM projection ORDER BY name, version") {
      var found: [(String, Int)] = []
      while try $0.step() { found.append((try $0.text(0), Int(clamping: try $0.int64(1)))) }
      return found
    }
  }

  /// Forgets a projection's place; the caller has dropped its tables.
  func removeCheckpoint(of name: String, version: Int) throws {
    try connection.withStatement("DELETE FROM projection WHERE name = ?1 AND version = ?2") {
      try $0.bind(name, at: 1)
      try $0.bind(version, at: 2)
      try $0.run()
    }
  }
}
