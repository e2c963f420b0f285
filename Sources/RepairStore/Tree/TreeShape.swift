/// Where in the file the hashes of a tree lie: in tiles of 256, a level of tiles for eight of the tree.
///
/// A tile of level 0 has the hashes of 256 leaves. One of level 1 has those over 256 whole tiles of
/// level 0, and so on. What lies between is computed from a tile when it is needed.
enum TreeShape {
  /// How many hashes a full tile has.
  static let width = 256
  /// How many levels of the tree a tile spans.
  static let height = 8
  /// How many levels of tiles there can be, for as many leaves as a log has places.
  static let levels = 7

  /// How many of `count` leaves, at least two, go to the left of a node: the largest power of two
  /// that leaves some for the right.
  static func split(_ count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }

  /// Leaves whose hashes are put together to prove that one of them is in the tree.
  ///
  /// - Parameters:
  ///   - index: the leaf, counted from 0.
  ///   - size: of how many leaves.
  /// - Returns: the leaves under each hash of the proof, from the leaf's sibling up to the root's child.
  /// - Complexity: O(log n).
  static func inclusion(of index: Int, in size: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var (low, high) = (0, size)
    while high - low > 1 {
      let middle = low + split(high - low)
      if index < middle {
        ranges.append(middle..<high)
        high = middle
      } else {
        ranges.append(low..<middle)
        low = middle
      }
    }
    return ranges.reversed()
  }

  /// Leaves whose hashes are put together to prove that one tree is the beginning of another.
  ///
  /// - Parameters:
  ///   - first: the size of the smaller tree, at least 1.
  ///   - second: the size of the larger one.
  /// - Returns: the leaves under each hash of the proof, in the order of RFC 6962.
  /// - Complexity: O(log n).
  static func consistency(from first: Int, to second: Int) -> [Range<Int>] {
    guard first < second else { return [] }
    var ranges: [Range<Int>] = []
    var (low, high) = (0, second)
    // Down to the node at which the smaller tree ends.
    while high != first {
      let middle = low + split(high - low)
      if first <= middle {
        ranges.append(middle..<high)
        high = middle
      } else {
        ranges.append(low..<middle)
        low = middle
      }
    }
    // When that is all of the smaller tree, whoever checks has its root already.
    if low > 0 { ranges.append(low..<high) }
    return ranges.reversed()
  }
}
