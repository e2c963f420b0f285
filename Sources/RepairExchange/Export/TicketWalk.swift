import RepairCore
import RepairStore

/// Goes through a log ticket by ticket, for formats in which a ticket's events stand together.
struct TicketWalk {
  /// One event of a ticket.
  struct Step {
    let position: LogPosition
    let id: ULID
    let fact: TicketFact
    /// Whether the export's filter lets it pass.
    let passes: Bool
  }

  /// A ticket with all of its events, the oldest first.
  struct Visit {
    let id: TicketID
    var steps: [Step] = []
  }

  /// Visits every ticket that has an event which the filter lets pass.
  ///
  /// - Parameters:
  ///   - log: the log.
  ///   - options: the filter, whom to tell of progress, whether to stop.
  ///   - body: is lent the ticket; `false` ends the walk.
  /// - Throws: ``ExchangeError`` with `cancelled`, what reading throws, and what `body` throws.
  /// - Complexity: O(events), in the memory of one ticket.
  static func run(
    _ log: EventLog, _ options: ExportOptions, _ body: (Visit) throws -> Bool
  ) throws {
    var reader = FactReader(log)
    let match = try EventMatch(options.filter, after: options.after, of: log)
    var visit: Visit?
    var stream: Int64?
    var read = 0

    func finish() throws {
      guard let done = visit, done.steps.contains(where: \.passes) else { return }
      visit?.steps.removeAll(keepingCapacity: true)
      if try !body(done) { throw Enough() }
    }

    do {
      try log.scanTickets(only: options.filter.stream) { row in
        if options.isCancelled() { throw ExchangeError(.cancelled, "the export was stopped") }
        read += 1
        if read % 1_000 == 0 { options.onProgress(read) }
        let streamID = try row.streamID
        if stream != streamID {
          try finish()
          stream = streamID
          visit = try log.streamName(streamID).ticket.map { Visit(id: $0) }
        }
        let step = Step(
          position: try row.position, id: try row.id, fact: try reader.fact(of: row),
          passes: try match.passes(row))
        visit?.steps.append(step)
      }
      try finish()
    } catch is Enough {}
  }

  /// Thrown to end a scan when there is as much as was asked for.
  private struct Enough: Error {}
}
