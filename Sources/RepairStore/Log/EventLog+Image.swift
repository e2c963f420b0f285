import CSQLite

extension EventLog {
  /// Opens a log whose file stands in memory, for reading, with all that is done for one on disk.
  ///
  /// It is for whoever tries what becomes of a damaged file some hundred thousand times.
  ///
  /// - Parameters:
  ///   - image: the file, without a `-wal`; it must outlive the log and not change meanwhile.
  ///   - configuration: what the embedder chooses.
  /// - Returns: the log.
  /// - Throws: ``StoreError`` as ``open(at:mode:configuration:)`` does.
  package static func open(
    image: UnsafeMutableRawBufferPointer, configuration: LogConfiguration = LogConfiguration()
  ) throws -> EventLog {
    let location = LogLocation.memory
    return try StoreError.mapping(path: location.path) {
      let connection = try Connection(path: location.openPath, access: .readWrite)
      try connection.read(image)
      try LogSchema.check(connection)
      let identity = try Identity.read(from: connection)
      return EventLog(
        LogDatabase(connection), at: location, mode: .readOnly, identity: identity,
        configuration: configuration)
    }
  }
}

extension Connection {
  /// Puts a database that stands in memory in the place of this one's, to be read only.
  fileprivate func read(_ image: UnsafeMutableRawBufferPointer) throws(SQLiteError) {
    let bytes = image.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let code = sqlite3_deserialize(
      handle, "main", bytes, Int64(image.count), Int64(image.count),
      UInt32(SQLITE_DESERIALIZE_READONLY))
    guard code == SQLITE_OK else { throw SQLiteError(code: code, database: handle) }
  }
}
