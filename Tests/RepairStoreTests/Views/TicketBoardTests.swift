import RepairCore
import Testing

@testable import RepairStore

@Suite("Ticket board")
struct TicketBoardTests {
  /// A board of made-up tickets in a file of its own.
  private struct Board {
    let file: ViewsFile
    let rows: ProjectionRows

    init(_ tickets: [NumberedTicket], bulk: Bool = true) throws {
      let file = try ViewsFile.temporary()
      self.file = file
      rows = try ProjectionRows(of: TicketBoard(), in: file.connection)
      try file.connection.transaction(.immediate) {
        try file.createTables(of: TicketBoard(), .live)
        if bulk { try TicketBoard().insert(tickets, into: rows) }
        try file.createIndexes(of: TicketBoard(), .live)
        if !bulk { try TicketBoard().replace(tickets, in: rows) }
      }
    }

    func apply(_ tickets: [NumberedTicket]) throws {
      try file.connection.transaction(.immediate) {
        try TicketBoard().replace(tickets, in: rows)
      }
    }

    func names(_ change: (inout BoardQuery) -> Void = { _ in }) throws -> [String] {
      var query = BoardQuery()
      change(&query)
      let page = try TicketBoard.read(query, from: rows)
      #expect(try TicketBoard.count(query, in: rows) >= page.rows.count)
      return page.rows.map(\.ticket.rawValue)
    }
  }

  private static func ticket(
    _ number: Int, campus: String = "north", category: String = "plumbing",
    description: String = "水管漏水", minutes: Int? = nil, then events: [TicketEvent] = []
  ) throws -> NumberedTicket {
    let id = try #require(TicketID("N-\(number)"))
    let start = Timestamp(clamping: 1_772_352_000_000) + .minutes(Int64(minutes ?? number))
    let submission = TicketSubmission(
      campus: try #require(CampusCode(campus)), category: try #require(CategoryCode(category)),
      description: description, place: Place(code: "dorm-\(number)", address: "\(number)栋 301"),
      contact: Contact(name: "联系人", phone: "13800000000"))
    var ticket: Ticket?
    for (index, event) in ([.submitted(submission)] + events).enumerated() {
      try Ticket.evolve(
        &ticket, named: id,
        with: TicketFact(
          version: StreamVersion(index + 1), occurredAt: start + .minutes(Int64(index)),
          actor: try #require(PersonID("u-\(number)")), role: .requester, event: event))
    }
    return NumberedTicket(number: Int64(number), ticket: try #require(ticket))
  }

  private static func dispatched(to worker: String) -> [TicketEvent] {
    [
      .accepted(priority: .urgent, category: nil),
      .workerDispatched(
        WorkerDispatch(
          worker: PersonID(worker), assignment: AssignmentNumber.none.next)),
    ]
  }

  @Test("A search for 水管 finds 水管漏水 and not 水漏管")
  func chineseSearch() throws {
    let board = try Board([
      Self.ticket(1), Self.ticket(2, description: "水漏管"), Self.ticket(3, description: "管水"),
    ])
    #expect(try board.names { $0.text = "水管" } == ["N-1"])
    #expect(try board.names { $0.text = "水" } == ["N-3", "N-2", "N-1"])
    #expect(try board.names { $0.text = "管" } == ["N-3", "N-2", "N-1"])
  }

  @Test("Pairs that stand apart are not taken for a longer word")
  func longWords() throws {
    let board = try Board([
      Self.ticket(1, description: "水管坏了 管漏了"), Self.ticket(2, description: "水管漏了"),
    ])
    #expect(try board.names { $0.text = "水管漏" } == ["N-2"])
    #expect(try board.names { $0.text = "2栋" } == ["N-2"])
  }

  @Test("Words are found by their beginning, in any case, and all of them must be there")
  func words() throws {
    let board = try Board([
      Self.ticket(1, description: "The Tap drips"), Self.ticket(2, description: "tapestry torn"),
    ])
    #expect(try board.names { $0.text = "tap" } == ["N-2", "N-1"])
    #expect(try board.names { $0.text = "TAP drip" } == ["N-1"])
    #expect(try board.names { $0.text = "rip" } == [])
    #expect(try board.names { $0.text = "??" } == [])
  }

  @Test("A page of text is a search like any other")
  func longSearch() throws {
    let board = try Board([Self.ticket(1, description: "5栋水管漏水")])
    let words = (0..<40).map { "\($0)栋" } + ["5栋水"]
    #expect(try board.names { $0.text = words.joined(separator: " ") } == [])
    let found = Array(repeating: "5栋水 水管漏 管漏水", count: 20)
    #expect(try board.names { $0.text = found.joined(separator: " ") } == ["N-1"])
    #expect(
      try board.names {
        $0.text = (5...14).map { "5栋水管漏水".prefix($0).description }
          .joined(separator: " ")
      } == ["N-1"])
  }

  @Test("How to reach a person is not searched")
  func contact() throws {
    let board = try Board([Self.ticket(1)])
    #expect(try board.names { $0.text = "13800000000" } == [])
    #expect(try board.names { $0.text = "联系人" } == [])
  }

  @Test(
    "A changed text is found by its new words and no longer by its old ones",
    arguments: [true, false])
  func changedWords(bulk: Bool) throws {
    let board = try Board([Self.ticket(1)], bulk: bulk)
    let amended = TicketEvent.amended(TicketAmendment(description: "电灯不亮"))
    try board.apply([Self.ticket(1, then: [amended])])
    #expect(try board.names { $0.text = "水管" } == [])
    #expect(try board.names { $0.text = "电灯" } == ["N-1"])
  }

  @Test("Each filter finds exactly its tickets")
  func filters() throws {
    let board = try Board([
      Self.ticket(1),
      Self.ticket(2, campus: "south", then: Self.dispatched(to: "w-7")),
      Self.ticket(
        3, category: "electric",
        then: [.held(reason: .information, until: nil, text: nil, pausesClock: true)]),
      Self.ticket(
        4, then: [.deadlineSet(due: Timestamp(clamping: 1_772_352_900_000), reason: nil)]),
    ])
    #expect(try board.names { $0.phases = [.dispatched] } == ["N-2"])
    #expect(try board.names { $0.phases = [.dispatched, .submitted] }.count == 4)
    #expect(try board.names { $0.statuses = [.awaitingAcknowledgement] } == ["N-2"])
    #expect(try board.names { $0.campus = CampusCode("south") } == ["N-2"])
    #expect(try board.names { $0.category = CategoryCode("electric") } == ["N-3"])
    #expect(try board.names { $0.worker = PersonID("w-7") } == ["N-2"])
    #expect(try board.names { $0.requester = PersonID("u-1") } == ["N-1"])
    #expect(try board.names { $0.priority = .urgent } == ["N-2"])
    #expect(try board.names { $0.onHold = true } == ["N-3"])
    #expect(
      try board.names { $0.overdueAt = Timestamp(clamping: 1_772_352_900_001) } == ["N-4"])
    #expect(try board.names { $0.overdueAt = Timestamp(clamping: 1_772_352_900_000) } == [])
    let noon = Timestamp(clamping: 1_772_352_000_000)
    #expect(try board.names { $0.since = noon + .minutes(3) } == ["N-4", "N-3"])
    #expect(try board.names { $0.until = noon + .minutes(3) } == ["N-2", "N-1"])
  }

  @Test("A time range orders by time, although the log learned of it in another order")
  func timeOrder() throws {
    let board = try Board([
      Self.ticket(1, minutes: 30), Self.ticket(2, minutes: 10), Self.ticket(3, minutes: 20),
    ])
    let start = Timestamp(clamping: 1_772_352_000_000)
    #expect(try board.names() == ["N-3", "N-2", "N-1"])
    #expect(try board.names { $0.since = start } == ["N-1", "N-3", "N-2"])
  }

  @Test(
    "Pages follow one another without a gap or a repetition", arguments: BoardQuery.Order.allCases)
  func paging(order: BoardQuery.Order) throws {
    let board = try Board(
      (1...23).map { number in
        // Some with a date and an urgency, some without, and several alike.
        try Self.ticket(
          number, minutes: number % 5,
          then: number % 3 == 0
            ? [.accepted(priority: Priority(number % 4 + 1), category: nil)]
            : number % 3 == 1
              ? [.deadlineSet(due: Timestamp(clamping: Int64(number % 2) + 5), reason: nil)] : [])
      })
    var query = BoardQuery()
    query.order = order
    let all = try TicketBoard.read(query, from: board.rows).rows
    #expect(all.count == 23)
    query.limit = 4
    var paged: [BoardRow] = []
    repeat {
      let page = try TicketBoard.read(query, from: board.rows)
      paged += page.rows
      // A cursor survives being printed and read again.
      query.after = try page.next.map { try #require(BoardCursor($0.description)) }
    } while query.after != nil
    #expect(paged == all)
  }

  @Test("A cursor of another order is refused")
  func otherOrder() throws {
    let board = try Board([Self.ticket(1), Self.ticket(2)])
    for (cursor, change) in [
      ("priority.3.1", { (_: inout BoardQuery) in }), ("newest..1", { $0.since = .epoch }),
      ("newest.5.1", { _ in }), ("updated..1", { $0.order = .updated }),
    ] as [(String, (inout BoardQuery) -> Void)] {
      var query = BoardQuery()
      change(&query)
      let after = try #require(BoardCursor(cursor))
      query.after = after
      #expect(throws: StoreError.self) {
        try TicketBoard.read(query, from: board.rows)
      }
    }
  }

  @Test(
    "What is not a cursor is none", arguments: ["", "newest", "newest..", "x.1.2", "newest.a.1"])
  func badCursor(text: String) {
    #expect(BoardCursor(text) == nil)
  }

  @Test("Filling in bulk and applying one by one give the same rows")
  func sameRows() throws {
    let tickets = try (1...9).map { try Self.ticket($0, then: Self.dispatched(to: "w-\($0 % 2)")) }
    let bulk = try Board(tickets)
    let single = try Board(tickets.map { try Self.ticket(Int($0.number)) }, bulk: false)
    try single.apply(tickets)
    #expect(
      try TicketBoard.read(BoardQuery(), from: bulk.rows)
        == TicketBoard.read(BoardQuery(), from: single.rows))
  }
}
