package import RepairCore

/// An event with everything that its entry in the tree is made of, and the proof that it is there.
package struct ProvedEvent {
  /// The event.
  package let event: StoredEvent
  /// Its tags, in the order of their bytes.
  package let tags: [EventTag]
  /// What stands for the idempotency key that ends with this event.
  package let keyDigest: SHA256Digest?
  /// That its entry is in the tree.
  package let proof: InclusionProof
}

extension EventLog {
  /// Reads events at any places together with their proofs.
  ///
  /// - Parameters:
  ///   - positions: which, in the order in which they are wanted.
  ///   - size: how many events the tree has that they are proved to be in.
  ///   - body: is lent each.
  /// - Throws: ``StoreError`` as ``treeHead(at:)``, and what `body` throws.
  /// - Complexity: O(positions · log n), and once for every 262,144 of them O(tags and keys of the
  ///   log), because those are not stored by place.
  package func prove(
    _ positions: [LogPosition], in size: Int, _ body: (ProvedEvent) throws -> Void
  ) throws {
    try snapshot {
      try requireTree()
      let connection = try openDatabase().connection
      let hasher = try treeHasher()
      var tiles = TreeTiles(connection, hasher)
      var proof: [(leaves: Range<Int>, hash: SHA256Digest)] = []
      for start in stride(from: 0, to: positions.count, by: EntryMarks.limit) {
        let part = positions[start..<min(start + EntryMarks.limit, positions.count)]
        var marks = try EntryMarks(part.map(\.rawValue), of: connection, with: hasher)
        for (number, position) in part.enumerated() {
          guard position > .start, position.rawValue <= size,
            let event = try event(at: position)
          else {
            throw StoreError(
              .misuse, "\(path) has no event at position \(position) of \(size)",
              context: [("path", path), ("position", position.description)])
          }
          // Tiles that were read are kept, and a long report touches all of them.
          if number % 1_000 == 0 { tiles = TreeTiles(connection, hasher) }
          let index = position.rawValue - 1
          let last = proof
          proof = try TreeShape.inclusion(of: index, in: size).map { leaves in
            // Neighbours have most of their way up in common.
            let known = last.first { $0.leaves == leaves }?.hash
            return (leaves, try known ?? tiles.root(of: leaves))
          }
          try body(
            ProvedEvent(
              event: event, tags: try marks.tags(at: position.rawValue),
              keyDigest: marks.key(at: position.rawValue),
              proof: InclusionProof(
                index: UInt64(index), size: UInt64(size), hashes: proof.map(\.hash))))
        }
      }
    }
  }
}
