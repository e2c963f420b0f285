import CSQLite

extension EventLog {
  /// What there is to know about a log's file.
  public struct Status: Hashable, Sendable {
    /// The place of the last event.
    public let head: LogPosition
    /// The root of the hash tree over all events; `nil` for a log of an earlier release, which gets
    /// its tree when it is opened for writing, and for a log as it was.
    public let root: SHA256Digest?
    /// How many streams there are.
    public let streams: Int
    /// How large the file is, without its `-wal`.
    public let fileBytes: Int64
    /// How large the `-wal` is.
    public let walBytes: Int64
    /// How many pages of the file are not in use.
    public let freePages: Int64
    /// The version of the log's tables.
    public let schemaVersion: Int64
    /// The version of the SQLite library.
    public let sqliteVersion: String
    /// Whether that SQLite has the WAL-reset fault, fixed in 3.51.3.
    ///
    /// This log's own WAL checkpoints are made so that the fault cannot happen; another program
    /// that checkpoints the file while we write would bring it back.
    public let hasWALResetFault: Bool
    /// Other processes that are reading at this moment, which keeps the `-wal` from being begun anew.
    public let readers: [LogReader]
    /// What is not as safe as it could be about the file and its folder.
    public let warnings: [String]
  }

  /// Looks at the file.
  ///
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`.
  public func status() throws -> Status {
    try snapshot {
      let connection = try openDatabase().connection
      let streams = try connection.withStatement("SELECT max(id) FROM stream") {
        try $0.step() && !$0.isNull(0) ? Int(clamping: try $0.int64(0)) : 0
      }
      return Status(
        head: try head(), root: try root(), streams: streams,
        fileBytes: Files.imprint(of: path)?.size ?? 0,
        walBytes: Files.imprint(of: path + "-wal")?.size ?? 0,
        freePages: try connection.pragmaNumber("freelist_count"),
        schemaVersion: try connection.pragmaNumber("user_version"),
        sqliteVersion: String(cString: sqlite3_libversion()),
        hasWALResetFault: sqlite3_libversion_number() < 3_051_003,
        readers: LogReader.current(of: path), warnings: warnings)
    }
  }

  private func root() throws -> SHA256Digest? {
    guard try hasTree, configuration.extent == nil else { return nil }
    return try treeHead().root
  }

  /// Reads the whole file and looks for damage that SQLite can see.
  ///
  /// A changed payload is not seen: SQLite keeps no sums of its pages.
  ///
  /// - Returns: what is wrong, at most 100 lines; nothing when all is well.
  /// - Throws: ``StoreError`` with `busy`, `inputOutput`, `misuse` for a log as it was; damage is
  ///   returned, not thrown.
  /// - Complexity: O(file).
  public func integrityProblems() throws -> [String] {
    try requirePresent()
    do {
      return try snapshot {
        try openDatabase().connection.withStatement("PRAGMA quick_check(100)") { statement in
          var lines: [String] = []
          while try statement.step() { lines.append(try statement.text(0)) }
          let holes = try head().rawValue - eventCount()
          if holes != 0 { lines.append("\(holes) positions are missing") }
          return lines.filter { $0 != "ok" }
        }
      }
    } catch let error as StoreError where error.code == .corrupt {
      return [error.message]
    }
  }

  private func eventCount() throws -> Int {
    try openDatabase().connection.withStatement("SELECT count(*) FROM event") {
      try $0.step() ? Int(clamping: try $0.int64(0)) : 0
    }
  }

  /// Refuses to begin what needs more room than the disk has.
  ///
  /// - Parameter bytes: how much will be written, with the `-wal` counted in.
  /// - Throws: ``StoreError`` with the code `diskFull`.
  public func checkFreeSpace(for bytes: Int64) throws {
    guard let free = Files.freeBytes(at: Files.folder(of: path)), free < bytes else { return }
    throw StoreError(
      .diskFull,
      "\(Files.folder(of: path)) has \(free) bytes free where about \(bytes) are needed; make room",
      context: [("path", path), ("free", String(free)), ("needed", String(bytes))])
  }
}
