/// Where a log is and how its file has to be opened so that reading it changes nothing.
///
/// A reader must see every committed event, also those still in the `-wal`, without leaving files
/// behind. What that takes depends on which files are there and what may be written:
///
/// | `-wal`       | `-shm` | folder and file | way                                        |
/// |--------------|--------|-----------------|--------------------------------------------|
/// | none, empty  | any    | writable        | as a writer that asks only; it tidies up    |
/// | any          | there  | any             | as a reader, locking through the `-shm`     |
/// | with content | none   | any             | a private copy, because recovery writes     |
/// | none, empty  | none   | folder is not   | without locks, watching the modified time   |
/// | none, empty  | none   | file is not     | as a reader, though it leaves its `-shm`    |
///
/// A file that is not trusted is read without locks, or as a private copy where its `-wal` has
/// something in it.
struct LogLocation: Sendable {
  /// The log, as an absolute path.
  let path: String
  /// The file to open: the log, or a private copy.
  let openPath: String
  let access: Connection.Access
  /// The folder of the private copy, to be removed at the end.
  let privateFolder: String?
  /// What the file was like, where nothing but this tells that it changed.
  let imprint: Files.Imprint?

  /// The place of a log whose file stands in memory, which one connection can have.
  static let memory = LogLocation(path: ":memory:", openPath: ":memory:", access: .readWrite)

  /// Whether another connection can read the same file.
  var isForSeveral: Bool { privateFolder == nil && openPath != Self.memory.openPath }

  /// The place of a log that is to be written.
  init(writing path: String) {
    self.init(path: path, openPath: path, access: .readWrite)
  }

  private init(
    path: String, openPath: String, access: Connection.Access, privateFolder: String? = nil,
    imprint: Files.Imprint? = nil
  ) {
    self.path = path
    self.openPath = openPath
    self.access = access
    self.privateFolder = privateFolder
    self.imprint = imprint
  }

  /// Decides how to open a log for reading, and makes a private copy where that takes one.
  static func reading(_ path: String) throws -> LogLocation {
    guard let imprint = Files.imprint(of: path) else {
      throw StoreError(.missing, "\(path): there is no such log", context: [("path", path)])
    }
    let wal = Files.imprint(of: path + "-wal")
    let walSize = wal?.size ?? 0
    let hasSharedMemory = wal != nil && Files.imprint(of: path + "-shm") != nil
    let folderIsWritable = Files.isAccessible(Files.folder(of: path), Files.writable)
    if walSize == 0, folderIsWritable, Files.isAccessible(path, Files.writable) {
      return LogLocation(path: path, openPath: path, access: .queryOnly)
    }
    if hasSharedMemory { return LogLocation(path: path, openPath: path, access: .readOnly) }
    if walSize > 0 { return try copying(path, imprint) }
    if folderIsWritable { return LogLocation(path: path, openPath: path, access: .readOnly) }
    return LogLocation(path: path, openPath: path, access: .immutable, imprint: imprint)
  }

  /// Decides how to open a log of which nothing is known, so that only its own bytes are believed.
  ///
  /// A `-shm` that came along is a table of places within the `-wal` which SQLite takes as it is, and
  /// is left where it lies: what is in the `-wal` is found out anew, in a private copy.
  static func inspecting(_ path: String) throws -> LogLocation {
    guard let imprint = Files.imprint(of: path) else {
      throw StoreError(.missing, "\(path): there is no such log", context: [("path", path)])
    }
    if (Files.imprint(of: path + "-wal")?.size ?? 0) > 0 { return try copying(path, imprint) }
    return LogLocation(path: path, openPath: path, access: .immutable, imprint: imprint)
  }

  /// Copies log and `-wal`, which nobody has open, to where recovery may write.
  private static func copying(_ path: String, _ before: Files.Imprint) throws -> LogLocation {
    let walBefore = Files.imprint(of: path + "-wal")
    let sharedBefore = Files.imprint(of: path + "-shm")
    var folder: String?
    do {
      let made = try Files.makePrivateFolder()
      folder = made
      // The folder's own links are resolved, because the copy is opened like any log.
      let copy = try Files.absolutePath(of: made + "/log.db")
      try Files.copy(path, to: copy)
      try Files.copy(path + "-wal", to: copy + "-wal")
      guard Files.imprint(of: path) == before, Files.imprint(of: path + "-wal") == walBefore,
        Files.imprint(of: path + "-shm") == sharedBefore
      else { throw StoreError.changedWhileRead(path) }
      return LogLocation(
        path: path, openPath: copy, access: .readWrite, privateFolder: Files.folder(of: copy))
    } catch {
      if let folder { Self.removeCopy(in: folder) }
      if let failure = error as? Files.Failure {
        throw StoreError(failure, path: path, otherwise: .unreadable)
      }
      throw error
    }
  }

  /// Fails when a file that is read without locks has changed since it was opened.
  ///
  /// - Throws: ``StoreError`` with the code `busy`.
  func checkUnchanged() throws {
    guard let imprint else { return }
    guard Files.imprint(of: path) == imprint, (Files.imprint(of: path + "-wal")?.size ?? 0) == 0
    else { throw StoreError.changedWhileRead(path) }
  }

  /// Removes the private copy, where there is one.
  func cleanUp() {
    if let privateFolder { Self.removeCopy(in: privateFolder) }
  }

  private static func removeCopy(in folder: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] { Files.remove(folder + "/log.db" + suffix) }
    Files.removeFolder(folder)
  }
}

extension StoreError {
  fileprivate static func changedWhileRead(_ path: String) -> StoreError {
    StoreError(
      .busy, "\(path) was changed by another process while it was read; try again",
      context: [("path", path)])
  }
}
