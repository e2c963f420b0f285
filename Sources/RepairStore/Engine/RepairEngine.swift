public import RepairCore

/// What a server embeds: commands in, tickets, histories and events out, for async callers.
///
/// Commands are decided on reading threads and appended by one writing thread, which makes all that
/// wait durable at once; each is durable before its call returns. Reads see everything that was
/// answered before they began.
///
/// ```swift
/// let engine = try await RepairEngine(opening: "tickets.db")
/// let result = try await engine.execute(
///   CommandEnvelope(.acknowledge, ticket: id, by: worker, at: now))
/// let ticket = try await engine.ticket(id)
/// await engine.close()
/// ```
public final class RepairEngine: Sendable {
  /// What an embedder may choose about an engine.
  public typealias Configuration = SQLiteEventStore.Configuration

  /// The events underneath: to append others, to read pages, to follow the log.
  public let store: SQLiteEventStore

  /// The clocks of the open tickets, as far as they were asked about.
  let openClocks = Lock(OpenClocks())

  /// The log's name, origin and age.
  public var identity: EventLog.Identity { store.identity }

  /// Opens a log.
  ///
  /// - Parameters:
  ///   - path: the log's file.
  ///   - mode: what for; commands fail with `readOnly` on a log opened for reading.
  ///   - configuration: what the embedder chooses.
  /// - Throws: ``StoreError`` as `EventLog.open(at:mode:configuration:)` does.
  public init(
    opening path: String, mode: EventLog.Mode = .readWrite,
    configuration: Configuration = Configuration()
  ) async throws {
    store = try await SQLiteEventStore(
      opening: path, mode: mode, configuration: configuration)
  }

  /// Makes a new log and opens it.
  ///
  /// - Parameters:
  ///   - path: where; there must be no such file yet.
  ///   - origin: where the events come from, as other systems shall name it; by default the file's
  ///     name without its extension, after a slash.
  ///   - configuration: what the embedder chooses.
  /// - Throws: ``StoreError`` as `EventLog.create(at:origin:configuration:)` does.
  public init(
    creating path: String, origin: String? = nil, configuration: Configuration = Configuration()
  ) async throws {
    store = try await SQLiteEventStore(
      creating: path, origin: origin, configuration: configuration)
  }

  /// Takes a store that is open, which ``close()`` then closes.
  public init(_ store: SQLiteEventStore) {
    self.store = store
  }

  /// Executes a command; see ``TicketLog/execute(_:under:worker:)``.
  ///
  /// - Parameters:
  ///   - envelope: the command.
  ///   - policy: the rules; those in force by default.
  ///   - worker: what is known of the worker the command names; what is absent is not checked.
  /// - Returns: the receipt, or the refusal.
  /// - Throws: ``StoreError`` when the log fails, with `outcomeUnknown` when the command may have
  ///   happened, and with `busy` when too many wait; `CancellationError` when the task was cancelled
  ///   before the command was handed on. One handed on is executed whatever becomes of the task.
  @discardableResult
  public func execute(
    _ envelope: CommandEnvelope, under policy: TicketPolicy? = nil, worker: WorkerFacts? = nil
  ) async throws -> CommandResult {
    try await execute(envelope, under: policy, worker: worker, refusals: .asPolicySays)
  }

  /// Executes a command, and says what becomes of a refusal.
  func execute(
    _ envelope: CommandEnvelope, under policy: TicketPolicy? = nil, worker: WorkerFacts? = nil,
    refusals: TicketLog.RefusalKeeping
  ) async throws -> CommandResult {
    try await store.observed(
      StoreOperation(envelope.request.name, subject: envelope.subject)
    ) {
      try await self.decideAndAppend(envelope, policy, worker, refusals)
    }
  }

  /// Decides on a reading thread and appends on the writing one, so that long histories hold up
  /// nobody; after three changes by others it decides on the writing one, where none can come between.
  private func decideAndAppend(
    _ envelope: CommandEnvelope, _ policy: TicketPolicy?, _ worker: WorkerFacts?,
    _ refusals: TicketLog.RefusalKeeping
  ) async throws -> CommandResult {
    var folds = TicketLog.Folds()
    var choice: DispatchChoice?
    let observer = store.configuration.observer
    for attempt in 1...TicketLog.attempts {
      let verdict: TicketLog.Verdict
      let tried: TicketLog.AttemptToKeep?
      (verdict, tried, choice) = try await store.read("ticket") { [choice] thread in
        let choice =
          try choice
          ?? thread.tickets.choiceToKeep(for: envelope, under: policy) {
            try thread.views(for: observer)
          }
        let tickets = thread.tickets
        let (verdict, tried) = try tickets.decideKeepingAttempt(envelope, under: policy, refusals) {
          try tickets.decide(envelope, under: policy, worker: worker, choice: choice)
        }
        return (verdict, tried, choice)
      }
      switch verdict {
      case .settled(let result):
        try await keep(tried)
        return result
      case .append(let proposal):
        let receipt = try await store.write(weight: proposal.append.events.count) {
          try TicketLog.append(proposal, with: $0)
        }
        if let receipt { return .accepted(receipt) }
        folds = proposal.folds
      }
      store.configuration.observer?.observe(
        .retried(ticket: envelope.subject, attempt: attempt))
    }
    // Everybody waits meanwhile: what was read of other tickets is not read again.
    return try await store.write { [folds, choice] in
      try TicketLog($0.log, goingOnFrom: folds).execute(
        envelope, under: policy, worker: worker, choice: choice, refusals: refusals, with: $0)
    }
  }

  /// Keeps a refused attempt, if there is one, together with what others have queued up.
  func keep(_ attempt: TicketLog.AttemptToKeep?) async throws {
    guard let attempt else { return }
    try await store.write { try TicketLog.keep(attempt, with: $0) }
  }

  /// Puts settings in force from now on, such as a policy; what was decided stays.
  ///
  /// - Parameters:
  ///   - settings: which.
  ///   - actor: who decides that.
  ///   - at: when.
  /// - Returns: where the event is.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func adopt(
    _ settings: some AdoptedSettings, by actor: Actor, at: Timestamp
  ) async throws -> AppendResult {
    try await store.append(TicketLog.adoption(of: settings, by: actor, at: at))
  }

  /// The settings of a kind that are in force: the last ones adopted, else the standard ones.
  public func inForce<Settings: AdoptedSettings>(
    _ type: Settings.Type = Settings.self
  ) async throws -> Settings {
    try await store.read("settings") { try $0.tickets.inForce(type) }
  }

  /// The policy in force: the last one adopted, else the standard one.
  public func policyInForce() async throws -> TicketPolicy {
    try await store.read("policy") { try $0.tickets.policyInForce() }
  }

  /// Reads a ticket as it is or was; see ``TicketLog/ticket(_:at:asKnownAt:)``.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - moment: at which point of its history.
  ///   - known: what the log had learned by then counts, and nothing later.
  /// - Returns: the ticket, or `nil` when there was none.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func ticket(
    _ id: TicketID, at moment: TicketMoment = .now, asKnownAt known: Timestamp? = nil
  ) async throws -> Ticket? {
    try await store.read("ticket") { try $0.tickets.ticket(id, at: moment, asKnownAt: known) }
  }

  /// Reads a ticket's history.
  ///
  /// - Parameter id: the ticket's name.
  /// - Returns: its events, oldest first, each with the ticket after it.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func history(_ id: TicketID) async throws -> [HistoryEntry] {
    try await store.read("history") { try $0.tickets.history(id) }
  }

  /// Reads a ticket's history, to step through it forward and back.
  ///
  /// - Parameter id: the ticket's name.
  /// - Returns: its events with the ticket before and after each; `nil` when there is no such ticket.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func timeline(_ id: TicketID) async throws -> TicketTimeline? {
    try await store.read("history") { try $0.tickets.timeline(id) }
  }

  /// Says what somebody may do to a ticket now; see ``TicketLog/explain(_:_:by:at:under:worker:)``.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - command: the command asked about, if one is.
  ///   - actor: who asks.
  ///   - at: when, as the actor says.
  /// - Returns: the ticket, the refusal if there is one, and what would be allowed.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func explain(
    _ id: TicketID, _ command: TicketCommandKind? = nil, by actor: Actor, at: Timestamp
  ) async throws -> Explanation {
    try await store.read("explanation") { try $0.tickets.explain(id, command, by: actor, at: at) }
  }

  /// Reads a page of the log; see ``EventLog/readLog(_:after:limit:direction:)``.
  ///
  /// - Parameters:
  ///   - filter: which events; every one by default.
  ///   - after: the last place already read, in the direction of reading.
  ///   - limit: how many events at most; 10,000 is the most there is.
  ///   - direction: oldest or newest first.
  /// - Returns: the events; fewer than `limit` when there are no more.
  /// - Throws: ``StoreError``.
  public func events(
    _ filter: EventFilter = EventFilter(), after: LogPosition? = nil, limit: Int = 1_000,
    direction: ReadDirection = .forward
  ) async throws -> [StoredEvent] {
    try await store.read("events") {
      try $0.log.readLog(filter, after: after, limit: limit, direction: direction)
    }
  }

  /// Asks the board for tickets; see ``Views/query(_:)``.
  ///
  /// - Parameter query: which tickets, in which order, how many.
  /// - Returns: a page of them, as they are after everything acknowledged before the call.
  /// - Throws: ``StoreError``.
  public func query(_ query: BoardQuery) async throws -> BoardPage {
    let observer = store.configuration.observer
    return try await store.read("board") { try $0.views(for: observer).query(query) }
  }

  /// Counts the tickets that meet a query; its limit and its cursor do not count.
  ///
  /// - Parameter query: which tickets.
  /// - Returns: how many there are.
  /// - Throws: ``StoreError``.
  public func count(_ query: BoardQuery) async throws -> Int {
    let observer = store.configuration.observer
    return try await store.read("board") { try $0.views(for: observer).count(query) }
  }

  /// Reads by a closure of the caller's, on the reading thread.
  ///
  /// - Parameter body: reads from the tickets it is lent; they must not outlive it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; ``StoreError``.
  package func read<Result: Sendable>(
    _ body: @escaping @Sendable (TicketLog) throws -> Result
  ) async throws -> Result {
    try await store.read("closure") { try body($0.tickets) }
  }

  /// Lets waiting calls finish and closes the log; every later call fails with `misuse`.
  ///
  /// An engine that is dropped without this closes its log too, a little later.
  public func close() async {
    await store.close()
  }
}

extension ReadingThread {
  /// The tickets of this thread's log.
  var tickets: TicketLog { kept { TicketLog($0) } }

  /// The views, opened the first time: an engine that only executes commands makes no file of them.
  func views(for observer: (any StoreObserver)?) throws -> Views {
    try kept { log in
      let views = try Views(of: log)
      if let observer {
        views.onCatchUp = { observer.observe(.projected(name: $0, events: $1, took: $2)) }
      }
      return views
    }
  }
}
