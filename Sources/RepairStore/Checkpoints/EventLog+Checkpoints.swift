extension EventLog {
  /// What a log remembers of itself outside its file: the last checkpoint, in a file beside it.
  ///
  /// A tree inside the file cannot tell that the file was put back to an older state.
  var anchorPath: String { path + Self.anchorSuffix }

  static let anchorSuffix = ".checkpoint"
  private static let anchorLimit = 1 << 20

  /// What the log says now, or said at a place, in a form that can be signed and kept elsewhere.
  ///
  /// - Parameter position: the last event to count; the head by default.
  /// - Returns: the checkpoint.
  /// - Throws: ``StoreError`` as ``treeHead(at:)``; ``MalformedNote`` for an origin that cannot stand
  ///   in one.
  /// - Complexity: O(log n).
  public func checkpoint(at position: LogPosition? = nil) throws -> LogCheckpoint {
    try LogCheckpoint(origin: identity.origin, head: try treeHead(at: position))
  }

  /// Signs what the log says now, or said at a place.
  ///
  /// - Parameters:
  ///   - position: the last event to count; the head by default.
  ///   - signer: whose key.
  /// - Returns: the signed note, to be kept and given away.
  /// - Throws: ``StoreError`` as ``checkpoint(at:)`` and ``NoteSigner/sign(_:provingFrom:)``.
  public func signedCheckpoint(
    at position: LogPosition? = nil, by signer: NoteSigner
  ) throws -> SignedNote {
    try snapshot {
      let checkpoint = try checkpoint(at: position)
      return try signer.sign(checkpoint) { size in
        try consistencyProof(
          from: LogPosition(Int(clamping: size)),
          to: LogPosition(Int(clamping: checkpoint.head.size)))
      }
    }
  }

  /// Proves that an event is in the log, in a form that is checked without it.
  ///
  /// - Parameters:
  ///   - position: the event's place.
  ///   - note: the signed checkpoint to prove it under.
  /// - Returns: the proof, which has the entry with it.
  /// - Throws: ``StoreError`` with `rolledBack` where the checkpoint is not of this log, with `misuse`
  ///   for an event after it; ``MalformedNote`` for a note that is no checkpoint.
  /// - Complexity: O(log n), beside that of ``treeEntry(at:)``.
  public func proof(of position: LogPosition, under note: SignedNote) throws -> LogProof {
    try snapshot {
      let checkpoint = try LogCheckpoint(text: note.text)
      try check(checkpoint)
      let proof = try inclusionProof(
        of: position, in: LogPosition(Int(clamping: checkpoint.head.size)))
      return LogProof(
        entry: try treeEntry(at: position), index: proof.index, hashes: proof.hashes,
        checkpoint: note)
    }
  }

  /// Compares the log with a checkpoint that was kept.
  ///
  /// - Parameter checkpoint: what the log said once.
  /// - Throws: ``StoreError`` with `rolledBack` when the log is shorter now, or says another thing up
  ///   to there; as ``treeHead(at:)``.
  /// - Complexity: O(log n); nothing but the tree is read, see ``verify(progress:)`` for the rest.
  public func check(_ checkpoint: LogCheckpoint) throws {
    try snapshot {
      guard checkpoint.origin.utf8.elementsEqual(identity.origin.utf8) else {
        throw rolledBack(
          "has the origin \(identity.origin), and the checkpoint is of another", checkpoint)
      }
      let now = try treeHead()
      guard now.size >= checkpoint.head.size else {
        throw rolledBack(
          "has \(now.size) events where there were \(checkpoint.head.size) already", checkpoint)
      }
      let then = try treeHead(at: LogPosition(Int(clamping: checkpoint.head.size)))
      guard then.root == checkpoint.head.root else {
        throw rolledBack(
          "does not say the same up to position \(checkpoint.head.size) as it did", checkpoint)
      }
    }
  }

  private func rolledBack(_ what: String, _ checkpoint: LogCheckpoint) -> StoreError {
    StoreError(
      .rolledBack,
      "\(path) \(what): an older copy was put in its place, or it was altered. It can be read",
      context: [("path", path), ("size", String(checkpoint.head.size))])
  }

  // MARK: The anchor

  /// The checkpoint beside the log, or `nil` when none was kept there.
  ///
  /// - Throws: ``StoreError`` with `corrupt` for a file that is none, `unreadable`.
  public func anchor() throws -> LogCheckpoint? {
    guard Files.hasName(anchorPath) else { return nil }
    do {
      let bytes = try Files.bytes(of: anchorPath, atMost: Self.anchorLimit)
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
  /// From then on whoever writes the log keeps it up to date when the `-wal` is written back and when
  /// the log is closed, so that it is never ahead of what is on disk.
  ///
  /// - Parameter note: the signed checkpoint to keep; what the log says now, unsigned, by default.
  /// - Throws: ``StoreError`` with `rolledBack` where the log does not continue the one that is kept,
  ///   and with `cannotCreate`; ``MalformedNote`` for a note that is no checkpoint.
  public func keepAnchor(_ note: SignedNote? = nil) throws {
    let checkpoint = try note.map { try LogCheckpoint(text: $0.text) } ?? checkpoint()
    try check(checkpoint)
    if let kept = try anchor() {
      try check(kept)
      guard kept.head.size <= checkpoint.head.size else { return }
    }
    do {
      try Files.replace(
        anchorPath, with: Array((note?.description ?? checkpoint.description).utf8))
    } catch {
      throw StoreError(error, path: anchorPath, otherwise: .cannotCreate)
    }
    isAnchored = true
  }

  /// Refuses to write a log that does not continue its anchor.
  func checkAnchor() throws {
    guard let kept = try anchor() else { return }
    try check(kept)
    isAnchored = true
  }

  /// Brings the anchor up to what is on disk, where there is one; a failure leaves the older one.
  func refreshAnchor() {
    guard isAnchored, mode == .readWrite, configuration.durability == .full else { return }
    try? keepAnchor()
  }
}
