import RepairCore

/// When the next timer of each ticket fires: where to look, so that nobody has to look everywhere.
///
/// It is derived from the log like the board, lies in the same file and may be deleted with it. It
/// decides nothing: what it points to is derived from the ticket's history each time before it fires.
/// What is due depends on the rules too, so it is made anew when others are adopted.
final class TimerAgenda {
  /// A ticket and when its next timer fires.
  struct Entry: Equatable {
    var ticket: TicketID
    var firesAt: Timestamp
  }

  static let name = "timerAgenda"
  static let version = 1

  private static let batchSize = 2_000
  private static let firstTicket = ""

  private let tickets: TicketLog
  /// Rules other than those in force; an agenda made under them is nobody else's.
  private let policy: TicketPolicy?

  /// Makes the agenda of a log.
  ///
  /// - Parameters:
  ///   - log: the log.
  ///   - policy: the rules; those in force by default.
  init(of log: EventLog, under policy: TicketPolicy? = nil) {
    tickets = TicketLog(log)
    self.policy = policy
  }

  private var log: EventLog { tickets.log }

  // MARK: Asking

  /// The tickets of which a timer fires at a moment or before, the first one first.
  ///
  /// - Parameters:
  ///   - now: the moment.
  ///   - after: the last entry already had.
  ///   - limit: how many at most.
  ///   - connection: the views file.
  /// - Complexity: O(log n + limit).
  func entries(
    through now: Timestamp, after: Entry?, limit: Int, in connection: Connection
  ) throws -> [Entry] {
    try connection.withStatement(
      """
      SELECT ticket, fires_at FROM timer_agenda
      WHERE (fires_at, ticket) > (?1, ?2) AND fires_at <= ?3 ORDER BY fires_at, ticket LIMIT ?4
      """
    ) { statement in
      try statement.bind((after?.firesAt ?? .earliest).milliseconds, at: 1)
      try statement.bind(after?.ticket.rawValue ?? Self.firstTicket, at: 2)
      try statement.bind(now.milliseconds, at: 3)
      try statement.bind(limit, at: 4)
      var entries: [Entry] = []
      while try statement.step() {
        guard let ticket = TicketID(try statement.text(0)) else {
          throw statement.mismatch(0, expected: "a ticket's name", found: "something else")
        }
        entries.append(
          Entry(ticket: ticket, firesAt: Timestamp(clamping: try statement.int64(1))))
      }
      return entries
    }
  }

  /// When the first timer after a moment fires; `nil` for never.
  func next(after now: Timestamp, in connection: Connection) throws -> Timestamp? {
    try connection.withStatement("SELECT min(fires_at) FROM timer_agenda WHERE fires_at > ?1") {
      try $0.bind(now.milliseconds, at: 1)
      guard try $0.step(), !$0.isNull(0) else { return nil }
      return Timestamp(clamping: try $0.int64(0))
    }
  }

  // MARK: Catching up

  /// Brings the agenda to the log's head.
  ///
  /// - Parameter file: the views file.
  /// - Returns: the head.
  /// - Throws: ``StoreError``; what SQLite answers.
  /// - Complexity: O(events of the tickets that changed); of all tickets after a change of the rules.
  @discardableResult
  func catchUp(in file: ViewsFile) throws -> LogPosition {
    let head = try log.head()
    if let found = try file.checkpoint(of: Self.name), try isCurrent(found),
      found.position <= head
    {
      var position = found.position
      while position < head {
        guard let next = try advance(to: head, in: file) else {
          return try makeAnew(in: file)
        }
        position = next
      }
      file.checkpointWALWhenDue()
      return head
    }
    return try makeAnew(in: file)
  }

  private func isCurrent(_ checkpoint: ProjectionCheckpoint) throws -> Bool {
    try log.isValid(checkpoint, version: Self.version)
  }

  /// Takes in one batch of events; `nil` where the rules changed among them.
  private func advance(to head: LogPosition, in file: ViewsFile) throws -> LogPosition? {
    let connection = file.connection
    return try connection.transaction(.immediate) {
      // Another process may have gone on since, so the place is read again under the lock.
      guard let found = try file.checkpoint(of: Self.name), try isCurrent(found) else {
        return nil
      }
      guard found.position < head else { return found.position }
      let last = LogPosition(min(head.rawValue, found.position.rawValue + Self.batchSize))
      var streams: Set<Int64> = []
      try log.scan(from: found.position.next, through: last) { streams.insert(try $0.streamID) }
      var changed: Set<TicketID> = []
      for stream in streams {
        let name = try log.streamName(stream)
        if let ticket = name.ticket ?? name.timersOfTicket {
          changed.insert(ticket)
        } else if policy == nil, Self.rules.contains(name) {
          return nil
        }
      }
      // Events of these tickets after the batch are seen as well, and once more with theirs.
      for ticket in changed.sorted() { try refresh(ticket, in: connection) }
      try file.setCheckpoint(
        log.projectionCheckpoint(at: last, version: Self.version), of: Self.name)
      return last
    }
  }

  /// The streams of the settings by which it is derived.
  private static let rules = [SettingsKind.policy].map(\.stream)

  /// Fills the table from nothing, in one transaction.
  private func makeAnew(in file: ViewsFile) throws -> LogPosition {
    let connection = file.connection
    return try connection.transaction(.immediate) {
      let head = try log.head()
      // Another process may have made it while this one waited.
      if let found = try file.checkpoint(of: Self.name), try isCurrent(found),
        found.position == head, policy == nil
      {
        return head
      }
      try connection.execute("DROP TABLE IF EXISTS timer_agenda")
      try connection.execute(
        """
        CREATE TABLE timer_agenda(
          ticket TEXT PRIMARY KEY,
          fires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """)
      for ticket in try log.ticketNames() {
        if let ticket { try refresh(ticket, in: connection) }
      }
      try connection.execute(
        "CREATE INDEX timer_agenda_by_time ON timer_agenda(fires_at, ticket)")
      try file.setCheckpoint(
        log.projectionCheckpoint(at: head, version: Self.version), of: Self.name)
      return head
    }
  }

  /// Derives when a ticket's next timer fires.
  private func refresh(_ ticket: TicketID, in connection: Connection) throws {
    let pending = try tickets.pendingTimers(of: ticket, under: policy)
    if let first = pending.timers.map(\.firesAt).min() {
      try connection.withStatement(
        "INSERT OR REPLACE INTO timer_agenda(ticket, fires_at) VALUES(?1, ?2)"
      ) {
        try $0.bind(ticket.rawValue, at: 1)
        try $0.bind(first.milliseconds, at: 2)
        try $0.run()
      }
    } else {
      try connection.withStatement("DELETE FROM timer_agenda WHERE ticket = ?1") {
        try $0.bind(ticket.rawValue, at: 1)
        try $0.run()
      }
    }
  }
}

extension StreamName {
  /// The ticket whose timers' stream this is, or `nil` for a stream of another kind.
  var timersOfTicket: TicketID? {
    rawValue.utf8.starts(with: "timer/".utf8) ? TicketID(String(rawValue.dropFirst(6))) : nil
  }
}
