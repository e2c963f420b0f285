package import RepairCore

/// What a decision about one ticket has to know of others, folded from events by their tags.
extension TicketLog {
  /// What is known of other tickets, and what must not have happened since.
  struct OtherTickets {
    /// What is known of the worker who would get a job.
    var worker: WorkerFacts?
    /// Another open ticket for the same fault.
    var sameFault: TicketID?
    /// What the store has that the command takes from or brings to.
    var stock: StockFacts?
    /// The events by any of which the answer could be another.
    var queries: [EventQuery.Item] = []
    /// What was looked at.
    var folds = Folds()

    /// That none of those events has come after a place; `nil` where none is asked about.
    func condition(after head: LogPosition) -> AppendCondition? {
      queries.isEmpty ? nil : AppendCondition(noneOf: EventQuery(queries), after: head)
    }
  }

  /// The folds that a decision looked at, so that it can be made anew elsewhere without reading all
  /// their events again.
  package struct Folds: Sendable {
    fileprivate var workerJobs: ProjectionCache<WorkerJobs>.Entry?
    fileprivate var assetFaults: ProjectionCache<AssetFaults>.Entry?
    fileprivate var stockLevels: ProjectionCache<StockLevel>.Entry?

    /// Nothing was looked at.
    package init() {}
  }

  /// Takes a log, to decide anew what was decided from these folds.
  package convenience init(_ log: EventLog, goingOnFrom folds: Folds) {
    self.init(log)
    if let jobs = folds.workerJobs { workerJobs.keep(jobs) }
    if let faults = folds.assetFaults { assetFaults.keep(faults) }
    if let levels = folds.stockLevels { stockLevels.keep(levels) }
  }

  /// Finds out what a request has to know of other tickets, as the policy asks.
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - ticket: the ticket as it stands; `nil` where there is none.
  ///   - id: the ticket's name.
  ///   - policy: the rules.
  ///   - worker: what the caller knows of the worker; a number of open jobs stands.
  ///   - snapshot: the state of the log that everything is read from.
  /// - Returns: what was found out.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events with the tag that are newer than the last time it was asked about), and
  ///   before a refusal O(events of the tickets it is for).
  func otherTickets(
    for request: TicketRequest, on ticket: Ticket?, named id: TicketID, under policy: TicketPolicy,
    knowing worker: WorkerFacts?, in snapshot: FoldSnapshot
  ) throws -> OtherTickets {
    var found = OtherTickets(worker: worker)
    let command: TicketCommand? =
      if case .command(let command) = request { command } else { nil }
    if let receiver = command?.receivingWorker, let limit = policy.openJobLimit,
      worker?.openJobs == nil
    {
      let none = WorkerJobs(of: receiver)
      var facts = worker ?? WorkerFacts()
      facts.openJobs = try openJobs(from: none, limit: limit, in: snapshot)
      found.worker = facts
      found.queries += none.query.items
      found.folds.workerJobs = workerJobs.entry(for: none.tag)
    }
    if policy.oneTicketPerFault {
      let fault = command?.newFault(on: ticket)
      found.sameFault = try (fault ?? ticket?.faultIfReopened).flatMap {
        try openTicket(for: $0, besides: id, in: snapshot)
      }
      if let fault {
        let none = AssetFaults(of: fault.asset)
        found.queries += none.query.items
        found.folds.assetFaults = assetFaults.entry(for: none.tag)
      }
    }
    if let (name, line) = command?.stock(on: ticket) {
      let quantity = command?.takenFromStock
      let level = try stockLevel(
        of: name, sufficingFor: quantity ?? .none, of: id, line: line, in: snapshot)
      found.stock = level.facts(for: id, line: line)
      // What was forced, and what comes back, happens whatever the level is.
      if quantity != nil {
        found.queries += StockLevel(of: name).query.items
        found.folds.stockLevels = stockLevels.entry(for: level.tag)
      }
    }
    return found
  }

  /// The open ticket because of which one that has ended could not be opened again.
  ///
  /// - Parameters:
  ///   - ticket: the ticket as it stands.
  ///   - policy: the rules.
  /// - Returns: the other ticket; `nil` where the policy does not ask, and where there is none.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  package func ticketInTheWay(
    ofReopening ticket: Ticket?, under policy: TicketPolicy
  ) throws -> TicketID? {
    guard policy.oneTicketPerFault, let ticket, let fault = ticket.faultIfReopened else {
      return nil
    }
    return try foldSnapshot { try openTicket(for: fault, besides: ticket.id, in: $0) }
  }

  /// The tickets that a worker is assigned to, and perhaps some more: the tickets themselves tell.
  func assignedTickets(of worker: PersonID, in snapshot: FoldSnapshot) throws -> [TicketID] {
    try fold(WorkerJobs(of: worker), keeping: \.workerJobs, in: snapshot).tickets
  }

  /// How many jobs a worker has open; looked at one by one when they would be too many.
  private func openJobs(
    from none: WorkerJobs, limit: Int, in snapshot: FoldSnapshot
  ) throws -> Int {
    var jobs = try fold(none, keeping: \.workerJobs, in: snapshot)
    guard jobs.openJobs >= limit else { return jobs.openJobs }
    for ticket in jobs.openTickets { jobs.correct(ticket, to: try self.ticket(ticket)) }
    keep(jobs, in: \.workerJobs, snapshot)
    return jobs.openJobs
  }

  /// Another open ticket for a fault, the first by name.
  private func openTicket(
    for fault: AssetFault, besides id: TicketID, in snapshot: FoldSnapshot
  ) throws -> TicketID? {
    var faults = try fold(AssetFaults(of: fault.asset), keeping: \.assetFaults, in: snapshot)
    let candidates = faults.tickets(of: fault.category).filter { $0 != id }
    guard !candidates.isEmpty else { return nil }
    for ticket in candidates { faults.correct(ticket, to: try self.ticket(ticket)) }
    keep(faults, in: \.assetFaults, snapshot)
    return faults.tickets(of: fault.category).first { $0 != id }
  }

  /// How much a store has of a material, and how much of it is put aside.
  ///
  /// - Parameters:
  ///   - name: the store and the material.
  ///   - quantity: how much is wanted; where that would be too much, the tickets that something is put
  ///     aside for are looked at themselves.
  ///   - ticket: the ticket that wants it, if one does.
  ///   - line: the ticket's line.
  ///   - snapshot: the state of the log that everything is read from.
  /// - Returns: the level.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  func stockLevel(
    of name: StockName, sufficingFor quantity: Quantity = .none, of ticket: TicketID? = nil,
    line: LineNumber? = nil, in snapshot: FoldSnapshot
  ) throws -> StockLevel {
    var level = try fold(StockLevel(of: name), keeping: \.stockLevels, in: snapshot)
    guard quantity.rawValue > level.facts(for: ticket, line: line).available,
      !level.reservingTickets.isEmpty
    else { return level }
    for ticket in level.reservingTickets { level.correct(ticket, to: try self.ticket(ticket)) }
    keep(level, in: \.stockLevels, snapshot)
    return level
  }

  // MARK: - Folding

  /// One state of the log, for folds.
  package struct FoldSnapshot {
    /// The last place whose events are seen.
    package let head: LogPosition
    /// Whether all that is seen will stay: inside a write transaction it may yet be taken back.
    package let isLasting: Bool
  }

  /// Reads from one state of the log.
  func foldSnapshot<Result>(_ body: (FoldSnapshot) throws -> Result) throws -> Result {
    try log.snapshot {
      let isLasting = try !log.openDatabase().connection.isWriting
      return try body(FoldSnapshot(head: try log.head(), isLasting: isLasting))
    }
  }

  /// Folds the events of a tag, going on from where it was read last.
  private func fold<Projection: TaggedProjection>(
    _ empty: Projection,
    keeping cache: ReferenceWritableKeyPath<TicketLog, ProjectionCache<Projection>>,
    in snapshot: FoldSnapshot
  ) throws -> Projection {
    let kept = self[keyPath: cache].entry(for: empty.tag)
    // A log that is shorter than it was is another one, put in its place.
    let start = kept.flatMap { $0.position <= snapshot.head ? $0 : nil }
    var projection = start?.projection ?? empty
    var position = start?.position ?? .start
    while position < snapshot.head {
      let page = try log.readPage(empty.query, after: position, limit: 1_000)
      for event in page.events {
        if let ticket = event.stream.ticket {
          projection.apply(try self.event(of: event), of: ticket)
        } else if let stock = event.stream.stock {
          projection.apply(try StockItem.fact(of: event).event, of: stock)
        }
      }
      position = page.through
    }
    keep(projection, in: cache, snapshot)
    return projection
  }

  private func keep<Projection: TaggedProjection>(
    _ projection: Projection,
    in cache: ReferenceWritableKeyPath<TicketLog, ProjectionCache<Projection>>,
    _ snapshot: FoldSnapshot
  ) {
    guard snapshot.isLasting else { return }
    self[keyPath: cache].keep(.init(projection: projection, position: snapshot.head))
  }
}

extension TaggedProjection {
  /// The events the fold reads.
  var query: EventQuery {
    EventQuery(
      types: Self.kinds.map(\.rawValue) + Self.stockKinds.map(\.rawValue), tags: [tag])
  }
}
