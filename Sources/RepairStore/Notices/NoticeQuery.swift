public import RepairCore

/// Which notices to read; what is `nil` does not narrow.
public struct NoticeQuery: Hashable, Sendable {
  /// Where they stand.
  public var status: NoticeStatus?
  /// The ticket they are about.
  public var ticket: TicketID?
  /// The announcement they are about.
  public var announcement: AnnouncementID?
  /// Whom they go to.
  public var recipient: NoticeRecipient?
  /// By which way.
  public var channel: NoticeChannelCode?
  /// The number of the last one already read; newest first.
  public var before: Int64?
  /// How many at most.
  public var limit: Int

  /// Makes a query; without arguments it has the hundred newest notices.
  public init(
    status: NoticeStatus? = nil, ticket: TicketID? = nil, announcement: AnnouncementID? = nil,
    recipient: NoticeRecipient? = nil, channel: NoticeChannelCode? = nil, before: Int64? = nil,
    limit: Int = 100
  ) {
    self.status = status
    self.ticket = ticket
    self.announcement = announcement
    self.recipient = recipient
    self.channel = channel
    self.before = before
    self.limit = limit
  }
}

/// A notice as the list has it.
public struct NoticeRow: Hashable, Sendable {
  /// Its place in the list: the position of its first event.
  public var number: Int64
  /// Its name.
  public var id: NoticeID
  /// The stream of the event it is about, such as `ticket/N-1`.
  public var stream: String
  /// The rule that says so.
  public var rule: NoticeRule
  /// Whom it goes to.
  public var recipient: NoticeRecipient
  /// By which way.
  public var channel: NoticeChannelCode
  /// How urgent it is.
  public var urgency: UrgencyCode
  /// Where it stands.
  public var status: NoticeStatus
  /// When it was queued.
  public var queuedAt: Timestamp
  /// When a channel took it.
  public var sentAt: Timestamp?
  /// When it was read.
  public var readAt: Timestamp?
  /// When it may be sent next, while it waits.
  public var dueAt: Timestamp?
  /// How often a channel was asked.
  public var attempts: Int
  /// Why it failed the last time, or is not sent.
  public var reason: String?
}

/// How far an announcement, or whatever else many are told of, has come.
public struct NoticeStatistics: Hashable, Sendable {
  /// How many notices there are in each state; `read` ones were sent too.
  public var notices: [NoticeStatus: Int]
  /// How many recipients there are.
  public var recipients: Int
  /// How many of them got at least one notice.
  public var reached: Int
  /// How many of them read at least one.
  public var readers: Int
}

extension NoticeBoard {
  /// The notices of a query, newest first.
  ///
  /// - Parameter query: which.
  /// - Returns: the notices.
  /// - Throws: ``StoreError``; what SQLite answers.
  func rows(_ query: NoticeQuery) throws -> [NoticeRow] {
    try catchUp()
    return try connection.withStatement(
      """
      SELECT number, notice, stream, rule, recipient, channel, urgency, status, queued_at, sent_at,
        read_at, due, attempts, reason
      FROM notice
      WHERE (?1 IS NULL OR status=?1) AND (?2 IS NULL OR stream=?2 OR stream=?7)
        AND (?3 IS NULL OR recipient=?3) AND (?4 IS NULL OR channel=?4)
        AND (?5 IS NULL OR number<?5)
      ORDER BY number DESC LIMIT ?6
      """
    ) {
      try $0.bind(query.status?.rawValue, at: 1)
      try $0.bind(Self.stream(of: query), at: 2)
      try $0.bind(query.recipient?.rawValue, at: 3)
      try $0.bind(query.channel?.rawValue, at: 4)
      if let before = query.before { try $0.bind(before, at: 5) } else { try $0.bindNull(at: 5) }
      try $0.bind(max(0, query.limit), at: 6)
      // What an automation notes about a ticket stands beside it, and is about the ticket all the same.
      try $0.bind(query.ticket.flatMap { TicketTimers.stream(of: $0)?.rawValue }, at: 7)
      var rows: [NoticeRow] = []
      while try $0.step() { rows.append(try $0.noticeRow()) }
      return rows
    }
  }

  /// How many notices there are about one thing, and how many people they reached.
  func statistics(of stream: StreamName) throws -> NoticeStatistics {
    try catchUp()
    var statistics = NoticeStatistics(notices: [:], recipients: 0, reached: 0, readers: 0)
    try connection.withStatement(
      "SELECT status, count(*) FROM notice WHERE stream=?1 GROUP BY status"
    ) {
      try $0.bind(stream.rawValue, at: 1)
      while try $0.step() {
        guard let status = NoticeStatus(rawValue: try $0.text(0)) else { continue }
        statistics.notices[status] = Int(clamping: try $0.int64(1))
      }
    }
    try connection.withStatement(
      """
      SELECT count(DISTINCT recipient),
        count(DISTINCT CASE WHEN sent_at IS NOT NULL THEN recipient END),
        count(DISTINCT CASE WHEN read_at IS NOT NULL THEN recipient END)
      FROM notice WHERE stream=?1
      """
    ) {
      try $0.bind(stream.rawValue, at: 1)
      guard try $0.step() else { return }
      statistics.recipients = Int(clamping: try $0.int64(0))
      statistics.reached = Int(clamping: try $0.int64(1))
      statistics.readers = Int(clamping: try $0.int64(2))
    }
    return statistics
  }

  private static func stream(of query: NoticeQuery) -> String? {
    if let ticket = query.ticket { return StreamName(ticket: ticket).rawValue }
    return query.announcement.flatMap { Announcement.stream(of: $0)?.rawValue }
  }
}

extension Statement {
  fileprivate func noticeRow() throws -> NoticeRow {
    guard let rule = NoticeRule(rawValue: try text(3)),
      let recipient = NoticeRecipient(try text(4)), let channel = NoticeChannelCode(try text(5)),
      let urgency = UrgencyCode(try text(6)), let status = NoticeStatus(rawValue: try text(7))
    else { throw mismatch(3, expected: "a notice", found: "something else") }
    func time(_ column: Int32) throws -> Timestamp? {
      isNull(column) ? nil : Timestamp(clamping: try int64(column))
    }
    return NoticeRow(
      number: try int64(0), id: try notice(1), stream: try text(2), rule: rule,
      recipient: recipient, channel: channel, urgency: urgency, status: status,
      queuedAt: Timestamp(clamping: try int64(8)), sentAt: try time(9), readAt: try time(10),
      dueAt: try time(11), attempts: Int(clamping: try int64(12)), reason: try optionalText(13))
  }
}
