public import RepairCore

/// What a server embeds: commands in, tickets, histories and events out, for async callers.
///
/// Commands run on a thread of their own, one after the other, each durable before its call returns.
/// Reads run on another thread and see everything that was acknowledged before they began.
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
  public struct Configuration: Sendable {
    /// How the log is kept.
    public var log = LogConfiguration()
    /// How many commands, and how many reads, may wait; one more fails with `busy`.
    public var waitingLimit = 10_000

    /// Makes the default configuration.
    public init() {}
  }

  /// The log's name, origin and age.
  public let identity: EventLog.Identity

  private let writer: LogThread<TicketLog>
  private let reader: LogThread<ReadingSide>

  /// Opens a log.
  ///
  /// - Parameters:
  ///   - path: the log's file.
  ///   - mode: what for; commands fail with `readOnly` on a log opened for reading.
  ///   - configuration: what the embedder chooses.
  /// - Throws: ``StoreError`` as `EventLog.open(at:mode:configuration:)` does.
  public convenience init(
    opening path: String, mode: EventLog.Mode = .readWrite,
    configuration: Configuration = Configuration()
  ) async throws {
    try await self.init(configuration) {
      try EventLog.open(at: path, mode: mode, configuration: configuration.log)
    }
  }

  /// Makes a new log and opens it.
  ///
  /// - Parameters:
  ///   - path: where; there must be no such file yet.
  ///   - origin: where the events come from, as other systems shall name it; by default the file's
  ///     name without its extension, after a slash.
  ///   - configuration: what the embedder chooses.
  /// - Throws: ``StoreError`` as `EventLog.create(at:origin:configuration:)` does.
  public convenience init(
    creating path: String, origin: String? = nil, configuration: Configuration = Configuration()
  ) async throws {
    try await self.init(configuration) {
      try EventLog.create(at: path, origin: origin, configuration: configuration.log)
    }
  }

  private init(
    _ configuration: Configuration, log: @escaping @Sendable () throws -> EventLog
  ) async throws {
    let limit = max(1, configuration.waitingLimit)
    let writer = try await LogThread<TicketLog>(
      limit: limit, make: { TicketLog(try log()) }, end: { $0.log.close() })
    let (path, identity) = try await writer.run { ($0.log.path, $0.log.identity) }
    do {
      reader = try await LogThread<ReadingSide>(
        limit: limit,
        make: {
          ReadingSide(
            try EventLog.open(at: path, mode: .readOnly, configuration: configuration.log))
        }, end: { $0.close() })
    } catch {
      await writer.stop()
      throw error
    }
    self.writer = writer
    self.identity = identity
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
    try await writer.run { try $0.execute(envelope, under: policy, worker: worker) }
  }

  /// Puts a policy in force from now on; what was decided stays.
  ///
  /// - Parameters:
  ///   - policy: the rules.
  ///   - actor: who decides that.
  ///   - at: when.
  /// - Returns: where the event is.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func adopt(
    _ policy: TicketPolicy, by actor: Actor, at: Timestamp
  ) async throws -> AppendResult {
    try await writer.run { try $0.adopt(policy, by: actor, at: at) }
  }

  /// The policy in force: the last one adopted, else the standard one.
  public func policyInForce() async throws -> TicketPolicy {
    try await reader.run { try $0.tickets.policyInForce() }
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
    try await reader.run { try $0.tickets.ticket(id, at: moment, asKnownAt: known) }
  }

  /// Reads a ticket's history.
  ///
  /// - Parameter id: the ticket's name.
  /// - Returns: its events, oldest first, each with the ticket after it.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func history(_ id: TicketID) async throws -> [HistoryEntry] {
    try await reader.run { try $0.tickets.history(id) }
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
    try await reader.run { try $0.tickets.explain(id, command, by: actor, at: at) }
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
    try await reader.run {
      try $0.tickets.log.readLog(filter, after: after, limit: limit, direction: direction)
    }
  }

  /// Asks the board for tickets; see ``Views/query(_:)``.
  ///
  /// - Parameter query: which tickets, in which order, how many.
  /// - Returns: a page of them, as they are after everything acknowledged before the call.
  /// - Throws: ``StoreError``.
  public func query(_ query: BoardQuery) async throws -> BoardPage {
    try await reader.run { try $0.views().query(query) }
  }

  /// Counts the tickets that meet a query; its limit and its cursor do not count.
  ///
  /// - Parameter query: which tickets.
  /// - Returns: how many there are.
  /// - Throws: ``StoreError``.
  public func count(_ query: BoardQuery) async throws -> Int {
    try await reader.run { try $0.views().count(query) }
  }

  /// Reads by a closure of the caller's, on the reading thread.
  ///
  /// - Parameter body: reads from the tickets it is lent; they must not outlive it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; ``StoreError``.
  package func read<Result: Sendable>(
    _ body: @escaping @Sendable (TicketLog) throws -> Result
  ) async throws -> Result {
    try await reader.run { try body($0.tickets) }
  }

  /// Lets waiting calls finish and closes the log; every later call fails with `misuse`.
  ///
  /// An engine that is dropped without this closes its log too, a little later.
  public func close() async {
    await reader.stop()
    await writer.stop()
  }
}

/// What the reading thread has: the log, and the views once they are asked for.
private final class ReadingSide {
  let tickets: TicketLog
  private var openViews: Views?

  init(_ log: EventLog) {
    tickets = TicketLog(log)
  }

  /// The views, opened the first time: an engine that only executes commands makes no file of them.
  func views() throws -> Views {
    if let openViews { return openViews }
    let views = try Views(of: tickets.log)
    openViews = views
    return views
  }

  func close() {
    openViews = nil
    tickets.log.close()
  }
}
