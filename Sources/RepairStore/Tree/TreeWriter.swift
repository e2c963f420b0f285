/// Leaves on their way into a log's tree, within one of its transactions.
///
/// Whole tiles are written as they fill, the rest with ``flush(to:)`` before the commit.
struct TreeWriter {
  /// The place of the first leaf that is not in the file yet.
  private var first = 0
  private var hashes: [SHA256Digest] = []

  /// Takes the hash of the event at a place; places must follow each other.
  ///
  /// - Throws: what SQLite answers, and ``StoreError`` with `corrupt` where the leaves before it are
  ///   not in the file.
  /// - Complexity: O(1), and O(256) hashes for each 256th leaf.
  mutating func add(
    _ leaf: SHA256Digest, at position: Int, to connection: Connection, with hasher: TreeHasher
  ) throws {
    if hashes.isEmpty { first = position }
    hashes.append(leaf)
    guard position % TreeShape.width == 0 else { return }
    let number = position / TreeShape.width - 1
    let start = number * TreeShape.width + 1
    var tile = first > start ? try TreeTiles.tail(from: start, in: connection) : []
    tile += hashes
    guard tile.count == TreeShape.width else {
      throw TreeTiles.missing(connection.path, level: 0, number: number)
    }
    try write(tile, level: 0, number: number, to: connection)
    if first > start {
      // The tile has them now.
      try connection.withStatement("DELETE FROM tree_tail WHERE position<=?1") {
        try $0.bind(position, at: 1)
        try $0.run()
      }
    }
    hashes.removeAll(keepingCapacity: true)
    try climb(from: tile, number: number, to: connection, with: hasher)
  }

  /// Writes what is not in a full tile yet.
  mutating func flush(to connection: Connection) throws {
    guard !hashes.isEmpty else { return }
    let sql = "INSERT INTO tree_tail(position, hashes) VALUES(?1, ?2)"
    try connection.withStatement(sql) { row in
      try row.bind(first, at: 1)
      try hashes.withUnsafeBytes { try row.bindBlob($0, at: 2) }
      try row.run()
    }
    hashes.removeAll(keepingCapacity: true)
  }

  /// Puts the root over a full tile into the tile above it, and so on while those become full.
  private func climb(
    from tile: [SHA256Digest], number: Int, to connection: Connection, with hasher: TreeHasher
  ) throws {
    var (tile, number) = (tile, number)
    for level in 1..<TreeShape.levels {
      let (above, index) = number.quotientAndRemainder(dividingBy: TreeShape.width)
      let root = try hasher.root(of: tile[...])
      tile =
        index == 0 ? [] : try TreeTiles.stored(level: level, number: above, in: connection)
      guard tile.count == index else {
        throw TreeTiles.missing(connection.path, level: level, number: above)
      }
      tile.append(root)
      try write(tile, level: level, number: above, to: connection)
      guard tile.count == TreeShape.width else { return }
      number = above
    }
  }

  private func write(
    _ tile: [SHA256Digest], level: Int, number: Int, to connection: Connection
  ) throws {
    let sql = """
      INSERT INTO tree_tile(level, number, hashes) VALUES(?1, ?2, ?3) \
      ON CONFLICT(level, number) DO UPDATE SET hashes=excluded.hashes
      """
    try connection.withStatement(sql) { row in
      try row.bind(level, at: 1)
      try row.bind(number, at: 2)
      try tile.withUnsafeBytes { try row.bindBlob($0, at: 3) }
      try row.run()
    }
  }
}
