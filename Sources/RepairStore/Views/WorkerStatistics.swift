public import RepairCore

/// What a log says of one worker: jobs, attendance and ratings.
public struct WorkerStatistics: Hashable, Sendable {
  /// Who it is.
  public var worker: PersonID
  /// How many jobs are open, those on hold left out.
  public var openJobs = 0
  /// How many jobs rest.
  public var jobsOnHold = 0
  /// How often the worker was given a job.
  public var turns = 0
  /// How often the worker was given a job of late.
  public var recentTurns = 0
  /// When the worker was last given a job.
  public var lastSentAt: Timestamp
  /// How often the worker did the work.
  public var completed = 0
  /// How often the worker handed a ticket back.
  public var handedBack = 0
  /// How often the worker arrived.
  public var arrivals = 0
  /// How often of these with a place.
  public var placedArrivals = 0
  /// How often of these too far from the ticket's place.
  public var farArrivals = 0
  /// How often nobody let the worker in.
  public var deniedVisits = 0
  /// How many results were rated.
  public var ratings = 0
  /// The sum of those marks.
  public var ratingSum = 0
  /// How often the efficiency was rated.
  public var efficiencies = 0
  /// The sum of those marks.
  public var efficiencySum = 0
  /// Where the worker arrived last, if that was of late and is known.
  public var location: Coordinates?

  init(worker: PersonID, lastSentAt: Timestamp) {
    self.worker = worker
    self.lastSentAt = lastSentAt
  }

  /// The mean mark of the results in hundredths; `nil` where there is none.
  public var meanRating: Int? { Self.mean(ratingSum, of: ratings) }
  /// The mean mark of the efficiency in hundredths; `nil` where there is none.
  public var meanEfficiency: Int? { Self.mean(efficiencySum, of: efficiencies) }

  private static func mean(_ sum: Int, of count: Int) -> Int? {
    // The sums are read from a file that anybody may have written.
    let (hundredths, overflow) = sum.multipliedReportingOverflow(by: 100)
    return count > 0 && !overflow ? hundredths / count : nil
  }

  /// What a ranking looks at.
  public var workload: Workload {
    Workload(
      openJobs: openJobs, jobsOnHold: jobsOnHold, recentDispatches: recentTurns,
      lastSentAt: lastSentAt, ratings: ratings, ratingSum: ratingSum)
  }
}

/// All workers that a log knows, at one place in it.
public struct WorkerOverview: Hashable, Sendable {
  /// The last event that is counted.
  public var position: LogPosition
  /// The workers, by name.
  public var workers: [WorkerStatistics]
}

extension Views {
  /// What the log says of each worker who was ever given a job.
  ///
  /// - Parameters:
  ///   - now: the moment of the question; what counts only of late is counted back from it.
  ///   - policy: how late that is, and how far is too far.
  /// - Returns: the workers, and the place in the log up to which everything is counted.
  /// - Throws: ``StoreError``; what is wrong with the views themselves is mended by making them anew.
  /// - Complexity: O(workers, and what happened of late).
  public func workers(at now: Timestamp, under policy: TicketPolicy) throws -> WorkerOverview {
    let board = WorkerBoard()
    return try read(board, isOurs: true) { rows in
      let place = try file.checkpoint(of: board.name, version: board.version)?.position
      return try WorkerOverview(reading: rows, of: place ?? .start, at: now, under: policy)
    }
  }
}

extension WorkerOverview {
  fileprivate init(
    reading rows: ProjectionRows, of position: LogPosition, at now: Timestamp,
    under policy: TicketPolicy
  ) throws {
    self.position = position
    workers = try rows.withStatement(
      """
      SELECT worker, first, events, last_sent, \(WorkerBoard.countNames)
      FROM {total} WHERE turns > 0 ORDER BY worker
      """
    ) { statement in
      var workers: [WorkerStatistics] = []
      while try statement.step() { workers.append(WorkerStatistics(try WorkerShare(statement))) }
      return workers
    }
    let indices = Dictionary(
      workers.indices.map { (workers[$0].worker, $0) }, uniquingKeysWith: { first, _ in first })
    let recent = (now - policy.dispatching.dispatchWindow).milliseconds
    try rows.withStatement(
      "SELECT worker, count(*) FROM {sent} WHERE at > ?1 AND at <= ?2 GROUP BY worker"
    ) {
      try $0.bind(recent, at: 1)
      try $0.bind(now.milliseconds, at: 2)
      while try $0.step() {
        if let index = PersonID(try $0.text(0)).flatMap({ indices[$0] }) {
          workers[index].recentTurns = Int(clamping: try $0.int64(1))
        }
      }
    }
    try rows.withStatement(
      """
      SELECT worker, count(*) FROM {arrival} WHERE distance IS NOT NULL AND distance > ?1
      GROUP BY worker
      """
    ) {
      try $0.bind(policy.arrivalDistance, at: 1)
      while try $0.step() {
        if let index = PersonID(try $0.text(0)).flatMap({ indices[$0] }) {
          workers[index].farArrivals = Int(clamping: try $0.int64(1))
        }
      }
    }
    let located = (now - policy.dispatching.locationAge).milliseconds
    try rows.withStatement(
      """
      SELECT worker, latitude, longitude FROM {arrival}
      WHERE latitude IS NOT NULL AND at > ?1 AND at <= ?2 ORDER BY at, number, ordinal
      """
    ) {
      try $0.bind(located, at: 1)
      try $0.bind(now.milliseconds, at: 2)
      while try $0.step() {
        guard let index = PersonID(try $0.text(0)).flatMap({ indices[$0] }) else { continue }
        workers[index].location = Coordinates(
          latitudeE6: Int(clamping: try $0.int64(1)), longitudeE6: Int(clamping: try $0.int64(2)))
      }
    }
  }
}

extension WorkerStatistics {
  fileprivate init(_ share: WorkerShare) {
    self.init(worker: share.worker, lastSentAt: Timestamp(clamping: share.lastSent))
    func number(_ count: WorkerShare.Count) -> Int { Int(clamping: share[count]) }
    openJobs = number(.openJobs)
    jobsOnHold = number(.restingJobs)
    turns = number(.turns)
    completed = number(.completed)
    handedBack = number(.handedBack)
    arrivals = number(.arrivals)
    placedArrivals = number(.placedArrivals)
    deniedVisits = number(.deniedVisits)
    ratings = number(.ratings)
    ratingSum = number(.ratingSum)
    efficiencies = number(.efficiencies)
    efficiencySum = number(.efficiencySum)
  }
}
