import RepairCore
import RepairStore

/// The first line of an audit report: what was asked, when, and of which state of the log.
struct AuditHeader {
  static let format = "repair-audit-report"
  static let version = 1

  var madeAt: Timestamp
  var question: AuditQuestion
  /// Whether what people wrote is left out, and stands there as a digest only.
  var withholdsPayloads: Bool
  /// The signed checkpoint that every event is proved under.
  var checkpoint: SignedNote

  /// The line, without its end.
  func encoded() -> [UInt8] {
    var writer = JSONWriter(capacity: 1_024)
    writer.beginObject()
    writer.key("format")
    writer.string(Self.format)
    writer.key("version")
    writer.integer(Self.version)
    writer.key("madeAt")
    writer.time(madeAt)
    writer.key("question")
    question.write(to: &writer)
    writer.key("payloads")
    writer.bool(!withholdsPayloads)
    writer.key("checkpoint")
    writer.string(checkpoint.description)
    writer.endObject()
    return writer.bytes
  }

  init(
    madeAt: Timestamp, question: AuditQuestion, withholdsPayloads: Bool, checkpoint: SignedNote
  ) {
    self.madeAt = madeAt
    self.question = question
    self.withholdsPayloads = withholdsPayloads
    self.checkpoint = checkpoint
  }

  /// Reads the line back.
  ///
  /// - Throws: ``ExchangeError`` with `malformed`.
  init(decoding bytes: [UInt8]) throws {
    func malformed(_ what: String) -> ExchangeError {
      ExchangeError(.malformed, "this is no audit report: \(what)", at: .init(line: 1))
    }
    var format: String?
    var version: Int64?
    var madeAt: Timestamp?
    var question: AuditQuestion?
    var payloads: Bool?
    var note: String?
    do {
      try bytes.withUnsafeBytes { bytes in
        var reader = try JSONReader(bytes)
        try reader.beginObject()
        while let key = try reader.nextKey() {
          switch key.text {
          case "format": format = try reader.string()
          case "version": version = try reader.integer()
          case "madeAt": madeAt = Timestamp(try reader.string())
          case "question": question = try AuditQuestion(from: &reader)
          case "payloads": payloads = try reader.bool()
          case "checkpoint": note = try reader.string()
          default: throw malformed("a member of its first line is not known")
          }
        }
        try reader.finish()
      }
    } catch let error as JSONError {
      throw malformed("\(error)")
    }
    guard format == Self.format else { throw malformed("it does not say that it is one") }
    guard version == Int64(Self.version) else {
      throw malformed("its version is not one that this release reads")
    }
    guard let madeAt, let question, let payloads, let note else {
      throw malformed("the time, the question, the payloads or the checkpoint cannot be read")
    }
    do {
      self.init(
        madeAt: madeAt, question: question, withholdsPayloads: !payloads,
        checkpoint: try SignedNote(reading: note))
    } catch {
      throw malformed("its checkpoint is none: \(error)")
    }
  }
}
