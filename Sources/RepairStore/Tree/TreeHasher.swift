import CCrypto

/// SHA-256 as the hash tree needs it, with one context used again and again.
///
/// A context made anew for each hash would cost three times the hashing itself.
final class TreeHasher {
  private let context: OpaquePointer
  private let algorithm: OpaquePointer
  /// A node's prefix and its two children, hashed in one call.
  private let node = UnsafeMutableRawBufferPointer.allocate(byteCount: 65, alignment: 8)

  /// - Throws: ``StoreError`` with the code `inputOutput` when libcrypto has no memory.
  init() throws {
    guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else { throw Self.failure }
    guard let context = EVP_MD_CTX_new() else {
      EVP_MD_free(algorithm)
      throw Self.failure
    }
    self.algorithm = algorithm
    self.context = context
    node[0] = 1
  }

  deinit {
    EVP_MD_CTX_free(context)
    EVP_MD_free(algorithm)
    node.deallocate()
  }

  /// The root of a tree without leaves: the digest of nothing.
  func emptyRoot() throws -> SHA256Digest {
    try digest(UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// The hash of a leaf, told apart from a node's by its first byte.
  func leaf(_ entry: UnsafeRawBufferPointer) throws -> SHA256Digest {
    var prefix: UInt8 = 0
    return try withUnsafeBytes(of: &prefix) { try digest($0, entry) }
  }

  /// The hash of a leaf, told apart from a node's by its first byte.
  func leaf(_ entry: [UInt8]) throws -> SHA256Digest { try entry.withUnsafeBytes { try leaf($0) } }

  /// The hash over two others.
  func node(_ left: SHA256Digest, _ right: SHA256Digest) throws -> SHA256Digest {
    left.withBytes { UnsafeMutableRawBufferPointer(rebasing: node[1..<33]).copyMemory(from: $0) }
    right.withBytes { UnsafeMutableRawBufferPointer(rebasing: node[33..<65]).copyMemory(from: $0) }
    return try digest(UnsafeRawBufferPointer(node))
  }

  /// The root over hashes in order, by RFC 6962: the left part is the largest power of two.
  ///
  /// - Complexity: O(n).
  func root(of hashes: ArraySlice<SHA256Digest>) throws -> SHA256Digest {
    switch hashes.count {
    case 0: return try emptyRoot()
    case 1: return hashes[hashes.startIndex]
    case let count:
      let middle = hashes.startIndex + TreeShape.split(count)
      return try node(root(of: hashes[..<middle]), root(of: hashes[middle...]))
    }
  }

  /// The root over whole subtrees of one height and what comes after them.
  ///
  /// - Complexity: O(n).
  func join(
    _ subtrees: ArraySlice<SHA256Digest>, with rest: SHA256Digest?
  ) throws -> SHA256Digest {
    var (rest, subtrees) = (rest, subtrees)
    // The smallest power of two at the end belongs together, then the next larger one.
    while !subtrees.isEmpty {
      let count = 1 << subtrees.count.trailingZeroBitCount
      let part = try root(of: subtrees.suffix(count))
      rest = try rest.map { try node(part, $0) } ?? part
      subtrees = subtrees.dropLast(count)
    }
    return try rest ?? emptyRoot()
  }

  /// The digest of one or two pieces, one after the other.
  func digest(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer? = nil
  ) throws -> SHA256Digest {
    var isDone = EVP_DigestInit_ex2(context, algorithm, nil) == 1
    isDone = isDone && EVP_DigestUpdate(context, first.baseAddress, first.count) == 1
    if let second {
      isDone = isDone && EVP_DigestUpdate(context, second.baseAddress, second.count) == 1
    }
    return try SHA256Digest { target in
      guard isDone, EVP_DigestFinal_ex(context, target, nil) == 1 else { throw Self.failure }
    }
  }

  private static var failure: StoreError {
    StoreError(.inputOutput, "libcrypto cannot make a digest")
  }
}

/// A hasher's context is changed by every hash.
@available(*, unavailable)
extension TreeHasher: Sendable {}
