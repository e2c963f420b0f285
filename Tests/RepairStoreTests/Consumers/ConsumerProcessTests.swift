import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("Several processes that share a consumer")
struct ConsumerProcessTests {
  private let folder: TemporaryFolder
  private let path: String
  private let journal: String
  private static let events = 90

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("log.db")
    journal = folder.file("journal")
    let log = try EventLog.create(at: path)
    try log.append(
      (0..<Self.events).map { _ in try event("Wanted") }, to: stream("s"), expecting: .any)
    log.close()
    try write([], to: journal)
  }

  @Test("Without a kill, three processes do every event exactly once", arguments: [1, 3])
  func undisturbed(concurrency: Int) async throws {
    async let first: Void = workElsewhere("a", concurrency, until: .nothingIsLeft)
    async let second: Void = workElsewhere("b", concurrency, until: .nothingIsLeft)
    async let third: Void = workElsewhere("c", concurrency, until: .nothingIsLeft)
    _ = await (first, second, third)
    let entries = try readJournal()
    #expect(entries.begun.sorted() == Array(1...Self.events))
    #expect(entries.done.sorted() == Array(1...Self.events))
    if concurrency == 1 { #expect(entries.begun == Array(1...Self.events)) }
  }

  @Test("Whoever is killed when, every event is done, and no page is finished twice")
  func killed() async throws {
    let isLong = getenv("REPAIR_LONG_TESTS") != nil
    for _ in 0..<(isLong ? 40 : 4) {
      async let first: Void = workElsewhere("a", 2, until: .killed)
      async let second: Void = workElsewhere("b", 2, until: .killed)
      async let third: Void = workElsewhere("c", 2, until: .killed)
      _ = await (first, second, third)
    }
    let before = try readJournal()
    await workElsewhere("a", 2, until: .nothingIsLeft)
    let entries = try readJournal()
    #expect(Set(entries.begun) == Set(1...Self.events))
    #expect(Set(entries.done).count == entries.done.count, "A page was finished twice")
    // Finished, and killed before that was written down: one page an owner and kill at most.
    #expect(entries.done.count <= Self.events)
    #expect(!before.begun.isEmpty)
    let log = try EventLog.open(at: path, mode: .readOnly)
    let status = try #require(try log.consumers().first)
    #expect(status.lag == 0 && status.leases.isEmpty && status.parked.isEmpty)
  }

  private enum End: Int {
    case nothingIsLeft
    case killed
  }

  private func workElsewhere(_ owner: String, _ concurrency: Int, until end: End) async {
    switch end {
    case .nothingIsLeft:
      await #expect(processExitsWith: .success) {
        [
          path = path as String, journal = journal as String, owner = owner as String,
          concurrency = concurrency as Int
        ] in
        // Longer than any load makes it take, so that nobody is late.
        try work(path, journal, owner, concurrency, lease: .hours(1))
      }
    case .killed:
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          path = path as String, journal = journal as String, owner = owner as String,
          concurrency = concurrency as Int
        ] in
        // Wherever it is by then: opening, in the work, in a transaction, writing the -wal back.
        let kills: @Sendable () throws -> Void = {
          let span = UInt32.random(in: 1_000...60_000)
          try BlockingThread.start {
            usleep(span)
            kill(getpid(), SIGKILL)
          }
        }
        // One of them gets to work, however slow the machine is.
        if owner != "a" { try kills() }
        try work(
          path, journal, owner, concurrency, lease: TimeSpan(milliseconds: 20),
          onPage: { if owner == "a" { try kills() } })
        kill(getpid(), SIGKILL)
      }
    }
  }

  private func readJournal() throws -> (begun: [Int], done: [Int]) {
    var entries: (begun: [Int], done: [Int]) = ([], [])
    for line in String(decoding: try bytes(of: journal), as: UTF8.self).split(separator: "\n") {
      guard let place = Int(line.dropFirst()) else { throw CallFailed(call: "journal \(line)") }
      if line.first == "b" { entries.begun.append(place) } else { entries.done.append(place) }
    }
    return entries
  }
}

/// Works as one owner until nothing is left, and writes down each event as it is begun and done.
private func work(
  _ path: String, _ journal: String, _ owner: String, _ concurrency: Int, lease: TimeSpan,
  onPage: () throws -> Void = {}
) throws {
  let descriptor = open(journal, O_WRONLY | O_APPEND)
  func note(_ what: String, _ page: ConsumerPage) throws {
    // One call, so that a kill tears no line.
    let text = Array(page.places.map { "\(what)\($0)\n" }.joined().utf8)
    try demand(write(descriptor, text, text.count) == text.count)
  }
  try demand(descriptor >= 0)
  defer { close(descriptor) }
  let log = try EventLog.open(at: path, mode: .readOnly)
  let file = ConsumerFile(of: log, busyTimeout: .seconds(60))
  let plan = try ConsumerPlan(
    name: "notices", owner: owner, query: EventQuery(types: ["Wanted"]), start: .start,
    lease: lease, failures: .park(after: 1_000), concurrency: concurrency,
    pageLimit: 4)
  let seat = try Owner(plan, in: file)
  while try file.status(of: seat.seat).lag > 0 {
    guard let page = try seat.claim() else {
      usleep(1_000)
      continue
    }
    try note("b", page)
    try onPage()
    usleep(1_000)
    do {
      try seat.finish(page)
    } catch let error as StoreError where error.code == .leaseLost {
      continue
    }
    try note("d", page)
  }
}
