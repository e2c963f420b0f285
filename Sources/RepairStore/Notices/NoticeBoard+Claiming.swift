import RepairCore

extension NoticeBoard {
  /// Who asks for notices to send.
  struct Claimant: Sendable {
    var owner: String
    var channel: NoticeChannelCode
    /// How long what is handed out is this owner's own.
    var lease: TimeSpan
    var limit: Int
  }

  /// Hands out notices that are due by one way, and postpones those that have to wait.
  ///
  /// - Parameters:
  ///   - claimant: who asks, for which way, how many.
  ///   - rules: quiet hours and the limit a recipient and hour.
  ///   - now: the moment.
  /// - Returns: the notices, the most urgent first.
  /// - Throws: ``StoreError``; what SQLite answers.
  func claim(
    _ claimant: Claimant, under rules: NoticeRules, at now: Timestamp
  ) throws -> [NoticeID] {
    try catchUp()
    return try connection.transaction(.immediate) {
      var claimed: [NoticeID] = []
      while claimed.count < claimant.limit {
        let found = try candidates(claimant, at: now)
        if found.isEmpty { break }
        for candidate in found where claimed.count < claimant.limit {
          if let later = try postponement(of: candidate, under: rules, at: now) {
            try postpone(candidate.number, to: later)
          } else {
            try lease(candidate.number, to: claimant, at: now)
            claimed.append(candidate.id)
          }
        }
      }
      return claimed
    }
  }

  /// Gives back what an owner has in hand: one that was restarted begins with nothing.
  func release(of owner: String) throws {
    try catchUp()
    try connection.withStatement(
      "UPDATE notice SET owner=NULL, until=NULL WHERE owner=?1"
    ) {
      try $0.bind(owner, at: 1)
      try $0.run()
    }
  }

  /// Gives back notices that were not tried.
  func release(_ notices: [NoticeID], of owner: String) throws {
    try connection.transaction(.immediate) {
      for notice in notices {
        try connection.withStatement(
          "UPDATE notice SET owner=NULL, until=NULL WHERE notice=?1 AND owner=?2"
        ) {
          try $0.bind(notice.rawValue, at: 1)
          try $0.bind(owner, at: 2)
          try $0.run()
        }
      }
    }
  }

  /// The notices that wait although their event is too long ago for them to be of use.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - age: how long is too long.
  ///   - now: the moment.
  /// - Returns: the notices, those that waited longest first.
  /// - Throws: ``StoreError``; what SQLite answers.
  func expired(_ limit: Int, after age: TimeSpan, at now: Timestamp) throws -> [NoticeID] {
    try catchUp()
    return try connection.withStatement(
      """
      SELECT notice FROM notice
      WHERE due IS NOT NULL AND since<?1 AND (until IS NULL OR until<=?2) ORDER BY since LIMIT ?3
      """
    ) {
      try $0.bind((now - age).milliseconds, at: 1)
      try $0.bind(now.milliseconds, at: 2)
      try $0.bind(limit, at: 3)
      var notices: [NoticeID] = []
      while try $0.step() { notices.append(try $0.notice(0)) }
      return notices
    }
  }

  /// When the next notice of some channels falls due, or is given up by who has it.
  func nextDue(of channels: [NoticeChannelCode]) throws -> Timestamp? {
    var next: Timestamp?
    for channel in channels {
      try connection.withStatement(
        """
        SELECT min(max(due, coalesce(until, due))) FROM notice WHERE channel=?1 AND due IS NOT NULL
        """
      ) {
        try $0.bind(channel.rawValue, at: 1)
        guard try $0.step(), !$0.isNull(0) else { return }
        let due = Timestamp(clamping: try $0.int64(0))
        next = min(next ?? due, due)
      }
    }
    return next
  }

  private struct Candidate {
    var number: Int64
    var id: NoticeID
    var recipient: String
    var urgency: UrgencyCode
  }

  private func candidates(_ claimant: Claimant, at now: Timestamp) throws -> [Candidate] {
    try connection.withStatement(
      """
      SELECT number, notice, recipient, urgency FROM notice
      WHERE channel=?1 AND due IS NOT NULL AND due<=?2 AND (until IS NULL OR until<=?2)
      ORDER BY rank, due, number LIMIT ?3
      """
    ) {
      try $0.bind(claimant.channel.rawValue, at: 1)
      try $0.bind(now.milliseconds, at: 2)
      try $0.bind(claimant.limit, at: 3)
      var found: [Candidate] = []
      while try $0.step() {
        guard let urgency = UrgencyCode(try $0.text(3)) else {
          throw $0.mismatch(3, expected: "an urgency", found: "something else")
        }
        found.append(
          Candidate(
            number: try $0.int64(0), id: try $0.notice(1), recipient: try $0.text(2),
            urgency: urgency))
      }
      return found
    }
  }

  /// Until when a notice has to wait, or `nil` when it need not.
  private func postponement(
    of candidate: Candidate, under rules: NoticeRules, at now: Timestamp
  ) throws -> Timestamp? {
    if let end = rules.endOfQuiet(for: candidate.urgency, at: now) { return end }
    // A role is no person: what the desk is told must not wait because there is much to tell.
    guard let limit = rules.hourlyLimit, !rules.urgency(candidate.urgency).breaksLimit,
      candidate.recipient.utf8.starts(with: "person:".utf8)
    else { return nil }
    let hour = TimeSpan.hours(1)
    // What is in hand counts as sent: two senders together must not send more either.
    return try connection.withStatement(
      """
      SELECT at FROM (
        SELECT sent_at AS at FROM notice WHERE recipient=?1 AND sent_at>?2
        UNION ALL
        SELECT ?3 FROM notice WHERE recipient=?1 AND sent_at IS NULL AND until>?3
      ) ORDER BY at DESC LIMIT 1 OFFSET ?4
      """
    ) {
      try $0.bind(candidate.recipient, at: 1)
      try $0.bind((now - hour).milliseconds, at: 2)
      try $0.bind(now.milliseconds, at: 3)
      try $0.bind(limit - 1, at: 4)
      guard try $0.step() else { return nil }
      return max(Timestamp(clamping: try $0.int64(0)) + hour, now + TimeSpan(milliseconds: 1))
    }
  }

  private func postpone(_ number: Int64, to later: Timestamp) throws {
    try connection.withStatement("UPDATE notice SET due=?2 WHERE number=?1") {
      try $0.bind(number, at: 1)
      try $0.bind(later.milliseconds, at: 2)
      try $0.run()
    }
  }

  private func lease(_ number: Int64, to claimant: Claimant, at now: Timestamp) throws {
    try connection.withStatement("UPDATE notice SET owner=?2, until=?3 WHERE number=?1") {
      try $0.bind(number, at: 1)
      try $0.bind(claimant.owner, at: 2)
      try $0.bind((now + claimant.lease).milliseconds, at: 3)
      try $0.run()
    }
  }
}

extension Statement {
  /// A notice's name.
  func notice(_ column: Int32) throws -> NoticeID {
    guard let id = NoticeID(try text(column)) else {
      throw mismatch(column, expected: "a notice's name", found: "something else")
    }
    return id
  }
}
