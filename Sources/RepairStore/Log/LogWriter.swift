public import RepairCore

/// Many appends in one transaction: all of them are kept, or none.
///
/// It is lent by ``EventLog/bulk(_:)`` and holds the log's write lock: what it checks stays true
/// until the end. A refused append leaves no trace and the writer goes on; after a failure of the
/// disk every further call fails and nothing is kept.
public final class LogWriter {
  /// The log written to; reads on it see what was appended so far.
  public let log: EventLog

  /// The place of the last event, including those appended here.
  public private(set) var head: LogPosition

  private let database: LogDatabase
  private var lastRecorded: Int64
  /// Versions of streams appended to here; nobody else can change them meanwhile.
  private var versions: [Int64: Int] = [:]
  private var failure: (any Error)?
  private var hasEnded = false
  /// Whether something went wrong in the middle of a write, so that nothing can be kept.
  ///
  /// SQLite ends a transaction by itself when a statement meets a failing or full disk, be it one
  /// that only reads. What is written after that would be kept piece by piece.
  var hasFailed: Bool { failure != nil || !database.connection.isInTransaction }
  /// Whether the log took over another one's name here.
  private(set) var hasAdopted = false
  private var entries: EntryWriter

  init(_ log: EventLog, _ database: LogDatabase) throws {
    self.log = log
    self.database = database
    entries = EntryWriter(
      database.connection, origin: log.identity.origin, with: try log.treeHasher())
    let statement = try database[.head]
    defer { statement.reset() }
    if try statement.step() {
      head = try statement.position(0)
      lastRecorded = try statement.int64(1)
    } else {
      head = .start
      lastRecorded = .min
    }
  }

  /// Writes what is left of the tree and forbids further use.
  ///
  /// - Throws: what went wrong on the way, if anything did.
  func end() throws {
    hasEnded = true
    if let failure { throw failure }
    guard database.connection.isInTransaction else { throw transactionIsLost }
    try keepingFailure { try entries.flush() }
  }

  /// Forbids further use, when nothing is kept.
  func giveUp() {
    hasEnded = true
  }

  /// Appends events to a stream; see ``EventLog/append(_:to:expecting:key:)``.
  ///
  /// - Complexity: O(events), beside the lookups of a B-tree.
  @discardableResult
  public func append(
    _ events: [NewEvent], to stream: StreamName, expecting expected: ExpectedVersion,
    key: IdempotencyKey? = nil
  ) throws -> AppendResult {
    try append(Append(events, to: stream, expecting: expected, key: key))
  }

  /// Appends what a request asks; see ``EventLog/append(_:)``.
  ///
  /// Version, condition and key are compared with the log as it is now, what was appended by this
  /// writer before included.
  ///
  /// - Complexity: O(events), beside the lookups of a B-tree and those of the condition.
  @discardableResult
  public func append(_ append: Append) throws -> AppendResult {
    try checkUsable()
    do {
      return try attempt(append)
    } catch {
      if failure == nil, !database.connection.isInTransaction { failure = error }
      throw error
    }
  }

  private func attempt(_ append: Append) throws -> AppendResult {
    try EventCheck.check(append.events)
    let knownID = try log.streamID(append.stream, in: database)
    let version = try knownID.map { try currentVersion($0) } ?? 0
    do {
      guard append.expected.holds(for: version) else {
        throw try log.conflict(
          append.stream, expected: append.expected, actual: StreamVersion(version))
      }
      if let condition = append.condition { try check(condition) }
    } catch {
      // What was done already is repeated, whatever has happened since.
      if let key = append.key, let first = try repeated(key) { return first }
      throw error
    }
    let first = head.next
    if let key = append.key {
      // Adding the key is how it is looked up: nearly always it is new.
      let last = LogPosition(head.rawValue + append.events.count)
      let isNew = try keepingFailure { try insert(key, first, last) }
      guard isNew else { return try known(key) }
    }
    return try keepingFailure {
      let streamID = try knownID ?? log.makeStreamID(append.stream, in: database)
      let recorded = max(log.configuration.clock().milliseconds, lastRecorded)
      for (index, event) in append.events.enumerated() {
        try insert(
          event, append.stream, streamID, version: version + index + 1, recorded: recorded)
      }
      if let key = append.key { try entries.close(with: key, from: first) }
      lastRecorded = recorded
      let last = version + append.events.count
      Interning.remember(last, for: streamID, in: &versions)
      return AppendResult(
        firstPosition: first, lastPosition: head, version: StreamVersion(last), repeated: false)
    }
  }

  /// Appends an event exactly as another log had it: its place, id, times and salt are kept.
  ///
  /// - Parameters:
  ///   - event: the event; its place must be the next one, its version the stream's next one.
  ///   - tags: its tags.
  /// - Throws: ``StoreError`` with `invalidEvent` when it does not continue this log, and
  ///   `limitExceeded`.
  public func appendVerbatim(_ event: StoredEvent, tags: [EventTag]) throws {
    try checkUsable()
    try EventCheck.check(event, tags: tags)
    guard event.position == head.next else {
      throw StoreError(
        .invalidEvent,
        "the event says position \(event.position), but the log continues at \(head.next)",
        context: [("position", event.position.description)])
    }
    guard event.recordedAt.milliseconds >= lastRecorded else {
      throw StoreError(
        .invalidEvent, "at position \(event.position) the recorded time goes back",
        context: [("position", event.position.description)])
    }
    let knownID = try log.streamID(event.stream, in: database)
    let version = try knownID.map { try currentVersion($0) } ?? 0
    guard event.version.rawValue == version + 1 else {
      throw StoreError(
        .invalidEvent,
        "at position \(event.position) stream \(event.stream) has version \(event.version), "
          + "but \(version + 1) is next",
        context: [("position", event.position.description)])
    }
    try keepingFailure {
      let streamID = try knownID ?? log.makeStreamID(event.stream, in: database)
      let typeID = try log.makeTypeID(event.type, in: database)
      try insertRow(event, stream: streamID, type: typeID)
      try insert(tags, typeID, event.position)
      head = event.position
      try entries.begin(event, tags: tags)
      lastRecorded = event.recordedAt.milliseconds
      Interning.remember(version + 1, for: streamID, in: &versions)
    }
  }

  /// Records an idempotency key as another log had it, after the events it covers.
  ///
  /// - Throws: ``StoreError`` with `invalidEvent` when its events are not in the log, and
  ///   `duplicateKey` when the key is there already.
  public func recordVerbatim(_ record: KeyRecord) throws {
    try checkUsable()
    guard record.firstPosition >= LogPosition(1), record.firstPosition <= record.lastPosition,
      record.lastPosition <= head
    else {
      throw StoreError(
        .invalidEvent,
        "a key covers positions \(record.firstPosition) to \(record.lastPosition), "
          + "but the log ends at \(head)")
    }
    guard try log.find(record.key.name, in: database) == nil else {
      throw StoreError(.duplicateKey, "the key \(record.key.name) is in the log already")
    }
    // The key goes into the entry of its last event, which stays open until the next one comes.
    guard record.lastPosition == entries.open else {
      throw StoreError(
        .invalidEvent,
        "a key that ends at position \(record.lastPosition) is recorded right after that event",
        context: [("position", record.lastPosition.description)])
    }
    try keepingFailure {
      _ = try insert(record.key, record.firstPosition, record.lastPosition)
      try entries.close(with: record.key, from: record.firstPosition)
    }
  }

  /// Takes over the origin and, where given, the name of the log that an import continues.
  ///
  /// - Throws: ``StoreError`` with `readOnly` once the log has an event, with `alreadyExists` where a
  ///   checkpoint with another origin is kept beside it.
  public func adopt(origin: String, id: ULID? = nil) throws {
    try checkUsable()
    guard head == .start else {
      throw StoreError(.readOnly, "a log with events keeps its origin")
    }
    guard origin.isLogName(atMost: LogLimit.nameBytes) else {
      throw StoreError(.limitExceeded, "an origin has 1 to 256 bytes and no NUL")
    }
    // Nobody could write the log any more: it would not continue that checkpoint.
    if let kept = try log.anchor(), !kept.origin.utf8.elementsEqual(origin.utf8) {
      throw StoreError(
        .alreadyExists,
        "\(log.anchorPath) is a checkpoint of this log as \(kept.origin), and it would become "
          + "\(origin); remove that file first, or import into a new log",
        context: [("path", log.anchorPath)])
    }
    hasAdopted = true
    let adopted = EventLog.Identity(
      id: id ?? log.identity.id, origin: origin, created: log.identity.created)
    try keepingFailure { try adopted.write(to: database.connection) }
    entries.adopt(origin: origin)
  }

  // MARK: Checks

  private func checkUsable() throws {
    if let failure { throw failure }
    guard !hasEnded else { throw StoreError(.misuse, "a writer outlived its transaction") }
    guard database.connection.isInTransaction else { throw transactionIsLost }
  }

  private var transactionIsLost: StoreError {
    StoreError(
      .inputOutput, "\(log.path): the disk failed while the log was read, and nothing was kept",
      context: [("path", log.path)])
  }

  /// Remembers the first failure in the middle of a write, which only a rollback can mend.
  private func keepingFailure<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try StoreError.mapping(path: log.path, body)
    } catch {
      failure = error
      throw error
    }
  }

  private func repeated(_ key: IdempotencyKey) throws -> AppendResult? {
    guard let found = try log.find(key.name, in: database) else { return nil }
    guard found.key.digest == key.digest else {
      throw StoreError.duplicateKey(found)
    }
    let statement = try database[.eventVersion]
    defer { statement.reset() }
    try statement.bind(found.lastPosition.rawValue, at: 1)
    guard try statement.step() else {
      throw StoreError(
        .corrupt, "a key names position \(found.lastPosition), which the log does not have",
        context: [("position", found.lastPosition.description)])
    }
    return AppendResult(
      firstPosition: found.firstPosition, lastPosition: found.lastPosition,
      version: StreamVersion(Int(clamping: try statement.int64(0))), repeated: true)
  }

  /// The result under a key that the log refused to take because it has it.
  private func known(_ key: IdempotencyKey) throws -> AppendResult {
    guard let earlier = try repeated(key) else {
      throw StoreError(.corrupt, "the key \(key.name) is in the log and cannot be found there")
    }
    return earlier
  }

  private func check(_ condition: AppendCondition) throws {
    guard let position = try log.firstMatch(condition.query, after: condition.after) else { return }
    let event = try log.event(at: position)
    throw StoreError.conditionFailed(
      condition, at: position, stream: event?.stream, type: event?.type)
  }

  private func currentVersion(_ streamID: Int64) throws -> Int {
    if let known = versions[streamID] { return known }
    return try log.streamVersion(streamID, in: database)
  }

  // MARK: Rows

  private func insert(
    _ event: NewEvent, _ stream: StreamName, _ streamID: Int64, version: Int, recorded: Int64
  ) throws {
    let typeID = try log.makeTypeID(event.type, in: database)
    let stored = StoredEvent(
      position: head.next, id: log.ids.id(at: recorded), stream: stream,
      version: StreamVersion(version), type: event.type, occurredAt: event.occurredAt,
      recordedAt: Timestamp(clamping: recorded), actor: event.actor, role: event.role,
      onBehalfOf: event.onBehalfOf, command: event.command, commandID: event.commandID,
      causation: event.causation, correlation: event.correlation, salt: log.ids.salt(),
      payload: event.payload)
    try insertRow(stored, stream: streamID, type: typeID)
    try insert(event.tags, typeID, stored.position)
    head = stored.position
    try entries.begin(stored, tags: event.tags)
  }

  private func insertRow(_ event: StoredEvent, stream: Int64, type: Int64) throws {
    let row = try database[.addEvent]
    try row.bind(event.position.rawValue, at: 1)
    try event.id.withBytes { try row.bindBlob($0, at: 2) }
    try row.bind(stream, at: 3)
    try row.bind(event.version.rawValue, at: 4)
    try row.bind(type, at: 5)
    try row.bind(event.occurredAt.milliseconds, at: 6)
    try row.bind(event.recordedAt.milliseconds, at: 7)
    try row.bind(event.actor.rawValue, at: 8)
    try row.bind(event.role.rawValue, at: 9)
    try row.bind(event.onBehalfOf?.rawValue, at: 10)
    try row.bind(event.command, at: 11)
    if let commandID = event.commandID {
      try commandID.withBytes { try row.bindBlob($0, at: 12) }
    }
    try row.bind(event.causation, at: 13)
    try row.bind(event.correlation, at: 14)
    try row.bindBlob(event.salt, at: 15)
    try row.bindText(event.payload, at: 16)
    try row.run()
  }

  private func insert(_ tags: [EventTag], _ typeID: Int64, _ position: LogPosition) throws {
    for (index, tag) in tags.enumerated() where !tags[..<index].contains(tag) {
      let tagID = try log.makeTagID(tag, in: database)
      let row = try database[.addEventTag]
      try row.bind(tagID, at: 1)
      try row.bind(typeID, at: 2)
      try row.bind(position.rawValue, at: 3)
      try row.run()
    }
  }

  /// Adds a key; `false` when it is there already.
  private func insert(
    _ key: IdempotencyKey, _ first: LogPosition, _ last: LogPosition
  ) throws -> Bool {
    let row = try database[.addKey]
    try row.bind(key.name, at: 1)
    try row.bindBlob(key.digest.bytes, at: 2)
    try row.bind(first.rawValue, at: 3)
    try row.bind(last.rawValue, at: 4)
    try row.run()
    return database.connection.changedRows > 0
  }
}

/// A writer is good only inside the call that lends it.
@available(*, unavailable)
extension LogWriter: Sendable {}

extension ExpectedVersion {
  /// Whether a stream at this version is as expected.
  func holds(for version: Int) -> Bool {
    switch self {
    case .any: true
    case .noStream: version == 0
    case .exists: version > 0
    case .exactly(let expected): version == expected.rawValue
    }
  }
}
