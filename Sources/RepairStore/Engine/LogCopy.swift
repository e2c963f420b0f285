import RepairCore

/// The events of a log, or of its beginning, on their way into a new one.
///
/// ```swift
/// let past = Replay.Extent(through: LogPosition(340))
/// try LogCopy(of: log, extent: past).write(to: "past.db")
/// ```
public struct LogCopy {
  private let log: EventLog
  private let extent: Replay.Extent

  /// Takes a log and up to where it is copied.
  public init(of log: EventLog, extent: Replay.Extent = .all) {
    self.log = log
    self.extent = extent
  }

  /// Writes a new log, reads it again and compares, before it gets its name.
  ///
  /// A copy of the whole, or up to a position, is the same log: ids, places, times, salts, tags and
  /// idempotency keys, and so the same name. One that leaves events out because they happened later
  /// has them in other places, and is a log of its own.
  ///
  /// - Parameters:
  ///   - path: where; there must be no such file yet.
  ///   - progress: told now and then how many events have been read, of how many.
  /// - Returns: how many events were copied.
  /// - Throws: ``StoreError``, with `corrupt` for a copy that is not what was written, and what
  ///   `progress` throws; then no new log is left.
  /// - Complexity: O(events).
  @discardableResult
  public func write(
    to path: String, progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> Int {
    let last = min(try log.head(), extent.through)
    return try EventLog.make(at: path, origin: log.identity.origin) { copy in
      let written = try copy.bulk { writer in
        if extent.occurredBy == nil {
          try writer.adopt(origin: log.identity.origin, id: log.identity.id)
        }
        return try transfer(through: last, to: writer, progress: progress)
      }
      let read = try Self.seal(of: copy)
      guard read == written else {
        throw StoreError(
          .corrupt, "the copy at \(path) is not what was written; the disk may be damaged",
          context: [("path", path), ("events", String(read.events))])
      }
      return written.events
    }
  }

  private func transfer(
    through last: LogPosition, to writer: LogWriter, progress: (Int, Int) throws -> Void
  ) throws -> Seal {
    var seal = Seal()
    var head = LogPosition.start
    var versions: [StreamName: StreamVersion] = [:]
    var read = 0
    try log.scanWithTagsAndKeys(through: last) { row, tags, key in
      read += 1
      if read & 0xFFF == 0 { try progress(read, last.rawValue) }
      let stored = try row.stored()
      guard let occurredBy = extent.occurredBy else {
        try writer.appendVerbatim(stored, tags: tags)
        head = stored.position
        // A key is there for all its events: it is recorded with the last of them.
        let complete = key.flatMap { $0.lastPosition == head ? $0 : nil }
        if let complete { try writer.recordVerbatim(complete) }
        try seal.add(stored, tags, complete)
        return
      }
      guard stored.occurredAt <= occurredBy else { return }
      let version = versions[stored.stream, default: .none].next
      head = head.next
      let moved = stored.moved(to: head, version: version)
      try writer.appendVerbatim(moved, tags: tags)
      try seal.add(moved, tags, nil)
      versions[stored.stream] = version
    }
    return seal
  }

  /// What a log says, from the first event to the last.
  private static func seal(of log: EventLog) throws -> Seal {
    var seal = Seal()
    try log.scanWithTagsAndKeys { row, tags, key in
      let stored = try row.stored()
      try seal.add(stored, tags, key.flatMap { $0.lastPosition == stored.position ? $0 : nil })
    }
    return seal
  }
}

/// A digest of events one after the other, with everything a log has of them.
private struct Seal: Equatable {
  private(set) var events = 0
  private var digest: [UInt8] = []

  mutating func add(_ event: StoredEvent, _ tags: [EventTag], _ key: KeyRecord?) throws {
    var bytes = digest
    // Each part is led by its length, so that none can run over into the next.
    func add(_ part: some Collection<UInt8>) {
      bytes.append(contentsOf: "\(part.count):".utf8)
      bytes.append(contentsOf: part)
    }
    for number in [
      Int64(event.position.rawValue), Int64(event.version.rawValue), Int64(event.type.schema),
      event.occurredAt.milliseconds, event.recordedAt.milliseconds,
    ] { add("\(number)".utf8) }
    add(event.id.bytes)
    for text in [
      event.stream.rawValue, event.type.name, event.actor.rawValue, event.role.rawValue,
      event.onBehalfOf?.rawValue, event.command, event.causation, event.correlation,
    ] { add((text.map { "=\($0)" } ?? "").utf8) }
    add(event.commandID?.bytes ?? [])
    add(event.salt)
    add(event.payload)
    for tag in tags { add(tag.rawValue.utf8) }
    if let key {
      add(key.key.name.utf8)
      add(key.key.digest.bytes)
      add("\(key.firstPosition)".utf8)
    }
    digest = try SHA256Digest(hashing: bytes).bytes
    events += 1
  }
}

extension StoredEvent {
  /// The same event in another place.
  fileprivate func moved(to position: LogPosition, version: StreamVersion) -> StoredEvent {
    guard position != self.position || version != self.version else { return self }
    return StoredEvent(
      position: position, id: id, stream: stream, version: version, type: type,
      occurredAt: occurredAt, recordedAt: recordedAt, actor: actor, role: role,
      onBehalfOf: onBehalfOf, command: command, commandID: commandID, causation: causation,
      correlation: correlation, salt: salt, payload: payload)
  }
}
