import RepairCore
import Testing

@testable import RepairStore

@Suite("Consumers and the views file")
struct ConsumerFileTests {
  private let desk: ConsumerDesk

  init() throws { desk = try ConsumerDesk() }

  @Test("A restored backup is noticed: nothing is silently done again or left out")
  func restoredBackup() throws {
    try desk.append(5)
    let backup = desk.fixture.folder.file("backup.db")
    try desk.log.backup(to: backup)
    try desk.append(3)
    #expect(try desk.owner("a").work() == Array(1...8))
    try moveViews(from: desk.log.path, to: backup)

    let restored = try EventLog.open(at: backup, mode: .readWrite)
    let plan = try desk.owner("a", of: "else").plan.renamed("notices")
    #expect(code { _ = try Owner(plan, in: ConsumerFile(of: restored)) } == .logMismatch)
    // Neither is it confused by events that came into the gap.
    try restored.append(
      (0..<9).map { _ in try event("Wanted") }, to: stream("s"), expecting: .any)
    #expect(code { _ = try Owner(plan, in: ConsumerFile(of: restored)) } == .logMismatch)
    #expect(try restored.consumers().first { $0.name == "notices" }?.state == .mismatched)
    // Its owner decides: forget it and say where to begin.
    let file = ConsumerFile(of: restored)
    try file.forget(named: "notices")
    #expect(try Owner(plan.starting(.after(LogPosition(5))), in: file).work() == Array(6...14))
  }

  @Test("A running consumer notices a log that is another one")
  func replacedUnderIt() throws {
    try desk.append(5)
    let owner = try desk.owner("a")
    let page = try #require(try owner.claim())
    try owner.finish(page)
    try raw("UPDATE consumer SET event = zeroblob(16)")
    #expect(code { _ = try owner.claim() } == .logMismatch)
    try raw("UPDATE consumer SET log = zeroblob(16)")
    #expect(code { _ = try desk.owner("b") } == .logMismatch)
  }

  @Test("A backup of all that the consumer has seen goes on")
  func completeBackup() throws {
    try desk.append(5)
    let owner = try desk.owner("a")
    #expect(try owner.work() == Array(1...5))
    let backup = desk.fixture.folder.file("backup.db")
    try desk.append(2)
    try desk.log.backup(to: backup)
    try moveViews(from: desk.log.path, to: backup)
    let restored = try EventLog.open(at: backup, mode: .readWrite)
    #expect(try Owner(owner.plan, in: ConsumerFile(of: restored)).work() == [6, 7])
  }

  @Test("Once the views file is deleted, nobody goes on before an owner says where")
  func deleted() throws {
    try desk.append(25)
    let owner = try desk.owner("a", concurrency: 2)
    let (first, second) = (try #require(try owner.claim()), try #require(try owner.claim()))
    try owner.finish(first)
    desk.removeViews()
    #expect(code { try owner.finish(second) } == .leaseLost)
    #expect(code { _ = try owner.claim() } == .missing)
    // The tokens of the new consumer begin anew, and the old pages are not its own.
    let again = try desk.owner("a", from: .after(LogPosition(10)), concurrency: 2)
    let page = try #require(try again.claim())
    #expect(page.places == second.places && page.token == first.token)
    #expect(code { try owner.finish(second) } == .leaseLost)
    #expect(code { _ = try owner.claim() } == .missing)
    try again.finish(page)
    #expect(try again.work() == Array(21...25))
  }

  @Test(
    "Rebuilding, checking and mending the views leave consumers where they are",
    arguments: ["rebuild", "check", "rows", "page", "release", "foreign"])
  func rebuilding(kind: String) throws {
    try desk.append(25)
    _ = try Views(of: desk.log).query(BoardQuery())
    var owner = try desk.owner("a", concurrency: 2)
    _ = try #require(try owner.claim())
    try owner.release(try #require(try owner.claim()), after: .hours(1), reason: "later")
    let before = try desk.status()
    switch kind {
    case "rebuild": _ = try Views(of: desk.log).rebuild()
    case "check": _ = try Views(of: desk.log).check()
    case "rows": try raw("UPDATE projection SET position = -5")
    case "page": try raw("DROP TABLE ticketBoard_v1_ticket")
    case "release": try raw("PRAGMA user_version=99")
    default: try raw("CREATE VIEW mine AS SELECT 1")
    }
    _ = try Views(of: desk.log).query(BoardQuery())
    #expect(try desk.status() == before)
    owner = try desk.owner("a", concurrency: 2)
    #expect(try owner.work() == Array(1...10) + Array(21...25))
  }

  @Test("A views file of before there were consumers is kept, board and all")
  func tolerant() throws {
    let views = try Views(of: desk.log)
    try desk.append(3, "PolicyNote")
    _ = try views.status()
    let path = Views.path(besides: desk.log.path)
    let inode = try #require(Files.imprint(of: path)).inode
    _ = try desk.owner("a")
    #expect(Files.imprint(of: path)?.inode == inode)
    #expect(
      try Connection(path: path, access: .readWrite).pragmaNumber("user_version") == 2)
  }

  @Test("Whoever wants to write while the views are rebuilt is told that they are busy")
  func busy() throws {
    try desk.append(3)
    let owner = try desk.owner("a")
    let page = try #require(try owner.claim())
    let rebuild = try Connection(
      path: Views.path(besides: desk.log.path), access: .readWrite)
    try rebuild.transaction(.immediate) {
      #expect(code { try owner.finish(page) } == .busy)
    }
    try owner.finish(page)
  }

  /// Changes the views file as another program would.
  private func raw(_ sql: String) throws {
    try RawDatabase(Views.path(besides: desk.log.path)).execute(sql)
  }

  private func moveViews(from log: String, to other: String) throws {
    let (source, target) = (Views.path(besides: log), Views.path(besides: other))
    try RawDatabase(source).execute("VACUUM INTO '\(target)'")
    let copy = try RawDatabase(target)
    try copy.execute("PRAGMA journal_mode=WAL")
  }
}

extension ConsumerPlan {
  fileprivate func renamed(_ name: String) throws -> ConsumerPlan {
    try ConsumerPlan(
      name: name, owner: owner, query: query, start: start, lease: lease, failures: failures,
      concurrency: concurrency, pageLimit: pageLimit)
  }

  fileprivate func starting(_ start: ConsumerStart) throws -> ConsumerPlan {
    try ConsumerPlan(
      name: name, owner: owner, query: query, start: start, lease: lease, failures: failures,
      concurrency: concurrency, pageLimit: pageLimit)
  }
}
