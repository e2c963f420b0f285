public import RepairCore

/// What the hash tree knows of an event: all of it but the payload, of which it has a digest.
public struct TreeEntry: Hashable, Sendable {
  /// Where the log's events come from.
  public let origin: String
  /// The event's place in the log.
  public let position: Int64
  /// The stream's name.
  public let stream: String
  /// The place in the stream.
  public let version: Int64
  /// The type's name.
  public let type: String
  /// The type's schema.
  public let schema: Int64
  /// The event's own name.
  public let id: ULID
  /// When it happened.
  public let occurredAt: Timestamp
  /// When the log learned of it.
  public let recordedAt: Timestamp
  /// Who did it.
  public let actor: String
  /// In which capacity.
  public let role: String
  /// For whom, when not for the actor.
  public let onBehalfOf: String?
  /// The command that was asked for.
  public let command: String?
  /// The name of that one asking.
  public let commandID: ULID?
  /// What led to it.
  public let causation: String?
  /// The larger undertaking.
  public let correlation: String?
  /// The digest of the salt and the payload behind it.
  public let payloadDigest: SHA256Digest
  /// The tags, in the order of their bytes.
  public let tags: [String]
  /// What stands for the idempotency key that ends with this event.
  public let keyDigest: SHA256Digest?

  /// Reads an entry, or answers `nil` for bytes that are none, or more than one.
  public init?(_ bytes: [UInt8]) {
    var rest = Rest(bytes: bytes[...])
    guard rest.take(4).map(Array.init) == EntryEncoder.version, let origin = rest.text(),
      let position = rest.number(), let stream = rest.text(), let version = rest.number(),
      let type = rest.text(), let schema = rest.number(),
      let id = rest.take(16).flatMap({ ULID(bytes: $0) }), let occurredAt = rest.time(),
      let recordedAt = rest.time(), let actor = rest.text(), let role = rest.text(),
      let onBehalfOf = rest.optional({ $0.text() }), let command = rest.optional({ $0.text() }),
      let commandID = rest.optional({ $0.take(16).flatMap { ULID(bytes: $0) } }),
      let causation = rest.optional({ $0.text() }), let correlation = rest.optional({ $0.text() }),
      let payload = rest.take(32).flatMap({ SHA256Digest(bytes: $0) }), let count = rest.length()
    else { return nil }
    var tags: [String] = []
    for _ in 0..<count {
      guard let tag = rest.text() else { return nil }
      tags.append(tag)
    }
    guard let key = rest.optional({ $0.take(32).flatMap { SHA256Digest(bytes: $0) } }),
      rest.bytes.isEmpty
    else { return nil }
    (self.origin, self.position, self.stream, self.version) = (origin, position, stream, version)
    (self.type, self.schema, self.id) = (type, schema, id)
    (self.occurredAt, self.recordedAt) = (occurredAt, recordedAt)
    (self.actor, self.role, self.onBehalfOf) = (actor, role, onBehalfOf)
    (self.command, self.commandID) = (command, commandID)
    (self.causation, self.correlation) = (causation, correlation)
    (payloadDigest, self.tags, keyDigest) = (payload, tags, key)
  }

  /// Whether a payload is the one the entry stands for.
  ///
  /// - Parameters:
  ///   - payload: the payload's bytes as the log has them.
  ///   - salt: the event's salt.
  /// - Returns: whether their digest is the entry's.
  /// - Throws: ``StoreError`` with `inputOutput` when libcrypto has no memory.
  public func standsFor(payload: [UInt8], salt: [UInt8]) throws -> Bool {
    try salt.count == 16 && SHA256Digest(hashing: salt + payload) == payloadDigest
  }

  /// What has not been read yet.
  private struct Rest {
    var bytes: ArraySlice<UInt8>

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
      guard bytes.count >= count else { return nil }
      defer { bytes = bytes.dropFirst(count) }
      return bytes.prefix(count)
    }

    mutating func length() -> Int? {
      take(2).map { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    mutating func number() -> Int64? {
      take(8).map { Int64(bitPattern: $0.reduce(0) { $0 << 8 | UInt64($1) }) }
    }

    mutating func time() -> Timestamp? { number().flatMap { Timestamp(milliseconds: $0) } }

    mutating func text() -> String? {
      length().flatMap { take($0) }.flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// What may be absent: no answer at all for bytes that say neither.
    mutating func optional<Value>(_ read: (inout Rest) -> Value?) -> Value?? {
      switch take(1)?.first {
      case 0: .some(nil)
      case 1: read(&self).map { .some($0) }
      default: nil
      }
    }
  }
}
