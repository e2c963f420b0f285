import CCrypto

/// A key pair for Ed25519 signatures, or its public half alone.
///
/// The private half stays with libcrypto, which wipes it when the key goes.
final class Ed25519 {
  private let key: OpaquePointer

  /// Takes the 32 bytes of a public key.
  init?(publicKey bytes: [UInt8]) {
    guard bytes.count == 32,
      let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
    else { return nil }
    self.key = key
  }

  /// Takes the 32 bytes that a private key is made of.
  init?(seed bytes: [UInt8]) {
    guard bytes.count == 32,
      let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
    else { return nil }
    self.key = key
  }

  deinit {
    EVP_PKEY_free(key)
  }

  /// The 32 bytes of the public half.
  var publicKey: [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 32)
    var count = bytes.count
    guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, count == 32 else { return nil }
    return bytes
  }

  /// Signs a message; `nil` when there is no private half.
  func signature(of message: [UInt8]) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 64)
    var count = signature.count
    guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
      EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == 64
    else { return nil }
    return signature
  }

  /// Whether a signature is this key's over a message.
  func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard signature.count == 64, let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  /// Overwrites bytes that a key was made of, which an ordinary assignment need not do.
  static func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
  }
}

/// A key of libcrypto's belongs to one thread at a time.
@available(*, unavailable)
extension Ed25519: Sendable {}
