import RepairCore

extension ConsumerFile {
  /// How much a consumer looks through without a match before it writes that down.
  private static let unwrittenLimit = 1_000
  /// How many pages may wait to be tried again before no new ones are handed out.
  private static let waitingLimit = 1_000

  /// Hands out a page: one that fell due again, else the next one of the log.
  ///
  /// - Parameters:
  ///   - seat: the consumer.
  ///   - plan: what its owner asked for.
  ///   - looked: the place that an earlier claim answered, up to which nothing is new.
  /// - Returns: the page, or for what to wait.
  /// - Throws: ``StoreError`` with `consumerStopped`, `logMismatch`, `missing`, `busy`.
  func claim(
    _ seat: ConsumerSeat, for plan: ConsumerPlan, looked: LogPosition = .start
  ) throws -> ConsumerClaim {
    while true {
      // Looked at without the lock first: most claims of an idle consumer find nothing.
      let (found, offered) = try read { connection -> (ConsumerRecord, Offer) in
        let record = try self.record(of: seat, in: connection)
        return (record, try offer(record, in: connection))
      }
      switch offered {
      case .blocked(let due):
        return .nothing(
          ConsumerClaim.Wait(reason: .isBlocked, looked: looked, due: due))
      case .due:
        if let page = try takeDue(seat, for: plan) { return .page(page) }
      case .next(let due):
        // The log is read before the lock is taken, so that it is held for a moment only.
        let after = max(found.position, looked)
        let page = try log.readPage(plan.query, after: after, limit: plan.pageLimit)
        guard page.events.isEmpty else {
          if let page = try takeNext(page, after: after, seat, for: plan) { return .page(page) }
          continue
        }
        if page.through.rawValue - found.position.rawValue >= Self.unwrittenLimit {
          try advance(seat, from: found.position, to: page.through)
        }
        return .nothing(
          ConsumerClaim.Wait(
            reason: page.isAtHead ? .isAtHead : .hasMore, looked: page.through, due: due))
      }
    }
  }

  /// What can be handed out.
  private enum Offer {
    /// A page that fell due again.
    case due(first: LogPosition)
    /// The next page of the log; when the first of the others falls due.
    case next(Timestamp?)
    /// Nothing before that time, or before somebody is done.
    case blocked(Timestamp?)
  }

  private func offer(_ record: ConsumerRecord, in connection: Connection) throws -> Offer {
    if let stopped = record.stopped { throw Self.stopped(record.name, at: stopped) }
    return try connection.withStatement(
      """
      SELECT count(*), count(*) FILTER (WHERE until>?2 AND owner IS NOT NULL),
        min(until) FILTER (WHERE until>?2), min(first), min(first) FILTER (WHERE until<=?2)
      FROM consumer_lease WHERE consumer=?1
      """
    ) { row in
      try row.bind(record.seat.number, at: 1)
      try row.bind(now.milliseconds, at: 2)
      guard try row.step(), try row.int64(0) > 0 else { return .next(nil) }
      let (pages, held) = (try row.int64(0), try row.int64(1))
      let until = row.isNull(2) ? nil : Timestamp(clamping: try row.int64(2))
      let due = row.isNull(4) ? nil : try row.position(4)
      // One at a time means in order: the first page holds up every other one.
      if record.concurrency == 1 {
        if let due, try due == row.position(3) { return .due(first: due) }
        return .blocked(until)
      }
      if held >= record.concurrency { return .blocked(until) }
      if let due { return .due(first: due) }
      return pages < record.concurrency + Self.waitingLimit ? .next(until) : .blocked(until)
    }
  }

  // MARK: Under the lock

  /// Hands out a page that fell due again, or `nil` when another owner was first.
  private func takeDue(_ seat: ConsumerSeat, for plan: ConsumerPlan) throws -> ConsumerPage? {
    try write { connection in
      while true {
        let record = try self.record(of: seat, in: connection)
        // A stop is kept with what led to it, and refuses the next claim.
        if record.stopped != nil { return nil }
        guard case .due(let first) = try offer(record, in: connection),
          var lease = try ConsumerLease.read(seat.number, first: first, in: connection)
        else { return nil }
        let events = try events(of: lease, query: plan.query)
        guard lease.attempts >= plan.failures.attempts, !events.isEmpty else {
          return try hand(&lease, events, record, plan, in: connection)
        }
        if events.count > 1 {
          try split(lease, events, seat.number, plan, in: connection)
        } else {
          try giveUp(lease, events[0].position, seat.number, plan, in: connection)
        }
      }
    }
  }

  /// Hands out a page just read, or `nil` when another owner was first.
  private func takeNext(
    _ page: EventPage, after: LogPosition, _ seat: ConsumerSeat, for plan: ConsumerPlan
  ) throws -> ConsumerPage? {
    try write { connection in
      let record = try self.record(of: seat, in: connection)
      // Others may have come as far as `after` without handing anything out, not farther.
      guard record.stopped == nil, record.position <= after,
        case .next = try offer(record, in: connection)
      else { return nil }
      try setPosition(page.through, of: seat, in: connection)
      var lease = ConsumerLease(
        first: after.next, last: page.through, events: page.events.count, until: now)
      return try hand(&lease, page.events, record, plan, in: connection)
    }
  }

  private func hand(
    _ lease: inout ConsumerLease, _ events: [StoredEvent], _ record: ConsumerRecord,
    _ plan: ConsumerPlan, in connection: Connection
  ) throws -> ConsumerPage {
    let token = try connection.withStatement(
      "UPDATE consumer SET tokens=tokens+1 WHERE number=?1 RETURNING tokens"
    ) {
      try $0.bind(record.seat.number, at: 1)
      guard try $0.step() else { throw $0.mismatch(0, expected: "a token", found: "no row") }
      return try $0.int64(0)
    }
    lease.token = token
    lease.owner = plan.owner
    lease.until = now + plan.lease
    lease.attempts += 1
    try lease.write(record.seat.number, in: connection)
    return ConsumerPage(
      events: events, first: lease.first, last: lease.last, token: token,
      attempt: lease.attempts, until: lease.until)
  }

  /// The events of a page that was handed out before.
  private func events(of lease: ConsumerLease, query: EventQuery) throws -> [StoredEvent] {
    let before = LogPosition(lease.first.rawValue - 1)
    return try log.readPage(query, after: before, limit: lease.events).events.filter {
      $0.position <= lease.last
    }
  }

  /// Writes down how far the log was looked through in vain, unless somebody came before.
  private func advance(
    _ seat: ConsumerSeat, from: LogPosition, to position: LogPosition
  ) throws {
    try write { connection in
      guard try record(of: seat, in: connection).position == from else { return }
      try setPosition(position, of: seat, in: connection)
    }
  }

  private func setPosition(
    _ position: LogPosition, of seat: ConsumerSeat, in connection: Connection
  ) throws {
    try connection.withStatement("UPDATE consumer SET position=?2, event=?3 WHERE number=?1") {
      try $0.bind(seat.number, at: 1)
      try $0.bind(position.rawValue, at: 2)
      try $0.bind(try log.eventID(at: position), at: 3)
      try $0.run()
    }
  }

  // MARK: Giving up

  /// Parts a page that failed too often, so that the event at fault comes to stand alone.
  private func split(
    _ lease: ConsumerLease, _ events: [StoredEvent], _ consumer: Int64, _ plan: ConsumerPlan,
    in connection: Connection
  ) throws {
    let half = events.count / 2
    let border = events[half - 1].position
    var (left, right) = (lease, lease)
    left.last = border
    left.events = half
    right.first = border.next
    right.events = events.count - half
    for var part in [left, right] {
      // The late holder of the whole must not be able to finish a half of it.
      part.token = 0
      part.owner = nil
      part.until = now
      // One more try shows in which half it is; alone, an event is tried as often as a new one.
      part.attempts = part.events > 1 ? plan.failures.attempts - 1 : 0
      try part.write(consumer, in: connection)
    }
  }

  private func giveUp(
    _ lease: ConsumerLease, _ position: LogPosition, _ consumer: Int64, _ plan: ConsumerPlan,
    in connection: Connection
  ) throws {
    switch plan.failures {
    case .park:
      try ConsumerLease.delete(consumer, first: lease.first, in: connection)
      try ConsumerStatus.Parked(
        position: position, attempts: lease.attempts, since: now, reason: lease.reason
      ).write(consumer, in: connection)
    case .stop:
      try connection.withStatement("UPDATE consumer SET stopped=?2 WHERE number=?1") {
        try $0.bind(consumer, at: 1)
        try $0.bind(position.rawValue, at: 2)
        try $0.run()
      }
    }
  }

  private static func stopped(_ name: String, at position: LogPosition) -> StoreError {
    StoreError(
      .consumerStopped,
      "the consumer \(name) stopped before position \(position), where it failed too often; mend "
        + "the cause, then resume it",
      context: [("consumer", name), ("position", position.description)])
  }
}
