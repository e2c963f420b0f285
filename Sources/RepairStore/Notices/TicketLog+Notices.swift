import RepairCore

/// What an event says to whom, read from the log.
struct NoticeSource: Sendable {
  /// Who is to be told.
  var drafts: [NoticeDraft]
  /// What was announced, if it was that; its audience takes the place of drafts.
  var announcement: Announcement?
}

extension NoticeSource {
  /// The events that anybody may be told of.
  static let query = EventQuery(
    types: ticketEvents.map(\.rawValue) + [
      AnnouncementEventKind.published.rawValue, MemberEventKind.left.rawValue,
    ] + TicketTimers.eventTypes.map(\.name))

  private static let ticketEvents: [TicketEventKind] = [
    .submitted, .accepted, .workerDispatched, .workHandedOver, .workRejected, .assignmentReleased,
    .held, .accessDenied, .visitScheduled, .extensionRequested, .extensionApproved, .workCompleted,
    .reworkRequested, .cancellationRequested, .cancelled, .reopened,
  ]
}

extension TicketLog {
  /// Finds out whom an event concerns: always the same for the same event.
  ///
  /// - Parameter stored: the event.
  /// - Returns: whom; `nil` for an event that concerns nobody.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be what it is named after.
  /// - Complexity: O(events of the stream up to it).
  func noticeSource(of stored: StoredEvent) throws -> NoticeSource? {
    if let id = stored.stream.ticket {
      guard let change = try change(of: id, at: stored.version) else { return nil }
      return NoticeSource(
        drafts: NoticeDraft.drafts(for: change.fact, before: change.before, after: change.after))
    }
    if let id = stored.stream.timersOfTicket {
      let fact = try TicketTimers.fact(of: stored)
      guard case .fired(let timer) = fact.event,
        let ticket = try ticket(id, at: .position(stored.position))
      else { return nil }
      let escalations = try inForce(TargetPlan.self).escalations
      return NoticeSource(
        drafts: NoticeDraft.drafts(for: timer, on: ticket, escalatedBy: escalations))
    }
    if let name = stored.stream.announcement {
      return try subject(Announcement.self, name).map {
        NoticeSource(drafts: [$0.draft], announcement: $0)
      }
    }
    if let member = stored.stream.member {
      let fact = try Member.fact(of: stored)
      guard case .left(let reason) = fact.event else { return nil }
      return NoticeSource(
        drafts: NoticeDraft.drafts(
          forLeaving: member, reason: reason, campuses: try self.member(member)?.workplaces ?? []))
    }
    return nil
  }

  /// The settings for notices that were adopted, each with the place from which on it holds.
  ///
  /// - Returns: them in the order of the log; none where nobody has adopted any, and then nobody is
  ///   told of anything.
  /// - Throws: ``StoreError`` with `corrupt` for settings that cannot be read.
  func adoptedNoticeRules() throws -> [(position: LogPosition, rules: NoticeRules)] {
    try log.readStream(SettingsKind.notices.stream).map { stored in
      do throws(MalformedSettings) {
        return (stored.position, try NoticeRules(json: stored.payload))
      } catch {
        throw StoreError(
          .corrupt, "position \(stored.position) (\(stored.type)): \(error)",
          context: [("position", stored.position.description)], underlying: error)
      }
    }
  }

  /// A page of the people who have an open ticket at a place.
  ///
  /// - Parameters:
  ///   - audience: the place, and the campus if one is said.
  ///   - last: the last person already read.
  ///   - limit: how many at most.
  ///   - views: where the board is.
  /// - Returns: the people, in byte order.
  /// - Throws: ``StoreError``.
  func requesters(
    in audience: Audience, after last: PersonID?, limit: Int, from views: Views
  ) throws -> [PersonID] {
    try views.read(TicketBoard(), isOurs: true) { rows in
      try rows.withStatement(
        """
        SELECT DISTINCT requester FROM {ticket}
        WHERE is_open AND place_code=?1 AND (?2 IS NULL OR campus=?2) AND requester>?3
        ORDER BY requester LIMIT ?4
        """
      ) {
        try $0.bind(audience.place, at: 1)
        try $0.bind(audience.campus?.rawValue, at: 2)
        try $0.bind(last?.rawValue ?? "", at: 3)
        try $0.bind(limit, at: 4)
        var people: [PersonID] = []
        while try $0.step() {
          if let person = PersonID(try $0.text(0)) { people.append(person) }
        }
        return people
      }
    }
  }
}

extension Announcement {
  /// The draft that every recipient's notice is made of.
  var draft: NoticeDraft {
    var values = NoticeValues()
    values[words: .title] = title
    values[words: .text] = text
    values[.until] = validUntil.map(NoticeValue.time)
    return NoticeDraft(.announced, to: .role(.requester, audience.campus), values: values)
  }
}

extension Member {
  /// The campuses the member worked on; none for one without a role, or with one on all of them.
  fileprivate var workplaces: [CampusCode] {
    Array(Set(roles.filter { $0.role != .requester }.flatMap { $0.campuses ?? [] })).sorted()
  }
}

extension StreamName {
  /// The announcement whose stream this is, or `nil` for a stream of another kind.
  var announcement: AnnouncementID? {
    let prefix = "announcement/"
    return rawValue.utf8.starts(with: prefix.utf8)
      ? AnnouncementID(String(rawValue.dropFirst(prefix.count))) : nil
  }
}

extension StreamName {
  /// The ticket whose timers' stream this is, or `nil` for a stream of another kind.
  fileprivate var timersOfTicket: TicketID? {
    let prefix = SubjectKind.timer.rawValue + "/"
    return rawValue.utf8.starts(with: prefix.utf8)
      ? TicketID(String(rawValue.dropFirst(prefix.count))) : nil
  }
}

/// The views that a thread keeps for notices, opened again when their file is another one.
///
/// A file that was deleted lives on for whoever has it open. Leases in it would be nobody else's, and
/// two threads with two files would send the same notice.
private final class NoticeViews {
  private var views: Views
  private var imprint: Files.Imprint?

  init(of log: EventLog) throws {
    views = try Views(of: log)
    imprint = Files.imprint(of: views.file.path)
  }

  func current() throws -> Views {
    if views.file.isTemporary { return views }
    let found = Files.imprint(of: views.file.path)
    if let found, found.device == imprint?.device, found.inode == imprint?.inode { return views }
    // Another file may have its name by now, and so the name of its -wal.
    views.file.connection.keepWALOnClose()
    views = try Views(of: views.log)
    imprint = Files.imprint(of: views.file.path)
    return views
  }
}

extension ReadingThread {
  /// The views, opened the first time.
  var noticeViews: Views { get throws { try kept { try NoticeViews(of: $0) }.current() } }

  /// Works with the board of notices, and once more on one made anew when it is damaged.
  func withNotices<Result>(_ body: (NoticeBoard) throws -> Result) throws -> Result {
    try noticeViews.withNotices(of: tickets, body)
  }
}

extension Views {
  /// Works with the board of notices, and once more on one made anew when it is damaged.
  func withNotices<Result>(
    of tickets: TicketLog, _ body: (NoticeBoard) throws -> Result
  ) throws -> Result {
    try mended { try body(NoticeBoard(tickets: tickets, file: file)) }
  }
}
