import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("Views")
struct ViewsTests {
  /// A log that tickets are written to, event by event.
  private struct Desk {
    let fixture: LogFixture
    var log: EventLog { fixture.log }

    init() throws { fixture = try LogFixture() }

    /// Submits tickets and takes each as far as its number says.
    func write(_ numbers: ClosedRange<Int>, steps: (Int) -> Int = { $0 % 5 + 1 }) throws {
      try log.bulk { writer in
        for number in numbers {
          let id = try #require(TicketID("N-\(number)"))
          for step in 0..<steps(number) {
            try Self.append(step, of: id, number: number, to: writer)
          }
        }
      }
    }

    static func append(
      _ step: Int, of id: TicketID, number: Int, to writer: LogWriter
    ) throws {
      let worker = try #require(PersonID("w-\(number % 7)"))
      let events: [TicketEvent] = [
        .submitted(
          TicketSubmission(
            campus: try #require(CampusCode(number % 2 == 0 ? "north" : "south")),
            category: try #require(CategoryCode("plumbing")), description: "水管漏水 \(number)",
            place: Place(code: "dorm-\(number % 9)"))),
        .accepted(priority: .normal, category: nil),
        .workerDispatched(WorkerDispatch(worker: worker, assignment: AssignmentNumber.none.next)),
        .workAcknowledged,
        .workCompleted(WorkCompletion(cause: "旧", workDone: "换", outcome: .fixed)),
      ]
      let actors = try ["u-\(number)", "d-1", "d-1", worker.rawValue, worker.rawValue].map {
        try #require(PersonID($0))
      }
      let roles: [Role] = [.requester, .dispatcher, .dispatcher, .worker, .worker]
      let event = events[step]
      _ = try writer.append(
        [
          NewEvent(
            type: TicketEventCodec.type(of: event),
            occurredAt: Timestamp(clamping: 1_772_352_000_000)
              + .minutes(
                Int64(number * 10 + step)),
            actor: actors[step], role: roles[step],
            payload: try TicketEventCodec.encode(event))
        ], to: StreamName(ticket: id), expecting: .exactly(StreamVersion(step)), key: nil)
    }

    func rows() throws -> [BoardRow] { try Views(of: log).query(BoardQuery()).rows }
  }

  @Test("A query sees every event that was in the log when it was asked")
  func readYourWrites() throws {
    let desk = try Desk()
    let views = try Views(of: desk.log)
    #expect(try views.query(BoardQuery()).rows.isEmpty)
    try desk.write(1...3)
    #expect(try views.query(BoardQuery()).rows.map(\.ticket.rawValue) == ["N-3", "N-2", "N-1"])
    try desk.log.bulk { writer in
      try Desk.append(2, of: #require(TicketID("N-1")), number: 1, to: writer)
    }
    #expect(try views.query(BoardQuery()).rows.last?.phase == .dispatched)
  }

  @Test("Catching up ticket by ticket gives the same board as making it anew")
  func incremental() throws {
    let desk = try Desk()
    let views = try Views(of: desk.log)
    for start in stride(from: 1, to: 200, by: 20) {
      try desk.write(start...(start + 19))
      try views.catchUp()
    }
    #expect(try views.status().first?.lag == 0)
    let report = try views.check()
    #expect(report.driftCount == 0)
    #expect(report.tickets == 200)
  }

  @Test("Deleting the views file loses nothing")
  func deleted() throws {
    let desk = try Desk()
    try desk.write(1...50)
    let before = try desk.rows()
    for suffix in ["", "-wal", "-shm"] {
      Files.remove(Views.path(besides: desk.log.path) + suffix)
    }
    #expect(try desk.rows() == before)
  }

  @Test(
    "A views file that is damaged, foreign or of another release is made anew",
    arguments: ["garbage", "page", "version", "log", "restored", "rows"])
  func worthless(kind: String) throws {
    let desk = try Desk()
    try desk.write(1...50)
    let before = try desk.rows()
    let path = Views.path(besides: desk.log.path)
    switch kind {
    case "garbage":
      for suffix in ["", "-wal", "-shm"] { Files.remove(path + suffix) }
      try writeFile(path, Array("this is no database, whatever its name says.".utf8))
    case "page":
      // A root page overwritten: the table can then be neither read nor dropped.
      let root = try pageOfTickets(path)
      for suffix in ["-wal", "-shm"] { Files.remove(path + suffix) }
      let file = try #require(fopen(path, "r+"))
      fseek(file, (root - 1) * 4_096, SEEK_SET)
      fwrite([UInt8](repeating: 0xFF, count: 4_096), 1, 4_096, file)
      fclose(file)
    default:
      let connection = try Connection(path: path, access: .readWrite)
      switch kind {
      case "version": try connection.execute("UPDATE projection SET version = 99")
      case "log": try connection.execute("UPDATE projection SET log = zeroblob(16)")
      case "restored": try connection.execute("UPDATE projection SET event = zeroblob(16)")
      default: try connection.execute("UPDATE ticketBoard_v1_ticket SET status = 'nonsense'")
      }
    }
    #expect(try desk.rows() == before)
  }

  /// The page on which the ticket table begins, with the file closed again.
  private func pageOfTickets(_ path: String) throws -> Int {
    let connection = try Connection(path: path, access: .readWrite)
    return try connection.withStatement(
      "SELECT rootpage FROM sqlite_schema WHERE name = 'ticketBoard_v1_ticket'"
    ) { try $0.step() ? Int($0.int64(0)) : 0 }
  }

  @Test("A file in the place of the views that holds something else is left alone")
  func foreign() throws {
    let desk = try Desk()
    try desk.write(1...50)
    let path = Views.path(besides: desk.log.path)
    // Another log, of all things.
    try EventLog.create(at: path, origin: "/other").close()
    #expect(try desk.rows().count == 50)
    let other = try EventLog.open(at: path, mode: .readOnly)
    #expect(other.identity.origin == "/other")
  }

  @Test("A policy that could not be read back is not adopted")
  func policy() throws {
    let desk = try Desk()
    let tickets = TicketLog(desk.log)
    var policy = TicketPolicy()
    policy.hurryGap = .minutes(-5)
    let actor = Actor(id: try #require(PersonID("d-1")), role: .dispatcher)
    #expect(throws: StoreError.self) { try tickets.adopt(policy, by: actor, at: .epoch) }
    #expect(try tickets.policyInForce() == .standard)
  }

  @Test("A rebuild finds what has drifted, names it, and puts it right")
  func drift() throws {
    let desk = try Desk()
    try desk.write(1...40)
    let views = try Views(of: desk.log)
    let before = try views.query(BoardQuery()).rows
    let connection = try Connection(
      path: Views.path(besides: desk.log.path), access: .readWrite)
    try connection.execute("UPDATE ticketBoard_v1_ticket SET worker = 'w-99' WHERE ticket = 'N-4'")
    try connection.execute("DELETE FROM ticketBoard_v1_ticket WHERE ticket = 'N-7'")
    try connection.execute(
      """
      INSERT INTO ticketBoard_v1_ticket(number, ticket, version, phase, status, is_open, campus, category,
        description, submitted_at, updated_at, words)
      VALUES(100000, 'N-X', 1, 'submitted', 'submitted', 1, 'north', 'x', 'x', 0, 0, 'x')
      """)
    for report in [try views.check(), try views.rebuild()] {
      #expect(report.driftCount == 3)
      #expect(
        report.drift.contains { $0.row == "N-4" && $0.columns == ["worker"] })
      #expect(report.drift.contains { $0.row == "N-7" && $0.kind == .missing })
      #expect(report.drift.contains { $0.row == "N-X" && $0.kind == .extra })
    }
    #expect(try views.query(BoardQuery()).rows == before)
    #expect(try views.check().driftCount == 0)
    var search = BoardQuery()
    search.text = "水管"
    #expect(try views.count(search) == 40)
  }

  @Test("Rebuilding while there are no views, or no events, is no drift")
  func empty() throws {
    let desk = try Desk()
    let views = try Views(of: desk.log)
    #expect(try views.rebuild().driftCount == 0)
    #expect(try views.query(BoardQuery()).rows.isEmpty)
    try desk.write(1...5)
    let report = try Views(of: desk.log).rebuild()
    #expect(report.driftCount == 0)
    #expect(report.events == 15)
  }

  @Test("Two threads replay to the same tickets as one, whatever they carry over")
  func threads() throws {
    let desk = try Desk()
    // Steps of one ticket far apart, so that many tickets straddle the middle.
    try desk.log.bulk { writer in
      for step in 0..<5 {
        for number in 1...3_000 {
          try Desk.append(step, of: #require(TicketID("N-\(number)")), number: number, to: writer)
        }
      }
    }
    let one = try Replay(of: desk.log)
    #expect(one.count == 3_000)
    for threads in [2, 3, 7] {
      let several = try Replay(of: desk.log, threads: threads)
      #expect(several.events == one.events)
      #expect(zip(several.tickets, one.tickets).allSatisfy { $0.ticket == $1.ticket })
      #expect(several.count == one.count)
    }
  }

  @Test("The board as it was: by time what was true, by position what was known")
  func past() throws {
    let desk = try Desk()
    try desk.write(1...9) { _ in 5 }
    let start = Timestamp(clamping: 1_772_352_000_000)
    // Ticket n is submitted at minute 10n and completed at minute 10n + 4.
    let board = try PastBoard(
      of: desk.log, extent: Replay.Extent(occurredBy: start + .minutes(32)))
    var completed = BoardQuery()
    completed.phases = [.completed]
    #expect(try board.count(BoardQuery()) == 3)
    #expect(try board.count(completed) == 2)
    let known = try PastBoard(
      of: desk.log, extent: Replay.Extent(through: LogPosition(11)))
    #expect(try known.query(BoardQuery()).rows.map(\.ticket.rawValue) == ["N-3", "N-2", "N-1"])
    #expect(try known.count(completed) == 2)
  }

  @Test("A log that is only read has views all the same")
  func readOnly() throws {
    let desk = try Desk()
    try desk.write(1...5)
    let reader = try desk.log.makeReader()
    let views = try Views(of: reader)
    #expect(try views.query(BoardQuery()).rows.count == 5)
  }

  private func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    try Files.create(path)
    let file = try #require(fopen(path, "w"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
}
