/// Hashes a stretch of a log anew and compares each hash with the one in the tree.
struct StretchVerifier {
  /// How many places a stretch has: whole tiles, few enough that two threads end together.
  static let width = 64 * TreeShape.width

  let connection: Connection
  let origin: String
  let names: EntryNames
  let hasher: TreeHasher

  /// Verifies a stretch; what is found in it ends it.
  ///
  /// - Throws: ``StoreError`` for what is no damage, such as `busy`.
  func verify(_ stretch: VerificationQueue.Stretch) throws -> VerificationQueue.Result {
    var result = VerificationQueue.Result()
    do {
      try StoreError.mapping(path: connection.path) { try read(stretch, into: &result) }
    } catch let error as StoreError where error.code == .corrupt {
      let place = error.context.first { $0.name == "position" }.flatMap { Int($0.value) }
      result.findings.append(
        LogVerification.Finding(
          position: place.map { LogPosition($0) },
          message: error.message))
    }
    return result
  }

  private func read(
    _ stretch: VerificationQueue.Stretch, into result: inout VerificationQueue.Result
  ) throws {
    let reader = EntryReader(
      connection, origin: origin, names: names, window: stretch.window, with: hasher)
    var leaves: [SHA256Digest] = []
    leaves.reserveCapacity(TreeShape.width)
    var recorded: (first: Int64, last: Int64)?
    var found = VerificationQueue.Result()
    defer {
      found.types = reader.types
      result = found
    }
    try reader.read(stretch.places) { place, recordedAt, entry in
      if let last = recorded?.last, recordedAt < last {
        found.findings.append(
          .init(position: LogPosition(place), message: "its recorded time goes back"))
      }
      recorded = (recorded?.first ?? recordedAt, recordedAt)
      leaves.append(try hasher.leaf(entry))
      if place % TreeShape.width == 0 {
        let tile = place / TreeShape.width - 1
        try compare(leaves, tile: tile, &found)
        found.roots.append((tile, try hasher.root(of: leaves[...])))
        leaves.removeAll(keepingCapacity: true)
      }
    }
    if !leaves.isEmpty {
      try compare(leaves, tile: stretch.places.upperBound / TreeShape.width, &found)
      found.rest = leaves
    }
    if let recorded, recorded.first <= recorded.last {
      found.recorded = recorded.first...recorded.last
    }
  }

  /// Compares hashes with those of a tile; says where the first difference is and, where the level
  /// above can tell, on which side.
  private func compare(
    _ leaves: [SHA256Digest], tile number: Int, _ result: inout VerificationQueue.Result
  ) throws {
    let isFull = leaves.count == TreeShape.width
    let stored =
      isFull
      ? try TreeTiles.stored(level: 0, number: number, in: connection)
      : try TreeTiles.tail(from: number * TreeShape.width + 1, in: connection)
    guard stored != leaves else { return }
    let first = zip(stored, leaves).enumerated().first { $1.0 != $1.1 }?.offset
    let offset = first ?? min(stored.count, leaves.count)
    let place = LogPosition(number * TreeShape.width + offset + 1)
    guard offset < stored.count, offset < leaves.count else {
      result.findings.append(
        .init(position: place, message: "the hash tree does not reach as far as the events do"))
      return
    }
    var message =
      "the event is not the one that was appended here, by its hash in the tree: its id, something else "
      + "that is shown of it, a tag or its key was changed"
    if isFull {
      let (above, index) = number.quotientAndRemainder(dividingBy: TreeShape.width)
      let parents = try TreeTiles.stored(level: 1, number: above, in: connection)
      if index < parents.count, try parents[index] == hasher.root(of: leaves[...]) {
        message = "the hash in tile \(number) of the tree was changed; the event holds"
      }
    }
    result.findings.append(.init(position: place, message: message))
  }
}
