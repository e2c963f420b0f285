import RepairCore
import RepairStore

/// The events of a log, or of its beginning, on their way into a new one.
struct LogCopy {
  private let log: EventLog
  private let extent: Replay.Extent

  init(of log: EventLog, extent: Replay.Extent) {
    self.log = log
    self.extent = extent
  }

  /// Writes a new log.
  ///
  /// A copy of the whole, or up to a position, is the same log, ids and all. One that leaves events
  /// out, because they happened later, has other positions and is a log of its own.
  ///
  /// - Parameters:
  ///   - path: where; there must be no such file yet.
  ///   - progress: told now and then how many events have been read, of how many.
  /// - Returns: how many events were copied.
  /// - Throws: `StoreError`, and what `progress` throws; then no new log is left.
  func write(to path: String, progress: (Int, Int) throws -> Void) throws -> Int {
    let last = min(try log.head(), extent.through)
    return try Failure.creating {
      try EventLog.make(at: path, origin: log.identity.origin) { copy in
        try copy.bulk { writer in
          if extent.occurredBy == nil {
            try writer.adopt(origin: log.identity.origin, id: log.identity.id)
          }
          return try transfer(through: last, to: writer, progress: progress)
        }
      }
    }
  }

  private func transfer(
    through last: LogPosition, to writer: LogWriter, progress: (Int, Int) throws -> Void
  ) throws -> Int {
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
        if let key, key.lastPosition == head { try writer.recordVerbatim(key) }
        return
      }
      guard stored.occurredAt <= occurredBy else { return }
      let version = versions[stored.stream, default: .none].next
      head = head.next
      try writer.appendVerbatim(stored.moved(to: head, version: version), tags: tags)
      versions[stored.stream] = version
    }
    return head.rawValue
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
