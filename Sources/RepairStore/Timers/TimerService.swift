public import RepairCore

/// Fires timers for as long as a server runs, and sleeps in between.
///
/// It sleeps until the next timer is due or something happens in the log, in this process or another.
/// Any number of services may run on one log, in any number of processes: each timer fires once.
///
/// ```swift
/// let timers = TimerService(engine)
/// let task = Task { try await timers.run() }
/// ```
public struct TimerService: Sendable {
  /// What time it is, and how to wait for a later one.
  public struct Clock: Sendable {
    /// What time it is.
    public var now: @Sendable () -> Timestamp
    /// Returns at a moment, or at once where that has passed; throws when its task is cancelled.
    public var sleep: @Sendable (_ until: Timestamp) async throws -> Void

    /// Makes a clock.
    public init(
      now: @escaping @Sendable () -> Timestamp,
      sleep: @escaping @Sendable (_ until: Timestamp) async throws -> Void
    ) {
      self.now = now
      self.sleep = sleep
    }

    /// The machine's own.
    public static let system = Clock(
      now: { Files.now() },
      sleep: { moment in
        // The machine's clock may be set meanwhile, so that it is asked now and then.
        while case let left = (moment - Files.now()).milliseconds, left > 0 {
          try await Task.sleep(for: .milliseconds(min(left, 60_000)))
        }
      })
  }

  /// The engine.
  public let engine: RepairEngine
  /// What time it is.
  public var clock: Clock
  /// How long to wait before what was refused or failed is tried again.
  public var retryDelay = TimeSpan.minutes(1)
  /// How long to wait after something has happened, so that many events cost one look.
  public var settlingDelay = TimeSpan.seconds(1)
  /// What each tick may do and is told, asked before it: a server with a directory of its own says
  /// here who has left and who can be sent.
  public var options: @Sendable () async throws -> TickOptions = { TickOptions() }
  /// Told what each tick did.
  public var onTick: @Sendable (TickReport) -> Void = { _ in }
  /// Told why a tick failed; it is tried again after ``retryDelay``.
  public var onError: @Sendable (any Error) -> Void = { _ in }

  /// Makes a service for an engine.
  ///
  /// - Parameters:
  ///   - engine: the engine, which must stay open while the service runs.
  ///   - clock: what time it is.
  public init(_ engine: RepairEngine, clock: Clock = .system) {
    self.engine = engine
    self.clock = clock
  }

  /// Fires timers until the task is cancelled.
  ///
  /// A tick that fails, because the disk is full or another process holds the log, is tried again.
  ///
  /// - Throws: `CancellationError` when the task is cancelled; ``StoreError`` with `misuse` once the
  ///   engine is closed, and with `readOnly` where it cannot write.
  public func run() async throws {
    while true {
      try Task.checkCancellation()
      do {
        let options = try await options()
        let now = clock.now()
        let report = try await engine.tick(at: now, options)
        onTick(report)
        // A limit ended the tick: the rest is due already.
        if !report.isComplete, report.fired > 0 { continue }
        var next = report.nextDueAt
        // What was refused is due still, and nothing need happen before it is not refused any more.
        if report.refused > 0 { next = min(next ?? .latest, now + retryDelay) }
        try await wait(until: next, orEventAfter: report.head)
      } catch let error as CancellationError {
        throw error
      } catch let error as StoreError where [.misuse, .readOnly].contains(error.code) {
        throw error
      } catch {
        onError(error)
        try await clock.sleep(clock.now() + retryDelay)
      }
    }
  }

  /// Waits for a moment or for an event, whichever comes first.
  private func wait(until moment: Timestamp?, orEventAfter head: LogPosition) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await engine.store.waitForEvents(after: head)
        return true
      }
      if let moment {
        group.addTask {
          try await clock.sleep(moment)
          return false
        }
      }
      let hasEvent = try await group.next() ?? false
      group.cancelAll()
      guard hasEvent else { return }
      try await clock.sleep(min(clock.now() + settlingDelay, moment ?? .latest))
    }
  }
}
