/// A key for signing checkpoints, in a file that only its owner may read.
///
/// The file's first line is the key as Go's note package writes it. Below stands, for each log, the
/// last checkpoint that was signed: a signer never puts its name to two stories.
public final class NoteSigner {
  private static let prefix = "PRIVATE+KEY+"
  private static let fileLimit = 1 << 20

  /// The public half, for whoever is to verify.
  public let key: NoteKey
  private let pair: Ed25519
  private let path: String

  private init(name: String, pair: Ed25519, path: String) throws {
    guard let publicKey = pair.publicKey else { throw MalformedNote("the private key is none") }
    self.pair = pair
    self.path = path
    key = try NoteKey(name: name, publicKey: publicKey)
  }

  /// Makes a key and its file.
  ///
  /// - Parameters:
  ///   - name: whose key it is, without spaces and plus signs; best the log's origin.
  ///   - path: where; there must be no such file yet.
  /// - Returns: the key, ready to sign.
  /// - Throws: ``MalformedNote`` for a name that cannot be one; ``StoreError`` with `alreadyExists`,
  ///   `cannotCreate`, `inputOutput`.
  public static func make(name: String, at path: String) throws -> NoteSigner {
    guard NoteKey.isName(name) else {
      throw MalformedNote(
        "a key's name is not empty and has no spaces, plus signs or control characters")
    }
    var seed = [UInt8](repeating: 0, count: 32)
    defer { Ed25519.wipe(&seed) }
    seed.withUnsafeMutableBytes { Entropy.fill($0) }
    guard let pair = Ed25519(seed: seed) else {
      throw StoreError(.inputOutput, "libcrypto cannot make a key")
    }
    let signer = try NoteSigner(name: name, pair: pair, path: path)
    var bytes = [NoteKey.ed25519] + seed
    defer { Ed25519.wipe(&bytes) }
    let line = "\(prefix)\(name)+\(NoteKey.hex(signer.key.keyID))+\(Base64.text(of: bytes))\n"
    do {
      try Files.make(path, with: Array(line.utf8))
    } catch {
      throw StoreError(error, path: path, otherwise: .cannotCreate)
    }
    return signer
  }

  /// Reads a key.
  ///
  /// - Parameter path: its file.
  /// - Throws: ``MalformedNote`` for a file that has none; ``StoreError`` with `missing`, `unreadable`,
  ///   the latter also for a file that others than its owner may read or write.
  public convenience init(keyFile path: String) throws {
    let text = try Self.text(of: path)
    let line = text.prefix { $0 != "\n" }
    guard line.hasPrefix(Self.prefix) else {
      throw MalformedNote("'\(path)' has no private key in its first line")
    }
    let parts = line.dropFirst(Self.prefix.count)
      .split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, NoteKey.isName(parts[0]), var bytes = Base64.bytes(of: parts[2]) else {
      throw MalformedNote("the private key in '\(path)' cannot be read")
    }
    defer { Ed25519.wipe(&bytes) }
    var seed = Array(bytes.dropFirst())
    defer { Ed25519.wipe(&seed) }
    guard bytes.first == NoteKey.ed25519, let pair = Ed25519(seed: seed) else {
      throw MalformedNote("the private key in '\(path)' is of another kind")
    }
    try self.init(name: String(parts[0]), pair: pair, path: path)
    guard NoteKey.hex(key.keyID) == parts[1].lowercased() else {
      throw MalformedNote("the number of the private key in '\(path)' does not belong to it")
    }
  }

  /// Signs a checkpoint, unless it contradicts the last one signed for a log of that origin.
  ///
  /// What is signed is written into the key's file before the signature is given out.
  ///
  /// - Parameters:
  ///   - checkpoint: what to sign.
  ///   - prove: proves that a tree of the size given is the beginning of the checkpoint's.
  /// - Returns: the signed note.
  /// - Throws: ``StoreError`` with `rolledBack` for a checkpoint that is shorter than the last one or
  ///   does not continue it; what `prove` throws; `inputOutput`, and `busy` while another signs.
  public func sign(
    _ checkpoint: LogCheckpoint, provingFrom prove: (UInt64) throws -> ConsistencyProof
  ) throws -> SignedNote {
    var note = try SignedNote(text: checkpoint.description)
    guard let signature = pair.signature(of: Array(note.text.utf8)) else {
      throw StoreError(.inputOutput, "libcrypto cannot sign")
    }
    try Files.locking(path) {
      let text = try Self.text(of: path)
      var blocks = text.split(separator: "\n\n", omittingEmptySubsequences: true).map(String.init)
      let first = blocks.isEmpty ? "" : blocks.removeFirst()
      var signed: [LogCheckpoint] = []
      for block in blocks {
        signed.append(try LogCheckpoint(text: block.hasSuffix("\n") ? block : block + "\n"))
      }
      if let index = signed.firstIndex(where: {
        $0.origin.utf8.elementsEqual(checkpoint.origin.utf8)
      }) {
        guard try checkpoint.continues(signed[index], provingFrom: prove) else {
          throw StoreError(
            .rolledBack,
            "\(key.name) has signed a tree of \(signed[index].head.size) events of this origin, and "
              + "this one of \(checkpoint.head.size) does not continue it; nothing is signed",
            context: [("signed", String(signed[index].head.size))])
        }
        signed[index] = checkpoint
      } else {
        signed.append(checkpoint)
      }
      let line = first.split(separator: "\n").first ?? ""
      let kept = line + "\n" + signed.map { "\n" + $0.description }.joined()
      try Files.replace(path, with: Array(kept.utf8))
    }
    note.add(.init(name: key.name, keyID: key.keyID, bytes: signature))
    return note
  }

  /// Signs a text that is no checkpoint: what is said beside one, such as of a report.
  ///
  /// - Parameter statement: the text, lines each with its newline.
  /// - Returns: the signed note.
  /// - Throws: ``MalformedNote`` for a text that no note can have, and for one that would pass for a
  ///   checkpoint, of which this keeps no account.
  package func sign(statement: String) throws -> SignedNote {
    guard (try? LogCheckpoint(text: statement)) == nil else {
      throw MalformedNote("a checkpoint is not signed as something else")
    }
    var note = try SignedNote(text: statement)
    guard let signature = pair.signature(of: Array(note.text.utf8)) else {
      throw StoreError(.inputOutput, "libcrypto cannot sign")
    }
    note.add(.init(name: key.name, keyID: key.keyID, bytes: signature))
    return note
  }

  private static func text(of path: String) throws -> String {
    do {
      let (bytes, isOpenToOthers) = try Files.content(of: path, atMost: fileLimit)
      // Whoever could read it can sign in this name, and nobody would know.
      guard !isOpenToOthers else {
        throw StoreError(
          .unreadable,
          "\(path) can be read or written by others, and a key must not be; chmod 600 it, and make a "
            + "new one if somebody may have read it",
          context: [("path", path)])
      }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw MalformedNote("'\(path)' is not text")
      }
      return text
    } catch let failure as Files.Failure {
      throw StoreError(failure, path: path, otherwise: .unreadable)
    }
  }
}

/// A signer's key belongs to one thread at a time.
@available(*, unavailable)
extension NoteSigner: Sendable {}

extension LogCheckpoint {
  /// Whether this is a later state, or the same, of the log that an earlier checkpoint was of.
  func continues(
    _ earlier: LogCheckpoint, provingFrom prove: (UInt64) throws -> ConsistencyProof
  ) throws -> Bool {
    guard origin.utf8.elementsEqual(earlier.origin.utf8), head.size >= earlier.head.size else {
      return false
    }
    if head.size == earlier.head.size { return head.root == earlier.head.root }
    // Anything continues a log without events.
    if earlier.head.size == 0 { return true }
    let proof = try prove(earlier.head.size)
    return try proof.first == earlier.head.size && proof.second == head.size
      && proof.proves(earlier.head.root, isBeginningOf: head.root)
  }
}
