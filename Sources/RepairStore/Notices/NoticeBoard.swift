import RepairCore

/// A row a notice, derived from the notices' streams, and who has which in hand.
///
/// It lies in the views file beside the ticket board and may be deleted with it: what was sent is a
/// fact of the log, so a board made anew sends nothing again. Only leases and postponements go with
/// the file, and both are found out again.
struct NoticeBoard {
  static let name = "noticeBoard"
  static let version = 1

  /// How many events one catching-up transaction covers.
  private static let batchSize = 2_000

  let tickets: TicketLog
  let file: ViewsFile

  var log: EventLog { tickets.log }
  var connection: Connection { file.connection }

  static let query = EventQuery(types: NoticeEventKind.allCases.map(\.rawValue))

  // MARK: Catching up

  /// Brings the board to the log's head.
  ///
  /// - Throws: ``StoreError``; what SQLite answers.
  /// - Complexity: O(events since the last time).
  func catchUp() throws {
    while try advance() {}
    file.checkpointWALWhenDue()
  }

  /// Takes in one batch of events; `false` when there was none left.
  private func advance() throws -> Bool {
    let head = try log.head()
    if let found = try file.checkpoint(of: Self.name, version: Self.version),
      found.position == head,
      try isValid(found)
    {
      return false
    }
    return try connection.transaction(.immediate) {
      var position = LogPosition.start
      // Another process may have gone on since, so the place is read again under the lock.
      if let found = try file.checkpoint(of: Self.name, version: Self.version),
        try isValid(found)
      {
        position = found.position
      } else {
        try makeTables()
      }
      let page = try log.readPage(Self.query, after: position, limit: Self.batchSize)
      let rules = try tickets.inForce(NoticeRules.self)
      for stored in page.events where Self.id(of: stored.stream) != nil {
        try apply(stored, under: rules)
      }
      try file.setCheckpoint(
        ProjectionCheckpoint(
          log: log.identity.id, position: page.through,
          event: log.eventID(at: page.through)), of: Self.name, version: Self.version)
      return !page.isAtHead
    }
  }

  /// Whether rows made up to a checkpoint are of this log as it is, and of this release.
  private func isValid(_ checkpoint: ProjectionCheckpoint) throws -> Bool {
    guard checkpoint.log == log.identity.id else { return false }
    return try log.eventID(at: checkpoint.position) == checkpoint.event
  }

  /// The notice whose stream it is.
  private static func id(of stream: StreamName) -> NoticeID? {
    let prefix = SubjectKind.notice.rawValue + "/"
    guard stream.rawValue.utf8.starts(with: prefix.utf8) else { return nil }
    return NoticeID(String(stream.rawValue.dropFirst(prefix.count)))
  }

  private func makeTables() throws {
    try connection.execute("DROP TABLE IF EXISTS notice")
    // `due`: when it may be sent; NULL when it does not wait. `rank`: the urgent ones first.
    // `owner` and `until`: who has it in hand, which is no fact of the log.
    try connection.execute(
      """
      CREATE TABLE notice(
        number INTEGER PRIMARY KEY,
        notice TEXT NOT NULL UNIQUE,
        stream TEXT NOT NULL,
        rule TEXT NOT NULL,
        recipient TEXT NOT NULL,
        channel TEXT NOT NULL,
        urgency TEXT NOT NULL,
        rank INTEGER NOT NULL,
        status TEXT NOT NULL,
        since INTEGER NOT NULL,
        queued_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        sent_at INTEGER,
        read_at INTEGER,
        due INTEGER,
        attempts INTEGER NOT NULL,
        reason TEXT,
        receipt TEXT,
        owner TEXT,
        until INTEGER
      ) STRICT
      """)
    try connection.execute(
      "CREATE INDEX notice_due ON notice(channel, rank, due) WHERE due IS NOT NULL")
    try connection.execute("CREATE INDEX notice_since ON notice(since) WHERE due IS NOT NULL")
    try connection.execute("CREATE INDEX notice_by_recipient ON notice(recipient, sent_at)")
    try connection.execute("CREATE INDEX notice_by_stream ON notice(stream)")
    try connection.execute("CREATE INDEX notice_by_status ON notice(status)")
  }

  private func apply(_ stored: StoredEvent, under rules: NoticeRules) throws {
    guard let id = Self.id(of: stored.stream) else { return }
    let fact = try Notice.fact(of: stored)
    let at = fact.occurredAt
    switch fact.event {
    case .queued(let order): try insert(id, order, at: stored, under: rules)
    case .sent(let receipt):
      try update(id, at, "sent", due: nil, reason: receipt, Self.sentUpdate)
    case .failed(let reason, let retryAt):
      try update(
        id, at, retryAt == nil ? "failed" : "queued", due: retryAt, reason: reason,
        Self.failedUpdate)
    case .suppressed(let reason):
      try update(id, at, "suppressed", due: nil, reason: reason.rawValue, Self.suppressedUpdate)
    case .read: try update(id, at, "read", due: nil, reason: nil, Self.readUpdate)
    }
  }

  private static let sentUpdate = """
    UPDATE notice SET updated_at=?2, sent_at=?2, status=?3, due=?4, receipt=?5,
      attempts=attempts+1, owner=NULL, until=NULL WHERE notice=?1
    """
  private static let failedUpdate = """
    UPDATE notice SET updated_at=?2, status=?3, due=?4, reason=?5,
      attempts=attempts+1, owner=NULL, until=NULL WHERE notice=?1
    """
  private static let suppressedUpdate = """
    UPDATE notice SET updated_at=?2, status=?3, due=?4, reason=?5, owner=NULL, until=NULL
    WHERE notice=?1
    """
  private static let readUpdate = """
    UPDATE notice SET updated_at=?2, status=?3, due=?4, read_at=coalesce(read_at, ?2),
      reason=coalesce(reason, ?5) WHERE notice=?1
    """

  private func update(
    _ id: NoticeID, _ at: Timestamp, _ status: String, due: Timestamp?, reason: String?,
    _ sql: String
  ) throws {
    try connection.withStatement(sql) {
      try $0.bind(id.rawValue, at: 1)
      try $0.bind(at.milliseconds, at: 2)
      try $0.bind(status, at: 3)
      if let due { try $0.bind(due.milliseconds, at: 4) } else { try $0.bindNull(at: 4) }
      try $0.bind(reason, at: 5)
      try $0.run()
    }
  }

  private func insert(
    _ id: NoticeID, _ order: NoticeOrder, at stored: StoredEvent, under rules: NoticeRules
  ) throws {
    let rank = rules.urgencies.firstIndex { $0.code == order.urgency } ?? rules.urgencies.count
    try connection.withStatement(
      """
      INSERT INTO notice(number, notice, stream, rule, recipient, channel, urgency, rank, status,
        since, queued_at, updated_at, due, attempts)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'queued', ?9, ?10, ?10, ?10, 0)
      """
    ) {
      try $0.bind(stored.position.rawValue, at: 1)
      try $0.bind(id.rawValue, at: 2)
      try $0.bind(order.stream, at: 3)
      try $0.bind(order.rule.rawValue, at: 4)
      try $0.bind(order.recipient.rawValue, at: 5)
      try $0.bind(order.channel.rawValue, at: 6)
      try $0.bind(order.urgency.rawValue, at: 7)
      try $0.bind(rank, at: 8)
      try $0.bind(order.since.milliseconds, at: 9)
      try $0.bind(stored.occurredAt.milliseconds, at: 10)
      try $0.run()
    }
  }
}
