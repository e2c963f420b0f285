import RepairCore
import RepairStore

/// The last line of an audit report: what its signer says of all lines before it.
///
/// A hash tree shows that an event is in the log, and not that no other one would have answered the
/// question. Somebody has to put their name to that.
enum AuditStatement {
  private static let opening = "repair-audit-report/v1"
  private static let meaning =
    "These are all the events of the log up to the checkpoint that answer the question."

  /// What the signer of a report says.
  ///
  /// - Parameters:
  ///   - events: how many events the report has.
  ///   - digest: the SHA-256 of all lines before, each with its newline.
  ///   - checkpoint: the checkpoint they are proved under.
  /// - Returns: the text to sign.
  static func text(events: Int, digest: SHA256Digest, checkpoint: LogCheckpoint) -> String {
    let head = checkpoint.head
    let lines = [
      opening, "events \(events)", "sha256 \(digest)", "origin \(checkpoint.origin)",
      "checkpoint \(head.size) \(head.root.base64)", meaning,
    ]
    return lines.map { $0 + "\n" }.joined()
  }

  /// The line, without its end.
  static func encoded(_ note: SignedNote) -> [UInt8] {
    var writer = JSONWriter(capacity: 1_024)
    writer.beginObject()
    writer.key("statement")
    writer.string(note.description)
    writer.endObject()
    return writer.bytes
  }

  /// The signed note in a line, or `nil` for a line of another kind.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` for a line that only begins like one.
  static func note(in bytes: [UInt8], line: Int) throws -> SignedNote? {
    guard bytes.starts(with: #"{"statement":"#.utf8) else { return nil }
    var text = ""
    do {
      try bytes.withUnsafeBytes { bytes in
        var reader = try JSONReader(bytes)
        try reader.beginObject()
        while try reader.nextKey() != nil { text = try reader.string() }
        try reader.finish()
      }
      return try SignedNote(reading: text)
    } catch let error as JSONError {
      throw ExchangeError(
        .malformed, "the statement cannot be read: \(error)", at: .init(line: line))
    } catch let error as MalformedNote {
      throw ExchangeError(
        .malformed, "the statement is no signed note: \(error)", at: .init(line: line))
    }
  }
}
