import RepairCore
import Testing

@testable import RepairStore

/// What is to be prepared, and what repairs cost, kept in the views file.
@Suite("Supplies in the views")
struct SupplyBoardTests {
  private let fixture: LogFixture
  private let tickets: TicketLog
  private let views: Views

  init() throws {
    fixture = try LogFixture()
    tickets = TicketLog(fixture.log)
    views = try Views(of: fixture.log)
  }

  private func run(
    _ command: String, _ ticket: String, _ role: String, _ fields: String = "",
    minute: Int = 0
  ) throws {
    let actor = ["requester": "u-1", "worker": "w-1", "storekeeper": "s-1"][role] ?? "d-1"
    let line = StockLogTests.line(command, ticket, actor, role, fields, minute: minute)
    try tickets.execute(CommandCodec.decode(line.utf8)).get()
  }

  /// A ticket that is accepted and wants something.
  private func open(_ ticket: String, campus: String = "north", wants quantity: Int = 2) throws {
    try run(
      "submit", ticket, "requester",
      #""campus":"\#(campus)","category":"p","description":"d","place":{"code":"x"}"#)
    try run("accept", ticket, "dispatcher")
    try run("requestMaterial", ticket, "dispatcher", #""item":"valve","quantity":\#(quantity)"#)
  }

  private func cost(_ amount: Int, of ticket: String, _ more: String = "") throws {
    try run(
      "addCost", ticket, "dispatcher",
      #""kind":"labour","amount":\#(amount),"currency":"CNY"\#(more)"#)
  }

  private func lines(_ campus: String? = nil) throws -> [String] {
    try views.materialsToPrepare(campus: campus.flatMap(CampusCode.init)).map {
      "\($0.ticket) \($0.line) \($0.missing)"
    }
  }

  @Test("Acceptance puts what is asked for on the storekeeper's list, and handing out takes it off")
  func toPrepare() throws {
    try open("N-1")
    try open("N-2", campus: "south")
    #expect(try lines() == ["N-1 1 2", "N-2 1 2"])
    #expect(try lines("south") == ["N-2 1 2"])
    try run("issueMaterial", "N-1", "storekeeper", #""line":1,"quantity":1"#)
    #expect(try lines("north") == ["N-1 1 1"])
    try run("issueMaterial", "N-1", "storekeeper", #""line":1,"quantity":1"#)
    #expect(try lines("north") == [])
    try run("decline", "N-2", "dispatcher", #""reason":"no""#)
    #expect(try lines() == [])
  }

  @Test("A ticket that is not accepted asks the storekeeper for nothing")
  func transferred() throws {
    try open("N-1")
    try run("transfer", "N-1", "dispatcher", #""campus":"south","reason":"wrong""#)
    #expect(try lines() == [])
    try run("accept", "N-1", "dispatcher")
    #expect(try lines("south") == ["N-1 1 2"])
  }

  @Test("Costs are added up by ticket, campus and budget, each currency by itself")
  func totals() throws {
    try open("N-1")
    try open("N-2", campus: "south")
    try cost(500, of: "N-1")
    try cost(70, of: "N-1", #","funding":"canteen""#)
    try cost(30, of: "N-2")
    try run(
      "addCost", "N-2", "dispatcher", #""kind":"vendor","amount":9,"currency":"EUR""#)
    try run("setFunding", "N-2", "dispatcher", #""source":"housing""#)
    try run("quote", "N-2", "dispatcher", #""amount":40,"currency":"CNY""#)
    try run("acceptQuote", "N-2", "requester", #""quote":1"#)
    try cost(40, of: "N-2", #","payer":"requester""#)
    func rows(_ grouping: CostGrouping, _ campus: String? = nil) throws -> [String] {
      try views.costs(by: grouping, campus: campus.flatMap(CampusCode.init)).map {
        "\($0.group ?? "-") \($0.currency) \($0.institution) \($0.requester) \($0.tickets)"
      }
    }
    #expect(try rows(.ticket) == ["N-1 CNY 570 0 1", "N-2 CNY 30 40 1", "N-2 EUR 9 0 1"])
    #expect(try rows(.campus) == ["north CNY 570 0 1", "south CNY 30 40 1", "south EUR 9 0 1"])
    #expect(
      try rows(.funding) == [
        "- CNY 500 40 2", "canteen CNY 70 0 1", "housing CNY 30 0 1", "housing EUR 9 0 1",
      ])
    #expect(try rows(.funding, "north") == ["- CNY 500 0 1", "canteen CNY 70 0 1"])
  }

  @Test("Sums that do not fit are said not to be exact")
  func overflow() throws {
    for number in 1...2 {
      try open("N-\(number)")
      let ticket = try #require(TicketID("N-\(number)"))
      let money = try #require(Money(minorUnits: .max, currency: "CNY"))
      let event = TicketEvent.costAdded(
        line: .first, CostEntry(kind: try #require(CostKind("x")), amount: money))
      let actor = try TicketDesk.actor("d-1", .dispatcher)
      _ = try fixture.log.append(
        Append(
          [
            NewEvent(
              event, at: try #require(Timestamp("2026-03-01T09:00:00Z")), by: actor, before: nil)
          ], to: StreamName(ticket: ticket), expecting: .any))
    }
    let total = try #require(try views.costs(by: .campus).first)
    #expect((total.institution, total.isExact) == (.max, false))
  }

  @Test("The rows kept are those made anew, and a row that drifted is found")
  func drift() throws {
    for number in 1...20 {
      try open("N-\(number)", wants: number)
      if number % 2 == 0 { try cost(number, of: "N-\(number)") }
      if number % 3 == 0 {
        try run("issueMaterial", "N-\(number)", "storekeeper", #""line":1,"quantity":1"#)
      }
      if number % 5 == 0 { _ = try views.materialsToPrepare() }
    }
    _ = try views.costs(by: .campus)
    #expect(try views.check(SupplyBoard()).drift == [])
    try views.file.connection.execute(
      "UPDATE supplyBoard_v1_cost SET amount = 7 WHERE ticket = 'N-4'")
    try views.file.connection.execute("DELETE FROM supplyBoard_v1_line WHERE ticket = 'N-5'")
    let drift = try views.rebuild(SupplyBoard()).drift
    #expect(Set(drift.map(\.row)) == ["N-4", "N-5"])
    #expect(try views.check(SupplyBoard()).drift == [])
    #expect(try views.costs(by: .campus).map(\.institution) == [110])
  }

  @Test("An engine answers what is to prepare, what it cost and what a store has")
  func engine() async throws {
    try open("N-1")
    try cost(500, of: "N-1")
    let item = "main/valve"
    for line in [
      StockLogTests.line(
        "registerItem", item, "s-1", "storekeeper", #""campus":"north","description":"v""#),
      StockLogTests.line("receiveStock", item, "s-1", "storekeeper", #""quantity":3"#),
    ] { try tickets.execute(CommandCodec.decode(line.utf8)).get() }
    let engine = try await RepairEngine(opening: fixture.path)
    #expect(try await engine.materialsToPrepare(campus: CampusCode("north")).count == 1)
    #expect(try await engine.costs(by: .ticket).map(\.institution) == [500])
    #expect(try await engine.stocks().map(\.onHand) == [3])
    #expect(try await engine.stock(try #require(StockName(item)))?.available == 3)
    await engine.close()
  }
}
