import RepairCore

/// The tables of a log, as a list of steps from an empty file to the newest version.
enum LogSchema {
  /// One step, run whole or not at all; a released step is never edited, only followed by another.
  struct Migration: Sendable {
    /// The statements, each making one named thing.
    let statements: [String]
  }

  /// Says whose file it is: "RWFL" in ASCII.
  static let applicationID: Int64 = 0x5257_464C

  /// The version this release writes, and the newest it reads.
  static var version: Int64 { Int64(migrations.count) }

  static let migrations = [
    Migration(statements: tables + triggers), Migration(statements: treeTables + treeTriggers),
  ]

  /// The first version that has a hash tree.
  static let firstWithTree: Int64 = 2

  /// Everything of an event lies in one row: a second table makes inserts 1.4 times slower.
  ///
  /// `salt` and `payload` may be NULL, so that a payload can be taken out for good later
  /// while its place in the log stays.
  private static let tables = [
    """
    CREATE TABLE log(
      key TEXT PRIMARY KEY,
      value ANY NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE stream(
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    """
    CREATE TABLE event_type(
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      schema INTEGER NOT NULL,
      UNIQUE(name, schema)
    ) STRICT
    """,
    """
    CREATE TABLE event(
      position INTEGER PRIMARY KEY,
      id BLOB NOT NULL,
      stream INTEGER NOT NULL,
      version INTEGER NOT NULL,
      type INTEGER NOT NULL,
      occurred_at INTEGER NOT NULL,
      recorded_at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      role TEXT NOT NULL,
      on_behalf_of TEXT,
      command TEXT,
      command_id BLOB,
      causation TEXT,
      correlation TEXT,
      salt BLOB,
      payload TEXT,
      UNIQUE(stream, version)
    ) STRICT
    """,
    """
    CREATE TABLE tag(
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    """
    CREATE TABLE event_tag(
      tag INTEGER NOT NULL,
      type INTEGER NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY(tag, type, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE idempotency(
      key TEXT PRIMARY KEY,
      digest BLOB NOT NULL,
      first_position INTEGER NOT NULL,
      last_position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
  ]

  /// No statement changes or removes a row.
  ///
  /// Only the log's own name may still be given while there
  /// is no event, so that an import can take over the name of the log it continues.
  private static let triggers =
    ["log", "stream", "event_type", "event", "tag", "event_tag", "idempotency"].flatMap { table in
      [
        """
        CREATE TRIGGER \(table)_is_not_updated BEFORE UPDATE ON \(table)
        \(table == "log" ? "WHEN EXISTS(SELECT 1 FROM event)\n" : "")\
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
        """,
        """
        CREATE TRIGGER \(table)_is_not_deleted BEFORE DELETE ON \(table)
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
        """,
      ]
    }

  /// The hashes over the events: see ``TreeTiles``.
  private static let treeTables = [
    """
    CREATE TABLE tree_tile(
      level INTEGER NOT NULL,
      number INTEGER NOT NULL,
      hashes BLOB NOT NULL,
      PRIMARY KEY(level, number)
    ) STRICT
    """,
    """
    CREATE TABLE tree_tail(
      position INTEGER PRIMARY KEY,
      hashes BLOB NOT NULL
    ) STRICT
    """,
  ]

  /// A tile only ever grows, and what is in the tail leaves it for a tile.
  private static let treeTriggers = [
    """
    CREATE TRIGGER tree_tile_only_grows BEFORE UPDATE ON tree_tile
    WHEN NEW.level<>OLD.level OR NEW.number<>OLD.number
      OR substr(NEW.hashes, 1, length(OLD.hashes))<>OLD.hashes
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
    """
    CREATE TRIGGER tree_tile_is_not_deleted BEFORE DELETE ON tree_tile
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
    """
    CREATE TRIGGER tree_tail_is_not_updated BEFORE UPDATE ON tree_tail
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
    """
    CREATE TRIGGER tree_tail_goes_into_a_tile BEFORE DELETE ON tree_tail
    WHEN NOT EXISTS(SELECT 1 FROM tree_tile WHERE level=0 AND number=(OLD.position-1)/256)
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
  ]

  /// Brings a file to the newest version, in one transaction.
  ///
  /// - Parameters:
  ///   - connection: the file, open for writing.
  ///   - first: what else to write in the same transaction; it is told the version found.
  /// - Throws: what SQLite or `first` throws; then the file is as before.
  static func migrate(
    _ connection: Connection, andThen first: (_ found: Int64) throws -> Void
  ) throws {
    try connection.transaction(.immediate) {
      let found = try connection.pragmaNumber("user_version")
      for step in migrations.dropFirst(Int(clamping: max(0, found))) {
        for statement in step.statements { try connection.execute(statement) }
      }
      try connection.execute("PRAGMA application_id=\(applicationID)")
      try connection.execute("PRAGMA user_version=\(version)")
      try first(found)
    }
  }

  /// Refuses a file that is no log, or one this release cannot read.
  ///
  /// - Throws: ``StoreError`` with the codes `notALog`, `newerLog` and `corrupt`.
  static func check(_ connection: Connection) throws {
    let path = connection.path
    guard try connection.pragmaNumber("application_id") == applicationID else {
      throw StoreError(
        .notALog, "\(path) is not a log of this software; make one with init",
        context: [("path", path)])
    }
    let found = try connection.pragmaNumber("user_version")
    guard found <= version else {
      throw StoreError(
        .newerLog,
        "\(path) has log version \(found), and this release knows up to \(version); use a newer one",
        context: [("path", path), ("version", String(found))])
    }
    try checkSize(connection)
    guard found >= 1, try connection.pragmaText("encoding") == "UTF-8" else {
      throw StoreError(.corrupt, "\(path) has no version of a log", context: [("path", path)])
    }
    let expected = Set(migrations.prefix(Int(clamping: found)).flatMap(\.statements))
    var present: Set<String> = []
    try connection.withStatement("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL") {
      while try $0.step() { present.insert(try $0.text(0)) }
    }
    guard present == expected else {
      let odd = present.subtracting(expected).count
      throw StoreError(
        .corrupt,
        "\(path) does not have exactly the tables and triggers of a log "
          + "(\(expected.subtracting(present).count) missing, \(odd) foreign); restore a backup",
        context: [("path", path)])
    }
  }

  /// Refuses a file that was cut within its last page, which SQLite would read as zeros.
  ///
  /// With a `-wal` the file may be anything: a WAL checkpoint may have been killed half-way.
  private static func checkSize(_ connection: Connection) throws {
    let path = connection.path
    let size = Files.imprint(of: path)?.size ?? 0
    guard (Files.imprint(of: path + "-wal")?.size ?? 0) == 0, size > 0 else { return }
    let pageSize = try connection.pragmaNumber("page_size")
    guard pageSize > 0, size % pageSize == 0 else {
      throw StoreError(
        .corrupt, "\(path) is cut short; restore it from a backup", context: [("path", path)])
    }
  }
}
