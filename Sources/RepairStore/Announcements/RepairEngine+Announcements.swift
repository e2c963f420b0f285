public import RepairCore

/// Announcements: said once by the desk, told to many.
extension RepairEngine {
  /// Executes a command to an announcement.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - id: the announcement.
  ///   - actor: who asks.
  ///   - at: when.
  ///   - key: the idempotency key.
  /// - Returns: the receipt, or the refusal.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be an announcement's.
  public func execute(
    _ command: AnnouncementCommand, of id: AnnouncementID, by actor: Actor, at: Timestamp,
    key: String? = nil
  ) async throws -> CommandResult {
    try await execute(
      CommandEnvelope(
        .announcement(.command(command)), of: id.rawValue, by: actor, at: at, key: key))
  }

  /// Reads an announcement as it is.
  ///
  /// - Parameter id: its name.
  /// - Returns: the announcement, or `nil` when there is none.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be an announcement's.
  public func announcement(_ id: AnnouncementID) async throws -> Announcement? {
    try await read { try $0.subject(Announcement.self, id) }
  }

  /// The announcements that contain all words of a search, newest first.
  ///
  /// - Parameters:
  ///   - words: what to look for in title, text, replies and comments; `nil` for every one.
  ///   - limit: how many at most.
  /// - Returns: the announcements.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be an announcement's.
  /// - Complexity: O(events of announcements).
  public func announcements(
    matching words: String? = nil, limit: Int = 100
  ) async throws -> [Announcement] {
    try await read { try $0.announcements(matching: words, limit: limit) }
  }

  /// How far an announcement has come: to how many it goes, how many it reached, how many read it.
  ///
  /// - Parameter id: the announcement; one that does not exist has reached nobody.
  /// - Returns: the counts; `Announcement.replies` has those of the replies.
  /// - Throws: ``StoreError``.
  public func statistics(of id: AnnouncementID) async throws -> NoticeStatistics {
    try await store.read("notices") { thread in
      guard let stream = Announcement.stream(of: id) else {
        return NoticeStatistics(notices: [:], recipients: 0, reached: 0, readers: 0)
      }
      return try thread.withNotices { try $0.statistics(of: stream) }
    }
  }
}

extension TicketLog {
  /// The announcements that contain all words of a search, newest first.
  ///
  /// - Parameters:
  ///   - words: what to look for; `nil` for every one.
  ///   - limit: how many at most.
  /// - Returns: the announcements.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be an announcement's.
  package func announcements(matching words: String?, limit: Int) throws -> [Announcement] {
    let words = SearchGrams.folded(words ?? "").split(whereSeparator: \.isWhitespace)
    let query = EventQuery(types: [AnnouncementEventKind.published.rawValue])
    var names: [AnnouncementID] = []
    var position = LogPosition.start
    while true {
      let page = try log.readPage(query, after: position, limit: 1_000)
      names += page.events.compactMap(\.stream.announcement)
      position = page.through
      if page.isAtHead { break }
    }
    var found: [Announcement] = []
    for name in names.reversed() where found.count < max(0, limit) {
      guard let announcement = try subject(Announcement.self, name) else { continue }
      let text = SearchGrams.folded(
        ([announcement.title, announcement.text] + announcement.remarks.map(\.text)).joined(
          separator: "\n"))
      if words.allSatisfy({ text.contains($0) }) { found.append(announcement) }
    }
    return found
  }
}
