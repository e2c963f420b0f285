/// Keeps projections up to date while the log grows, whoever appends to it.
///
/// Queries catch their projection up by themselves; with a service at work there is next to nothing
/// left for them to do. All projections are fed from one reading of what is new, in one transaction a
/// batch. One that stops at an event it cannot take in is told of once, and tried again now and then;
/// the others go on.
///
/// ```swift
/// let service = ProjectionService(engine, keeping: Views.standard + [OpenByCampus()])
/// let keeping = Task { try await service.run() }
/// ```
public struct ProjectionService: Sendable {
  /// The engine whose log it follows.
  public let engine: RepairEngine
  /// What is kept up to date.
  public var projections: [any Projection]
  /// How long it waits after something new before it takes it in, so that more comes together; what
  /// is new is in the rows after about this time, and the time it takes to write them.
  public var settlingDelay = Duration.milliseconds(40)
  /// How long it waits before it tries again what failed.
  public var retryDelay = Duration.seconds(5)
  /// Told when a projection stops at an event, once for each event.
  public var onFailure: @Sendable (ProjectionFailure) -> Void = { _ in }
  /// Told of whatever else failed and is tried again, such as a busy file.
  public var onError: @Sendable (any Error) -> Void = { _ in }

  /// Makes a service, which does nothing before it runs.
  ///
  /// - Parameters:
  ///   - engine: the engine whose log it follows.
  ///   - projections: what it keeps up to date.
  public init(_ engine: RepairEngine, keeping projections: [any Projection] = Views.standard) {
    self.engine = engine
    self.projections = projections
  }

  /// Keeps the projections up to date until the task is cancelled or the engine closed.
  ///
  /// - Throws: `CancellationError` when the task is cancelled; ``StoreError`` with `misuse` when the
  ///   engine is closed.
  public func run() async throws {
    var told: [String: ProjectionFailure] = [:]
    while true {
      try Task.checkCancellation()
      let observer = engine.store.configuration.observer
      let projections = projections
      do {
        // The head is read first: what comes while the rows are written is met the next time.
        let (head, failures) = try await engine.store.read("projections") { thread in
          let head = try thread.log.head()
          return (head, try thread.views(for: observer).keepUp(projections))
        }
        for failure in failures where told[failure.projection] != failure {
          told[failure.projection] = failure
          onFailure(failure)
        }
        let failed = Set(failures.map(\.projection))
        told = told.filter { failed.contains($0.key) }
        if failures.isEmpty {
          try await engine.store.waitForEvents(after: head)
          try await Task.sleep(for: settlingDelay)
        } else {
          // Those that stopped are tried now and then; the others do not wait for that.
          try await waitForEvents(after: head, atMost: retryDelay)
        }
      } catch let error as CancellationError {
        throw error
      } catch let error as StoreError where [.misuse, .readOnly].contains(error.code) {
        throw error
      } catch {
        onError(error)
        try await Task.sleep(for: retryDelay)
      }
    }
  }

  private func waitForEvents(after head: LogPosition, atMost limit: Duration) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await engine.store.waitForEvents(after: head) }
      group.addTask { try await Task.sleep(for: limit) }
      try await group.next()
      group.cancelAll()
    }
    try await Task.sleep(for: settlingDelay)
  }
}

extension Views {
  /// Catches projections up and answers which of them stopped, instead of throwing the first.
  fileprivate func keepUp(_ projections: [any Projection]) throws -> [ProjectionFailure] {
    try mended(isOurs: false) {
      var failures: [ProjectionFailure] = []
      try catchUp(projections) { failures = $0 }
      return failures
    }
  }
}
