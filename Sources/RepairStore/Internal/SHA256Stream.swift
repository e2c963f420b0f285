import CCrypto

/// A SHA-256 digest of bytes that come in pieces.
package final class SHA256Stream {
  private let context: OpaquePointer

  /// Begins with nothing.
  ///
  /// - Throws: ``StoreError`` with `inputOutput` when libcrypto has no memory.
  package init() throws {
    guard let context = EVP_MD_CTX_new() else { throw Self.failure }
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw Self.failure
    }
    self.context = context
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Takes what follows.
  ///
  /// - Throws: ``StoreError`` with `inputOutput` when libcrypto fails.
  package func add(_ bytes: some Collection<UInt8>) throws {
    let answer = bytes.withContiguousStorageIfAvailable {
      EVP_DigestUpdate(context, $0.baseAddress, $0.count)
    }
    if let answer {
      guard answer == 1 else { throw Self.failure }
      return
    }
    try add(Array(bytes))
  }

  /// The digest of all that was taken so far; more may follow.
  ///
  /// - Throws: ``StoreError`` with `inputOutput` when libcrypto fails.
  package func digest() throws -> SHA256Digest {
    guard let copy = EVP_MD_CTX_new() else { throw Self.failure }
    defer { EVP_MD_CTX_free(copy) }
    return try SHA256Digest { target in
      guard EVP_MD_CTX_copy_ex(copy, context) == 1, EVP_DigestFinal_ex(copy, target, nil) == 1
      else { throw Self.failure }
    }
  }

  private static var failure: StoreError {
    StoreError(.inputOutput, "libcrypto cannot make a digest")
  }
}

/// A context is changed by every piece.
@available(*, unavailable)
extension SHA256Stream: Sendable {}
