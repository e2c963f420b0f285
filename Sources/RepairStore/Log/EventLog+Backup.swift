import CSQLite
import RepairCore

extension EventLog {
  /// Copies the log into a new file while it may be written, and verifies the copy.
  ///
  /// The copy holds one state of the log, can be read by its owner only, and needs no `-wal`. It gets
  /// its name once it is verified: a process that is killed leaves no half copy under that name, but
  /// may leave a file beside it with `.partial-` in its name.
  ///
  /// - Parameter target: where; there must be no such file yet.
  /// - Returns: the place of the last event in the copy.
  /// - Throws: ``StoreError`` with `alreadyExists`, `cannotCreate`, `diskFull`, `corrupt` when the
  ///   copy does not hold, `misuse` for a log as it was; then no copy is left.
  /// - Complexity: O(file).
  @discardableResult
  public func backup(to target: String) throws -> LogPosition {
    try requirePresent()
    let absolute: String
    let partial: String
    do {
      absolute = try Files.absolutePath(of: target)
      for suffix in ["", "-wal", "-shm", "-journal", Self.anchorSuffix]
      where Files.hasName(absolute + suffix) {
        throw StoreError(
          .alreadyExists, "\(absolute)\(suffix) is there already; choose another name",
          context: [("path", absolute + suffix)])
      }
      partial = Files.partialName(for: absolute)
      try Files.create(partial)
    } catch let failure as Files.Failure {
      throw StoreError(failure, path: target, otherwise: .cannotCreate)
    }
    do {
      let head = try copy(to: partial)
      try verifyBackup(partial, head: head)
      try Files.rename(partial, toNew: absolute)
      try Files.sync(folder: Files.folder(of: absolute))
      return head
    } catch {
      for suffix in ["", "-wal", "-shm", "-journal"] { Files.remove(partial + suffix) }
      if let failure = error as? Files.Failure {
        throw StoreError(failure, path: absolute, otherwise: .cannotCreate)
      }
      throw error
    }
  }

  private func copy(to target: String) throws -> LogPosition {
    try snapshot {
      // Reading first fixes the state that is copied, however long the copying takes.
      let head = try head()
      let source = try openDatabase().connection
      try StoreError.mapping(path: target) {
        let copy = try Connection(
          path: target, access: .readWrite,
          busyTimeout: Int32(clamping: configuration.busyTimeout.milliseconds),
          vfs: configuration.vfs)
        try copy.copyAll(from: source)
      }
      return head
    }
  }

  private func verifyBackup(_ target: String, head expected: LogPosition) throws {
    let copy = try Self.open(at: target, mode: .readOnly, configuration: configuration)
    defer { copy.close() }
    let problems = try copy.integrityProblems()
    guard problems.isEmpty, try copy.head() == expected, copy.identity == identity else {
      throw StoreError(
        .corrupt,
        "the copy \(target) does not hold: \(problems.first ?? "it is not the same log"); "
          + "look at the log with status --integrity",
        context: [("path", target)])
    }
  }
}

extension Connection {
  /// Makes this empty file the same as another one.
  fileprivate func copyAll(from source: Connection) throws(SQLiteError) {
    guard let backup = sqlite3_backup_init(handle, "main", source.handle, "main") else {
      throw SQLiteError(code: sqlite3_extended_errcode(handle), database: handle)
    }
    let code = sqlite3_backup_step(backup, -1)
    let end = sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE, end == SQLITE_OK else {
      throw SQLiteError(code: code == SQLITE_DONE ? end : code, database: handle)
    }
  }
}
