import RepairCore

extension EventLog {
  /// Makes a new log.
  ///
  /// The file can be read by its owner only. When making it fails nothing is left behind.
  ///
  /// - Parameters:
  ///   - path: where; there must be no such file yet.
  ///   - origin: where the events come from, as other systems shall name it; by default the file's
  ///     name without its extension, after a slash.
  ///   - configuration: what the embedder chooses.
  /// - Returns: the log, open for appending.
  /// - Throws: ``StoreError`` with `alreadyExists`, `missing` for a missing folder, `cannotCreate`,
  ///   `diskFull`, `networkFileSystem`, `limitExceeded` for an origin over 256 bytes.
  public static func create(
    at path: String, origin: String? = nil,
    configuration: LogConfiguration = LogConfiguration()
  ) throws -> sending EventLog {
    let absolute = try absolutePath(path, otherwise: .cannotCreate)
    let origin = origin ?? defaultOrigin(for: absolute)
    guard origin.isLogName(atMost: 256) else {
      throw StoreError(.limitExceeded, "an origin has 1 to 256 bytes and no NUL")
    }
    try refuseNetwork(absolute, configuration)
    // Left-overs of another log beside the new file would be taken for its own.
    for suffix in ["-wal", "-shm", "-journal", anchorSuffix]
    where Files.imprint(of: absolute + suffix) != nil {
      throw StoreError(
        .alreadyExists,
        "\(absolute)\(suffix) is left over from another log; move it away or choose another name",
        context: [("path", absolute + suffix)])
    }
    do {
      try Files.create(absolute)
    } catch {
      throw StoreError(error, path: absolute, otherwise: .cannotCreate)
    }
    do {
      return try fill(absolute, origin: origin, configuration)
    } catch {
      for suffix in ["", "-wal", "-shm", "-journal"] { Files.remove(absolute + suffix) }
      throw error
    }
  }

  /// Makes a new log that gets its name once it is filled: whoever finds it finds all of it.
  ///
  /// - Parameters:
  ///   - path: where; there must be no such file yet.
  ///   - origin: where the events come from.
  ///   - body: fills the log, which is closed afterwards.
  /// - Returns: what `body` returns.
  /// - Throws: ``StoreError`` as ``create(at:origin:configuration:)`` does, and what `body` throws;
  ///   then nothing is left.
  package static func make<Result>(
    at path: String, origin: String, filledBy body: (EventLog) throws -> Result
  ) throws -> Result {
    let absolute = try absolutePath(path, otherwise: .cannotCreate)
    for suffix in ["", "-wal", "-shm", "-journal", anchorSuffix]
    where Files.hasName(absolute + suffix) {
      throw StoreError(
        .alreadyExists, "\(absolute)\(suffix) is there already; choose another name",
        context: [("path", absolute + suffix)])
    }
    let partial = Files.partialName(for: absolute)
    do {
      let log = try create(at: partial, origin: origin)
      defer { log.close() }
      let result = try body(log)
      log.close()
      try Files.rename(partial, toNew: absolute)
      try Files.sync(folder: Files.folder(of: absolute))
      return result
    } catch {
      for suffix in ["", "-wal", "-shm", "-journal"] { Files.remove(partial + suffix) }
      if let failure = error as? Files.Failure {
        throw StoreError(failure, path: absolute, otherwise: .cannotCreate)
      }
      throw error
    }
  }

  private static func fill(
    _ path: String, origin: String, _ configuration: LogConfiguration
  ) throws -> sending EventLog {
    let location = LogLocation(writing: path)
    var ids = IdentityMaker(random: configuration.random)
    let created = configuration.clock()
    let identity = Identity(
      id: ids.id(at: created.milliseconds), origin: origin, created: created)
    let database = try StoreError.mapping(path: path) {
      let connection = try Connection(
        path: path, access: .readWrite,
        busyTimeout: Int32(clamping: configuration.busyTimeout.milliseconds),
        vfs: configuration.vfs)
      try connection.prepareForWriting(durability: configuration.connectionDurability)
      try LogSchema.migrate(connection) { _ in try identity.write(to: connection) }
      return LogDatabase(connection)
    }
    do {
      try Files.sync(folder: Files.folder(of: path))
    } catch {
      throw StoreError(error, path: path, otherwise: .cannotCreate)
    }
    return EventLog(
      database, at: location, mode: .readWrite, identity: identity, configuration: configuration)
  }

  /// Opens a log.
  ///
  /// - Parameters:
  ///   - path: the log's file.
  ///   - mode: what for; reading changes no byte of the log. A file from somebody else is opened
  ///     ``Mode/untrusted``.
  ///   - configuration: what the embedder chooses.
  /// - Returns: the log.
  /// - Throws: ``StoreError`` with `missing`, `unreadable`, `notALog`, `newerLog`, `corrupt`,
  ///   `readOnly`, `busy`, `networkFileSystem`; for writing with `rolledBack`, see ``keepAnchor(_:)``.
  public static func open(
    at path: String, mode: Mode, configuration: LogConfiguration = LogConfiguration()
  ) throws -> sending EventLog {
    let absolute = try absolutePath(path, otherwise: .unreadable)
    try refuseUnreadable(absolute)
    try refuseNetwork(absolute, configuration)
    try refuseJournal(absolute)
    let location =
      switch mode {
      case .readWrite: LogLocation(writing: absolute)
      case .readOnly: try LogLocation.reading(absolute)
      case .untrusted: try LogLocation.inspecting(absolute)
      }
    do {
      return try StoreError.mapping(path: absolute) {
        if mode == .readWrite, !Files.isAccessible(absolute, Files.writable) {
          throw StoreError(
            .readOnly, "\(absolute) may not be written", context: [("path", absolute)])
        }
        let database = try LogDatabase(at: location, mode: mode, configuration: configuration)
        let identity = try Identity.read(from: database.connection)
        try location.checkUnchanged()
        var configuration = configuration
        configuration.hasCheckedPages = mode == .untrusted
        return EventLog(
          database, at: location, mode: mode, identity: identity, configuration: configuration)
      }
    } catch {
      location.cleanUp()
      throw error
    }
  }

  private static func absolutePath(
    _ path: String, otherwise code: StoreError.Code
  ) throws -> String {
    do {
      return try Files.absolutePath(of: path)
    } catch {
      throw StoreError(error, path: path, otherwise: code)
    }
  }

  private static func refuseUnreadable(_ path: String) throws {
    do {
      guard try Files.kind(of: path) == Files.regularFile else {
        throw StoreError(
          .unreadable, "\(path) is not a plain file; give the log itself",
          context: [("path", path)])
      }
    } catch let failure as Files.Failure {
      throw StoreError(failure, path: path, otherwise: .unreadable)
    }
    guard Files.isAccessible(path, Files.readable) else {
      throw StoreError(.unreadable, "\(path) may not be read", context: [("path", path)])
    }
  }

  private static func refuseNetwork(_ path: String, _ configuration: LogConfiguration) throws {
    guard case .network(let name) = Files.fileSystem(of: Files.folder(of: path)),
      !configuration.allowsNetworkFileSystem
    else { return }
    throw StoreError(
      .networkFileSystem,
      "\(path) is on \(name), where locks cannot be trusted; use a local disk, or allow it",
      context: [("path", path), ("fileSystem", name)])
  }

  /// Refuses a log beside which lies what SQLite would undo the file's last changes by.
  ///
  /// A log has a `-wal`, never a rollback journal. One that somebody put there would be played back
  /// into the file at the first reading, and may name any other file to be removed afterwards.
  private static func refuseJournal(_ path: String) throws {
    guard Files.hasName(path + "-journal") else { return }
    throw StoreError(
      .corrupt,
      "\(path)-journal lies beside the log, which never has one: opened as it is, SQLite would "
        + "change the log by it. Move it away, then see with verify whether the log holds",
      context: [("path", path), ("journal", path + "-journal")])
  }

  /// What an administrator should know about where the log lies.
  static func warnings(about path: String) -> [String] {
    var warnings: [String] = []
    let folder = Files.folder(of: path)
    if Files.isSharedFolder(folder) {
      warnings.append("others may replace files in \(folder)")
    }
    if Files.linkCount(of: path) > 1 {
      warnings.append("\(path) has a second name; opened by both at once it would be damaged")
    }
    switch Files.fileSystem(of: folder) {
    case .local: break
    case .network(let name), .passThrough(let name):
      warnings.append("\(path) is on \(name), which may not lock or flush as a disk does")
    }
    return warnings
  }

  private static func defaultOrigin(for path: String) -> String {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? "log".utf8[...]
    let stem = name.split(separator: UInt8(ascii: ".")).first ?? "log".utf8[...]
    let safe = stem.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        byte
      default: UInt8(ascii: "-")
      }
    }
    return "/" + String(decoding: safe.prefix(64), as: UTF8.self)
  }
}

extension EventLog.Identity {
  /// Writes the three facts into a log without events, and their digest.
  func write(to connection: Connection) throws {
    // An adopted name takes the place of the one given at the making.
    let sql = """
      INSERT INTO log(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value=excluded.value
      """
    try connection.withStatement(sql) {
      try $0.bind("id", at: 1)
      try $0.bindBlob(id.bytes, at: 2)
      try $0.run()
    }
    try connection.withStatement(sql) {
      try $0.bind("origin", at: 1)
      try $0.bind(origin, at: 2)
      try $0.run()
    }
    try connection.withStatement(sql) {
      try $0.bind("created", at: 1)
      try $0.bind(created.milliseconds, at: 2)
      try $0.run()
    }
    try writeDigest(to: connection)
  }

  /// Writes the digest of the facts, of which only the origin is in the entries of the tree: a log
  /// that is imported elsewhere has another name and the same events.
  func writeDigest(to connection: Connection) throws {
    let sql = """
      INSERT INTO log(key, value) VALUES('digest', ?1) \
      ON CONFLICT(key) DO UPDATE SET value=excluded.value
      """
    try connection.withStatement(sql) {
      try $0.bindBlob(try digest().bytes, at: 1)
      try $0.run()
    }
  }

  /// What stands for the three facts.
  func digest() throws -> SHA256Digest {
    var bytes = id.bytes
    withUnsafeBytes(of: created.milliseconds.bigEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: origin.utf8)
    return try SHA256Digest(hashing: bytes)
  }

  /// Reads the three facts.
  static func read(from connection: Connection) throws -> Self {
    var (id, origin, created): (ULID?, String?, Timestamp?)
    try connection.withStatement("SELECT key, value FROM log") { statement in
      while try statement.step() {
        switch try statement.text(0) {
        case "id": id = ULID(try statement.blobBytes(1))
        case "origin": origin = try statement.text(1)
        case "created": created = Timestamp(milliseconds: try statement.int64(1))
        default: break
        }
      }
    }
    guard let id, let origin, let created else {
      throw StoreError(
        .corrupt, "\(connection.path) does not say which log it is; restore it from a backup",
        context: [("path", connection.path)])
    }
    return Self(id: id, origin: origin, created: created)
  }
}
