/// How long a log was at some time and what it said, in the few lines that C2SP's tlog-checkpoint has.
///
/// Whoever holds one can find out later whether the log still says the same up to there.
public struct LogCheckpoint: Hashable, Sendable, CustomStringConvertible {
  /// Where the log's events come from.
  public let origin: String
  /// How many events there were, and the root over them.
  public let head: TreeHead

  /// Makes a checkpoint.
  ///
  /// - Throws: ``MalformedNote`` for an origin that is no line of its own.
  public init(origin: String, head: TreeHead) throws(MalformedNote) {
    guard !origin.isEmpty, NoteKey.isPlain(origin) else {
      throw MalformedNote("an origin with invisible characters cannot stand in a checkpoint")
    }
    self.origin = origin
    self.head = head
  }

  /// Reads the text of a checkpoint; lines after the third are allowed and say nothing to us.
  ///
  /// - Parameter text: the text of a ``SignedNote``.
  /// - Throws: ``MalformedNote``.
  public init(text: String) throws(MalformedNote) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 4, lines.last == "", !lines.dropLast().contains("") else {
      throw MalformedNote("a checkpoint has an origin, a size and a root, a line each")
    }
    guard let size = Self.number(lines[1]) else {
      throw MalformedNote("the checkpoint's size is no number")
    }
    guard let root = Base64.bytes(of: lines[2]).flatMap({ SHA256Digest(bytes: $0) }) else {
      throw MalformedNote("the checkpoint's root is no hash")
    }
    try self.init(origin: String(lines[0]), head: TreeHead(size: size, root: root))
  }

  /// The text, which is what gets signed.
  public var description: String { "\(origin)\n\(head.size)\n\(head.root.base64)\n" }

  /// A number in decimal without leading zeros.
  static func number(_ text: Substring) -> UInt64? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      text == "0" || text.first != "0"
    else { return nil }
    return UInt64(text)
  }
}
