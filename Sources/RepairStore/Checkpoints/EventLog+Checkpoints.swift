extension EventLog {
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
      try requireTree()
      try checkpoint.check(try openDatabase().connection, of: path, with: try treeHasher())
    }
  }
}

extension LogCheckpoint {
  /// Refuses a log that does not continue this checkpoint; the caller sees one state of the log.
  ///
  /// - Throws: ``StoreError`` with `rolledBack`, with `corrupt` where the tree is not whole.
  /// - Complexity: O(log n).
  func check(_ connection: Connection, of path: String, with hasher: TreeHasher) throws {
    let origin = try EventLog.Identity.read(from: connection).origin
    guard origin.utf8.elementsEqual(self.origin.utf8) else {
      throw rolledBack(path, "has the origin \(origin), and the checkpoint is of another")
    }
    let size = try TreeTiles.size(in: connection)
    guard let kept = Int(exactly: head.size), kept <= size else {
      throw rolledBack(path, "has \(size) events where there were \(head.size) already")
    }
    var tiles = TreeTiles(connection, hasher)
    guard try tiles.root(of: 0..<kept) == head.root else {
      throw rolledBack(path, "does not say the same up to position \(head.size) as it did")
    }
  }

  private func rolledBack(_ path: String, _ what: String) -> StoreError {
    StoreError(
      .rolledBack,
      "\(path) \(what): an older copy was put in its place, or it was altered. It can be read",
      context: [("path", path), ("size", String(head.size))])
  }
}
