import RepairStore

/// The keys, checkpoints and proofs that command lines name.
enum NoteFiles {
  private static let limit = 1 << 20

  /// A file's text, or that of standard input for `-`.
  static func text(_ path: String, in session: Session) throws -> String {
    let bytes = try session.source(path).all(atMost: limit, of: "The file '\(path)'")
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.malformedInput, "The file '\(path)' is not UTF-8 text.")
    }
    return text
  }

  /// A signed note.
  static func note(_ path: String, in session: Session) throws -> SignedNote {
    try note(path, text: try text(path, in: session))
  }

  /// A signed note whose file has been read.
  static func note(_ path: String, text: String) throws(Failure) -> SignedNote {
    do {
      return try SignedNote(reading: text)
    } catch {
      throw Failure(.malformedInput, "'\(path)' is no signed note: \(error).")
    }
  }

  /// The checkpoint in a note's text.
  static func checkpoint(_ text: String, of path: String) throws(Failure) -> LogCheckpoint {
    do {
      return try LogCheckpoint(text: text)
    } catch {
      throw Failure(.malformedInput, "'\(path)' has no checkpoint: \(error).")
    }
  }

  /// A verifier key from the command line, or from a file with it, such as what keygen printed.
  static func key(_ text: String, in session: Session) throws -> NoteKey {
    // Every key has plus signs in it, and few files' names do.
    guard !text.contains("+") else { return try key(text) }
    let words = try self.text(text, in: session).split(whereSeparator: \.isWhitespace)
    guard let key = words.lazy.compactMap({ try? NoteKey(String($0)) }).first else {
      throw Failure(.malformedInput, "The file '\(text)' has no verifier key.")
    }
    return key
  }

  private static func key(_ text: String) throws -> NoteKey {
    do {
      return try NoteKey(text)
    } catch let error as MalformedNote {
      throw Failure.usage("The value of '--key' is no verifier key: \(error).")
    }
  }

  /// A key to sign with.
  static func signer(_ path: String, in session: Session) throws -> NoteSigner {
    guard !session.options.isUntrusted else {
      throw Failure.usage(
        "'--sign' does not go with '--untrusted': the key would speak for somebody else's log.")
    }
    do {
      return try NoteSigner(keyFile: path)
    } catch let error as MalformedNote {
      throw Failure(.malformedInput, "'\(path)' is no key to sign with: \(error).")
    }
  }
}
