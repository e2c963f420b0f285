public import RepairCore

extension TicketLog {
  /// Fires the timers that are due.
  ///
  /// What is due is derived from the log, and each timer fires under a key of its own: whoever ticks
  /// at the same time, or again after a crash, fires nothing twice. An event that comes of it is dated
  /// `now`, when it happened; when it was due stands in the recorded fact.
  ///
  /// ```swift
  /// let report = try tickets.tick(at: now)
  /// print(report.fired, report.nextDueAt)
  /// ```
  ///
  /// - Parameters:
  ///   - now: what time it is. A tick as of a time before a ticket's last event leaves that ticket
  ///     alone.
  ///   - options: how much to do, and who has left.
  ///   - policy: the rules; those in force by default. Other rules cost a look at every ticket.
  ///   - onFiring: told of each timer once what became of it is durable; an error it throws ends the
  ///     tick.
  /// - Returns: what was fired, and when the next timer fires.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's. What fired
  ///   before stays so.
  /// - Complexity: O(events of the tickets that changed since the last tick, or of which a timer is
  ///   due), and a flush of the disk for each that fires.
  @discardableResult
  public func tick(
    at now: Timestamp, _ options: TickOptions = TickOptions(), under policy: TicketPolicy? = nil,
    onFiring: (TimerFiring) throws -> Void = { _ in }
  ) throws -> TickReport {
    let agenda = try agenda(under: policy)
    var queue = try tickQueue(at: now, options, from: agenda)
    while let next = try nextFiring(of: &queue, from: agenda, under: policy) {
      let result: CommandResult =
        if let envelope = next.envelope(at: now) {
          try execute(envelope, under: policy, refusals: .never)
        } else {
          try dispatchBest(
            next.timer.ticket, by: next.timer.kind.actor, at: now, among: options.workers,
            causation: next.cause, under: policy, with: ownViews(), refusals: .never)
        }
      if let firing = queue.take(.init(result)) { try onFiring(firing) }
    }
    return try report(of: queue, from: agenda)
  }

  /// The timers that are due, in the order in which a tick would begin to fire them.
  ///
  /// - Parameters:
  ///   - now: what time it is.
  ///   - options: how many at most, and who has left.
  ///   - policy: the rules; those in force by default. Other rules cost a look at every ticket.
  /// - Returns: the timers, by due time and then by ticket.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the tickets that changed since the last tick, or of which a timer is
  ///   due).
  public func dueTimers(
    at now: Timestamp, _ options: TickOptions = TickOptions(), under policy: TicketPolicy? = nil
  ) throws -> [DueTimer] {
    let agenda = try agenda(under: policy)
    try agenda.catchUp()
    let rules = try TimerRules(in: self, policy: policy)
    let options = try withLeavers(options)
    var tickets = Set(try agenda.tickets(of: options.leftWorkers))
    var last: TimerAgenda.Entry?
    while true {
      let page = try agenda.entries(through: now, after: last, limit: TickQueue.pageLimit)
      tickets.formUnion(page.map(\.ticket))
      last = page.last
      if page.count < TickQueue.pageLimit { break }
    }
    var due: [DueTimer] = []
    for ticket in tickets {
      guard let pending = try pendingTimers(of: ticket, under: rules) else { continue }
      due += pending.firing(at: now, under: rules.policy, leaving: options.leftWorkers)
    }
    due.sort()
    return options.limit.map { Array(due.prefix(max($0, 0))) } ?? due
  }

  /// Begins a tick with the agenda as of the log's head.
  func tickQueue(
    at now: Timestamp, _ options: TickOptions, from agenda: TimerAgenda
  ) throws -> TickQueue {
    try agenda.catchUp()
    let options = try withLeavers(options)
    return TickQueue(now: now, options, others: try agenda.tickets(of: options.leftWorkers))
  }

  /// Adds those who have left by the log's own directory.
  private func withLeavers(_ options: TickOptions) throws -> TickOptions {
    var options = options
    options.leftWorkers.formUnion(try leftWorkers())
    return options
  }

  /// Looks up what a tick needs until a timer is to be fired; `nil` at the end.
  func nextFiring(
    of queue: inout TickQueue, from agenda: TimerAgenda, under policy: TicketPolicy?
  ) throws -> NextFiring? {
    while true {
      switch queue.next() {
      case .entries(let last):
        let limit = TickQueue.pageLimit
        queue.take(try agenda.entries(through: queue.now, after: last, limit: limit))
      case .timers(let ticket):
        let rules = try TimerRules(in: self, policy: policy)
        queue.take(try pendingTimers(of: ticket, under: rules), under: rules.policy)
      case .firing(let timer, let version):
        return NextFiring(timer: timer, version: version, cause: try cause(of: timer)?.description)
      case .nothing: return nil
      }
    }
  }

  /// Ends a tick, with the agenda as of the log's head.
  func report(of queue: TickQueue, from agenda: TimerAgenda) throws -> TickReport {
    let head = try agenda.catchUp()
    return queue.finished(nextDueAt: try agenda.next(after: queue.now), head: head)
  }

  /// The agenda of the rules in force, or one of its own for others.
  func agenda(under policy: TicketPolicy? = nil) throws -> TimerAgenda {
    if let policy { return try TimerAgenda(of: log, under: policy) }
    if let timerAgenda { return timerAgenda }
    let made = try TimerAgenda(of: log)
    timerAgenda = made
    return made
  }
}

/// A timer to be fired now.
struct NextFiring: Sendable {
  var timer: DueTimer
  /// The ticket's version when it was derived: a person who has changed the ticket since was quicker.
  var version: StreamVersion
  /// The event that began what the timer is about.
  var cause: String?

  /// The command that fires it; `nil` for the sending of a worker, who is chosen first.
  ///
  /// - Parameter now: when it fires.
  /// - Returns: the command.
  func envelope(at now: Timestamp) -> CommandEnvelope? {
    switch timer.effect {
    case .command(let command):
      CommandEnvelope(
        command, ticket: timer.ticket, by: timer.kind.actor, at: now, key: timer.key,
        expectedVersion: version, causation: cause)
    case .record:
      CommandEnvelope(
        .timer(.command(.fire(timer.occurrence))), of: timer.ticket.rawValue, by: timer.kind.actor,
        at: now, key: timer.key, causation: cause)
    case .dispatch: nil
    }
  }
}
