public import RepairCore

extension TicketLog {
  /// Reckons the desk's figures, as they are or were.
  ///
  /// Both clocks can be asked: `request.at` leaves out what happened later, `last` and `known` what
  /// the log learned later. The log is read once; later calls read on from there.
  ///
  /// ```swift
  /// let figures = try tickets.figures(FiguresRequest(at: now, campus: campus))
  /// ```
  ///
  /// - Parameters:
  ///   - request: as of when, of what, by which promises.
  ///   - last: the last place of the log that counts.
  ///   - known: what the log had learned by then counts, and nothing later.
  ///   - describing: whether the tickets on the lists come with their descriptions.
  ///   - progress: told now and then how many events have been read, of how many.
  /// - Returns: the figures.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's; what
  ///   `progress` throws.
  /// - Complexity: O(events) the first time, then O(new events + n log n) in the tickets.
  public func figures(
    _ request: FiguresRequest, through last: LogPosition = .end,
    asKnownAt known: Timestamp? = nil, describing: Bool = false,
    progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> DeskFigures {
    try desk.catchUp(with: log, progress: progress)
    return try reckon(request, try limit(last, known), describing)
  }

  /// Reckons the desk's figures as of several moments in one reading of the log.
  ///
  /// - Parameters:
  ///   - request: of what, by which promises; its own moment does not count.
  ///   - moments: as of when, in any order.
  ///   - last: the last place of the log that counts.
  ///   - known: what the log had learned by then counts, and nothing later.
  /// - Returns: the figures of each moment, in the order of the moments.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: as ``figures(_:through:asKnownAt:describing:progress:)``, and nothing but the
  ///   reckoning for each moment after the first.
  public func figures(
    _ request: FiguresRequest, atEach moments: [Timestamp], through last: LogPosition = .end,
    asKnownAt known: Timestamp? = nil
  ) throws -> [DeskFigures] {
    try desk.catchUp(with: log)
    let limit = try limit(last, known)
    return try moments.map { moment in
      var request = request
      request.at = moment
      return try reckon(request, limit, false)
    }
  }

  /// The last moment at which anything happened, of what the log has up to a place.
  ///
  /// - Parameter last: the last place that counts.
  /// - Returns: the moment; `nil` where no ticket has any history yet.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events).
  public func lastMoment(through last: LogPosition) throws -> Timestamp? {
    try desk.catchUp(with: log)
    return desk.fold.lastMoment(throughStep: desk.stepCount(through: last))
  }

  private func limit(_ last: LogPosition, _ known: Timestamp?) throws -> Int {
    let learned = try known.map { try log.position(recordedBy: $0) } ?? .end
    return desk.stepCount(through: min(last, learned))
  }

  private func reckon(
    _ request: FiguresRequest, _ limit: Int, _ describing: Bool
  ) throws -> DeskFigures {
    var figures = desk.fold.figures(request, throughStep: limit)
    guard describing else { return figures }
    var descriptions: [TicketID: String] = [:]
    for list in figures.lists.indices {
      for index in figures.lists[list].tickets.indices {
        let id = figures.lists[list].tickets[index].ticket
        let text =
          try descriptions[id] ?? ticket(id, at: .time(request.at))?.description
        descriptions[id] = text
        figures.lists[list].tickets[index].description = text
      }
    }
    return figures
  }
}
