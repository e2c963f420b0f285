import RepairCore

@testable import RepairStore

/// One life of a log on a disk that loses its power, from a seed.
struct CrashRun {
  /// What came of a run.
  struct Outcome {
    var crashes = 0
    var acknowledged = 0
    var lost = 0
    var unansweredKept = 0
    var problems: [String] = []
  }

  /// An empty log as bytes, because making one is most of a short run.
  static let emptyLog: Result<[UInt8], any Error> = Result {
    let fixture = try LogFixture()
    fixture.log.close()
    return try bytes(of: fixture.path)
  }

  let disk: FaultDisk
  private let path: String
  private let configuration: LogConfiguration
  private var random: RandomNumbers
  private var history = CrashHistory()
  private var outcome = Outcome()
  private var keys = 0
  /// Whether making the log was acknowledged.
  private var wasMade: Bool

  /// A disk with an empty log on it, or with nothing when the run shall begin with its making.
  init(
    seed: UInt64, log: [UInt8]?, durability: LogConfiguration.Durability = .full,
    ignoringFlushesOf ignored: FaultDisk.Kind = []
  ) throws {
    random = RandomNumbers(seed: seed)
    wasMade = log != nil
    let files = log.map { ["log.db": $0] } ?? [:]
    disk = try FaultDisk(holding: files)
    disk.ignoreFlushes(of: ignored)
    path = disk.file("log.db")
    let pages = random.number(4...60)
    let clock = TestClock()
    configuration = disk.configuration {
      $0.durability = durability
      $0.walCheckpointPages = pages
      $0.clock = { clock.now }
    }
  }

  /// Lives through one to three power losses, and looks at what is left.
  mutating func run() throws -> Outcome {
    for _ in 0..<random.number(1...3) {
      // Now and then the power fails again at once, in the middle of the recovery.
      let reach = random.number(0...3) == 0 ? 25 : 250
      disk.cutPower(atChange: random.number(1...reach), seed: random.next())
      try live()
      disk.cutPower(seed: random.next())
      try disk.restart()
      outcome.crashes += 1
    }
    disk.keepPower()
    guard Files.hasName(path) else { return withoutALog() }
    let log: EventLog
    do {
      log = try EventLog.open(at: path, mode: .readWrite, configuration: configuration)
    } catch {
      // A log that was never finished may be there in part, and is refused.
      guard mayBeUnfinished, [.notALog, .corrupt].contains((error as? StoreError)?.code) else {
        throw error
      }
      return withoutALog()
    }
    defer { log.close() }
    try settle(log)
    guard outcome.problems.isEmpty else { return outcome }
    try repeatKeys(on: log)
    outcome.acknowledged += history.acknowledgements
    return outcome
  }

  private mutating func withoutALog() -> Outcome {
    if wasMade { outcome.lost += history.events + 1 }
    return outcome
  }

  // MARK: Living

  private mutating func live() throws {
    let log: EventLog
    do {
      log = try open()
    } catch {
      guard disk.isDead || error is Unmade else { throw error }
      return
    }
    defer { log.close() }
    do {
      try settle(log)
      for _ in 0..<40 where !disk.isDead { try act(on: log) }
    } catch {
      guard disk.isDead, error is StoreError else { throw error }
    }
  }

  private struct Unmade: Error {}

  /// Whether the log may be there in part: without flushes a power loss may take its making too.
  private var mayBeUnfinished: Bool { !wasMade || configuration.durability != .full }

  private mutating func open() throws -> EventLog {
    if Files.hasName(path) {
      do {
        let log = try EventLog.open(at: path, mode: .readWrite, configuration: configuration)
        wasMade = true
        return log
      } catch let error as StoreError where mayBeUnfinished && !disk.isDead {
        guard [.notALog, .corrupt].contains(error.code) else { throw error }
        throw Unmade()
      }
    }
    guard !wasMade else { throw Unmade() }
    // What is left of a log that was never finished stands in the way of another, and is named.
    guard !Files.hasName(path + "-journal"), !Files.hasName(path + "-wal") else { throw Unmade() }
    let log = try EventLog.create(at: path, origin: "/crash", configuration: configuration)
    wasMade = true
    return log
  }

  private mutating func settle(_ log: EventLog) throws {
    let verdict = try history.settle(log)
    outcome.lost += verdict.lost
    outcome.unansweredKept += verdict.keptUnanswered ? 1 : 0
    outcome.problems += verdict.problems
  }

  private mutating func act(on log: EventLog) throws {
    switch random.number(0...19) {
    case 0...10: try append([request()], to: log)
    case 11...13: try append((0..<random.number(2...5)).map { _ in try request() }, to: log)
    case 14: try append([request(events: random.number(10...60))], to: log)
    case 15...16: try refused(on: log)
    case 17: try repeatKeys(on: log)
    default: try log.checkpointWAL()
    }
  }

  private mutating func append(_ appends: [Append], to log: EventLog) throws {
    history.ask(appends)
    if appends.count == 1, let only = appends.first {
      try log.append(only)
    } else {
      try log.bulk { writer in for append in appends { try writer.append(append) } }
    }
    history.acknowledge()
  }

  /// An append that cannot be made, and must leave no trace.
  private mutating func refused(on log: EventLog) throws {
    var append = try request()
    let version = StreamVersion(1_000_000)
    if random.coin() {
      append.expected = .exactly(version)
    } else {
      append.condition = AppendCondition(noneOf: .all)
      guard history.events > 0 else { return }
    }
    do {
      try log.append(append)
      outcome.problems.append("an append that had to be refused was made")
    } catch let error as StoreError where [.conflict, .conditionFailed].contains(error.code) {
      return
    }
  }

  /// Asks again under keys that were acknowledged; each must answer that it is done.
  private mutating func repeatKeys(on log: EventLog) throws {
    for index in 0..<3 {
      guard let key = history.acknowledgedKey(index) else { return }
      let append = Append([try event()], to: try stream("repeated"), expecting: .any, key: key)
      if try !log.append(append).repeated {
        outcome.problems.append("key \(key.name) was not known again")
        return
      }
    }
  }

  private mutating func request(events: Int? = nil) throws -> Append {
    let name = "s-\(random.number(0...4))"
    let count = events ?? random.number(1...3)
    var append = Append(
      try (0..<count).map { _ in
        let length = random.number(0...40) == 0 ? 20_000 : random.number(0...900)
        let text = String(repeating: random.coin() ? "x" : "修", count: length)
        return try event(
          "Type\(random.number(0...3))", tags: random.coin() ? ["t:\(random.number(0...9))"] : [],
          payload: "{\"text\":\"\(text)\"}")
      }, to: try stream(name), expecting: .any)
    if random.coin() {
      keys += 1
      append.key = try key("k-\(keys)", for: name)
    }
    return append
  }
}
