import CCrypto

/// A SHA-256 digest: 32 bytes that stand for a request.
public struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// Digests bytes.
  ///
  /// - Parameter bytes: what to digest.
  /// - Throws: ``StoreError`` with the code `inputOutput` when libcrypto has no memory.
  /// - Complexity: O(n).
  public init(hashing bytes: some Collection<UInt8>) throws {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let digested = withUnsafeMutableBytes(of: &words) { output -> Bool in
      guard let target = output.bindMemory(to: UInt8.self).baseAddress else { return false }
      let answer = bytes.withContiguousStorageIfAvailable { input in
        EVP_Digest(input.baseAddress, input.count, target, nil, EVP_sha256(), nil)
      }
      if let answer { return answer == 1 }
      let copy = Array(bytes)
      return EVP_Digest(copy, copy.count, target, nil, EVP_sha256(), nil) == 1
    }
    guard digested else { throw StoreError(.inputOutput, "libcrypto cannot make a digest") }
    self.words = words
  }

  /// Takes 32 bytes that are a digest, or answers `nil` when there are not 32.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    self.words = words
  }

  /// Takes the 32 bytes that `fill` writes.
  init(_ fill: (UnsafeMutablePointer<UInt8>) throws -> Void) rethrows {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    try withUnsafeMutableBytes(of: &words) { output in
      if let target = output.bindMemory(to: UInt8.self).baseAddress { try fill(target) }
    }
    self.words = words
  }

  /// Lends the 32 bytes without allocating.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withUnsafeBytes(of: words, body)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

  /// Whether two digests are the same bytes.
  public static func == (left: Self, right: Self) -> Bool { left.words == right.words }

  /// Feeds the bytes.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }

  /// The digest in base 64, as checkpoints and proofs have it.
  public var base64: String { Base64.text(of: bytes) }

  /// The digest as 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
