import RepairCore
import Testing

@testable import RepairStore

@Suite("Consumers whose events fail")
struct ConsumerFailureTests {
  private let desk: ConsumerDesk

  init() throws { desk = try ConsumerDesk() }

  /// Works until nothing is left; a page with a poisonous event is given back.
  private func work(
    _ owner: Owner, poison: Set<Int>, tries: inout [Int: Int]
  ) throws -> [Int] {
    var done: [Int] = []
    while let page = try owner.claim() {
      for place in page.places { tries[place, default: 0] += 1 }
      if poison.isDisjoint(with: page.places) {
        try owner.finish(page)
        done += page.places
      } else {
        try owner.release(page, reason: "cannot")
      }
    }
    return done
  }

  @Test(
    "The event at fault is found in its page and parked, and every other one is done once",
    arguments: [1, 3])
  func parking(concurrency: Int) throws {
    try desk.append(23)
    let owner = try desk.owner("a", concurrency: concurrency)
    var tries: [Int: Int] = [:]
    let done = try work(owner, poison: [7, 10, 23], tries: &tries)
    #expect(done.sorted() == Array(1...23).filter { ![7, 10, 23].contains($0) })
    if concurrency == 1 { #expect(done == done.sorted(), "One at a time is in order") }
    let status = try desk.status()
    #expect(status.parked.map(\.position.rawValue) == [7, 10, 23])
    #expect(status.parked.allSatisfy { $0.attempts == 5 && $0.reason == "cannot" })
    #expect(status.lag == 0 && status.leases.isEmpty && status.stopped == nil)
    // Five times with its page, then in halves of ten events, then five times alone.
    #expect((11...14).contains(try #require(tries[7])))
    #expect(tries[15] == 1, "A page without a fault is handed out once")
  }

  @Test("A page without the faulty event in it is not tried again")
  func attempts() throws {
    try desk.append(2)
    let owner = try desk.owner("a", failures: .park(after: 2), pageLimit: 1)
    var attempts: [Int] = []
    while let page = try owner.claim(), page.places == [1] {
      attempts.append(page.attempt)
      try owner.release(page)
    }
    // Alone from the beginning, it has no more tries than it was to have.
    #expect(attempts == [1, 2])
    #expect(try desk.status().parked.map(\.position.rawValue) == [1])
  }

  @Test("A consumer that is to stop stops before the event, for every owner, until it is resumed")
  func stopping() throws {
    try desk.append(14)
    let (a, b) = (
      try desk.owner("a", failures: .stop(after: 3)), try desk.owner("b", failures: .stop(after: 3))
    )
    var tries: [Int: Int] = [:]
    var found: StoreError?
    do {
      _ = try work(a, poison: [6], tries: &tries)
    } catch {
      found = error as? StoreError
    }
    #expect(found?.code == .consumerStopped)
    #expect(found?.message.contains("position 6") == true)
    #expect(code { _ = try b.claim() } == .consumerStopped)
    #expect(code { _ = try desk.owner("a").claim() } == .consumerStopped)
    let status = try desk.status()
    #expect(status.position == LogPosition(5) && status.stopped == LogPosition(6))
    #expect(status.state == .stopped && status.parked.isEmpty && tries[14] == nil)
    // Not mended yet, it stops there again; then it goes on with the very event.
    #expect(try a.file.resume(named: "notices") == 1)
    #expect(code { _ = try work(b, poison: [6], tries: &tries) } == .consumerStopped)
    try a.file.resume(named: "notices")
    #expect(try b.work() == Array(6...14))
  }

  @Test("What was parked is tried again when the consumer is resumed")
  func resuming() throws {
    try desk.append(5)
    let owner = try desk.owner("a")
    var tries: [Int: Int] = [:]
    _ = try work(owner, poison: [2, 4], tries: &tries)
    #expect(try owner.file.resume(named: "notices") == 2)
    #expect(try desk.status().position == LogPosition(1))
    #expect(try work(owner, poison: [4], tries: &tries) == [2])
    #expect(try desk.status().parked.map(\.position.rawValue) == [4])
    #expect(code { try owner.file.resume(named: "nobody") } == .missing)
  }

  @Test("An event that kills its owner is found too")
  func crashing() throws {
    try desk.append(9)
    var done: [Int] = []
    var crashes = 0
    while crashes < 100 {
      let owner = try desk.owner("a")
      var isAlive = true
      while isAlive, let page = try owner.claim() {
        isAlive = !page.places.contains(3)
        guard isAlive else { continue }
        try owner.finish(page)
        done += page.places
      }
      if isAlive { break }
      crashes += 1
    }
    #expect(done == [1, 2, 4, 5, 6, 7, 8, 9])
    #expect(try desk.status().parked.map(\.position.rawValue) == [3])
  }

  @Test("The late holder of a page that was parted can finish no part of it")
  func partedPage() throws {
    try desk.append(4)
    let a = try desk.owner("a", failures: .park(after: 1))
    let whole = try #require(try a.claim())
    desk.clock.advance(.minutes(1))
    let b = try desk.owner("b", failures: .park(after: 1))
    let part = try #require(try b.claim())
    #expect(part.places == [1, 2])
    #expect(code { try a.finish(whole) } == .leaseLost)
    try b.finish(part)
    #expect(try b.work() == [3, 4])
  }
}
