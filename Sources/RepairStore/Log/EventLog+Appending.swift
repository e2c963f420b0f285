import RepairCore

extension EventLog {
  /// Appends events to a stream in one durable transaction.
  ///
  /// - Parameters:
  ///   - events: at least one and at most 10,000.
  ///   - stream: the stream, made by its first event.
  ///   - expected: what version it must have for the append to be made.
  ///   - key: the request's idempotency key; when it was used for the same request before, nothing
  ///     is appended and the first result is returned.
  /// - Returns: where the events are.
  /// - Throws: ``StoreError`` with `conflict`, `duplicateKey`, `invalidEvent`, `limitExceeded`,
  ///   `readOnly`, `busy`, `diskFull`, `inputOutput`, `outcomeUnknown`.
  /// - Complexity: O(events), and one flush of the disk.
  @discardableResult
  public func append(
    _ events: [NewEvent], to stream: StreamName, expecting expected: ExpectedVersion,
    key: IdempotencyKey? = nil
  ) throws -> AppendResult {
    try append(Append(events, to: stream, expecting: expected, key: key))
  }

  /// Appends what a request asks, in one durable transaction.
  ///
  /// - Parameter append: the events, the stream, and what must be true for them.
  /// - Returns: where the events are.
  /// - Throws: ``StoreError`` as ``append(_:to:expecting:key:)``, and with `conditionFailed`.
  /// - Complexity: O(events), the lookups of the condition, and one flush of the disk.
  @discardableResult
  public func append(_ append: Append) throws -> AppendResult {
    try bulk { try $0.append(append) }
  }

  /// Makes many appends in one durable transaction, kept whole or not at all.
  ///
  /// Other writers wait meanwhile; readers see the log as it was before.
  ///
  /// - Parameter body: appends through the writer it is lent; when it throws nothing is kept.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws, and ``StoreError`` as ``append(_:to:expecting:key:)``.
  @discardableResult
  public func bulk<Result>(_ body: (LogWriter) throws -> Result) throws -> Result {
    let before = identity
    do {
      return try writing { database in
        let writer = try LogWriter(self, database)
        do {
          let result = try body(writer)
          try writer.end()
          if writer.hasAdopted { identity = try Identity.read(from: database.connection) }
          return result
        } catch {
          writer.giveUp()
          throw error
        }
      }
    } catch {
      identity = before
      throw error
    }
  }

  /// What was recorded under an idempotency key, or `nil` when it was not used.
  ///
  /// - Parameter name: the key's name.
  /// - Returns: the key's digest and the events appended under it.
  /// - Throws: ``StoreError`` with `corrupt`, `busy`, `inputOutput`.
  public func lookup(key name: String) throws -> KeyRecord? {
    try reading { try find(name, in: $0) }
  }

  /// The record of a key, read in the caller's transaction.
  func find(_ name: String, in database: LogDatabase) throws -> KeyRecord? {
    let statement = try database[.key]
    defer { statement.reset() }
    try statement.bind(name, at: 1)
    guard try statement.step() else { return nil }
    guard let digest = SHA256Digest(bytes: try statement.blobBytes(0)),
      let key = IdempotencyKey(name, digest: digest)
    else { throw statement.mismatch(0, expected: "32 bytes") }
    return KeyRecord(
      key: key, firstPosition: LogPosition(Int(clamping: try statement.int64(1))),
      lastPosition: LogPosition(Int(clamping: try statement.int64(2))))
  }

  /// The error for a stream that is not as expected, with the newest events in the way.
  func conflict(
    _ stream: StreamName, expected: ExpectedVersion, actual: StreamVersion
  ) throws -> StoreError {
    let first = StoreError.firstInConflict(expected, actual: actual)
    let events =
      actual >= first ? try readStream(stream, from: first, limit: StoreError.conflictEvents) : []
    return StoreError.versionConflict(stream, expected: expected, actual: actual, events: events)
  }
}
