/// The right edge of a tree of tiles while leaves are added: a tile of each level that is not full yet.
struct TileStack {
  private let hasher: TreeHasher
  private var levels: [Level] = []

  /// A level of tiles: how many are full, and the hashes after them.
  private struct Level {
    var full = 0
    var hashes: [SHA256Digest] = []
  }

  /// Writes the hashes of a tile, which is the one with a number in a level.
  typealias Write = (_ hashes: [SHA256Digest], _ number: Int, _ level: Int) throws -> Void

  init(_ hasher: TreeHasher) {
    self.hasher = hasher
  }

  /// Adds a leaf's hash, and hands over the tiles that become full by it.
  ///
  /// - Complexity: O(1), and O(256) hashes for each 256th leaf.
  mutating func add(_ leaf: SHA256Digest, _ write: Write) throws {
    var hash = leaf
    for level in 0..<TreeShape.levels {
      if levels.count == level { levels.append(Level()) }
      levels[level].hashes.append(hash)
      guard levels[level].hashes.count == TreeShape.width else { return }
      let full = levels[level].hashes
      try write(full, levels[level].full, level)
      hash = try hasher.root(of: full[...])
      levels[level].full += 1
      levels[level].hashes.removeAll(keepingCapacity: true)
    }
  }

  /// Hands over the tiles that are not full, and answers the root over all leaves.
  func finish(_ write: Write) throws -> SHA256Digest {
    var root: SHA256Digest?
    for (level, rest) in levels.enumerated() where !rest.hashes.isEmpty {
      try write(rest.hashes, rest.full, level)
      root = try hasher.join(rest.hashes[...], with: root)
    }
    return try root ?? hasher.emptyRoot()
  }
}
