extension RepairEngine {
  /// Reads a projection's rows, as they are after everything acknowledged before the call.
  ///
  /// ```swift
  /// let open = try await engine.read(OpenByCampus()) { rows in
  ///   try rows.read("SELECT count(*) FROM {open} WHERE campus = ?1", .text("north")) {
  ///     try $0.integer(0)
  ///   }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - projection: whose rows.
  ///   - body: reads them, on a reading thread; they must not outlive it.
  /// - Returns: what `body` returns.
  /// - Throws: ``StoreError``; ``ProjectionFailure`` when the projection stops before the head; what
  ///   `body` throws.
  public func read<Result: Sendable>(
    _ projection: any Projection, _ body: @escaping @Sendable (ProjectionRows) throws -> Result
  ) async throws -> Result {
    let observer = store.configuration.observer
    return try await store.read(projection.name) {
      try $0.views(for: observer).read(projection, body)
    }
  }

  /// How far each projection is, without catching it up; see ``Views/status(of:)``.
  ///
  /// - Parameter projections: which, in the order wanted; whatever else has rows comes behind.
  /// - Returns: a status each.
  /// - Throws: ``StoreError``.
  public func projectionStatus(
    of projections: [any Projection] = Views.standard
  ) async throws -> [ProjectionStatus] {
    let observer = store.configuration.observer
    return try await store.read("projections") {
      try $0.views(for: observer).status(of: projections)
    }
  }

  /// Waits until a projection's rows stand for the log up to a place, whoever brings them there: a
  /// ``ProjectionService`` of this process or of another.
  ///
  /// It is for those who read the views file by other means, or want a page to show a command's effect
  /// without doing the work themselves. ``read(_:_:)`` needs no waiting.
  ///
  /// - Parameters:
  ///   - projection: which.
  ///   - position: the place, such as that of a command's last event.
  ///   - timeout: how long to wait at most.
  /// - Throws: ``ProjectionTimeout`` when it is not there in time; ``ProjectionFailure`` when it stopped
  ///   before an event at or before the place; ``StoreError``; `CancellationError`.
  public func wait(
    for projection: any Projection, atLeast position: LogPosition, timeout: Duration = .seconds(5)
  ) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + timeout
    var pause = Duration.milliseconds(1)
    while true {
      let status = try await projectionStatus(of: [projection]).first
      guard let status else { return }
      if status.position >= position { return }
      if let failure = status.failure, failure.position <= position { throw failure }
      guard clock.now < deadline else {
        throw ProjectionTimeout(
          projection: projection.name, wanted: position, reached: status.position,
          waited: timeout)
      }
      try await clock.sleep(for: min(pause, deadline - clock.now))
      pause = min(pause * 2, .milliseconds(20))
    }
  }
}

/// That a projection did not come to a place of the log in time.
public struct ProjectionTimeout: Error, Hashable, Sendable, CustomStringConvertible {
  /// The projection's name.
  public var projection: String
  /// The place it was to come to.
  public var wanted: LogPosition
  /// Where it was in the end.
  public var reached: LogPosition
  /// How long it was waited for.
  public var waited: Duration

  /// What was waited for, and how far it came.
  public var description: String {
    "the projection \(projection) is at position \(reached) and did not come to \(wanted) within "
      + "\(waited); does anybody keep it up to date?"
  }
}
