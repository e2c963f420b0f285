/// A text with signatures under it, as C2SP's signed-note has it.
///
/// Nothing in the text may be believed before ``verify(by:)`` has named who signed it.
public struct SignedNote: Hashable, Sendable, CustomStringConvertible {
  /// A signature, by the name and the number of the key.
  public struct Signature: Hashable, Sendable {
    /// The key's name.
    public let name: String
    /// What tells keys of one name apart.
    public let keyID: UInt32
    /// The signature itself, in whatever kind the key is of.
    public let bytes: [UInt8]
  }

  /// How large a note may be, and how many signatures it may have.
  static let limits = (bytes: 1 << 20, signatures: 128)

  /// What is signed, with the newline at its end.
  public let text: String
  /// The signatures, in the order of their lines.
  public private(set) var signatures: [Signature]

  /// Makes a note that nobody has signed yet.
  ///
  /// - Parameter text: lines without control characters, each with its newline.
  /// - Throws: ``MalformedNote``.
  public init(text: String) throws(MalformedNote) {
    try Self.check(text)
    guard text.utf8.last == UInt8(ascii: "\n") else {
      throw MalformedNote("the text of a note ends with a newline")
    }
    self.text = text
    signatures = []
  }

  /// Reads a note.
  ///
  /// - Parameter note: the whole note.
  /// - Throws: ``MalformedNote``.
  public init(reading note: String) throws(MalformedNote) {
    guard note.utf8.count <= Self.limits.bytes else { throw MalformedNote("the note is too large") }
    try Self.check(note)
    let lines = note.split(separator: "\n", omittingEmptySubsequences: false)
    // After the last newline there is one more, empty piece.
    guard lines.last == "", let blank = lines.dropLast().lastIndex(of: ""), blank > 0 else {
      throw MalformedNote("there is no blank line before the signatures")
    }
    text = lines[..<blank].map { $0 + "\n" }.joined()
    let signed = lines[(blank + 1)...].dropLast()
    guard !signed.isEmpty, signed.count <= Self.limits.signatures else {
      throw MalformedNote("the note has no signature, or too many")
    }
    signatures = []
    for line in signed { signatures.append(try Self.signature(line)) }
  }

  /// The whole note.
  public var description: String {
    text + "\n"
      + signatures.map { signature in
        let id = withUnsafeBytes(of: signature.keyID.bigEndian) { Array($0) }
        return "\u{2014} \(signature.name) \(Base64.text(of: id + signature.bytes))\n"
      }.joined()
  }

  /// Adds a signature.
  mutating func add(_ signature: Signature) {
    signatures.append(signature)
  }

  /// Finds out whether somebody trusted has signed.
  ///
  /// Signatures of keys that are not given are passed over, as the format demands: others may have
  /// signed too.
  ///
  /// - Parameter keys: the keys trusted.
  /// - Returns: the names of those who signed, at least one.
  /// - Throws: ``MalformedNote`` when none of them did, or one's signature is false.
  @discardableResult
  public func verify(by keys: [NoteKey]) throws(MalformedNote) -> [String] {
    var names: [String] = []
    let message = Array(text.utf8)
    for signature in signatures {
      let known = keys.first {
        $0.keyID == signature.keyID && $0.name.utf8.elementsEqual(signature.name.utf8)
      }
      guard let known else { continue }
      guard known.verifies(signature.bytes, of: message) else {
        throw MalformedNote("the signature of \(known.name) is not of this text")
      }
      names.append(known.name)
    }
    guard !names.isEmpty else { throw MalformedNote("nobody trusted has signed it") }
    return names
  }

  private static func check(_ text: String) throws(MalformedNote) {
    guard text.utf8.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }) else {
      throw MalformedNote("a note has no control characters but newlines")
    }
  }

  private static func signature(_ line: Substring) throws(MalformedNote) -> Signature {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "\u{2014}", NoteKey.isName(parts[1]),
      let bytes = Base64.bytes(of: parts[2]), bytes.count > 4
    else { throw MalformedNote("a line of the note is no signature") }
    let keyID = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return Signature(name: String(parts[1]), keyID: keyID, bytes: Array(bytes.dropFirst(4)))
  }
}
