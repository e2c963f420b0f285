import RepairCore

extension EventLog {
  /// Whether the log has a hash tree: one of an earlier release gets it when opened for writing.
  public var hasTree: Bool {
    get throws {
      try reading {
        try $0.connection.pragmaNumber("user_version") >= LogSchema.firstWithTree
      }
    }
  }

  /// How many events the tree has, and its root.
  ///
  /// Whoever has kept a root can have it proved later that the events up to it are still the same;
  /// see ``consistencyProof(from:to:)``.
  ///
  /// - Parameter position: the last event to count, which may be long past; the head by default.
  /// - Returns: the size and the root.
  /// - Throws: ``StoreError`` with `noTree`, with `misuse` for a place past the head and for a log as it
  ///   was, with `corrupt`, `busy`, `inputOutput`.
  /// - Complexity: O(log n).
  public func treeHead(at position: LogPosition? = nil) throws -> TreeHead {
    try tree { tiles, size in
      let size = try count(position, atMost: size)
      return TreeHead(size: UInt64(size), root: try tiles.root(of: 0..<size))
    }
  }

  /// Proves that an event is in the log as it was or is.
  ///
  /// - Parameters:
  ///   - position: the event's place.
  ///   - last: the last event of the tree it is proved to be in; the head by default.
  /// - Returns: the proof, for ``InclusionProof/proves(_:under:)``.
  /// - Throws: ``StoreError`` as ``treeHead(at:)``, and with `misuse` for an event after `last`.
  /// - Complexity: O(log n).
  public func inclusionProof(
    of position: LogPosition, in last: LogPosition? = nil
  ) throws -> InclusionProof {
    try tree { tiles, size in
      let size = try count(last, atMost: size)
      guard position > .start, position.rawValue <= size else {
        throw try outside(position, of: size)
      }
      let index = position.rawValue - 1
      return InclusionProof(
        index: UInt64(index), size: UInt64(size),
        hashes: try TreeShape.inclusion(of: index, in: size).map { try tiles.root(of: $0) })
    }
  }

  /// Proves that the log as it was at one place is the beginning of what it was at another, or is.
  ///
  /// - Parameters:
  ///   - first: the last event of the earlier tree, at least the first one there is.
  ///   - second: the last event of the later one; the head by default.
  /// - Returns: the proof, for ``ConsistencyProof/proves(_:isBeginningOf:)``.
  /// - Throws: ``StoreError`` as ``treeHead(at:)``, and with `misuse` where `first` is after `second`.
  /// - Complexity: O(log n).
  public func consistencyProof(
    from first: LogPosition, to second: LogPosition? = nil
  ) throws -> ConsistencyProof {
    try tree { tiles, size in
      let second = try count(second, atMost: size)
      guard first > .start, first.rawValue <= second else {
        throw try outside(first, of: second)
      }
      return ConsistencyProof(
        first: UInt64(first.rawValue), second: UInt64(second),
        hashes: try TreeShape.consistency(from: first.rawValue, to: second)
          .map { try tiles.root(of: $0) })
    }
  }

  /// The bytes by which an event is in the tree, written anew from what a reader is shown of it.
  ///
  /// - Parameter position: the event's place.
  /// - Returns: the entry; its hash by ``SHA256Digest/init(leaf:)`` is what a proof is about.
  /// - Throws: ``StoreError`` as ``treeHead(at:)``.
  /// - Complexity: O(tags and keys of the log), because they are not stored by place.
  public func treeEntry(at position: LogPosition) throws -> [UInt8] {
    try tree { _, size in
      guard position > .start, position.rawValue <= size else {
        throw try outside(position, of: size)
      }
      let connection = try openDatabase().connection
      let places = position.rawValue...position.rawValue
      let hasher = try treeHasher()
      let names = try EntryNames(connection)
      let window = try EntryWindow(places, of: connection, names: names, with: hasher)
      let reader = EntryReader(
        connection, origin: identity.origin, names: names, window: window, with: hasher)
      var entry: [UInt8] = []
      try reader.read(places) { entry = Array($2) }
      return entry
    }
  }

  /// Reads from the tree, all of it as it was at one moment.
  private func tree<Result>(
    _ body: (inout TreeTiles, _ size: Int) throws -> Result
  ) throws -> Result {
    try snapshot {
      try requireTree()
      let connection = try openDatabase().connection
      var tiles = TreeTiles(connection, try treeHasher())
      return try body(&tiles, try TreeTiles.size(in: connection))
    }
  }

  /// Refuses a log of an earlier release that has not been opened for writing since, and one as it was.
  func requireTree() throws {
    try requirePresent()
    guard try hasTree else {
      throw StoreError(
        .noTree,
        "\(path) was made by an earlier release and has no hash tree yet; append to it once",
        context: [("path", path)])
    }
  }

  private func count(_ position: LogPosition?, atMost size: Int) throws -> Int {
    guard let position else { return size }
    guard position >= .start, position.rawValue <= size else {
      throw try outside(position, of: size)
    }
    return position.rawValue
  }

  private func outside(_ position: LogPosition, of size: Int) throws -> StoreError {
    let last = try TreeTiles.size(in: openDatabase().connection)
    if position.rawValue > last, try position <= head() { return try isBehindTree(last) }
    return StoreError(
      .misuse, "\(path) has events 1 to \(size), and \(position) is none of them",
      context: [("path", path), ("position", position.description)])
  }

  private func isBehindTree(_ size: Int) throws -> StoreError {
    StoreError(
      .corrupt,
      "\(path) is damaged: it has \(try head()) events, and its hash tree is of \(size); verify says "
        + "more",
      context: [("path", path)])
  }

  /// Refuses a log that nobody should put their name to: one of which the tree is of more or fewer
  /// events than there are, or that does not continue the checkpoint beside it.
  ///
  /// - Throws: ``StoreError`` with `corrupt`, with `rolledBack`, and with `readOnly` for a log that is not
  ///   trusted; as ``anchor()``.
  /// - Complexity: O(log n).
  package func requireSignable() throws {
    guard mode != .untrusted else {
      throw StoreError(
        .readOnly, "\(path) is not trusted: nothing is signed for it", context: [("path", path)])
    }
    try snapshot {
      try requireTree()
      let connection = try openDatabase().connection
      let size = try TreeTiles.size(in: connection)
      guard try head().rawValue == size else { throw try isBehindTree(size) }
      try Self.checkAnchor(of: path, on: connection)
    }
  }
}
