public import RepairCore

/// What a sender of notices did.
public struct NoticeTally: Hashable, Sendable {
  /// How many notices were made of events.
  public var queued = 0
  /// How many a channel took.
  public var sent = 0
  /// How many a channel did not take, to be tried again.
  public var postponed = 0
  /// How many were given up.
  public var failed = 0
  /// How many are not sent, because they are too old, unwanted or withdrawn.
  public var suppressed = 0

  /// Makes a tally of nothing.
  public init() {}

  static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.queued += right.queued
    sum.sent += right.sent
    sum.postponed += right.postponed
    sum.failed += right.failed
    sum.suppressed += right.suppressed
    return sum
  }
}

/// Makes notices of what happens, and sends them.
///
/// Everything that matters is in the log: a notice is queued, sent, failed or suppressed by an event
/// of its own stream, so that a restart, a rebuild or a restored backup sends nothing that the log
/// knows was sent. Between sending and recording a crash may come; then the notice is sent again,
/// under the same id, and recorded once.
///
/// Notices begin with the settings: what happened before the first `NoticeRules` were adopted is
/// never told of, so adopting them on an old log sends nothing of its past.
///
/// Any number of senders, in one process or several, share the work of one log.
///
/// ```swift
/// let sender = NoticeSender(for: engine, channels: [gateway], owner: "server-1")
/// try await sender.run()
/// ```
public final class NoticeSender: Sendable {
  /// How a sender goes about its work.
  public struct Options: Sendable {
    /// How many notices of one channel are sent at once.
    public var concurrency = 16
    /// How long a notice in hand is this sender's own; much longer than a channel may take.
    public var lease = TimeSpan.minutes(5)
    /// How long to sleep at most before looking again for what other machines may have done.
    public var longestPause = TimeSpan.seconds(30)

    /// Makes the default options.
    public init() {}
  }

  /// Whom the log names as the one who queued and sent.
  public static var actor: Actor { .noticeSender }

  let engine: RepairEngine
  let channels: [any NoticeChannel]
  let directory: any NoticeDirectory
  let owner: String
  let options: Options
  let gates: [NoticeChannelCode: NoticeGate]
  /// Whether what an earlier process of this owner left behind was taken back.
  let hasBegun = Lock(false)

  var store: SQLiteEventStore { engine.store }
  var now: Timestamp { store.configuration.log.clock() }

  /// Makes a sender.
  ///
  /// - Parameters:
  ///   - engine: whose log it is.
  ///   - channels: the ways it can send by; of two with one code the first counts.
  ///   - directory: who there is; the members of the log by default.
  ///   - owner: the name of this process, 1 to 128 bytes, one process's alone, and the same after a
  ///     restart.
  ///   - options: how it goes about its work.
  public init(
    for engine: RepairEngine, channels: [any NoticeChannel],
    directory: (any NoticeDirectory)? = nil, owner: String, options: Options = Options()
  ) {
    self.engine = engine
    self.directory = directory ?? MemberNoticeDirectory(engine)
    self.owner = owner
    self.options = options
    var gates: [NoticeChannelCode: NoticeGate] = [:]
    var ways: [any NoticeChannel] = []
    for channel in channels where gates[channel.code] == nil {
      gates[channel.code] = NoticeGate(channel, limit: max(1, options.concurrency))
      ways.append(channel)
    }
    self.gates = gates
    self.channels = ways
  }

  /// Does everything there is to do now: makes notices of all events so far, and sends all that are
  /// due.
  ///
  /// - Returns: what was done.
  /// - Throws: ``StoreError``; `CancellationError`; what the directory threw when asked whom to tell,
  ///   after all that was queued before is sent: a later call queues the rest. What a channel throws,
  ///   or the directory when a notice is sent, is recorded instead.
  public func deliver() async throws -> NoticeTally {
    try await begin()
    var tally = NoticeTally()
    var failure: (any Error)?
    do {
      tally = try await queue()
    } catch let error as CancellationError {
      throw error
    } catch {
      // What is queued already must not wait for it.
      failure = error
    }
    tally = tally + (try await sweep())
    // One channel's error must not cancel what another one is sending.
    await withTaskGroup(of: Result<NoticeTally, any Error>.self) { group in
      for channel in channels {
        group.addTask {
          do { return .success(try await self.send(by: channel.code)) } catch {
            return .failure(error)
          }
        }
      }
      for await result in group {
        switch result {
        case .success(let part): tally = tally + part
        case .failure(let error): failure = failure ?? error
        }
      }
    }
    if let failure { throw failure }
    return tally
  }

  /// Goes on doing it until the task is cancelled.
  ///
  /// Each channel is worked on by itself: one that hangs or fails holds up none of the others.
  ///
  /// While the directory cannot say whom to tell, the event waits, and so do those after it; the
  /// status of the consumer names the error.
  ///
  /// - Throws: `CancellationError`; ``StoreError`` other than `busy`.
  public func run() async throws {
    // Before anything is taken in hand, as it gives back all that this owner has.
    while true {
      do {
        try await begin()
        break
      } catch let error as StoreError where error.code == .busy {
        try await Task.sleep(for: .milliseconds(200))
      }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await self.keepDoing([]) {
          // First, as a directory that fails keeps `queue()` from coming to its end.
          _ = try await self.sweep()
          _ = try await self.queue()
        }
      }
      for channel in channels {
        group.addTask {
          try await self.keepDoing([channel.code]) { _ = try await self.send(by: channel.code) }
        }
      }
      try await group.waitForAll()
    }
  }

  /// Does something whenever the log has grown or a notice has fallen due.
  private func keepDoing(
    _ codes: [NoticeChannelCode], _ body: () async throws -> Void
  ) async throws {
    while true {
      try Task.checkCancellation()
      do {
        let head = try await store.head()
        try await body()
        let due = try await nextDue(of: codes)
        try await pause(until: due, orEventsAfter: head)
      } catch let error as StoreError where error.code == .busy {
        try await Task.sleep(for: .milliseconds(200))
      } catch let error where !(error is StoreError) && !(error is CancellationError) {
        // A directory that does not answer; it would not be better served by an end of the sender.
        try await Task.sleep(
          for: .milliseconds(max(10, min(5_000, options.longestPause.milliseconds))))
      }
    }
  }

  /// When the next waiting notice falls due.
  func nextDue(of codes: [NoticeChannelCode]) async throws -> Timestamp? {
    guard !codes.isEmpty else { return nil }
    return try await store.read("notices") { thread in
      try thread.withNotices { try $0.nextDue(of: codes) }
    }
  }

  private func pause(until due: Timestamp?, orEventsAfter head: LogPosition) async throws {
    let longest = max(10, options.longestPause.milliseconds)
    // What is due and was not sent is in somebody else's hands, or its channel is stuck.
    let span = due.map { min(longest, max(200, ($0 - now).milliseconds)) } ?? longest
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [store] in try await store.waitForEvents(after: head) }
      group.addTask { try await Task.sleep(for: .milliseconds(span)) }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}
