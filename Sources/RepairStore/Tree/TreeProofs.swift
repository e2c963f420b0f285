/// How many events a tree has, and the one hash that stands for all of them.
public struct TreeHead: Hashable, Sendable {
  /// How many leaves there are, which is the place of the last event.
  public let size: UInt64
  /// The hash over all of them; the digest of nothing for an empty tree.
  public let root: SHA256Digest

  /// Makes a head.
  public init(size: UInt64, root: SHA256Digest) {
    self.size = size
    self.root = root
  }
}

/// A proof that a leaf is in a tree, by RFC 6962: the hashes beside its way up to the root.
public struct InclusionProof: Hashable, Sendable {
  /// The leaf, counted from 0: one less than the event's place.
  public let index: UInt64
  /// How many leaves the tree has.
  public let size: UInt64
  /// The hashes, from the leaf's sibling up to the root's child.
  public let hashes: [SHA256Digest]

  /// Makes a proof of what somebody else says.
  public init(index: UInt64, size: UInt64, hashes: [SHA256Digest]) {
    self.index = index
    self.size = size
    self.hashes = hashes
  }

  /// Whether the leaf with this hash is in the tree with this root.
  ///
  /// - Parameters:
  ///   - leaf: the leaf's hash; see ``SHA256Digest/init(leaf:)``.
  ///   - root: the root of the tree of ``size`` leaves.
  /// - Returns: whether it is proved.
  /// - Throws: ``StoreError`` with `inputOutput` when libcrypto has no memory.
  /// - Complexity: O(hashes).
  public func proves(_ leaf: SHA256Digest, under root: SHA256Digest) throws -> Bool {
    guard index < size else { return false }
    let hasher = try TreeHasher()
    var (place, last) = (index, size - 1)
    var hash = leaf
    for beside in hashes {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        hash = try hasher.node(beside, hash)
        // At the right edge a node may be the only child of several levels.
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        hash = try hasher.node(hash, beside)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 && hash == root
  }
}

/// A proof that one tree is the beginning of another, by RFC 6962.
public struct ConsistencyProof: Hashable, Sendable {
  /// How many leaves the smaller tree has.
  public let first: UInt64
  /// How many the larger one has.
  public let second: UInt64
  /// The hashes, in the order in which they are put together.
  public let hashes: [SHA256Digest]

  /// Makes a proof of what somebody else says.
  public init(first: UInt64, second: UInt64, hashes: [SHA256Digest]) {
    self.first = first
    self.second = second
    self.hashes = hashes
  }

  /// Whether the tree with the one root is the beginning of the tree with the other.
  ///
  /// Nothing is proved of an empty tree, which is the beginning of any.
  ///
  /// - Parameters:
  ///   - old: the root of the tree of ``first`` leaves.
  ///   - new: the root of the tree of ``second`` leaves.
  /// - Returns: whether it is proved.
  /// - Throws: ``StoreError`` with `inputOutput` when libcrypto has no memory.
  /// - Complexity: O(hashes).
  public func proves(_ old: SHA256Digest, isBeginningOf new: SHA256Digest) throws -> Bool {
    guard first > 0, first <= second else { return false }
    guard first < second else { return hashes.isEmpty && old == new }
    var rest = hashes[...]
    // A smaller tree that is a whole subtree of the larger one is its own first hash.
    let start = first.nonzeroBitCount == 1 ? old : rest.popFirst()
    guard let start else { return false }
    let hasher = try TreeHasher()
    var (place, last) = (first - 1, second - 1)
    while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
    var (oldHash, newHash) = (start, start)
    for beside in rest {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        oldHash = try hasher.node(beside, oldHash)
        newHash = try hasher.node(beside, newHash)
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        newHash = try hasher.node(newHash, beside)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 && oldHash == old && newHash == new
  }
}

extension SHA256Digest {
  /// The hash of a leaf with this entry, by RFC 6962.
  ///
  /// - Parameter entry: what the leaf stands for; see ``EventLog/treeEntry(at:)``.
  /// - Throws: ``StoreError`` with `inputOutput` when libcrypto has no memory.
  public init(leaf entry: [UInt8]) throws {
    self = try TreeHasher().leaf(entry)
  }
}
