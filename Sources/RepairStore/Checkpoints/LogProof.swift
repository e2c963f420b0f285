/// That an event is in a log, in a file that can be checked without the log: C2SP's tlog-proof.
public struct LogProof: Hashable, Sendable, CustomStringConvertible {
  private static let opening = "c2sp.org/tlog-proof@v1"
  /// More hashes than a tree of 2^64 leaves has levels are no proof.
  private static let hashLimit = 64

  /// The entry that the leaf stands for, to be read with ``TreeEntry``; the format calls it extra.
  public let entry: [UInt8]?
  /// The leaf, counted from 0.
  public let index: UInt64
  /// The hashes beside its way to the root.
  public let hashes: [SHA256Digest]
  /// The checkpoint of the tree that the leaf is in.
  public let checkpoint: SignedNote

  /// Makes a proof.
  public init(
    entry: [UInt8]?, index: UInt64, hashes: [SHA256Digest], checkpoint: SignedNote
  ) {
    self.entry = entry
    self.index = index
    self.hashes = hashes
    self.checkpoint = checkpoint
  }

  /// Reads a proof.
  ///
  /// - Parameter text: the file.
  /// - Throws: ``MalformedNote``.
  public init(_ text: String) throws(MalformedNote) {
    guard text.utf8.count <= SignedNote.limits.bytes else {
      throw MalformedNote("the proof is too large")
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard lines.popFirst().map(String.init) == Self.opening else {
      throw MalformedNote("the first line is not \(Self.opening)")
    }
    var entry: [UInt8]?
    if let line = lines.first, line.hasPrefix("extra ") {
      guard let bytes = Base64.bytes(of: line.dropFirst(6)) else {
        throw MalformedNote("the line 'extra' is not in base 64")
      }
      entry = bytes
      lines = lines.dropFirst()
    }
    guard let line = lines.popFirst(), line.hasPrefix("index "),
      let index = LogCheckpoint.number(line.dropFirst(6))
    else { throw MalformedNote("there is no line 'index' with a number") }
    var hashes: [SHA256Digest] = []
    while let line = lines.popFirst(), !line.isEmpty {
      guard let hash = Base64.bytes(of: line).flatMap({ SHA256Digest(bytes: $0) }),
        hashes.count < Self.hashLimit
      else { throw MalformedNote("a line of the proof is no hash, or there are too many") }
      hashes.append(hash)
    }
    self.init(
      entry: entry, index: index, hashes: hashes,
      checkpoint: try SignedNote(reading: lines.joined(separator: "\n")))
  }

  /// The proof as text.
  public var description: String {
    var lines = [Self.opening]
    if let entry { lines.append("extra " + Base64.text(of: entry)) }
    lines.append("index \(index)")
    lines += hashes.map(\.base64)
    return lines.map { $0 + "\n" }.joined() + "\n" + checkpoint.description
  }

  /// Checks everything: who signed the checkpoint, and that the entry is in the tree it is of.
  ///
  /// - Parameters:
  ///   - keys: the keys trusted.
  ///   - entry: the entry's bytes, where the file does not have them.
  /// - Returns: the checkpoint and the entry, which may be believed from then on.
  /// - Throws: ``MalformedNote`` with what does not hold; ``StoreError`` with `inputOutput` when
  ///   libcrypto has no memory.
  public func check(
    by keys: [NoteKey], entry: [UInt8]? = nil
  ) throws -> (checkpoint: LogCheckpoint, entry: TreeEntry) {
    try checkpoint.verify(by: keys)
    let signed = try LogCheckpoint(text: checkpoint.text)
    guard let bytes = entry ?? self.entry else {
      throw MalformedNote("the proof does not say what it is about")
    }
    let proof = InclusionProof(index: index, size: signed.head.size, hashes: hashes)
    guard try proof.proves(SHA256Digest(leaf: bytes), under: signed.head.root) else {
      throw MalformedNote("the entry is not in the tree of the checkpoint")
    }
    guard let read = TreeEntry(bytes) else {
      throw MalformedNote("the entry is in the tree and is none that this release can read")
    }
    // An entry says itself where it is; one that does not agree was never written by a log.
    guard read.origin.utf8.elementsEqual(signed.origin.utf8), read.position > 0,
      UInt64(read.position - 1) == index
    else { throw MalformedNote("the entry says another place or origin than the proof") }
    return (signed, read)
  }
}
