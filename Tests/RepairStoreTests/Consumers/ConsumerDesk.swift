import RepairCore

@testable import RepairStore

/// A log, and owners of consumers on it, each as if in a process of its own.
struct ConsumerDesk {
  let fixture: LogFixture
  var log: EventLog { fixture.log }
  var clock: TestClock { fixture.clock }

  init() throws { fixture = try LogFixture() }

  /// Appends events of a type.
  func append(_ count: Int, _ type: String = "Wanted", tags: [String] = []) throws {
    guard count > 0 else { return }
    try log.append(
      (0..<count).map { _ in try event(type, tags: tags) }, to: stream("s"), expecting: .any)
  }

  /// An owner, with a connection of its own.
  func owner(
    _ owner: String, of name: String = "notices", query: EventQuery = EventQuery(types: ["Wanted"]),
    from start: ConsumerStart = .start, failures: ConsumerFailures = .park(after: 5),
    concurrency: Int = 1, pageLimit: Int = 10
  ) throws -> Owner {
    try Owner(
      ConsumerPlan(
        name: name, owner: owner, query: query, start: start, lease: .seconds(30),
        failures: failures, concurrency: concurrency, pageLimit: pageLimit),
      in: ConsumerFile(of: log))
  }

  /// What the log's consumers are like.
  func status(_ name: String = "notices") throws -> ConsumerStatus {
    guard let status = try log.consumers().first(where: { $0.name == name }) else {
      throw CallFailed(call: "status of \(name)")
    }
    return status
  }

  func removeViews() {
    for suffix in ["", "-wal", "-shm"] { Files.remove(Views.path(besides: log.path) + suffix) }
  }
}

/// One of those who share a consumer.
struct Owner {
  let plan: ConsumerPlan
  let file: ConsumerFile
  let seat: ConsumerSeat

  init(_ plan: ConsumerPlan, in file: ConsumerFile) throws {
    self.plan = plan
    self.file = file
    seat = try file.take(plan)
  }

  /// A page, or `nil` when there is none for this owner now.
  func claim() throws -> ConsumerPage? {
    var looked = LogPosition.start
    while true {
      switch try file.claim(seat, for: plan, looked: looked) {
      case .page(let page): return page
      case .nothing(let wait):
        guard case .hasMore = wait.reason else { return nil }
        looked = wait.looked
      }
    }
  }

  func finish(_ page: ConsumerPage) throws { try file.finish(page, of: seat) }

  func release(
    _ page: ConsumerPage, after span: TimeSpan = .zero, reason: String? = nil
  ) throws {
    try file.release(page, of: seat, after: span, reason: reason)
  }

  /// Does what there is, and answers the places that were worked on, in that order.
  func work() throws -> [Int] {
    var places: [Int] = []
    while let page = try claim() {
      places += page.places
      try finish(page)
    }
    return places
  }
}

extension ConsumerPage {
  /// The places of its events.
  var places: [Int] { events.map(\.position.rawValue) }
}
