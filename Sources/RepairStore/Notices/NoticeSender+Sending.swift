import RepairCore

/// The second half: from the queue to the channels.
extension NoticeSender {
  /// A notice in hand, with all that the log says about it.
  private struct Prepared: Sendable {
    var notice: Notice
    /// Its last event: what was queued, or the failure after which it is tried again.
    var cause: ULID?
    var draft: NoticeDraft
    var announcement: Announcement?
    var rules: NoticeRules
    var policy: TicketPolicy
    /// What the recipient wants, where it is a person who said so.
    var preferences: NoticePreferences?
  }

  /// Sends the notices of one channel that are due now.
  ///
  /// - Throws: the first error there was, once all that were being sent are sent and recorded.
  func send(by code: NoticeChannelCode) async throws -> NoticeTally {
    var tally = NoticeTally()
    guard let gate = gates[code] else { return tally }
    while !gate.isStuck {
      try Task.checkCancellation()
      let claimed = try await claim(code)
      if claimed.isEmpty { break }
      var turns = NoticeTurns(claimed)
      var failure: (any Error)?
      // Nothing is thrown in the group, which would cancel the others before they are recorded.
      await withTaskGroup(of: (NoticeID, Result<NoticeTally, any Error>).self) { group in
        var running = 0
        repeat {
          // A call that hangs keeps its place, so that no more than that many ever hang.
          while failure == nil, gate.hasRoom(beside: running), let id = turns.next() {
            running += 1
            group.addTask {
              do { return (id, .success(try await self.send(id, by: gate))) } catch {
                return (id, .failure(error))
              }
            }
          }
          guard running > 0, let (id, result) = await group.next() else { break }
          running -= 1
          turns.end(id)
          switch result {
          case .success(let part): tally = tally + part
          case .failure(let error): failure = failure ?? error
          }
        } while true
      }
      if let failure {
        // What cannot be given back falls due by itself; the first error is still why.
        try? await giveBack(turns.left)
        throw failure
      }
      try await giveBack(turns.left)
    }
    return tally
  }

  /// Takes in hand the notices of a channel that are due: several for each that is sent at once, so
  /// that none waits for the slowest of a batch.
  private func claim(_ code: NoticeChannelCode) async throws -> [NoticeID] {
    let at = now
    let (count, overflow) = max(1, options.concurrency).multipliedReportingOverflow(by: 8)
    return try await store.read("notices") { [owner, options] thread in
      let rules = try thread.tickets.inForce(NoticeRules.self)
      // The last one in hand waits for seven before it, each as long as a channel may take.
      let longest = rules.channelTimeout.milliseconds.multipliedReportingOverflow(by: 10)
      let lease = TimeSpan(
        milliseconds: max(options.lease.milliseconds, longest.overflow ? .max : longest.0))
      let claimant = NoticeBoard.Claimant(
        owner: owner, channel: code, lease: lease, limit: overflow ? 1_000 : min(count, 1_000))
      return try thread.withNotices { try $0.claim(claimant, under: rules, at: at) }
    }
  }

  private func giveBack(_ notices: [NoticeID]) async throws {
    guard !notices.isEmpty else { return }
    try await store.read("notices") { [owner] thread in
      try thread.withNotices { try $0.release(notices, of: owner) }
    }
  }

  /// Takes back what this owner had in hand before it was restarted.
  func begin() async throws {
    guard !hasBegun.withLock({ $0 }) else { return }
    try await store.read("notices") { [owner] thread in
      try thread.withNotices { try $0.release(of: owner) }
    }
    hasBegun.withLock { $0 = true }
  }

  /// Suppresses the notices that waited for longer than they are of use.
  func sweep() async throws -> NoticeTally {
    var tally = NoticeTally()
    while true {
      try Task.checkCancellation()
      let at = now
      let found = try await store.read("notices") { thread in
        let rules = try thread.tickets.inForce(NoticeRules.self)
        return try thread.withNotices { try $0.expired(100, after: rules.maxAge, at: at) }
      }
      if found.isEmpty { return tally }
      var count = 0
      for id in found {
        guard
          let (notice, cause, policy) = try await store.read(
            "notice",
            { thread in
              try thread.tickets.subject(Notice.self, id).map {
                ($0, try Self.lastEvent(of: $0, in: thread), try thread.tickets.policyInForce())
              }
            }),
          try await record(.suppress(.expired), of: notice, after: cause, under: policy)
        else { continue }
        count += 1
      }
      tally.suppressed += count
      // What could not be recorded is in somebody else's hands.
      if count == 0 { return tally }
    }
  }

  private func send(_ id: NoticeID, by gate: NoticeGate) async throws -> NoticeTally {
    var tally = NoticeTally()
    let found: Prepared?
    do {
      found = try await prepare(id)
    } catch let error where Self.isDamage(error) {
      // One notice that cannot be read must not hold up the others; it waits until it expires.
      return tally
    }
    guard let prepared = found else { return tally }
    let notice = prepared.notice
    if let reason = reasonToSuppress(prepared) {
      if try await record(
        .suppress(reason), of: notice, after: prepared.cause, under: prepared.policy)
      {
        tally.suppressed = 1
      }
      return tally
    }
    let outcome: NoticeGate.Outcome
    do {
      let message = try await message(of: prepared)
      outcome = try await gate.send(message, within: prepared.rules.channelTimeout)
    } catch let error as CancellationError {
      throw error
    } catch let error as StoreError {
      throw error
    } catch {
      outcome = .failed(reason: "the directory failed: \(type(of: error))", isFinal: false)
    }
    switch outcome {
    case .sent(let receipt):
      if try await record(
        .recordSent(receipt: receipt), of: notice, after: prepared.cause, under: prepared.policy)
      {
        tally.sent = 1
      }
    case .failed(let reason, let isFinal):
      let wait =
        isFinal
        ? nil
        : prepared.rules.retry.wait(
          after: notice.attempts == .max ? .max : notice.attempts + 1, of: id)
      let retryAt = wait.map { now + $0 }
      if try await record(
        .recordFailure(reason: reason, retryAt: retryAt), of: notice, after: prepared.cause,
        under: prepared.policy)
      {
        if retryAt == nil { tally.failed = 1 } else { tally.postponed = 1 }
      }
    }
    return tally
  }

  /// Reads what the log says about a notice; `nil` when it does not wait any more.
  private func prepare(_ id: NoticeID) async throws -> Prepared? {
    try await store.read("notice") { thread in
      let tickets = thread.tickets
      guard let notice = try tickets.subject(Notice.self, id), case .queued = notice.state,
        let stream = StreamName(notice.order.stream),
        let stored = try thread.log.readStream(
          stream, from: notice.order.streamVersion, limit: 1
        ).first, let source = try tickets.noticeSource(of: stored)
      else { return nil }
      let rules = try tickets.inForce(NoticeRules.self)
      let order = notice.order
      // The words are those of the rule, whichever of its recipients this one is.
      let drafts = source.drafts.filter { $0.rule == order.rule }
      guard let draft = drafts.first(where: { $0.recipient == order.recipient }) ?? drafts.first
      else { return nil }
      let preferences = try order.recipient.person.flatMap {
        try tickets.subject(NoticePreferences.self, $0)
      }
      return Prepared(
        notice: notice, cause: try Self.lastEvent(of: notice, in: thread), draft: draft,
        announcement: source.announcement, rules: rules,
        policy: try tickets.policyInForce(), preferences: preferences)
    }
  }

  /// The last event of a notice.
  private static func lastEvent(of notice: Notice, in thread: ReadingThread) throws -> ULID? {
    try Notice.stream(of: notice.id).flatMap {
      try thread.log.readStream($0, from: notice.version, limit: 1).first?.id
    }
  }

  /// Whether an error says that what is in the log cannot be read, now or later.
  static func isDamage(_ error: any Error) -> Bool {
    if error is ImpossibleHistory { return true }
    guard let error = error as? StoreError else { return false }
    return error.code == .corrupt || error.code == .unknownEventType
  }

  private func reasonToSuppress(_ prepared: Prepared) -> SuppressionReason? {
    let (order, at) = (prepared.notice.order, now)
    if let announcement = prepared.announcement {
      if announcement.withdrawal != nil { return .withdrawn }
      if !announcement.isCurrent(at: at) { return .expired }
    }
    if order.since < at - prepared.rules.maxAge { return .expired }
    if prepared.rules.urgency(order.urgency).isOptional,
      prepared.preferences?.unsubscribed.contains(order.urgency) == true
    {
      return .unsubscribed
    }
    return nil
  }

  /// Makes what the channel gets: the words of the event, and what a directory knows today.
  private func message(of prepared: Prepared) async throws -> NoticeMessage {
    let (notice, rules) = (prepared.notice, prepared.rules)
    let order = notice.order
    var values = prepared.draft.values
    if let worker = prepared.draft.worker, let known = try await directory.person(worker) {
      values[words: .workerNumber] = known.number ?? worker.rawValue
      values[words: .workerName] = known.contact.name
      values[words: .workerPhone] = known.contact.phone
    }
    if let announcement = prepared.announcement {
      values[words: .senderName] = try await directory.person(announcement.publisher)?.contact.name
    }
    var contact: NoticeContact?
    var language = prepared.preferences?.language
    if let person = order.recipient.person {
      let known = try await directory.person(person)
      language = language ?? known?.language
      contact = known?.contact
      // What the requester left on the ticket is newer than what an account says.
      if prepared.draft.recipient == order.recipient, let given = prepared.draft.contact {
        contact = NoticeContact(
          name: given.name ?? contact?.name, phone: given.phone ?? contact?.phone,
          email: contact?.email, openID: given.openID ?? contact?.openID)
      }
    }
    let spoken = language ?? rules.language
    let form = NoticeTextForm.of(order.channel)
    let template = rules.template(for: order.rule, in: spoken)
    return NoticeMessage(
      id: notice.id, recipient: order.recipient, contact: contact, channel: order.channel,
      rule: order.rule, urgency: order.urgency, language: spoken,
      text: rules.text(of: order.rule, in: spoken, with: values, form: form),
      values: (template?.variables ?? []).map {
        values.text(of: $0, in: spoken, form: form, zone: rules.zone) ?? ""
      },
      attachments: prepared.announcement?.attachments ?? [], stream: order.stream)
  }

  /// Records what became of a notice, unless somebody else has.
  ///
  /// - Returns: whether it was this sender that recorded it.
  private func record(
    _ command: NoticeCommand, of notice: Notice, after cause: ULID?, under policy: TicketPolicy
  ) async throws -> Bool {
    // A clock that was put back must not keep what was sent from being recorded.
    let at = max(now, notice.updatedAt)
    let context = CommandContext(actor: Self.actor, at: at)
    guard
      let events = try? Notice.decide(
        command, on: notice, named: notice.id, in: context, under: policy),
      let stream = Notice.stream(of: notice.id)
    else { return false }
    let new = try events.map {
      var new = try Notice.newEvent(
        $0, of: notice.id, at: at, by: Self.actor, before: notice,
        command: Notice.name(of: command))
      new.causation = cause?.description
      return new
    }
    let append = Append(new, to: stream, expecting: .exactly(notice.version))
    return try await insist(on: append)
  }

  /// Appends to a notice's stream, again and again while the log is busy and the lease lasts.
  ///
  /// What was sent and is not recorded would be sent again. In a task of its own: a sender that is
  /// told to end has all the same sent what it has sent.
  ///
  /// - Returns: whether it is in the log; not when somebody else was first.
  private func insist(on append: Append) async throws -> Bool {
    try await Task { [store, options] in
      let clock = ContinuousClock()
      let end = clock.now + .milliseconds(max(1_000, options.lease.milliseconds))
      var mayBeThere = false
      while true {
        do {
          _ = try await store.write { try $0.append(append) }
          return true
        } catch let error as StoreError where error.code == .conflict {
          // Nobody else has the notice in hand, so it is there because an earlier try came through.
          return mayBeThere
        } catch let error as StoreError
          where [.busy, .outcomeUnknown].contains(error.code) && clock.now < end
        {
          if error.code == .outcomeUnknown { mayBeThere = true }
          try await Task.sleep(for: .milliseconds(50))
        }
      }
    }.value
  }
}
