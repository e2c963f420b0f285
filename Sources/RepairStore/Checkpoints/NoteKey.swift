/// The public half of a key for signed notes, by which signatures are verified.
///
/// Its text is `name+number+key`, as Go's module mirror and C2SP write it.
public struct NoteKey: Hashable, Sendable, CustomStringConvertible {
  /// The kind of signature: Ed25519 over the note's text.
  static let ed25519: UInt8 = 1

  /// Whose key it is, best a name such as `example.com/desk`.
  public let name: String
  /// What tells keys of one name apart: the beginning of the key's digest.
  public let keyID: UInt32
  private let publicKey: [UInt8]

  init(name: String, publicKey: [UInt8]) throws {
    self.name = name
    self.publicKey = publicKey
    keyID = try Self.keyID(of: name, publicKey)
  }

  /// Reads a key.
  ///
  /// - Parameter text: the key as ``description`` has it.
  /// - Throws: ``MalformedNote``; ``StoreError`` with `inputOutput` when libcrypto has no memory.
  public init(_ text: String) throws {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, Self.isName(parts[0]), parts[1].utf8.count == 8,
      let number = UInt32(parts[1], radix: 16), let bytes = Base64.bytes(of: parts[2]),
      bytes.first == Self.ed25519, bytes.count == 33
    else { throw MalformedNote("a verifier key is NAME+NUMBER+KEY, and this is none") }
    try self.init(name: String(parts[0]), publicKey: Array(bytes.dropFirst()))
    guard keyID == number else {
      throw MalformedNote("the key's number does not belong to its name and bytes")
    }
  }

  /// The key as text.
  public var description: String {
    "\(name)+\(Self.hex(keyID))+\(Base64.text(of: [Self.ed25519] + publicKey))"
  }

  func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    Ed25519(publicKey: publicKey)?.verifies(signature, of: message) ?? false
  }

  /// Whether a text can be a key's name: something, without spaces, plus signs and control characters.
  static func isName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.count <= 256 && isPlain(text)
      && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" }
  }

  /// Whether nothing in a text moves a cursor, turns the direction of writing, or cannot be seen.
  static func isPlain(_ text: some StringProtocol) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
      default: true
      }
    }
  }

  static func keyID(of name: String, _ publicKey: [UInt8]) throws -> UInt32 {
    let digest = try SHA256Digest(
      hashing: Array(name.utf8) + [UInt8(ascii: "\n"), ed25519] + publicKey)
    return digest.bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
  }

  static func hex(_ number: UInt32) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: 8 - text.count) + text
  }
}
