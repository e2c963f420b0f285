import RepairCore

/// The first half: from events to notices in the queue.
extension NoticeSender {
  /// The consumer's name, another one whenever other events are looked at.
  ///
  /// A consumer keeps to its query. A new one looks at everything again and queues nothing twice.
  static let consumerName = "notices-1"
  /// How many notices are appended at once, to share the flushes of the disk.
  private static let batch = 256

  /// Makes notices of all events so far.
  ///
  /// - Throws: what kept it from it. Nothing is skipped then: the next call begins where this ended.
  func queue() async throws -> NoticeTally {
    var tally = NoticeTally()
    guard let consumer = try await consumer() else { return tally }
    while let work = try await consumer.nextAtOnce() {
      do {
        var faulty: [LogPosition: String] = [:]
        for event in work.events {
          do {
            tally.queued += try await queue(event, work)
          } catch let error where Self.isDamage(error) {
            // An event that cannot be read is set aside; others must not wait for it.
            faulty[event.position] =
              (error as? StoreError)?.code.rawValue ?? "\(type(of: error))"
          }
        }
        try await work.done(parking: faulty)
      } catch let error as StoreError where error.code == .leaseLost {
        // Somebody else does it, and finds what was queued here.
        break
      } catch {
        // A busy log or a directory that fails says nothing against the event: it waits for the next
        // call. Where it cannot even be given back it falls due by itself, and what is thrown is
        // still why.
        try? await work.release(
          after: .zero, reason: (error as? StoreError)?.code.rawValue ?? "\(type(of: error))")
        throw error
      }
    }
    return tally
  }

  /// The consumer of the events; `nil` while nobody has adopted settings for notices.
  func consumer() async throws -> EventConsumer? {
    let first = try await store.read("notices") { thread -> LogPosition? in
      let first = try thread.log.readStream(SettingsKind.notices.stream, limit: 1).first?.position
      guard let first else { return nil }
      return max(first, try Self.settled(in: thread) ?? first)
    }
    guard let first else { return nil }
    do {
      return try await consumer(from: first)
    } catch let error as StoreError where error.code == .logMismatch {
      // A restored log. Beginning anew is safe: what it knows to be queued is not queued again.
      try await store.forgetConsumer(named: Self.consumerName)
      return try await consumer(from: first)
    }
  }

  /// Up to where all events were turned into notices; `nil` when that cannot be told.
  ///
  /// Events are worked on in order, so everything before the event of the newest notice is done. A
  /// consumer whose place is lost must not do that again: whoever joined since would be told of it.
  private static func settled(in thread: ReadingThread) throws -> LogPosition? {
    do {
      guard let newest = try thread.withNotices({ try $0.rows(NoticeQuery(limit: 1)) }).first,
        let notice = try thread.tickets.subject(Notice.self, newest.id),
        let stream = StreamName(notice.order.stream),
        let event = try thread.log.readStream(
          stream, from: notice.order.streamVersion, limit: 1
        ).first
      else { return nil }
      // That event itself may be half done.
      return LogPosition(event.position.rawValue - 1)
    } catch let error where isDamage(error) {
      // What is queued already is not queued again, so that too much is better than nothing.
      return nil
    }
  }

  private func consumer(from first: LogPosition) async throws -> EventConsumer {
    // However often it was tried, by senders that were killed at it or met a busy log, an event is
    // never given up for that: only `queue()` sets aside, and only what is damaged.
    try await store.consumer(
      named: Self.consumerName, of: NoticeSource.query, from: .after(first), owner: owner,
      lease: .minutes(1), failures: .park(after: .max))
  }

  /// Makes notices of one event.
  ///
  /// - Returns: how many.
  private func queue(_ event: StoredEvent, _ work: ConsumerWork) async throws -> Int {
    let (source, rules) = try await store.read("notices") { thread in
      // Those in force when it happened: settings adopted later must not tell of the past anew.
      let rules = try thread.tickets.adoptedNoticeRules().last { $0.position < event.position }
      return (try thread.tickets.noticeSource(of: event), rules?.rules)
    }
    guard let source, let rules else { return 0 }
    if let announcement = source.announcement {
      return try await queue(announcement, of: event, under: rules, work)
    }
    var orders: [NoticeOrder] = []
    for draft in source.drafts where rules.plan(for: draft.rule).isOn {
      for recipient in try await recipients(of: draft, besides: event.actor) {
        orders += Self.orders(draft.rule, to: recipient, of: event, under: rules)
      }
    }
    return try await append(orders, of: event)
  }

  /// The people of a role where the directory knows them, else the role itself.
  private func recipients(
    of draft: NoticeDraft, besides actor: PersonID
  ) async throws -> [NoticeRecipient] {
    guard case .role(let role, let campus) = draft.recipient else { return [draft.recipient] }
    let audience = Audience(campus: campus, role: role)
    guard let people = try await directory.people(in: audience, after: nil, limit: 1_000),
      !people.isEmpty
    else { return [draft.recipient] }
    return people.filter { $0 != actor }.map(NoticeRecipient.person)
  }

  static func orders(
    _ rule: NoticeRule, to recipient: NoticeRecipient, of event: StoredEvent,
    under rules: NoticeRules, urgency: UrgencyCode? = nil
  ) -> [NoticeOrder] {
    let plan = rules.plan(for: rule)
    return plan.channels.map {
      NoticeOrder(
        stream: event.stream.rawValue, streamVersion: event.version, since: event.recordedAt,
        rule: rule, recipient: recipient, channel: $0, urgency: urgency ?? plan.urgency)
    }
  }

  // MARK: Announcements

  /// Queues a notice for each of an announcement's audience, page by page.
  private func queue(
    _ announcement: Announcement, of event: StoredEvent, under rules: NoticeRules,
    _ work: ConsumerWork
  ) async throws -> Int {
    // It went out already: whoever joined the audience since then is not told of what is past.
    guard announcement.recipients == nil, rules.plan(for: .announced).isOn else { return 0 }
    var queued = 0
    var reached = 0
    if announcement.withdrawal == nil {
      var last: PersonID?
      while true {
        let people = try await audience(of: announcement, after: last)
        guard let people else {
          // No directory: the role on the campus is told, by whoever reads that.
          let recipient = NoticeRecipient.role(
            announcement.audience.role ?? .requester, announcement.audience.campus)
          queued += try await append(
            Self.orders(
              .announced, to: recipient, of: event, under: rules, urgency: announcement.urgency),
            of: event)
          reached = 1
          break
        }
        guard let end = people.last else { break }
        let orders = people.flatMap {
          Self.orders(
            .announced, to: .person($0), of: event, under: rules, urgency: announcement.urgency)
        }
        queued += try await append(orders, of: event)
        reached += people.count
        last = end
        try await work.extend()
      }
    }
    try await recordDistribution(of: announcement, to: reached, after: event)
    return queued
  }

  private func audience(
    of announcement: Announcement, after last: PersonID?
  ) async throws -> [PersonID]? {
    let audience = announcement.audience
    guard audience.place != nil else {
      return try await directory.people(in: audience, after: last, limit: 500)
    }
    return try await store.read("audience") { thread in
      try thread.tickets.requesters(
        in: audience, after: last, limit: 500, from: thread.noticeViews)
    }
  }

  private func recordDistribution(
    of announcement: Announcement, to count: Int, after event: StoredEvent
  ) async throws {
    var found = announcement
    while true {
      // One that is dated ahead went out no earlier than that.
      let result = try await engine.execute(
        CommandEnvelope(
          .announcement(.command(.recordDistribution(recipients: count))),
          of: found.id.rawValue, by: Self.actor, at: max(now, found.updatedAt),
          causation: event.id.description), refusals: .never)
      guard case .refused(let refusal) = result else { return }
      guard let newest = try await engine.announcement(found.id) else { throw refusal }
      // Another sender may have been quicker, which is as good.
      if newest.recipients != nil { return }
      // Somebody may have replied meanwhile whose clock is ahead; then it is said again.
      guard newest.updatedAt > found.updatedAt else { throw refusal }
      found = newest
    }
  }

  // MARK: Appending

  /// Queues the notices that are not queued yet.
  ///
  /// - Returns: how many were not.
  private func append(_ orders: [NoticeOrder], of event: StoredEvent) async throws -> Int {
    var queued = 0
    var rest = orders[...]
    while !rest.isEmpty {
      let batch = Array(rest.prefix(Self.batch))
      rest = rest.dropFirst(Self.batch)
      let at = now
      let appends = try await store.read("notices") { thread in
        try batch.compactMap { try Self.append($0, of: event, at: at, in: thread.log) }
      }
      queued += try await withThrowingTaskGroup(of: Int.self) { group in
        for append in appends { group.addTask { try await self.appendOnce(append) } }
        return try await group.reduce(0, +)
      }
    }
    return queued
  }

  private static func append(
    _ order: NoticeOrder, of event: StoredEvent, at: Timestamp, in log: EventLog
  ) throws -> Append? {
    guard
      let id = NoticeID(
        event: event.id.description, rule: order.rule, channel: order.channel,
        recipient: order.recipient),
      let stream = Notice.stream(of: id), try log.streamVersion(stream) == .none
    else { return nil }
    var new = try Notice.newEvent(
      .queued(order), of: id, at: at, by: actor, before: nil, command: "queueNotice")
    new.causation = event.id.description
    return Append([new], to: stream, expecting: .noStream)
  }

  private func appendOnce(_ append: Append) async throws -> Int {
    do {
      _ = try await store.write { try $0.append(append) }
      return 1
    } catch let error as StoreError where error.code == .conflict {
      return 0
    }
  }
}

extension EventConsumer {
  /// The next page, if there is one now.
  func nextAtOnce() async throws -> ConsumerWork? {
    while true {
      try Task.checkCancellation()
      let claim = try await store.onConsumers(patiently: true) { [seat, plan] in
        try $0.claim(seat, for: plan)
      }
      switch claim {
      case .page(let page): return ConsumerWork(page, of: self)
      case .nothing(let wait):
        if case .hasMore = wait.reason { continue }
        return nil
      }
    }
  }
}
