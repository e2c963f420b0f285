public import RepairCore

extension RepairEngine {
  /// Asks the log as it was, about anything, on a reading thread.
  ///
  /// ```swift
  /// let staff = try await engine.asOf(Replay.Extent(occurredBy: newYear)) { past in
  ///   try past.directory().members(MemberQuery(role: .worker), at: newYear).map(\.id)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - extent: up to which events: by position, which is what was known then, or by time, which is
  ///     what was true then.
  ///   - body: asks; what it is given must not leave it. `Views(of: past.log)` are the views of then.
  /// - Returns: what `body` returns.
  /// - Throws: ``StoreError``, and what `body` throws.
  /// - Complexity: see ``EventLog/asOf(_:)``; views of the past are made from the log each time.
  public func asOf<Result: Sendable>(
    _ extent: Replay.Extent, _ body: @escaping @Sendable (_ past: TicketLog) throws -> Result
  ) async throws -> Result {
    try await store.read("past") { thread in
      let log = try thread.log.asOf(extent)
      defer { log.close() }
      return try body(TicketLog(log))
    }
  }

  /// The last place whose event the log had learned of at a moment; see
  /// ``EventLog/position(recordedBy:)``.
  ///
  /// - Parameter moment: the moment, by the log's own clock.
  /// - Returns: the place, ``LogPosition/start`` when the log knew nothing yet.
  /// - Throws: ``StoreError``.
  public func position(recordedBy moment: Timestamp) async throws -> LogPosition {
    try await store.read("position") { try $0.log.position(recordedBy: moment) }
  }
}
