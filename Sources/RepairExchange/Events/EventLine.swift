import Foundation
package import RepairCore
package import RepairStore

/// One event as a line of NDJSON: a CloudEvents 1.0 object that carries everything the log knows.
///
/// Tags stand in one text, separated by commas, because a CloudEvents attribute cannot be a list;
/// a comma or percent sign inside one is percent-encoded.
package struct EventLine {
  /// Where the events come from.
  package var source: String
  /// The event.
  package var event: StoredEvent
  /// Its tags.
  package var tags: [EventTag]
  /// The idempotency key of the append it belongs to.
  package var key: IdempotencyKey?

  /// The line, without its end.
  ///
  /// - Throws: ``ExchangeError`` with `unsuitableLog` for a payload that is not on one line.
  package func encoded() throws -> [UInt8] {
    var writer = JSONWriter(capacity: event.payload.count + 512)
    writer.beginObject()
    writer.key("specversion")
    writer.string("1.0")
    writer.key("id")
    writer.string(event.id.description)
    writer.key("source")
    writer.string(source)
    writer.key("type")
    writer.string(EventLineType.name(of: event.type, in: event.stream))
    if let subject = EventLineType.subject(of: event.stream) {
      writer.key("subject")
      writer.string(subject)
    }
    writer.key("time")
    writer.time(event.occurredAt)
    writer.key("datacontenttype")
    writer.string("application/json")
    writer.key("position")
    writer.integer(event.position.rawValue)
    writer.key("streamversion")
    writer.integer(event.version.rawValue)
    writer.key("recordedtime")
    writer.time(event.recordedAt)
    writer.key("actor")
    writer.string(event.actor.rawValue)
    writer.key("role")
    writer.string(event.role.rawValue)
    try writeOptionalMembers(to: &writer)
    writer.endObject()
    return writer.bytes
  }

  private func writeOptionalMembers(to writer: inout JSONWriter) throws {
    func member(_ name: StaticString, _ text: String?) {
      guard let text else { return }
      writer.key(name)
      writer.string(text)
    }
    member("onbehalfof", event.onBehalfOf?.rawValue)
    member("commandid", event.commandID?.description)
    member("command", event.command)
    member("causation", event.causation)
    member("correlation", event.correlation)
    if !tags.isEmpty { member("tags", tags.map(Self.escaped).joined(separator: ",")) }
    member("salt", Data(event.salt).base64EncodedString())
    if let key {
      member("key", key.name)
      member("digest", Data(key.digest.bytes).base64EncodedString())
    }
    guard !event.payload.contains(0x0A), !event.payload.contains(0x0D) else {
      throw ExchangeError(
        .unsuitableLog, "the payload at position \(event.position) is not on one line")
    }
    writer.key("data")
    writer.raw(String(decoding: event.payload, as: UTF8.self))
  }

  private static func escaped(_ tag: EventTag) -> String {
    tag.rawValue.replacing("%", with: "%25").replacing(",", with: "%2C")
  }

  fileprivate static func unescaped(_ text: Substring) -> EventTag? {
    EventTag(String(text).replacing("%2C", with: ",").replacing("%25", with: "%"))
  }
}

extension EventLine {
  /// The members a line can have.
  private enum Name: String, CaseIterable {
    case specversion, id, source, type, subject, time, datacontenttype, position, streamversion
    case recordedtime, actor, role, onbehalfof, commandid, command, causation, correlation, tags
    case salt, key, digest, data
  }

  /// Reads a line back.
  ///
  /// - Parameters:
  ///   - bytes: the line, without its end.
  ///   - line: its number, for errors.
  /// - Throws: ``ExchangeError`` with `malformed`.
  package init(decoding bytes: UnsafeRawBufferPointer, line: Int) throws {
    func malformed(_ message: String) -> ExchangeError {
      ExchangeError(.malformed, message, at: .init(line: line))
    }
    var texts: [Name: String] = [:]
    var numbers: [Name: Int] = [:]
    do {
      var reader = try JSONReader(bytes)
      try reader.beginObject()
      while let key = try reader.nextKey() {
        guard let name = Name(rawValue: key.text) else {
          throw malformed("an event line has no member `\(key.text.prefix(40))`")
        }
        guard texts[name] == nil, numbers[name] == nil else {
          throw malformed("`\(name.rawValue)` stands there twice")
        }
        switch name {
        case .position, .streamversion: numbers[name] = Int(try reader.integer())
        case .data: texts[name] = try reader.verbatimObject()
        default: texts[name] = try reader.string()
        }
      }
      try reader.finish()
    } catch let error as JSONError {
      throw malformed("not an event line: \(error)")
    }
    func need<Value>(_ name: Name, _ make: (String) -> Value?) throws -> Value {
      guard let text = texts[name] else { throw malformed("`\(name.rawValue)` is missing") }
      guard let value = make(text) else { throw malformed("`\(name.rawValue)` is not one") }
      return value
    }
    func optional<Value>(_ name: Name, _ make: (String) -> Value?) throws -> Value? {
      texts[name] == nil ? nil : try need(name, make)
    }
    guard let position = numbers[.position], let version = numbers[.streamversion] else {
      throw malformed("`position` or `streamversion` is missing")
    }
    guard texts[.specversion] == "1.0", texts[.datacontenttype] == "application/json" else {
      throw malformed("this is not CloudEvents 1.0 with JSON data")
    }
    let (type, stream) = try need(.type) { EventLineType.parse($0, subject: texts[.subject]) }
    source = try need(.source) { $0 }
    event = StoredEvent(
      position: LogPosition(position), id: try need(.id) { ULID($0) }, stream: stream,
      version: StreamVersion(version), type: type, occurredAt: try need(.time) { Timestamp($0) },
      recordedAt: try need(.recordedtime) { Timestamp($0) },
      actor: try need(.actor, PersonID.init), role: try need(.role, Role.init(rawValue:)),
      onBehalfOf: try optional(.onbehalfof, PersonID.init), command: try optional(.command) { $0 },
      commandID: try optional(.commandid) { ULID($0) },
      causation: try optional(.causation) { $0 }, correlation: try optional(.correlation) { $0 },
      salt: try need(.salt) { Data(base64Encoded: $0).map(Array.init) },
      payload: try need(.data) { Array($0.utf8) })
    tags = try optional(.tags, Self.tags) ?? []
    let digest = try optional(.digest) {
      Data(base64Encoded: $0).flatMap { SHA256Digest(bytes: $0) }
    }
    key = try optional(.key) { name in digest.flatMap { IdempotencyKey(name, digest: $0) } }
  }

  private static func tags(_ text: String) -> [EventTag]? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let tags = parts.compactMap(unescaped)
    return tags.count == parts.count ? tags : nil
  }
}
