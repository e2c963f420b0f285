public import RepairCore

extension TicketLog {
  /// Reckons the desk's figures, as they are or were.
  ///
  /// Both clocks can be asked: `request.at` leaves out what happened later, `last` and `known` what
  /// the log learned later. The present of a large log is read from the views, and everything else
  /// from the log itself, once; later calls read on from there.
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
  /// - Complexity: O(new events + k log n) in the tickets that are open or changed lately where the
  ///   views can tell, and otherwise O(events) the first time, then O(new events + n log n) in the
  ///   tickets.
  public func figures(
    _ request: FiguresRequest, through last: LogPosition = .end,
    asKnownAt known: Timestamp? = nil, describing: Bool = false,
    progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> DeskFigures {
    if last == .end, known == nil, let figures = try figuresFromViews(request) {
      return try describing ? described(figures, at: request.at) : figures
    }
    try desk.catchUp(with: log, progress: progress)
    return try reckon(request, try limit(last, known), describing)
  }

  /// The figures from the views; `nil` where they cannot tell, or where reading the log is no slower.
  private func figuresFromViews(_ request: FiguresRequest) throws -> DeskFigures? {
    let head = try log.head()
    // What is in memory but for a few events is as near as the views.
    guard head.rawValue - desk.position.rawValue >= eventsWorthViews else { return nil }
    do {
      let views = try ownViews()
      // Views of a log that cannot be written beside would have to be made each time.
      return try views.isKept ? views.figures(request) : nil
    } catch is ProjectionFailure {
      // The log itself says which of its events cannot be read.
      return nil
    } catch let error as StoreError where error.code != .interrupted {
      return nil
    }
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
    let figures = desk.fold.figures(request, throughStep: limit)
    return try describing ? described(figures, at: request.at) : figures
  }

  /// Puts the faults in words on the lists.
  private func described(_ figures: DeskFigures, at moment: Timestamp) throws -> DeskFigures {
    var figures = figures
    var descriptions: [TicketID: String] = [:]
    for list in figures.lists.indices {
      for index in figures.lists[list].tickets.indices {
        let id = figures.lists[list].tickets[index].ticket
        let text =
          try descriptions[id] ?? ticket(id, at: .time(moment))?.description
        descriptions[id] = text
        figures.lists[list].tickets[index].description = text
      }
    }
    return figures
  }
}
