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
  /// - Throws: ``StoreError`` as ``checkpoint(at:)`` and ``NoteSigner/sign(_:provingFrom:)``; with
  ///   `rolledBack` for a log that does not continue its ``anchor()``, with `corrupt` where the tree is of
  ///   another number of events, with `readOnly` for a log that is not trusted: nothing is signed then.
  public func signedCheckpoint(
    at position: LogPosition? = nil, by signer: NoteSigner
  ) throws -> SignedNote {
    try snapshot {
      try requireSignable()
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
  ///   for an event after it, `corrupt` for one that was altered; ``MalformedNote`` for a note that is
  ///   no checkpoint.
  /// - Complexity: O(log n), beside that of ``treeEntry(at:)``.
  public func proof(of position: LogPosition, under note: SignedNote) throws -> LogProof {
    try snapshot {
      let checkpoint = try LogCheckpoint(text: note.text)
      try check(checkpoint)
      let proof = try inclusionProof(
        of: position, in: LogPosition(Int(clamping: checkpoint.head.size)))
      let entry = try treeEntry(at: position)
      // The hashes are the tree's and the entry is the event's: only together do they prove anything.
      guard try proof.proves(SHA256Digest(leaf: entry), under: checkpoint.head.root) else {
        throw StoreError(
          .corrupt,
          "\(path) is damaged: the event at position \(position) is not the one that its hash tree has "
            + "there, and cannot be proved; verify says more",
          context: [("path", path), ("position", position.description)])
      }
      return LogProof(entry: entry, index: proof.index, hashes: proof.hashes, checkpoint: note)
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
  /// - Parameters:
  ///   - connection: the log's file.
  ///   - path: its name, for people.
  ///   - hasher: what hashes.
  ///   - anchor: the file beside the log that has this checkpoint, when it is from there.
  /// - Throws: ``StoreError`` with `rolledBack`, with `corrupt` where the tree is not whole.
  /// - Complexity: O(log n).
  func check(
    _ connection: Connection, of path: String, with hasher: TreeHasher, keptIn anchor: String? = nil
  ) throws {
    let origin = try EventLog.Identity.read(from: connection).origin
    guard origin.utf8.elementsEqual(self.origin.utf8) else {
      throw rolledBack(
        path, "has the origin \(origin)", "is of a log with the origin \(self.origin)", anchor,
        "Give the one of this log",
        "Move that file away if it was left by another log of this name")
    }
    let size = try TreeTiles.size(in: connection)
    guard let kept = Int(exactly: head.size), kept <= size else {
      throw rolledBack(
        path, "has \(size) events", "says that there were \(head.size) already", anchor,
        "An older copy was put in its place, or its end was taken away", nil)
    }
    var tiles = TreeTiles(connection, hasher)
    guard try tiles.root(of: 0..<kept) == head.root else {
      throw rolledBack(
        path, "does not say the same up to position \(head.size) as it did", "has another root",
        anchor, "It was altered, or another log was put in its place", nil)
    }
  }

  private func rolledBack(
    _ path: String, _ log: String, _ checkpoint: String, _ anchor: String?, _ meaning: String,
    _ advice: String?
  ) -> StoreError {
    var message = "\(path) \(log), and the checkpoint"
    if let anchor { message += " beside it, \(anchor)," }
    message += " \(checkpoint). "
    if let anchor {
      message += advice ?? "\(meaning). It can be read and is not written: find the newer file"
      if advice == nil {
        message += ", or keep a copy of both as evidence and move \(anchor) away to go on from here"
      }
    } else {
      message += meaning
    }
    return StoreError(
      .rolledBack, message,
      context: [("path", path), ("size", String(head.size))]
        + (anchor.map { [("anchor", $0)] } ?? []))
  }
}
