import RepairCore

/// When the next timer of each ticket fires: where to look, so that nobody has to look everywhere.
///
/// It is derived from the log as the board is, lies in the same file and may be deleted with it. It
/// decides nothing: what it points to is derived from the ticket's history once more before it fires.
/// What is due depends on the rules too, so it is made anew when others are adopted.
final class TimerAgenda {
  /// A ticket and when its next timer fires.
  struct Entry: Hashable {
    var ticket: TicketID
    var firesAt: Timestamp
  }

  static let name = "timerAgenda"
  static let version = 1

  private static let batchSize = 2_000
  private let tickets: TicketLog
  /// Rules other than those in force: an agenda made under them is nobody else's.
  private let policy: TicketPolicy?
  private var file: ViewsFile

  /// Opens the agenda of a log.
  ///
  /// - Parameters:
  ///   - log: the log, which the agenda uses for as long as it lives.
  ///   - policy: the rules; those in force by default.
  /// - Throws: ``StoreError`` when not even a temporary file can be made.
  init(of log: EventLog, under policy: TicketPolicy? = nil) throws {
    tickets = TicketLog(log)
    self.policy = policy
    file = try policy == nil ? Views.open(besides: log) : ViewsFile.temporary()
  }

  private var log: EventLog { tickets.log }

  // MARK: Asking

  /// The tickets of which a timer fires at a moment or before, the first one first.
  ///
  /// - Parameters:
  ///   - now: the moment.
  ///   - after: the last entry already had.
  ///   - limit: how many at most.
  /// - Returns: the entries, by time and then by ticket.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(log n + limit), the agenda being caught up.
  func entries(through now: Timestamp, after: Entry?, limit: Int) throws -> [Entry] {
    try mapped {
      try file.connection.withStatement(
        """
        SELECT ticket, fires_at FROM timer_agenda
        WHERE (fires_at, ticket) > (?1, ?2) AND fires_at <= ?3 ORDER BY fires_at, ticket LIMIT ?4
        """
      ) { statement in
        try statement.bind((after?.firesAt ?? .earliest).milliseconds, at: 1)
        try statement.bind(after?.ticket.rawValue ?? "", at: 2)
        try statement.bind(now.milliseconds, at: 3)
        try statement.bind(limit, at: 4)
        var entries: [Entry] = []
        while try statement.step() {
          let firesAt = Timestamp(clamping: try statement.int64(1))
          entries.append(Entry(ticket: try Self.ticket(statement), firesAt: firesAt))
        }
        return entries
      }
    }
  }

  /// The tickets that some workers have, in the order of the workers' names.
  func tickets(of workers: Set<PersonID>) throws -> [TicketID] {
    var tickets: [TicketID] = []
    try mapped {
      for worker in workers.sorted() {
        try file.connection.withStatement(
          "SELECT ticket FROM timer_agenda WHERE worker = ?1 ORDER BY ticket"
        ) { statement in
          try statement.bind(worker.rawValue, at: 1)
          while try statement.step() { tickets.append(try Self.ticket(statement)) }
        }
      }
    }
    return tickets
  }

  /// When the first timer after a moment fires; `nil` for never.
  func next(after now: Timestamp) throws -> Timestamp? {
    try mapped {
      try file.connection.withStatement(
        "SELECT min(fires_at) FROM timer_agenda WHERE fires_at > ?1"
      ) { statement in
        try statement.bind(now.milliseconds, at: 1)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return Timestamp(clamping: try statement.int64(0))
      }
    }
  }

  private static func ticket(_ statement: Statement) throws -> TicketID {
    guard let ticket = TicketID(try statement.text(0)) else {
      throw statement.mismatch(0, expected: "a ticket's name", found: "something else")
    }
    return ticket
  }

  // MARK: Catching up

  /// Brings the agenda to the log's head; one that is damaged is made anew.
  ///
  /// - Returns: the head.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(events of the tickets that changed); of all tickets after a change of the rules.
  @discardableResult
  func catchUp() throws -> LogPosition {
    do {
      return try mapped { try advanceToHead() }
    } catch let error
      where !file.isTemporary
      && (ViewsFile.isWorthless(error, at: file.path) || ViewsFile.isMissingTable(error))
    {
      // Damaged pages cannot even be dropped, so the whole file goes, as ``Views`` does it.
      let path = file.path
      let rescue = try ConsumerRescue(from: path)
      file = try ViewsFile.temporary()
      ViewsFile.discard(path)
      file = try Views.open(besides: log)
      return try mapped {
        try rescue.restore(to: file.connection)
        return try makeAnew()
      }
    }
  }

  private func mapped<Result>(_ body: () throws -> Result) throws -> Result {
    try ViewsFile.mapping(path: file.path, body)
  }

  private func advanceToHead() throws -> LogPosition {
    let head = try log.head()
    guard let found = try checkpoint(), found.position <= head else { return try makeAnew() }
    guard found.position < head else { return head }
    var position = found.position
    while position < head {
      guard let next = try advance(to: head) else { return try makeAnew() }
      position = next
    }
    file.checkpointWALWhenDue()
    return head
  }

  /// How far the agenda is; `nil` for one of another log or another release.
  private func checkpoint() throws -> ProjectionCheckpoint? {
    guard let found = try file.checkpoint(of: Self.name, version: Self.version),
      found.log == log.identity.id, try log.eventID(at: found.position) == found.event
    else { return nil }
    return found
  }

  private func setCheckpoint(at position: LogPosition) throws {
    try file.setCheckpoint(
      ProjectionCheckpoint(
        log: log.identity.id, position: position, event: try log.eventID(at: position)),
      of: Self.name, version: Self.version)
  }

  /// Takes in one batch of events; `nil` where it has to be made anew.
  private func advance(to head: LogPosition) throws -> LogPosition? {
    try file.connection.transaction(.immediate) {
      // Another process may have gone on since, so the place is read again under the lock.
      guard let found = try checkpoint() else { return nil }
      guard found.position < head else { return found.position }
      let last = LogPosition(min(head.rawValue, found.position.rawValue + Self.batchSize))
      var streams: Set<Int64> = []
      try log.scan(from: found.position.next, through: last) { streams.insert(try $0.streamID) }
      var changed: Set<TicketID> = []
      for stream in streams {
        let name = try log.streamName(stream)
        if let ticket = name.ticket ?? name.ticketOfTimers {
          changed.insert(ticket)
        } else if policy == nil, TimerRules.streams.contains(name) {
          return nil
        }
      }
      let rules = try TimerRules(in: tickets, policy: policy)
      // What these tickets have after the batch is seen as well, and once more in its own turn.
      for ticket in changed { try refresh(ticket, under: rules) }
      try setCheckpoint(at: last)
      return last
    }
  }

  /// Fills the table from nothing.
  private func makeAnew() throws -> LogPosition {
    // Read before anything is locked: others go on asking the views meanwhile.
    let head = try log.head()
    let rules = try TimerRules(in: tickets, policy: policy)
    var rows: [Row] = []
    for ticket in try log.ticketNames() {
      if let ticket, let row = try row(of: ticket, under: rules) { rows.append(row) }
    }
    let connection = file.connection
    return try connection.transaction(.immediate) {
      // Another process may have come further meanwhile; its rows must not be set back.
      if policy == nil, let found = try checkpoint(), found.position >= head {
        return found.position
      }
      try connection.execute("DROP TABLE IF EXISTS timer_agenda")
      try connection.execute(
        """
        CREATE TABLE timer_agenda(
          ticket TEXT PRIMARY KEY,
          fires_at INTEGER,
          worker TEXT
        ) STRICT, WITHOUT ROWID
        """)
      for row in rows { try insert(row) }
      try connection.execute("CREATE INDEX timer_by_time ON timer_agenda(fires_at, ticket)")
      try connection.execute(
        "CREATE INDEX timer_by_worker ON timer_agenda(worker, ticket) WHERE worker IS NOT NULL")
      try setCheckpoint(at: head)
      return head
    }
  }

  private struct Row {
    var ticket: TicketID
    var firesAt: Timestamp?
    var worker: PersonID?
  }

  /// Derives when a ticket's next timer fires, and who has it; `nil` where there is neither.
  private func row(of name: TicketID, under rules: TimerRules) throws -> Row? {
    guard let pending = try tickets.pendingTimers(of: name, under: rules) else { return nil }
    // Nothing fires as of a moment before the ticket's last event, which may be dated ahead.
    let last = max(pending.ticket.updatedAt, pending.lastFiredAt ?? pending.ticket.updatedAt)
    let earliest = last - rules.policy.clockTolerance
    let row = Row(
      ticket: name, firesAt: pending.timers.map { max($0.firesAt, earliest) }.min(),
      worker: pending.ticket.assignment?.worker)
    return row.firesAt == nil && row.worker == nil ? nil : row
  }

  private func refresh(_ name: TicketID, under rules: TimerRules) throws {
    if let row = try row(of: name, under: rules) { return try insert(row) }
    try file.connection.withStatement("DELETE FROM timer_agenda WHERE ticket = ?1") {
      try $0.bind(name.rawValue, at: 1)
      try $0.run()
    }
  }

  private func insert(_ row: Row) throws {
    try file.connection.withStatement(
      "INSERT OR REPLACE INTO timer_agenda(ticket, fires_at, worker) VALUES(?1, ?2, ?3)"
    ) {
      try $0.bind(row.ticket.rawValue, at: 1)
      if let firesAt = row.firesAt {
        try $0.bind(firesAt.milliseconds, at: 2)
      } else {
        try $0.bindNull(at: 2)
      }
      try $0.bind(row.worker?.rawValue, at: 3)
      try $0.run()
    }
  }
}

/// It stays with its log's thread.
@available(*, unavailable)
extension TimerAgenda: Sendable {}

extension StreamName {
  /// The ticket whose timers' stream this is, or `nil` for a stream of another kind.
  var ticketOfTimers: TicketID? {
    rawValue.utf8.starts(with: "timer/".utf8) ? TicketID(String(rawValue.dropFirst(6))) : nil
  }
}
