import RepairCore

/// The making anew of projections beside their live rows: replay, write, compare, swap.
///
/// The rows go to tables of their own in transactions of some thousand tickets, each with how far it
/// has come; so others read and write the live rows meanwhile, and whoever begins again after a kill
/// goes on where it ended. The last transaction compares both and puts the new ones in place.
struct Rebuild {
  /// How many tickets one transaction writes.
  static let ticketsAtOnce = 10_000
  /// How many events one transaction takes in where rows are not tickets'.
  static let eventsAtOnce = 100_000

  private let projections: [any Projection]
  private let views: Views
  private var file: ViewsFile { views.file }
  private var log: EventLog { views.log }
  /// How many tickets and how many events at once; tests cut differently.
  var chunk: (tickets: Int, events: Int) = (Self.ticketsAtOnce, Self.eventsAtOnce)

  init(of projections: [any Projection], in views: Views) {
    self.projections = projections
    self.views = views
  }

  /// Makes the projections anew and swaps.
  ///
  /// - Parameters:
  ///   - comparing: whether live rows are to be compared with the new ones.
  ///   - progress: told now and then; what it throws ends the rebuild, which goes on the next time.
  /// - Returns: a report for each, in their order; none when another process made them meanwhile.
  /// - Throws: ``ProjectionFailure``, ``StoreError``, what `progress` throws; the live rows are as
  ///   before then.
  func run(
    comparing: Bool, progress: @Sendable (RebuildProgress) throws -> Void
  ) throws -> [RebuildReport] {
    let began = ContinuousClock.now
    guard let start = try begin(comparing: comparing, progress: progress) else { return [] }
    do {
      let tickets = try write(through: start, progress: progress)
      var reports: [RebuildReport] = []
      for projection in projections {
        try progress(
          RebuildProgress(
            stage: .comparing, done: start.through.rawValue, total: start.through.rawValue))
        try addIndexes(to: projection)
        let place = try approach(projection, from: start.through)
        reports.append(
          try swap(projection, at: place, comparing: comparing, tickets: tickets))
      }
      file.checkpointWALWhenDue()
      for index in reports.indices {
        reports[index].duration = ContinuousClock.now - began
        reports[index].resumedAt = start.done > .start ? start.done : nil
      }
      return reports
    } catch {
      // Whoever comes next need not wait until it is sure that nobody is at work.
      try? release()
      throw error
    }
  }

  // MARK: Beginning

  /// Takes the work, or takes it up where somebody left it.
  ///
  /// - Returns: how far it is; `nil` when others made the projections while this one waited for them.
  private func begin(
    comparing: Bool, progress: (RebuildProgress) throws -> Void
  ) throws -> RebuildRecord? {
    while true {
      let head = try log.head()
      let taken = try views.mapped {
        try file.connection.transaction(.immediate) { try take(through: head) }
      }
      if let taken { return taken }
      // Somebody is at work. What he makes is as good as ours, unless we are to compare.
      if !comparing, try isNearlyThere(head) { return nil }
      try progress(RebuildProgress(stage: .waiting, done: 0, total: head.rawValue))
      Files.pause(milliseconds: 50)
    }
  }

  private func isNearlyThere(_ head: LogPosition) throws -> Bool {
    try projections.allSatisfy {
      guard let found = try views.validCheckpoint(of: $0) else { return false }
      return head.rawValue - found.position.rawValue <= Views.catchUpLimit
    }
  }

  private func take(through head: LogPosition) throws -> RebuildRecord? {
    let now = Files.now()
    let found = try projections.map { try file.rebuild(of: $0.name, version: $0.version) }
    for case let record? in found where record.owner != views.owner {
      if record.isHeld(at: now) { return nil }
    }
    if var record = try resumable(found) {
      record.owner = views.owner
      record.process = Files.process
      record.until = now + RebuildRecord.lease(for: record.through)
      for projection in projections { try save(record, of: projection) }
      return record
    }
    let record = RebuildRecord(
      log: log.identity.id, through: head, event: try log.eventID(at: head), done: .start,
      owner: views.owner, process: Files.process, until: now + RebuildRecord.lease(for: head))
    for projection in projections {
      try file.dropTables(of: projection, .shadow)
      try file.createTables(of: projection, .shadow)
      if !(projection is any TicketProjection) {
        try file.createIndexes(of: projection, .shadow)
      }
      try file.setRebuild(record, of: projection)
    }
    return record
  }

  /// Where all the projections were left, if that was at one place of this log.
  private func resumable(_ records: [RebuildRecord?]) throws -> RebuildRecord? {
    guard let first = records.first, let first else { return nil }
    let isSame = records.allSatisfy {
      $0?.through == first.through && $0?.event == first.event && $0?.log == first.log
    }
    // What was left long ago is further behind than beginning anew takes.
    guard isSame, first.log == log.identity.id,
      try log.head().rawValue - first.through.rawValue <= Views.catchUpLimit,
      try log.eventID(at: first.through) == first.event,
      try projections.allSatisfy({ try file.hasTables(of: $0, .shadow) })
    else { return nil }
    var record = first
    record.done = records.compactMap { $0?.done }.min() ?? .start
    return record
  }

  /// Writes down who is at work, without touching how far each projection is.
  private func save(_ record: RebuildRecord, of projection: any Projection) throws {
    var own = record
    own.done =
      try file.rebuild(of: projection.name, version: projection.version)?.done ?? record.done
    try file.setRebuild(own, of: projection)
  }

  private func release() throws {
    try views.mapped {
      try file.connection.transaction(.immediate) {
        for projection in projections {
          guard
            var record = try file.rebuild(of: projection.name, version: projection.version),
            record.owner == views.owner
          else { continue }
          record.until = .epoch
          try file.setRebuild(record, of: projection)
        }
      }
    }
  }

  // MARK: Writing

  /// Fills the tables made anew.
  ///
  /// - Returns: how many tickets there are.
  private func write(
    through start: RebuildRecord, progress: @Sendable (RebuildProgress) throws -> Void
  ) throws -> Int {
    let total = start.through.rawValue
    let ofTickets = projections.compactMap { $0 as? any TicketProjection }
    let ofEvents = projections.filter { !($0 is any TicketProjection) }
    guard !ofTickets.isEmpty else {
      try writeEvents(to: ofEvents, start, progress: progress)
      return try log.ticketNames().count { $0 != nil }
    }
    let replay: Replay
    do {
      replay = try Replay(
        of: log, extent: Replay.Extent(through: start.through), threads: 2
      ) { done, _ in
        do {
          try progress(RebuildProgress(stage: .reading, done: done, total: total))
        } catch {
          throw Interruption(reason: error)
        }
      }
    } catch let error as Interruption {
      throw error.reason
    }
    try writeTickets(of: replay, to: ofTickets, start, progress: progress)
    if !ofEvents.isEmpty { try writeEvents(to: ofEvents, start, progress: progress) }
    return replay.count
  }

  private func writeTickets(
    of replay: Replay, to projections: [any TicketProjection], _ start: RebuildRecord,
    progress: @Sendable (RebuildProgress) throws -> Void
  ) throws {
    let done = try doneOf(projections)
    var tickets: [NumberedTicket] = []
    func flush(through last: LogPosition) throws {
      try inOneTransaction(of: projections, through: last) { projection, rows in
        guard let projection = projection as? any TicketProjection else { return }
        let left = tickets.filter { $0.number > Int64(done[projection.name]?.rawValue ?? 0) }
        do {
          try file.connection.savepoint { try projection.insert(left, into: rows) }
        } catch let error where Views.isOfProjection(error) {
          throw try culprit(of: projection, among: left, rows, error)
        }
      }
      tickets.removeAll(keepingCapacity: true)
      try progress(
        RebuildProgress(
          stage: .writing, done: last.rawValue, total: start.through.rawValue))
    }
    for entry in replay.tickets where entry.number > Int64(start.done.rawValue) {
      tickets.append(entry)
      if tickets.count >= chunk.tickets {
        try flush(through: LogPosition(Int(clamping: entry.number)))
      }
    }
    try flush(through: start.through)
  }

  private func writeEvents(
    to projections: [any Projection], _ start: RebuildRecord,
    progress: @Sendable (RebuildProgress) throws -> Void
  ) throws {
    let done = try doneOf(projections)
    var first = (done.values.min() ?? .start).next
    while first <= start.through {
      // Those that are further wait until the others have come there.
      let waiting = done.values.filter { $0 >= first }.min() ?? .end
      let last = min(
        start.through, waiting, LogPosition(first.rawValue + chunk.events - 1))
      let batch = ProjectionBatch(first...last, of: log)
      try inOneTransaction(of: projections, through: last) { projection, rows in
        guard done[projection.name] ?? .start < first else { return }
        do {
          try file.connection.savepoint { try projection.apply(batch, to: rows) }
        } catch let error where Views.isOfProjection(error) {
          throw try culprit(of: projection, in: first...last, rows, error)
        }
      }
      try progress(
        RebuildProgress(stage: .writing, done: last.rawValue, total: start.through.rawValue))
      first = last.next
    }
  }

  /// How far each is.
  private func doneOf(_ projections: [any Projection]) throws -> [String: LogPosition] {
    var done: [String: LogPosition] = [:]
    for projection in projections {
      done[projection.name] =
        try file.rebuild(of: projection.name, version: projection.version)?.done ?? .start
    }
    return done
  }

  /// Writes rows and how far they are, as long as the work is ours.
  private func inOneTransaction(
    of projections: [any Projection], through last: LogPosition,
    _ body: (any Projection, ProjectionRows) throws -> Void
  ) throws {
    try views.mapped {
      try file.connection.transaction(.immediate) {
        for projection in projections {
          try renew(projection) { _ in }
          try body(projection, ProjectionRows(of: projection, .shadow, in: file.connection))
          try renew(projection) { $0.done = max($0.done, last) }
        }
      }
    }
    file.checkpointWALWhenDue()
  }

  // MARK: Finding what cannot be taken in

  /// The first event after which a ticket's rows cannot be written.
  private func culprit(
    of projection: any TicketProjection, among tickets: [NumberedTicket], _ rows: ProjectionRows,
    _ error: any Error
  ) throws -> any Error {
    for entry in tickets {
      guard let reason = fails({ try projection.insert([entry], into: rows) }) else { continue }
      var ticket: Ticket?
      var reader = FactReader(log)
      var place: LogPosition?
      try log.scanStream(StreamName(ticket: entry.ticket.id)) { row in
        guard place == nil else { return }
        try Ticket.evolve(&ticket, named: entry.ticket.id, with: reader.fact(of: row))
        guard let ticket else { return }
        let before = NumberedTicket(number: entry.number, ticket: ticket)
        if fails({ try projection.insert([before], into: rows) }) != nil {
          place = try row.position
        }
      }
      guard let place else { return reason }
      return try views.failure(of: projection, at: place, because: reason)
    }
    return error
  }

  /// The first event that cannot be applied.
  private func culprit(
    of projection: any Projection, in positions: ClosedRange<LogPosition>, _ rows: ProjectionRows,
    _ error: any Error
  ) throws -> any Error {
    var (low, high) = (positions.lowerBound.rawValue - 1, positions.upperBound.rawValue)
    var reason = error
    while high - low > 1 {
      let middle = (low + high) / 2
      let batch = ProjectionBatch(positions.lowerBound...LogPosition(middle), of: log)
      if let error = fails({ try projection.apply(batch, to: rows) }) {
        (high, reason) = (middle, error)
      } else {
        low = middle
      }
    }
    return try views.failure(of: projection, at: LogPosition(high), because: reason)
  }

  /// What a closure throws; what it wrote is taken back in any case.
  private func fails(_ body: () throws -> Void) -> (any Error)? {
    struct Done: Error {}
    do {
      return try file.connection.savepoint {
        try body()
        throw Done()
      }
    } catch {
      return error is Done ? nil : error
    }
  }

  // MARK: Swapping

  /// Makes the indexes of tickets' rows, one a transaction: sorting takes a while, and others wait for
  /// the lock.
  private func addIndexes(to projection: any Projection) throws {
    guard projection is any TicketProjection else { return }
    for table in projection.tables {
      for index in table.indexes {
        try views.mapped {
          try file.connection.transaction(.immediate) {
            try renew(projection) { _ in }
            try file.createIndex(index, of: table, of: projection, .shadow)
          }
        }
      }
    }
    file.checkpointWALWhenDue()
  }

  /// Takes in what the live rows have beyond the new ones, so that little is left for the swap.
  private func approach(
    _ projection: any Projection, from through: LogPosition
  ) throws -> LogPosition {
    var place = through
    while let live = try views.validCheckpoint(of: projection)?.position,
      live.rawValue - place.rawValue > Views.batchSize
    {
      let last = LogPosition(place.rawValue + Views.batchSize)
      let batch = ProjectionBatch(place.next...last, of: log)
      try views.mapped {
        try file.connection.transaction(.immediate) {
          try renew(projection) { _ in }
          try take(batch, into: projection)
          let event = try log.eventID(at: last)
          try renew(projection) { record in
            (record.through, record.event, record.done) = (last, event, last)
          }
        }
      }
      place = last
    }
    return place
  }

  /// Applies what came while the rows were made.
  private func take(_ batch: ProjectionBatch, into projection: any Projection) throws {
    let rows = try ProjectionRows(of: projection, .shadow, in: file.connection)
    do {
      try file.connection.savepoint { try projection.apply(batch, to: rows) }
    } catch let error where Views.isOfProjection(error) {
      throw try culprit(of: projection, in: batch.positions, rows, error)
    }
  }

  /// Writes how far a projection is and that the work is still ours.
  private func renew(
    _ projection: any Projection, _ change: (inout RebuildRecord) -> Void
  ) throws {
    guard var record = try file.rebuild(of: projection.name, version: projection.version),
      record.owner == views.owner
    else { throw Self.lost(projection) }
    change(&record)
    record.until = Files.now() + RebuildRecord.lease(for: record.through)
    try file.setRebuild(record, of: projection)
  }

  private static func lost(_ projection: any Projection) -> StoreError {
    StoreError(.busy, "another process makes \(projection.name) anew; try again when it is done")
  }

  /// Brings the new rows to where the live ones are, compares, and swaps, in one transaction.
  private func swap(
    _ projection: any Projection, at through: LogPosition, comparing: Bool, tickets: Int
  ) throws -> RebuildReport {
    try views.mapped {
      try file.connection.transaction(.immediate) {
        guard let record = try file.rebuild(of: projection.name, version: projection.version),
          record.owner == views.owner, record.done >= through
        else { throw Self.lost(projection) }
        let live = try views.validCheckpoint(of: projection)
        let made = try ProjectionRows(of: projection, .shadow, in: file.connection)
        var place = through
        while let live, live.position > place {
          let last = min(live.position, LogPosition(place.rawValue + Views.batchSize))
          try take(ProjectionBatch(place.next...last, of: log), into: projection)
          place = last
        }
        // Live rows that stopped, or were left behind, are of another moment than the new ones.
        let isComparable = live?.position == place
        let comparison = try RowComparison(
          of: projection,
          live: comparing && isComparable ? views.rows(of: projection) : nil, made: made)
        try file.swapTables(of: projection)
        try views.setPlace(of: projection, at: place)
        try file.removeRebuild(of: projection)
        if comparing { try file.dropEarlierVersions(of: projection) }
        return RebuildReport(
          projection: projection.name, version: projection.version, position: place,
          tickets: tickets, duration: .zero, digest: comparison.digest, drift: comparison.drift,
          driftCount: comparison.count, hadLiveRows: comparing && isComparable)
      }
    }
  }
}
