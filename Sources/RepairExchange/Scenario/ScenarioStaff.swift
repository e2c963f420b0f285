import RepairCore

/// The workers of a scenario, and how many jobs each has open.
struct ScenarioStaff {
  /// One worker: some are quick, some are careful, and some are neither.
  struct Worker {
    let id: PersonID
    let campus: Int
    let trade: ScenarioTrade
    /// The share of the usual time a job takes, in percent.
    let pace: Int
    /// How many jobs of a thousand have to be done again.
    let slips: Int
    /// How many assignments of a thousand are not answered in time.
    let tardiness: Int
  }

  /// One below the standard policy's limit, so that nobody is sent a job too many.
  static let jobLimit = 9

  let workers: [Worker]
  private var openJobs: [Int]
  private let numbers: [PersonID: Int]
  /// Numbers of the workers of a campus and trade, at `campus * trades + trade`.
  private let crews: [[Int]]

  init?(tickets: Int, seed: UInt64) {
    var random = ScenarioRandom(seed: seed, part: 2)
    var workers: [Worker] = []
    var crews: [[Int]] = []
    for campus in ScenarioCampus.codes.indices {
      var ordinal = 0
      for trade in ScenarioTrade.allCases {
        // A worker does up to some 250 jobs in a term without a queue.
        let jobs = tickets * ScenarioCampus.shares[campus] * trade.share / 10_000
        let size = 2 + jobs / 250
        crews.append(Array(workers.count..<workers.count + size))
        for _ in 0..<size {
          ordinal += 1
          let padded = ordinal < 10 ? "0\(ordinal)" : "\(ordinal)"
          guard let id = PersonID("w-\(campus + 1)\(padded)") else { return nil }
          workers.append(
            Worker(
              id: id, campus: campus, trade: trade, pace: random.within(65...160),
              slips: random.skewed(15...140), tardiness: random.skewed(10...160)))
        }
      }
    }
    self.workers = workers
    self.crews = crews
    openJobs = Array(repeating: 0, count: workers.count)
    numbers = Dictionary(uniqueKeysWithValues: zip(workers.map(\.id), workers.indices))
  }

  func worker(_ id: PersonID?) -> Worker? {
    id.flatMap { numbers[$0] }.map { workers[$0] }
  }

  /// The worker of the crew with the fewest open jobs, or `nil` if all have their hands full.
  func leastBusy(
    campus: Int, trade: ScenarioTrade, except barred: [PersonID?], _ random: inout ScenarioRandom
  ) -> PersonID? {
    let crew = crews[campus * ScenarioTrade.allCases.count + trade.rawValue]
    var best: Int?
    let start = random.below(crew.count)
    for offset in crew.indices {
      let candidate = crew[(start + offset) % crew.count]
      guard openJobs[candidate] < Self.jobLimit, !barred.contains(workers[candidate].id) else {
        continue
      }
      if best.map({ openJobs[candidate] < openJobs[$0] }) ?? true { best = candidate }
    }
    return best.map { workers[$0].id }
  }

  /// Whether a worker can be sent one more job.
  func hasRoom(_ id: PersonID) -> Bool {
    numbers[id].map { openJobs[$0] < Self.jobLimit } ?? false
  }

  /// Somebody of the campus, of whatever trade, who is not the given one.
  func bystander(campus: Int, not id: PersonID?, _ random: inout ScenarioRandom) -> PersonID? {
    let trade = random.pick(ScenarioTrade.allCases)
    return crews[campus * ScenarioTrade.allCases.count + trade.rawValue]
      .map { workers[$0].id }.first { $0 != id }
  }

  /// Keeps count of who has what after a ticket went from one worker, or none, to another.
  mutating func moved(from old: PersonID?, to new: PersonID?) {
    guard old != new else { return }
    if let number = old.flatMap({ numbers[$0] }) { openJobs[number] -= 1 }
    if let number = new.flatMap({ numbers[$0] }) { openJobs[number] += 1 }
  }
}

/// What a worker has learned.
enum ScenarioTrade: Int, CaseIterable {
  case plumber, electrician, joiner, cooling, network, mason

  /// How many of a hundred jobs are for this trade.
  var share: Int {
    switch self {
    case .plumber: 28
    case .electrician: 22
    case .joiner: 22
    case .cooling: 12
    case .network: 10
    case .mason: 6
    }
  }
}
