import RepairCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What an event must be before the log takes it, checked before anything is written.
enum EventCheck {
  /// Refuses a batch that is empty, too large, or has something in it that is not text.
  static func check(_ events: [NewEvent]) throws {
    guard !events.isEmpty else {
      throw StoreError(.invalidEvent, "an append has at least one event")
    }
    guard events.count <= LogLimit.appendEvents else {
      throw StoreError(
        .limitExceeded, "an append has at most \(LogLimit.appendEvents) events; split it")
    }
    var bytes = 0
    for event in events {
      try check(event.type, event.payload, tagCount: event.tags.count)
      try check(event.command, event.causation, event.correlation)
      bytes += event.payload.count
    }
    guard bytes <= LogLimit.appendBytes else {
      throw StoreError(
        .limitExceeded, "an append has at most \(LogLimit.appendBytes) payload bytes; split it")
    }
  }

  /// Refuses an event of another log for the same reasons.
  static func check(_ event: StoredEvent, tags: [EventTag]) throws {
    try check(event.type, event.payload, tagCount: tags.count)
    try check(event.command, event.causation, event.correlation)
    guard event.salt.count == 16 else {
      throw StoreError(
        .invalidEvent, "at position \(event.position) the salt is not 16 bytes",
        context: [("position", event.position.description)])
    }
  }

  private static func check(_ type: EventType, _ payload: [UInt8], tagCount: Int) throws {
    guard type.name.isLogName(atMost: LogLimit.nameBytes), type.schema >= 1 else {
      throw StoreError(.invalidEvent, "an event type has a name of 1 to 256 bytes and a schema")
    }
    guard payload.count <= LogLimit.payloadBytes else {
      throw StoreError(
        .limitExceeded,
        "a payload of \(payload.count) bytes is larger than the \(LogLimit.payloadBytes) allowed")
    }
    guard tagCount <= LogLimit.tags else {
      throw StoreError(.limitExceeded, "an event has at most \(LogLimit.tags) tags")
    }
    // SQLite would take both, and other tools would then cut the text or refuse the row.
    guard isText(payload) else {
      throw StoreError(.invalidEvent, "a payload is UTF-8 text without NUL")
    }
  }

  private static func check(_ names: String?...) throws {
    for case let name? in names where !name.isLogName(atMost: LogLimit.nameBytes) {
      throw StoreError(
        .limitExceeded,
        "a command, cause or correlation has 1 to \(LogLimit.nameBytes) bytes and no NUL")
    }
  }

  private static func isText(_ bytes: [UInt8]) -> Bool {
    guard (try? UTF8Span(validating: bytes.span)) != nil else { return false }
    return bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return true }
      return memchr(start, 0, buffer.count) == nil
    }
  }
}
