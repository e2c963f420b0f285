import Foundation
import RepairStore

/// One event of an audit report: the line of an export, and the proof that it is in the log.
///
/// Everything that the event's leaf is made of stands there as readers are shown it, so that the leaf is
/// computed and never believed. Of an idempotency key there is a digest, as in the leaf: a caller chose
/// its name, and it may say anything. Where payloads are withheld, salt and data are empty and the
/// digest of both stands beside them.
struct AuditLine {
  /// More hashes than a tree of 2^64 leaves has levels are no proof.
  private static let hashLimit = 64

  var line: EventLine
  var keyDigest: SHA256Digest?
  var payloadDigest: SHA256Digest?
  var hashes: [SHA256Digest]

  /// Takes an event with its proof.
  ///
  /// - Throws: `StoreError` with `inputOutput` when libcrypto has no memory.
  init(_ proved: ProvedEvent, origin: String, withholdingPayload: Bool) throws {
    let event = proved.event
    line = EventLine(source: origin, event: event, tags: proved.tags, key: nil)
    keyDigest = proved.keyDigest
    hashes = proved.proof.hashes
    guard withholdingPayload else { return }
    payloadDigest = try SHA256Digest(hashing: event.salt + event.payload)
    line.event = StoredEvent(
      position: event.position, id: event.id, stream: event.stream, version: event.version,
      type: event.type, occurredAt: event.occurredAt, recordedAt: event.recordedAt,
      actor: event.actor, role: event.role, onBehalfOf: event.onBehalfOf, command: event.command,
      commandID: event.commandID, causation: event.causation, correlation: event.correlation,
      salt: [], payload: Self.nothing)
  }

  /// Whether salt and payload are as they are where a digest stands for them, or where none does.
  var hasFittingPayload: Bool {
    payloadDigest == nil
      ? line.event.salt.count == 16
      : line.event.salt.isEmpty && line.event.payload == Self.nothing
  }

  private static let nothing = Array("{}".utf8)

  /// The bytes that the event's leaf is the hash of, or `nil` where there can be no such leaf.
  func entry(origin: String) throws -> [UInt8]? {
    try TreeEntry.bytes(
      of: line.event, tags: line.tags, keyDigest: keyDigest, payloadDigest: payloadDigest,
      origin: origin)
  }

  /// The line, without its end.
  ///
  /// - Throws: ``ExchangeError`` with `unsuitableLog` for a payload that is not on one line.
  func encoded() throws -> [UInt8] {
    var writer = JSONWriter(capacity: line.event.payload.count + 2_048)
    writer.beginObject()
    writer.key("event")
    writer.raw(String(decoding: try line.encoded(), as: UTF8.self))
    if let payloadDigest {
      writer.key("payloaddigest")
      writer.string(payloadDigest.base64)
    }
    if let keyDigest {
      writer.key("keydigest")
      writer.string(keyDigest.base64)
    }
    writer.key("proof")
    writer.beginArray()
    for hash in hashes { writer.string(hash.base64) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  /// Reads a line back.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` and the line.
  init(decoding bytes: [UInt8], line number: Int) throws {
    func malformed(_ what: String) -> ExchangeError {
      ExchangeError(.malformed, what, at: .init(line: number))
    }
    var event: String?
    var hashes: [SHA256Digest]?
    var (keyDigest, payloadDigest): (SHA256Digest?, SHA256Digest?)
    func digest(_ text: String) throws -> SHA256Digest {
      guard let digest = Data(base64Encoded: text).flatMap({ SHA256Digest(bytes: $0) }) else {
        throw malformed("a digest or a hash of the proof is none")
      }
      return digest
    }
    do {
      try bytes.withUnsafeBytes { bytes in
        var reader = try JSONReader(bytes)
        try reader.beginObject()
        while let key = try reader.nextKey() {
          switch key.text {
          case "event": event = try reader.verbatimObject()
          case "payloaddigest": payloadDigest = try digest(reader.string())
          case "keydigest": keyDigest = try digest(reader.string())
          case "proof":
            var found: [SHA256Digest] = []
            try reader.beginArray()
            while try reader.nextElement() {
              guard found.count < Self.hashLimit else { throw malformed("the proof is too long") }
              found.append(try digest(reader.string()))
            }
            hashes = found
          default: throw malformed("a line of a report has no member `\(key.text.prefix(40))`")
          }
        }
        try reader.finish()
      }
    } catch let error as JSONError {
      throw malformed("not a line of a report: \(error)")
    }
    guard var event, let hashes else { throw malformed("the event or its proof is missing") }
    (self.hashes, self.keyDigest, self.payloadDigest) = (hashes, keyDigest, payloadDigest)
    line = try event.withUTF8 {
      try EventLine(decoding: UnsafeRawBufferPointer($0), line: number)
    }
    guard line.key == nil else { throw malformed("a report has only the digest of a key") }
  }
}
