import RepairCore

/// What a ``MemoryEventStore`` has under its lock.
struct MemoryLog {
  /// Somebody who waits for an event after a place.
  struct Waiter {
    let position: LogPosition
    let answer: Answer<Void>
  }

  var isClosed = false
  var waiters: [Waiter] = []
  /// Every key by the bytes of its name, because text that looks the same is another key.
  private(set) var keys: [[UInt8]: KeyRecord] = [:]

  /// Every event, in order, with its tags.
  private var events: [(stored: StoredEvent, tags: [EventTag])] = []
  /// Which of the events are a stream's, in order.
  private var streams: [StreamName: [Int]] = [:]
  private var ids = IdentityMaker(random: LogConfiguration().random)

  var head: LogPosition { LogPosition(events.count) }

  // MARK: Appending

  /// Appends events that were checked by themselves, or throws why the log does not take them.
  ///
  /// The order of the questions is that of ``LogWriter/append(_:)``: a repeated request gets its first
  /// result whatever holds by now.
  mutating func append(_ append: Append, at now: Timestamp) throws -> AppendResult {
    if let key = append.key, let found = keys[Array(key.name.utf8)] {
      return try repeated(key, found)
    }
    let version = StreamVersion(streams[append.stream]?.count ?? 0)
    guard append.expected.holds(for: version.rawValue) else {
      let first = StoreError.firstInConflict(append.expected, actual: version)
      throw StoreError.versionConflict(
        append.stream, expected: append.expected, actual: version,
        events: readStream(append.stream, from: first, limit: StoreError.conflictEvents))
    }
    if let condition = append.condition { try check(condition) }
    return add(append, after: version, at: now)
  }

  private func repeated(_ key: IdempotencyKey, _ found: KeyRecord) throws -> AppendResult {
    guard found.key.digest == key.digest else { throw StoreError.duplicateKey(found) }
    return AppendResult(
      firstPosition: found.firstPosition, lastPosition: found.lastPosition,
      version: events[found.lastPosition.rawValue - 1].stored.version, repeated: true)
  }

  private func check(_ condition: AppendCondition) throws {
    let page = readPage(condition.query, after: condition.after, limit: 1)
    guard let event = page.events.first else { return }
    throw StoreError.conditionFailed(
      condition, at: event.position, stream: event.stream, type: event.type)
  }

  private mutating func add(
    _ append: Append, after version: StreamVersion, at now: Timestamp
  ) -> AppendResult {
    let first = head.next
    let recorded = max(now, events.last?.stored.recordedAt ?? now)
    for (index, event) in append.events.enumerated() {
      streams[append.stream, default: []].append(events.count)
      events.append(
        (
          StoredEvent(
            event, at: head.next, in: append.stream,
            version: StreamVersion(version.rawValue + index + 1), recorded: recorded, ids: &ids),
          event.tags
        ))
    }
    if let key = append.key {
      keys[Array(key.name.utf8)] = KeyRecord(key: key, firstPosition: first, lastPosition: head)
    }
    return AppendResult(
      firstPosition: first, lastPosition: head,
      version: StreamVersion(version.rawValue + append.events.count), repeated: false)
  }

  /// Takes out those whose event has come.
  mutating func takeReachedWaiters() -> [Waiter] {
    let head = head
    defer { waiters.removeAll { $0.position < head } }
    return waiters.filter { $0.position < head }
  }

  // MARK: Reading

  func readStream(_ stream: StreamName, from first: StreamVersion, limit: Int) -> [StoredEvent] {
    let count = min(max(0, limit), LogLimit.pageEvents)
    let places = (streams[stream] ?? []).dropFirst(max(1, first.rawValue) - 1).prefix(count)
    return places.map { events[$0].stored }
  }

  func readPage(_ query: EventQuery, after: LogPosition, limit: Int) -> EventPage {
    let count = min(max(1, limit), LogLimit.pageEvents)
    var found: [StoredEvent] = []
    for (event, tags) in events.dropFirst(max(0, after.rawValue))
    where query.matches(type: event.type.name, tags: tags) {
      found.append(event)
      if found.count == count { break }
    }
    let through = found.count < count ? head : found.last?.position ?? head
    return EventPage(events: found, through: through, isAtHead: through >= head)
  }
}

extension StoredEvent {
  /// An event as the log takes it in, with an id and a salt made now.
  fileprivate init(
    _ event: NewEvent, at position: LogPosition, in stream: StreamName, version: StreamVersion,
    recorded: Timestamp, ids: inout IdentityMaker
  ) {
    self.init(
      position: position, id: ids.id(at: recorded.milliseconds), stream: stream, version: version,
      type: event.type, occurredAt: event.occurredAt, recordedAt: recorded, actor: event.actor,
      role: event.role, onBehalfOf: event.onBehalfOf, command: event.command,
      commandID: event.commandID, causation: event.causation, correlation: event.correlation,
      salt: ids.salt(), payload: event.payload)
  }
}
