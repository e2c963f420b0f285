public import RepairCore

/// Notices, what people want to be told of, and settings for both.
extension RepairEngine {
  /// The notices of a query, newest first.
  ///
  /// - Parameter query: which.
  /// - Returns: the notices, as they are after everything acknowledged before the call.
  /// - Throws: ``StoreError``.
  public func notices(_ query: NoticeQuery = NoticeQuery()) async throws -> [NoticeRow] {
    try await store.read("notices") { thread in
      try thread.withNotices { try $0.rows(query) }
    }
  }

  /// Reads a notice as it is.
  ///
  /// - Parameter id: its name.
  /// - Returns: the notice, or `nil` when there is none.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a notice's.
  public func notice(_ id: NoticeID) async throws -> Notice? {
    try await read { try $0.subject(Notice.self, id) }
  }

  /// Says that somebody read a notice.
  ///
  /// - Parameters:
  ///   - id: the notice.
  ///   - actor: its recipient.
  ///   - at: when.
  /// - Returns: the receipt, or the refusal: a notice is read once.
  /// - Throws: ``StoreError``.
  public func markRead(
    _ id: NoticeID, by actor: Actor, at: Timestamp
  ) async throws -> CommandResult {
    try await execute(
      CommandEnvelope(.notice(.command(.markRead)), of: id.rawValue, by: actor, at: at))
  }

  /// Changes what a person wants to be told of.
  ///
  /// - Parameters:
  ///   - command: what to change.
  ///   - person: whose preferences.
  ///   - actor: the person, or the desk for them.
  ///   - at: when.
  /// - Returns: the receipt, or the refusal.
  /// - Throws: ``StoreError``.
  public func execute(
    _ command: NoticePreferencesCommand, of person: PersonID, by actor: Actor, at: Timestamp
  ) async throws -> CommandResult {
    try await execute(
      CommandEnvelope(.preferences(.command(command)), of: person.rawValue, by: actor, at: at))
  }

  /// What a person wants to be told of; `nil` where they never said anything.
  public func noticePreferences(of person: PersonID) async throws -> NoticePreferences? {
    try await read { try $0.subject(NoticePreferences.self, person) }
  }
}
