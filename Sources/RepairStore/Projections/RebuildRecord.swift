import RepairCore

/// How far a projection's making anew has come: written with the rows, so that it goes on after a kill.
struct RebuildRecord: Equatable {
  /// The log it is made from.
  var log: ULID
  /// Up to which place of the log it is made.
  var through: LogPosition
  /// The event there.
  var event: ULID?
  /// Up to which it has come: a ticket's number where rows are tickets', else an event's place.
  var done: LogPosition
  /// Who is at work.
  var owner: ULID
  /// The process that is, by its number: one that is dead is not waited for.
  var process: Int64
  /// Until when nobody else takes the work over.
  var until: Timestamp

  /// How long the work is one's own: reading a large log takes a while, and nothing is written then.
  static func lease(for through: LogPosition) -> TimeSpan {
    TimeSpan.seconds(30 + Int64(clamping: through.rawValue / 50_000))
  }

  /// Whether somebody is at work still: one whose process is dead is not, and a clock that was set back
  /// must not keep everybody waiting.
  func isHeld(at now: Timestamp) -> Bool {
    until > now && until < now + Self.lease(for: through) + .minutes(1)
      && Files.isAlive(process: process)
  }
}

extension ViewsFile {
  static let rebuildTable = """
    CREATE TABLE rebuild(
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      log BLOB NOT NULL,
      through INTEGER NOT NULL,
      event BLOB,
      done INTEGER NOT NULL,
      owner BLOB NOT NULL,
      process INTEGER NOT NULL,
      until INTEGER NOT NULL,
      PRIMARY KEY(name, version)
    ) STRICT, WITHOUT ROWID
    """

  /// Reads how far a projection's making anew has come; `nil` when nobody began.
  func rebuild(of name: String, version: Int) throws -> RebuildRecord? {
    try connection.withStatement(
      """
      SELECT log, through, event, done, owner, process, until FROM rebuild WHERE name = ?1 AND version = ?2
      """
    ) { statement in
      try statement.bind(name, at: 1)
      try statement.bind(version, at: 2)
      guard try statement.step() else { return nil }
      return RebuildRecord(
        log: try statement.ulid(0), through: try statement.position(1),
        event: statement.isNull(2) ? nil : try statement.ulid(2), done: try statement.position(3),
        owner: try statement.ulid(4), process: try statement.int64(5),
        until: Timestamp(clamping: try statement.int64(6)))
    }
  }

  func setRebuild(_ record: RebuildRecord, of projection: any Projection) throws {
    try connection.withStatement(
      "INSERT OR REPLACE INTO rebuild VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    ) { statement in
      try statement.bind(projection.name, at: 1)
      try statement.bind(projection.version, at: 2)
      try statement.bind(record.log, at: 3)
      try statement.bind(record.through.rawValue, at: 4)
      try statement.bind(record.event, at: 5)
      try statement.bind(record.done.rawValue, at: 6)
      try statement.bind(record.owner, at: 7)
      try statement.bind(record.process, at: 8)
      try statement.bind(record.until.milliseconds, at: 9)
      try statement.run()
    }
  }

  func removeRebuild(of projection: any Projection) throws {
    try connection.withStatement("DELETE FROM rebuild WHERE name = ?1 AND version = ?2") {
      try $0.bind(projection.name, at: 1)
      try $0.bind(projection.version, at: 2)
      try $0.run()
    }
  }
}
