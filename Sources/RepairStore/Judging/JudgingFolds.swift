import RepairCore

/// Everything that a decision looks at, as it was at one place of the log after another.
struct JudgingFolds {
  /// How many tickets are kept at hand, at most twice as many.
  static let capacity = 16_384

  private let log: EventLog
  private let tickets: TicketLog
  private var reader: FactReader
  /// The policy for all commands; `nil` for each the one in force when it was decided.
  private let policy: TicketPolicy?

  /// The policy in force.
  private var inForce = TicketPolicy.standard
  private var recent: RecentTickets
  /// How many open jobs each worker has.
  private var jobs: [PersonID: Int] = [:]
  /// The open tickets about each fault of a registered thing.
  private var faults: [AssetFault: Set<TicketID>] = [:]
  /// The members, as the directory has them.
  private var directory = Directory()
  /// What each store has.
  private var levels: [StockName: StockLevel] = [:]
  /// The tickets of the streams that were asked about last, by their numbers.
  private var names: [Int64: TicketID?] = [:]

  init(_ log: EventLog, policy: TicketPolicy?, capacity: Int) {
    self.log = log
    self.policy = policy
    tickets = TicketLog(log)
    reader = FactReader(log)
    recent = RecentTickets(capacity: capacity)
  }

  // MARK: - Reading

  /// The ticket whose event a row is; `nil` for one of another thing.
  mutating func ticket(of row: borrowing EventRow) throws -> TicketID? {
    let stream = try row.streamID
    if let known = names[stream] { return known }
    let name = try log.streamName(stream).ticket
    Interning.remember(name, for: stream, in: &names)
    return name
  }

  /// Reads a ticket's event.
  mutating func fact(of row: borrowing EventRow) throws -> TicketFact {
    try reader.fact(of: row)
  }

  // MARK: - Going on

  /// Applies an event of another thing than a ticket.
  mutating func apply(other row: borrowing EventRow) throws {
    let stream = try log.streamName(row.streamID)
    if stream == .policy {
      inForce = try TicketPolicy(adoptedBy: try row.stored())
    } else if let member = stream.member {
      try directory.apply(Member.fact(of: try row.stored()), of: member)
    } else if let stock = stream.stock {
      let event = try StockItem.fact(of: try row.stored()).event
      level(of: stock) { $0.apply(event, of: stock) }
      if case .transferred(_, let store, _) = event, store != stock.store {
        level(of: StockName(store: store, item: stock.item)) { $0.apply(event, of: stock) }
      }
    }
  }

  private mutating func level(of stock: StockName, _ change: (inout StockLevel) -> Void) {
    change(&levels[stock, default: StockLevel(of: stock)])
  }

  /// Applies an event of a ticket.
  mutating func apply(_ fact: TicketFact, of id: TicketID) throws {
    try bring(id, to: fact.version)
    let before = Standing(of: recent[id])
    try recent.update(id) { try Ticket.evolve(&$0, named: id, with: fact) }
    let after = Standing(of: recent[id])
    if before.busy != after.busy {
      if let worker = before.busy { count(worker, by: -1) }
      if let worker = after.busy { count(worker, by: 1) }
    }
    if before.fault != after.fault {
      if let fault = before.fault {
        faults[fault]?.remove(id)
        if faults[fault]?.isEmpty == true { faults[fault] = nil }
      }
      if let fault = after.fault { faults[fault, default: []].insert(id) }
    }
    if let moved = recent[id]?.stock(movedBy: fact.event) {
      level(of: moved) { $0.apply(fact.event, of: id) }
    }
    for stock in Set(before.reserved).union(after.reserved) {
      let ticket = recent[id]
      level(of: stock) { $0.correct(id, to: ticket) }
    }
  }

  private mutating func count(_ worker: PersonID, by step: Int) {
    let count = (jobs[worker] ?? 0) + step
    jobs[worker] = count == 0 ? nil : count
  }

  /// Reads a ticket again that was not asked about for long.
  private mutating func bring(_ id: TicketID, to next: StreamVersion) throws {
    guard next > StreamVersion(1), recent[id] == nil else { return }
    if let ticket = try tickets.ticket(id, at: .version(StreamVersion(next.rawValue - 1))) {
      recent.keep(ticket)
    }
  }

  /// What of a ticket others' decisions look at.
  private struct Standing {
    /// Whose open job it is; one on hold is nobody's.
    var busy: PersonID?
    /// What it is open for.
    var fault: AssetFault?
    /// Of what something is put aside for it.
    var reserved: [StockName] = []

    init(of ticket: Ticket?) {
      guard let ticket else { return }
      for line in ticket.materials {
        if let reservation = line.reservation, let item = line.item {
          reserved.append(StockName(store: reservation.store, item: item))
        }
      }
      busy = ticket.hold == nil ? ticket.assignment?.worker : nil
      fault =
        ticket.phase.isOpen
        ? ticket.asset.map { AssetFault(asset: $0, category: ticket.category) } : nil
    }
  }

  // MARK: - Deciding

  /// Decides a command as things stand.
  ///
  /// - Parameters:
  ///   - recorded: the command.
  ///   - id: the ticket's name.
  ///   - fact: the first event that came of it.
  ///   - position: where that event is.
  /// - Returns: what comes of it now.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  mutating func decide(
    _ recorded: RecordedCommand, on id: TicketID, leadingTo fact: TicketFact,
    at position: LogPosition
  ) throws -> Result<TicketDecision, Refusal> {
    try bring(id, to: fact.version)
    let ticket = recent[id]
    let rules = policy ?? inForce
    let context = try context(
      for: recorded, on: ticket, named: id, leadingTo: fact, at: position, rules)
    do throws(Refusal) {
      return .success(
        try Ticket.decide(
          .command(recorded.command), on: ticket, named: id, in: context, under: rules))
    } catch {
      return .failure(error)
    }
  }

  /// What the decision knows of other things.
  private func context(
    for recorded: RecordedCommand, on ticket: Ticket?, named id: TicketID,
    leadingTo fact: TicketFact, at position: LogPosition, _ rules: TicketPolicy
  ) throws -> CommandContext {
    let command = recorded.command
    var context = CommandContext(actor: recorded.actor, at: recorded.at)
    context.standing = standing(of: recorded.actor, rules)
    context.worker = fact.event.knownOfWorker(on: ticket)
    if let worker = command.workerConcerned(on: ticket),
      let known = known(of: worker, at: recorded.at, rules)
    {
      context.worker = context.worker?.filled(from: known) ?? known
    }
    if let worker = command.receivingWorker, rules.openJobLimit != nil {
      var facts = context.worker ?? WorkerFacts()
      facts.openJobs = jobs[worker] ?? 0
      context.worker = facts
    }
    if let (stock, line) = command.stock(on: ticket) {
      context.stock = (levels[stock] ?? StockLevel(of: stock)).facts(for: id, line: line)
    }
    if rules.oneTicketPerFault {
      context.sameFault = (command.newFault(on: ticket) ?? ticket?.faultIfReopened).flatMap {
        faults[$0]?.filter { $0 != id }.min()
      }
    }
    if case .markDuplicate(let other) = command {
      let last = LogPosition(position.rawValue - 1)
      let known = try recent[other] ?? tickets.ticket(other, at: .position(last))
      context.other = TicketLog.knowledge(of: known)
    }
    return context
  }

  /// What the directory says of whoever acts, where the policy asks for it.
  private func standing(of actor: Actor, _ rules: TicketPolicy) -> ActorStanding? {
    guard rules.enforcesDirectory, actor.role != .system else { return nil }
    return directory.count == 0 ? .emptyDirectory : ActorStanding(of: directory[actor.id])
  }

  /// What the directory knows of a worker whom a command concerns.
  private func known(
    of worker: PersonID, at moment: Timestamp, _ rules: TicketPolicy
  ) -> WorkerFacts? {
    if let member = directory[worker] { return member.workerFacts(at: moment) }
    return rules.enforcesDirectory ? WorkerFacts(isRegistered: false) : nil
  }
}

extension Ticket {
  /// The stock that an event of the ticket took from or brought to.
  fileprivate func stock(movedBy event: TicketEvent) -> StockName? {
    switch event {
    case .materialIssued(let line, _, let store?, _), .materialReturned(let line, _, let store?):
      material(line)?.item.map { StockName(store: store, item: $0) }
    default: nil
    }
  }
}

/// The tickets that were asked about last, so that memory stays bounded however long the log is.
private struct RecentTickets {
  let capacity: Int
  private var used: [TicketID: Ticket] = [:]
  private var older: [TicketID: Ticket] = [:]

  init(capacity: Int) {
    self.capacity = max(1, capacity)
  }

  subscript(id: TicketID) -> Ticket? { used[id] ?? older[id] }

  mutating func keep(_ ticket: Ticket) {
    makeRoom(for: ticket.id)
    older[ticket.id] = nil
    used[ticket.id] = ticket
  }

  /// Changes a ticket where it is kept, without copying it.
  mutating func update(_ id: TicketID, _ change: (inout Ticket?) throws -> Void) rethrows {
    if used[id] == nil {
      let ticket = older.removeValue(forKey: id)
      makeRoom(for: id)
      used[id] = ticket
    }
    try change(&used[id])
  }

  private mutating func makeRoom(for id: TicketID) {
    guard used[id] == nil, used.count >= capacity else { return }
    older = used
    used = [:]
  }
}
