import CSQLite

extension StoreError {
  /// Says what SQLite's failure means for whoever uses the file.
  ///
  /// - Parameters:
  ///   - error: what SQLite answered.
  ///   - path: the file it was about.
  package init(_ error: SQLiteError, path: String) {
    let (code, advice) = Self.meaning(of: error, path: path)
    self.init(
      code, "\(path): \(advice) (\(error.message))",
      context: [("path", path), ("sqlite", String(error.code))], underlying: error)
  }

  /// Says where a damaged column was found.
  package init(_ error: ColumnMismatch, path: String, position: Int64? = nil) {
    let place = position.map { " at position \($0)" } ?? ""
    self.init(
      .corrupt,
      "\(path) is damaged\(place): \(error.description). Restore it from a backup",
      context: [("path", path), ("column", error.name)]
        + (position.map { [("position", String($0))] } ?? []),
      underlying: error)
  }

  /// Turns the errors of the layer below into this one and leaves every other error as it is.
  package static func mapping<Result>(
    path: String, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as SQLiteError {
      throw StoreError(error, path: path)
    } catch let error as ColumnMismatch {
      throw StoreError(error, path: path)
    }
  }

  private static func meaning(of error: SQLiteError, path: String) -> (Code, String) {
    switch error.primaryCode {
    case SQLITE_IOERR where error.isFromCommit, SQLITE_NOMEM where error.isFromCommit:
      // Memory can run out after the flush, when the commit is noted for other connections.
      return (
        .outcomeUnknown,
        "the disk or the memory failed during the commit, so the events may be there or not; "
          + "repeat the request with the same key"
      )
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
      return (.busy, "another process holds the log; try again")
    case SQLITE_FULL:
      return (.diskFull, "the disk is full and nothing was kept; make room and try again")
    case SQLITE_IOERR where (Files.freeBytes(at: Files.folder(of: path)) ?? .max) < 1 << 16:
      // The -shm has its own way to say so, and so have some file systems.
      return (.diskFull, "the disk is full and nothing was kept; make room and try again")
    case SQLITE_NOTADB:
      return (.notALog, "this is not a log")
    case SQLITE_CORRUPT:
      return (.corrupt, "the file is damaged; restore it from a backup")
    case SQLITE_READONLY:
      return (.readOnly, "the file or its folder may not be written")
    case SQLITE_PERM, SQLITE_AUTH:
      return (.unreadable, "the file may not be opened")
    case SQLITE_CANTOPEN:
      return error.code == csqlite_cantopen_symlink
        ? (.unreadable, "this is a symbolic link; give the file itself")
        : (.unreadable, "the file cannot be opened; look at its and its folder's permissions")
    case SQLITE_IOERR:
      return (.inputOutput, "the disk failed and nothing was kept")
    case SQLITE_TOOBIG:
      return (.limitExceeded, "a value is larger than the log takes")
    case SQLITE_INTERRUPT:
      return (.interrupted, "stopped before it was done, and nothing was kept")
    case SQLITE_NOMEM:
      return (.inputOutput, "no memory left")
    case SQLITE_CONSTRAINT where error.code == csqlite_constraint_trigger:
      return (.readOnly, "events are never changed or removed")
    case SQLITE_CONSTRAINT:
      return (.corrupt, "the file holds what it should not; run status --integrity")
    case SQLITE_SCHEMA, SQLITE_ERROR:
      return (.corrupt, "the file does not have the tables of a log")
    default:
      return (.inputOutput, "the database failed")
    }
  }
}
