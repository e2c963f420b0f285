public import RepairCore

/// Tickets in a log: commands in, tickets and histories out, synchronously.
///
/// It stays with one thread at a time, as its ``EventLog`` does; ``RepairEngine`` is the same for
/// async callers.
///
/// ```swift
/// let tickets = TicketLog(try EventLog.open(at: "tickets.db", mode: .readWrite))
/// let result = try tickets.execute(
///   CommandEnvelope(.hurry, ticket: id, by: requester, at: now))
/// ```
public final class TicketLog {
  /// The log underneath.
  public let log: EventLog

  private var reader: FactReader
  /// The jobs of workers, as far as they were asked about.
  var workerJobs = ProjectionCache<WorkerJobs>()
  /// The faults of things, as far as they were asked about.
  var assetFaults = ProjectionCache<AssetFaults>()
  /// The levels of stocks, as far as they were asked about.
  var stockLevels = ProjectionCache<StockLevel>()

  /// The clocks of the open tickets, as far as they were asked about.
  var openClocks = OpenClocks()

  /// The settings in force that were read, and the version of their stream they are from.
  var settings: [SettingsKind: (version: StreamVersion, value: any AdoptedSettings)] = [:]
  /// Members, as far as they were asked about.
  var members = MemberCache()
  /// The whole directory, if it was asked for, and how far it has read the log.
  var keptDirectory: (directory: Directory, position: LogPosition)?

  /// The views a ranking is made from, where a command asks for one.
  private var views: Views?
  /// When the next timer of each ticket fires, opened by the first tick.
  var timerAgenda: TimerAgenda?
  /// What the desk's figures are reckoned from, as far as they were asked for.
  var desk = DeskReader()
  /// From how many unread events on figures are taken from the views: below, reading the log is
  /// quicker than opening them.
  var eventsWorthViews = 20_000

  /// Takes a log.
  public convenience init(_ log: EventLog) {
    self.init(log, codec: .current)
  }

  /// Takes a log whose older events are read by way of upcasters.
  package init(_ log: EventLog, codec: TicketEventCodec) {
    self.log = log
    reader = FactReader(log, codec: codec)
  }

  /// Reads a ticket as it is or was.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - moment: at which point of its history.
  ///   - known: what the log had learned by then counts, and nothing later.
  /// - Returns: the ticket, or `nil` when there was none.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the ticket).
  public func ticket(
    _ id: TicketID, at moment: TicketMoment = .now, asKnownAt known: Timestamp? = nil
  ) throws -> Ticket? {
    var ticket: Ticket?
    try scan(id, at: moment, asKnownAt: known) { row, reader in
      try Ticket.evolve(&ticket, named: id, with: reader.fact(of: row))
    }
    if case .version(let version) = moment, ticket?.version != version { return nil }
    return ticket
  }

  /// Reads a ticket's history.
  ///
  /// Each entry has a ticket of its own, with all its notes. Of a ticket with very many events read
  /// them one by one with ``forEachEvent(of:_:)``.
  ///
  /// - Parameter id: the ticket's name.
  /// - Returns: its events, oldest first, each with the ticket after it; none when there is no such
  ///   ticket.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the ticket), times what it has collected by then.
  public func history(_ id: TicketID) throws -> [HistoryEntry] {
    var entries: [HistoryEntry] = []
    try forEachEvent(of: id) { entries.append($0) }
    return entries
  }

  /// Reads a ticket's history event by event, in the memory of one ticket.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - body: is given each event, oldest first, with the ticket after it; an error it throws ends
  ///     the reading and is thrown on.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's; what `body`
  ///   throws.
  /// - Complexity: O(events of the ticket), unless `body` keeps the entries.
  public func forEachEvent(
    of id: TicketID, _ body: (HistoryEntry) throws -> Void
  ) throws {
    var ticket: Ticket?
    try scan(id, at: .now, asKnownAt: nil) { row, reader in
      let fact = try reader.fact(of: row)
      try Ticket.evolve(&ticket, named: id, with: fact)
      if let ticket { try body(HistoryEntry(event: row.stored(), fact: fact, ticket: ticket)) }
    }
  }

  /// Reads a ticket's history, to step through it forward and back.
  ///
  /// - Parameter id: the ticket's name.
  /// - Returns: its events with the ticket before and after each; `nil` when there is no such ticket.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the ticket).
  public func timeline(_ id: TicketID) throws -> TicketTimeline? {
    var facts: [TicketFact] = []
    try forEachEvent(of: id) { facts.append($0.fact) }
    return try TicketTimeline(of: id, facts)
  }

  /// Says what somebody may do to a ticket now, and why a command would be refused.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - command: the command asked about, if one is.
  ///   - actor: who asks.
  ///   - at: when, as the actor says.
  ///   - policy: the rules; those in force by default.
  ///   - worker: what is known of the worker a command would name.
  /// - Returns: the ticket, the refusal if there is one, and what would be allowed.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the ticket).
  public func explain(
    _ id: TicketID, _ command: TicketCommandKind? = nil, by actor: Actor, at: Timestamp,
    under policy: TicketPolicy? = nil, worker: WorkerFacts? = nil
  ) throws -> Explanation {
    try log.snapshot {
      let rules = try policy ?? policyInForce()
      let ticket = try ticket(id)
      var context = CommandContext(
        actor: actor, at: at, worker: worker,
        sameFault: try ticketInTheWay(ofReopening: ticket, under: rules))
      context.standing = try standing(of: actor, under: rules)
      return Explanation(
        ticket: ticket,
        refusal: command.flatMap {
          Ticket.refusal(of: $0, on: ticket, named: id, in: context, under: rules)
        },
        allowed: Ticket.allowedCommands(on: ticket, named: id, in: context, under: rules))
    }
  }

  /// The views that commands look at, opened the first time.
  func ownViews() throws -> Views {
    if let views { return views }
    let made = try Views(of: log)
    views = made
    return made
  }

  /// Reads a stored event as what happened.
  func event(of stored: StoredEvent) throws -> TicketEvent { try reader.event(of: stored) }

  /// Reads what an event changed.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - version: which of its events.
  /// - Returns: the ticket before, the event, and the ticket after; `nil` when there is none.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the ticket up to it).
  func change(
    of id: TicketID, at version: StreamVersion
  ) throws -> (before: Ticket?, fact: TicketFact, after: Ticket)? {
    var (before, after): (Ticket?, Ticket?) = (nil, nil)
    var last: TicketFact?
    try scan(id, at: .version(version), asKnownAt: nil) { row, reader in
      let fact = try reader.fact(of: row)
      if fact.version == version { before = after }
      try Ticket.evolve(&after, named: id, with: fact)
      last = fact
    }
    guard let last, last.version == version, let after else { return nil }
    return (before, last, after)
  }

  /// Reads the events of a ticket up to a point.
  func scan(
    _ id: TicketID, at moment: TicketMoment, asKnownAt known: Timestamp?,
    _ body: (borrowing EventRow, inout FactReader) throws -> Void
  ) throws {
    let last = if case .version(let version) = moment { version } else { StreamVersion(.max) }
    // Positions and both times never go back within a stream, so what is past the point stays so.
    try log.scanStream(StreamName(ticket: id), through: last) { row in
      switch moment {
      case .now, .version: break
      case .time(let time): if try row.occurredAt > time { return }
      case .position(let position): if try row.position > position { return }
      }
      if let known, try row.recordedAt > known { return }
      try body(row, &reader)
    }
  }
}

/// It stays with the thread its log is on.
@available(*, unavailable)
extension TicketLog: Sendable {}
