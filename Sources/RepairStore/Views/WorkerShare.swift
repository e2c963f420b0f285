import RepairCore

/// What a worker has and did of one ticket, or of all of them together.
struct WorkerShare {
  var worker: PersonID
  /// The ticket's number; of all together the lowest.
  var number: Int64
  /// How many events the ticket has; of all together their sum.
  var events: Int64
  /// When the worker was last given a job, in milliseconds.
  var lastSent: Int64
  /// The numbers of ``WorkerBoard/counts``, in that order.
  var counts: [Int64]

  /// The place of each number in ``counts``.
  enum Count: Int {
    case openJobs
    case restingJobs
    case turns
    case completed
    case handedBack
    case arrivals
    case placedArrivals
    case deniedVisits
    case ratings
    case ratingSum
    case efficiencies
    case efficiencySum
  }

  subscript(count: Count) -> Int64 {
    get { counts[count.rawValue] }
    set { counts[count.rawValue] = newValue }
  }

  /// The shares of everybody who ever had a ticket, by name.
  static func shares(of entry: NumberedTicket) -> [WorkerShare] {
    let ticket = entry.ticket
    var shares: [WorkerShare] = []
    for turn in ticket.turns {
      let index: Int
      if let known = shares.firstIndex(where: { $0.worker == turn.worker }) {
        index = known
      } else {
        index = shares.count
        shares.append(
          WorkerShare(
            worker: turn.worker, number: entry.number, events: Int64(ticket.version.rawValue),
            lastSent: turn.since.milliseconds,
            counts: Array(repeating: 0, count: WorkerBoard.counts.count)))
      }
      shares[index].count(turn)
    }
    if let worker = ticket.assignment?.worker,
      let index = shares.firstIndex(where: { $0.worker == worker })
    {
      shares[index][ticket.hold == nil ? .openJobs : .restingJobs] += 1
    }
    return shares.sorted { $0.worker < $1.worker }
  }

  private mutating func count(_ turn: WorkerTurn) {
    lastSent = max(lastSent, turn.since.milliseconds)
    self[.turns] += 1
    switch turn.end {
    case .completed: self[.completed] += 1
    case .handedBack: self[.handedBack] += 1
    case .handedOver, .released, .cancelled, nil: break
    }
    self[.arrivals] += Int64(turn.arrivals.count)
    self[.placedArrivals] += Int64(turn.arrivals.count(where: \.hasPlace))
    self[.deniedVisits] += Int64(turn.deniedVisits)
    if let result = turn.result {
      self[.ratings] += 1
      self[.ratingSum] += Int64(result.rawValue)
    }
    if let efficiency = turn.efficiency {
      self[.efficiencies] += 1
      self[.efficiencySum] += Int64(efficiency.rawValue)
    }
  }

  // Rows are read from a file that anybody may have written: sums wrap rather than trap, and the
  // comparison with a rebuild finds them.

  /// The sum of two shares of one worker.
  func adding(_ other: WorkerShare) -> WorkerShare {
    var sum = self
    sum.number = min(number, other.number)
    sum.events &+= other.events
    sum.lastSent = max(lastSent, other.lastSent)
    for index in counts.indices { sum.counts[index] &+= other.counts[index] }
    return sum
  }

  /// Takes a share away; what was last stays last, because no ticket's turns are taken back.
  mutating func subtract(_ other: WorkerShare) {
    events &-= other.events
    for index in counts.indices { counts[index] &-= other.counts[index] }
  }
}

extension WorkerShare {
  /// Reads a row: worker, number, events, last time sent, and the counts.
  init(_ statement: Statement) throws {
    guard let worker = PersonID(try statement.text(0)) else {
      throw statement.mismatch(0, expected: "a worker", found: "something else")
    }
    self.init(
      worker: worker, number: try statement.int64(1), events: try statement.int64(2),
      lastSent: try statement.int64(3), counts: [])
    counts.reserveCapacity(WorkerBoard.counts.count)
    for index in WorkerBoard.counts.indices {
      counts.append(try statement.int64(Int32(clamping: 4 + index)))
    }
  }

  /// Binds events, last time sent and the counts to the places after one.
  func bind(to statement: Statement, after place: Int32) throws {
    try statement.bind(events, at: place + 1)
    try statement.bind(lastSent, at: place + 2)
    for (index, count) in counts.enumerated() {
      try statement.bind(count, at: place + 3 + Int32(clamping: index))
    }
  }
}
