extension EventLog {
  /// What a log remembers of itself outside its file: the last checkpoint, in a file beside it.
  ///
  /// A tree inside the file cannot tell that the file was put back to an older state.
  var anchorPath: String { path + Self.anchorSuffix }

  static let anchorSuffix = ".checkpoint"
  private static let anchorLimit = 1 << 20

  /// The checkpoint beside the log, or `nil` when none was kept there, and for a log that is not
  /// trusted: whoever sent it may have sent both.
  ///
  /// - Throws: ``StoreError`` with `corrupt` for a file that is none, `unreadable`.
  public func anchor() throws -> LogCheckpoint? {
    mode == .untrusted ? nil : try Self.anchor(of: path)
  }

  private static func anchor(of path: String) throws -> LogCheckpoint? {
    let anchorPath = path + anchorSuffix
    guard Files.hasName(anchorPath) else { return nil }
    do {
      let bytes = try Files.bytes(of: anchorPath, atMost: anchorLimit)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw MalformedNote("it is not text")
      }
      let signed = try? SignedNote(reading: text)
      return try LogCheckpoint(text: signed?.text ?? text)
    } catch let failure as Files.Failure {
      throw StoreError(failure, path: anchorPath, otherwise: .unreadable)
    } catch let error as MalformedNote {
      throw StoreError(
        .corrupt, "\(anchorPath) is no checkpoint: \(error). Look at the log before it is removed",
        context: [("path", anchorPath)])
    }
  }

  /// Keeps a checkpoint beside the log: a log that does not continue it is not written any more.
  ///
  /// From then on whoever writes the log, those who have it open already included, keeps it up to date
  /// when the `-wal` is written back and when the log is closed, so that it is never ahead of what is
  /// on disk.
  ///
  /// - Parameter note: the signed checkpoint to keep; what the log says now, unsigned, by default.
  /// - Throws: ``StoreError`` with `rolledBack` where the log does not continue the one that is kept,
  ///   with `cannotCreate`, and with `busy` where another process keeps one for seconds;
  ///   ``MalformedNote`` for a note that is no checkpoint.
  public func keepAnchor(_ note: SignedNote? = nil) throws {
    guard mode != .untrusted else {
      throw StoreError(
        .readOnly,
        "\(path) is not trusted: nothing is kept beside it; keep the checkpoint elsewhere",
        context: [("path", path)])
    }
    let checkpoint = try note.map { try LogCheckpoint(text: $0.text) } ?? checkpoint()
    try check(checkpoint)
    let bytes = Array((note?.description ?? checkpoint.description).utf8)
    if !Files.hasName(anchorPath) {
      do {
        return try Files.make(anchorPath, with: bytes)
      } catch {
        // Somebody was quicker, and may have kept a later one.
        guard Files.hasName(anchorPath) else {
          throw StoreError(error, path: anchorPath, otherwise: .cannotCreate)
        }
      }
    }
    // Two that close at once would put it back, the one to what the other has gone beyond.
    try Files.locking(anchorPath) {
      if let kept = try anchor() {
        try checkAnchor()
        guard kept.head.size <= checkpoint.head.size else { return }
        // What says no more than the one that is there may say it without the signature.
        if note == nil, kept.head.size == checkpoint.head.size { return }
      }
      try Files.replace(anchorPath, with: bytes)
    }
  }

  /// Refuses to write a log that does not continue its anchor.
  ///
  /// - Parameters:
  ///   - path: the log's file.
  ///   - connection: the file; inside a transaction what that has written counts.
  /// - Throws: ``StoreError`` with `rolledBack`, and as ``anchor()``.
  static func checkAnchor(of path: String, on connection: Connection) throws {
    // Read before the log is, which then has at least as much.
    guard let kept = try anchor(of: path) else { return }
    let (hasher, anchorPath) = (try TreeHasher(), path + anchorSuffix)
    func check() throws {
      try kept.check(connection, of: path, with: hasher, keptIn: anchorPath)
    }
    if connection.isInTransaction { return try check() }
    try connection.transaction(.deferred) { try check() }
  }

  /// Compares the log with the checkpoint beside it, where there is one and the log is trusted.
  ///
  /// - Throws: ``StoreError`` with `rolledBack` as ``check(_:)``, and as ``anchor()``.
  /// - Complexity: O(log n).
  package func checkAnchor() throws {
    guard mode != .untrusted, Files.hasName(anchorPath) else { return }
    try requireTree()
    try reading { try Self.checkAnchor(of: path, on: $0.connection) }
  }

  /// Brings the anchor up to what is on disk, where there is one; a failure leaves the older one.
  func refreshAnchor() {
    guard mode == .readWrite, configuration.durability == .full, Files.hasName(anchorPath) else {
      return
    }
    try? keepAnchor()
  }
}
