import RepairCore

/// The tables of consumers in the views file.
///
/// They are made when the first consumer is, and nothing else looks at them, so that a file without
/// them is as good as before and earlier releases go on using one that has them.
enum ConsumerTables {
  static func exist(in connection: Connection) throws -> Bool {
    // Made in one transaction, the last one tells of all.
    try connection.withStatement("SELECT 1 FROM sqlite_schema WHERE name='consumer_parked'") {
      try $0.step()
    }
  }

  static func make(in connection: Connection) throws {
    // Another process may have made them while this one waited for the lock.
    if try exist(in: connection) { return }
    // `position`: up to here everything was handed out, and what has no lease and is not parked is
    // done. `event`: the event there, which a restored log does not have.
    try connection.execute(
      """
      CREATE TABLE consumer(
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        incarnation BLOB NOT NULL,
        query TEXT NOT NULL,
        log BLOB NOT NULL,
        position INTEGER NOT NULL,
        event BLOB,
        concurrency INTEGER NOT NULL,
        tokens INTEGER NOT NULL,
        stopped INTEGER
      ) STRICT
      """)
    // A page that was given back has no owner, and `until` says when it is due again.
    try connection.execute(
      """
      CREATE TABLE consumer_lease(
        consumer INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        events INTEGER NOT NULL,
        token INTEGER NOT NULL,
        owner TEXT,
        until INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        reason TEXT,
        PRIMARY KEY(consumer, first)
      ) STRICT, WITHOUT ROWID
      """)
    try connection.execute(
      """
      CREATE TABLE consumer_parked(
        consumer INTEGER NOT NULL,
        position INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        since INTEGER NOT NULL,
        reason TEXT,
        PRIMARY KEY(consumer, position)
      ) STRICT, WITHOUT ROWID
      """)
  }
}

extension Statement {
  /// An id.
  func ulid(_ column: Int32) throws -> ULID {
    guard let id = ULID(try blobBytes(column)) else { throw mismatch(column, expected: "16 bytes") }
    return id
  }

  /// Binds an id, or NULL.
  func bind(_ id: ULID?, at index: Int32) throws {
    guard let id else { return try bindNull(at: index) }
    try bindBlob(id.bytes, at: index)
  }
}
