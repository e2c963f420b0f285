public import RepairCore

extension RepairEngine {
  /// Reckons the desk's figures, as they are or were: values that a server can send as JSON.
  ///
  /// Each reading thread keeps what it has read of the log, some 40 bytes an event, so that the
  /// next figures cost only what has happened since. See
  /// ``TicketLog/figures(_:through:asKnownAt:describing:progress:)``.
  ///
  /// - Parameters:
  ///   - request: as of when, of what, by which promises.
  ///   - last: the last place of the log that counts.
  ///   - known: what the log had learned by then counts, and nothing later.
  ///   - describing: whether the tickets on the lists come with their descriptions.
  /// - Returns: the figures, of everything acknowledged before the call.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func figures(
    _ request: FiguresRequest, through last: LogPosition = .end,
    asKnownAt known: Timestamp? = nil, describing: Bool = false
  ) async throws -> DeskFigures {
    try await store.read("figures") {
      try $0.tickets.figures(request, through: last, asKnownAt: known, describing: describing)
    }
  }

  /// Reckons the desk's figures as of several moments in one reading of the log.
  ///
  /// - Parameters:
  ///   - request: of what, by which promises; its own moment does not count.
  ///   - moments: as of when, in any order.
  /// - Returns: the figures of each moment, in the order of the moments.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  public func figures(
    _ request: FiguresRequest, atEach moments: [Timestamp]
  ) async throws -> [DeskFigures] {
    try await store.read("figures") { try $0.tickets.figures(request, atEach: moments) }
  }
}
