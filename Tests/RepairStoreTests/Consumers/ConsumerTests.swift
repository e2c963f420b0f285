import RepairCore
import Testing

@testable import RepairStore

@Suite("Consumers")
struct ConsumerTests {
  private let desk: ConsumerDesk

  init() throws { desk = try ConsumerDesk() }

  @Test("Each event of the query is handed out once, in the order of the log, in pages")
  func order() throws {
    try desk.append(7)
    try desk.append(3, "Other")
    try desk.append(8)
    let owner = try desk.owner("a")
    let first = try #require(try owner.claim())
    #expect(first.places == Array(1...7) + Array(11...13))
    #expect(first.attempt == 1)
    try owner.finish(first)
    #expect(try owner.work() == Array(14...18))
    #expect(try owner.claim() == nil)
  }

  @Test("One page at a time: the next owner waits until the first is done")
  func oneAtATime() throws {
    try desk.append(20)
    let (a, b) = (try desk.owner("a"), try desk.owner("b"))
    let page = try #require(try a.claim())
    #expect(try b.claim() == nil)
    #expect(try a.claim() == nil)
    try a.finish(page)
    #expect(try b.claim()?.places == Array(11...20))
  }

  @Test("In parallel, owners have different pages and finish them in any order")
  func parallel() throws {
    try desk.append(25)
    let (a, b) = (try desk.owner("a", concurrency: 2), try desk.owner("b", concurrency: 2))
    let (first, second) = (try #require(try a.claim()), try #require(try b.claim()))
    #expect(first.places + second.places == Array(1...20))
    #expect(try a.claim() == nil, "Two pages are in hand, and there may be two")
    try b.finish(second)
    #expect(try desk.status().position == .start, "The first page is not done")
    #expect(try desk.status().lag == 25)
    let third = try #require(try b.claim())
    try a.finish(first)
    #expect(try desk.status().position == LogPosition(20))
    try b.finish(third)
    #expect(try desk.status().position == LogPosition(25))
  }

  @Test("A page whose time is over is given to another, and its late owner is refused")
  func fencing() throws {
    try desk.append(3)
    let (a, b) = (try desk.owner("a"), try desk.owner("b"))
    let late = try #require(try a.claim())
    desk.clock.advance(.seconds(29))
    #expect(try b.claim() == nil)
    desk.clock.advance(.seconds(1))
    let taken = try #require(try b.claim())
    #expect(taken.places == late.places && taken.attempt == 2)
    #expect(code { try a.finish(late) } == .leaseLost)
    #expect(code { try a.release(late) } == .leaseLost)
    #expect(code { _ = try a.file.extend(late, of: a.seat, by: .seconds(30)) } == .leaseLost)
    try b.finish(taken)
    #expect(try b.claim() == nil)
    #expect(code { try b.finish(taken) } == .leaseLost, "It is done already")
  }

  @Test("A late owner is done in time when nobody else was given its page")
  func late() throws {
    try desk.append(3)
    let owner = try desk.owner("a")
    let page = try #require(try owner.claim())
    desk.clock.advance(.hours(1))
    try owner.finish(page)
    #expect(try owner.claim() == nil)
  }

  @Test("An owner that extends its page keeps it")
  func extending() throws {
    try desk.append(3)
    let (a, b) = (try desk.owner("a"), try desk.owner("b"))
    let page = try #require(try a.claim())
    for _ in 0..<5 {
      desk.clock.advance(.seconds(20))
      #expect(
        try a.file.extend(page, of: a.seat, by: .seconds(30)) == desk.clock.now + .seconds(30))
      #expect(try b.claim() == nil)
    }
    try a.finish(page)
  }

  @Test("The same owner coming back has its own page again at once, and another has not")
  func comingBack() throws {
    try desk.append(3)
    let before = try #require(try desk.owner("a").claim())
    #expect(try desk.owner("b").claim() == nil)
    let again = try desk.owner("a")
    let page = try #require(try again.claim())
    #expect(page.places == before.places && page.attempt == 2)
    try again.finish(page)
  }

  @Test("A page given back is handed out again after the time that was said, not before")
  func releasing() throws {
    try desk.append(15)
    let (a, b) = (try desk.owner("a"), try desk.owner("b"))
    let page = try #require(try a.claim())
    try a.release(page, after: .minutes(5), reason: "the mail server is down")
    #expect(code { try a.finish(page) } == .leaseLost)
    #expect(try b.claim() == nil, "One page at a time, and in order")
    #expect(try desk.status().leases.first?.reason == "the mail server is down")
    #expect(try desk.status().leases.first?.owner == nil)
    desk.clock.advance(.minutes(5))
    #expect(try b.claim()?.places == page.places)
  }

  @Test("In parallel, a page given back does not hold up the rest")
  func releasingInParallel() throws {
    try desk.append(15)
    let owner = try desk.owner("a", concurrency: 2)
    let page = try #require(try owner.claim())
    try owner.release(page, after: .minutes(5))
    #expect(try owner.work() == Array(11...15))
    desk.clock.advance(.minutes(5))
    #expect(try owner.work() == Array(1...10))
  }

  @Test("A consumer begins where its owner says, and later goes on where it was")
  func start() throws {
    try desk.append(5)
    #expect(try desk.owner("a", of: "late", from: .head).work() == [])
    #expect(try desk.owner("a", of: "mid", from: .after(LogPosition(3))).work() == [4, 5])
    try desk.append(1)
    #expect(try desk.owner("b", of: "late", from: .start).work() == [6])
    #expect(try desk.owner("b", of: "mid", from: .start).work() == [6])
    #expect(
      code { _ = try desk.owner("a", of: "far", from: .after(LogPosition(7))) } == .misuse)
  }

  @Test("A name is one query's, in whatever order that is written")
  func queries() throws {
    let tags = [try tag("worker:w-1"), try tag("campus:north")]
    let query = EventQuery([.init(types: ["A", "B"], tags: tags), .init(types: ["C"])])
    let same = EventQuery([
      .init(types: ["C", "C"]), .init(types: ["B", "A"], tags: tags.reversed()),
    ])
    _ = try desk.owner("a", query: query)
    _ = try desk.owner("b", query: same)
    #expect(code { _ = try desk.owner("b", query: .all) } == .consumerMismatch)
    #expect(EventQuery(json: query.json)?.json == query.json)
    try desk.owner("a", query: query).file.forget(named: "notices")
    _ = try desk.owner("b", query: .all)
  }

  @Test("Where nothing is meant there is no lag, and what is rare is found in a long log")
  func rare() throws {
    let owner = try desk.owner("a")
    try desk.append(2_500, "Other")
    #expect(try owner.claim() == nil)
    #expect(try desk.status().lag == 0)
    try desk.append(1)
    #expect(try desk.status().lag == 1)
    #expect(try owner.work() == [2_501])
    #expect(try desk.status().lag == 0)
  }

  @Test("Names that look like SQL are names, and what is no name is refused")
  func names() throws {
    try desk.append(2)
    let hostile = [
      "'; DROP TABLE consumer; --", "\u{1B}[31mred", "a\u{202E}b", "\" OR 1=1", "名字",
    ]
    for name in hostile {
      let owner = try desk.owner(name, of: name)
      let page = try #require(try owner.claim())
      try owner.release(page, reason: name + "\0" + String(repeating: "水", count: 400))
      #expect(try desk.status(name).leases.first?.reason?.hasPrefix(name) == true)
      #expect(try desk.status(name).leases.first?.reason?.utf8.count ?? 0 <= 500)
    }
    #expect(try desk.log.consumers().count == hostile.count)
    for name in ["", "a\0b", String(repeating: "n", count: 129)] {
      #expect(code { _ = try desk.owner("a", of: name) } == .misuse)
      #expect(code { _ = try desk.owner(name, of: "n") } == .misuse)
    }
  }

  @Test("A log without consumers has none, and looking makes no file")
  func none() throws {
    #expect(try desk.log.consumers().isEmpty)
    #expect(!Files.hasName(Views.path(besides: desk.log.path)))
    _ = try Views(of: desk.log).query(BoardQuery())
    #expect(try desk.log.consumers().isEmpty)
  }
}
