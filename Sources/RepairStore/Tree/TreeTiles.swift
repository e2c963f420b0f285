/// The hashes of a log's tree as they lie in its file.
///
/// Full tiles of leaves, and the tiles above them as far as they have come, are rows of `tree_tile`.
/// The leaves after the last full tile are in `tree_tail`, a row for each commit: rewriting a part of
/// a tile with each commit would cost a single append several pages more.
struct TreeTiles {
  private let connection: Connection
  private let hasher: TreeHasher
  /// Tiles that were read: the hashes of a proof come from a few of them.
  private var known: [Key: [SHA256Digest]] = [:]

  private struct Key: Hashable {
    let level: Int
    let number: Int
  }

  init(_ connection: Connection, _ hasher: TreeHasher) {
    self.connection = connection
    self.hasher = hasher
  }

  // MARK: Size

  /// How many leaves the tree in the file has.
  static func size(in connection: Connection) throws -> Int {
    let tail = "SELECT position, length(hashes) FROM tree_tail ORDER BY position DESC LIMIT 1"
    let fromTail = try connection.withStatement(tail) { row -> Int? in
      guard try row.step() else { return nil }
      let (first, bytes) = (try row.position(0).rawValue, try row.int64(1))
      guard first > 0, bytes > 0, bytes <= TreeShape.width * 32, bytes % 32 == 0 else {
        throw row.mismatch(1, expected: "hashes", found: "something else")
      }
      return first - 1 + Int(bytes / 32)
    }
    if let fromTail { return fromTail }
    let tiles = "SELECT number FROM tree_tile WHERE level=0 ORDER BY number DESC LIMIT 1"
    return try connection.withStatement(tiles) { row in
      guard try row.step() else { return 0 }
      let (size, overflow) = (try row.position(0).rawValue + 1)
        .multipliedReportingOverflow(by: TreeShape.width)
      guard !overflow else { throw row.mismatch(0, expected: "a tile's number") }
      return size
    }
  }

  // MARK: Reading

  /// The hash over the leaves in a range that is a node, or the right edge, of some tree.
  ///
  /// - Complexity: O(log n) tiles, each of 256 hashes.
  mutating func root(of leaves: Range<Int>) throws -> SHA256Digest {
    let count = leaves.count
    guard count > 0 else { return try hasher.emptyRoot() }
    if count & (count - 1) == 0, leaves.lowerBound % count == 0 {
      return try subtree(at: leaves.lowerBound, ofHeight: count.trailingZeroBitCount)
    }
    let middle = leaves.lowerBound + TreeShape.split(count)
    return try hasher.node(
      root(of: leaves.lowerBound..<middle), root(of: middle..<leaves.upperBound))
  }

  private mutating func subtree(at first: Int, ofHeight height: Int) throws -> SHA256Digest {
    let level = height / TreeShape.height
    let entry = first >> (level * TreeShape.height)
    let count = 1 << (height % TreeShape.height)
    let tile = try tile(level: level, number: entry / TreeShape.width)
    let start = entry % TreeShape.width
    guard tile.count >= start + count else {
      throw Self.missing(connection.path, level: level, number: entry / TreeShape.width)
    }
    return try hasher.root(of: tile[start..<start + count])
  }

  /// The hashes of a tile, as many as there are.
  mutating func tile(level: Int, number: Int) throws -> [SHA256Digest] {
    let key = Key(level: level, number: number)
    if let tile = known[key] { return tile }
    var hashes = try Self.stored(level: level, number: number, in: connection)
    if level == 0, hashes.isEmpty {
      let first = number * TreeShape.width + 1
      hashes = try Self.tail(from: first, in: connection)
    }
    known[key] = hashes
    return hashes
  }

  /// A tile's row, empty where there is none.
  static func stored(
    level: Int, number: Int, in connection: Connection
  ) throws -> [SHA256Digest] {
    let sql = "SELECT hashes FROM tree_tile WHERE level=?1 AND number=?2"
    return try connection.withStatement(sql) { row in
      try row.bind(level, at: 1)
      try row.bind(number, at: 2)
      return try row.step() ? try hashes(row, 0) : []
    }
  }

  /// The hashes of the leaves from a place on that are not in a full tile yet.
  static func tail(from first: Int, in connection: Connection) throws -> [SHA256Digest] {
    let sql = "SELECT position, hashes FROM tree_tail WHERE position>=?1 ORDER BY position"
    return try connection.withStatement(sql) { row in
      try row.bind(first, at: 1)
      var all: [SHA256Digest] = []
      while try row.step() {
        guard try row.position(0).rawValue == first + all.count, all.count < TreeShape.width
        else { throw row.mismatch(0, expected: "the next place", found: "another") }
        all += try hashes(row, 1)
      }
      return all
    }
  }

  private static func hashes(_ row: Statement, _ column: Int32) throws -> [SHA256Digest] {
    let bytes = try row.blobBytes(column)
    let count = bytes.count / 32
    guard bytes.count % 32 == 0, count >= 1, count <= TreeShape.width else {
      throw row.mismatch(column, expected: "1 to 256 hashes", found: "something else")
    }
    return (0..<count).map { index in
      SHA256Digest {
        UnsafeMutableRawBufferPointer(start: $0, count: 32)
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[index * 32..<index * 32 + 32]))
      }
    }
  }

  /// The error for a tile that is not there, or not whole.
  static func missing(_ path: String, level: Int, number: Int) -> StoreError {
    StoreError(
      .corrupt,
      "\(path) is damaged: tile \(number) of level \(level) of its hash tree is not whole. "
        + "Restore a backup",
      context: [("path", path), ("level", String(level)), ("tile", String(number))])
  }
}
