import RepairCore

/// The list of notices for callers that stay on one thread.
extension Views {
  /// The notices of a query, newest first.
  ///
  /// - Parameters:
  ///   - query: which.
  ///   - tickets: the log.
  /// - Returns: the notices, as of the log's head.
  /// - Throws: ``StoreError``.
  package func notices(_ query: NoticeQuery, of tickets: TicketLog) throws -> [NoticeRow] {
    try withNotices(of: tickets) { try $0.rows(query) }
  }
}
