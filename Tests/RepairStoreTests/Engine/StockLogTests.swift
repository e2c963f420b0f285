import RepairCore
import Testing

@testable import RepairStore

/// Stock in a log: commands as lines, levels across tickets and stores.
@Suite("Stock in the log")
struct StockLogTests {
  private let fixture: LogFixture
  private let tickets: TicketLog

  init() throws {
    fixture = try LogFixture()
    tickets = TicketLog(fixture.log)
  }

  static func line(
    _ command: String, _ subject: String, _ actor: String, _ role: String, _ fields: String = "",
    minute: Int = 0
  ) -> String {
    let kind = subject.contains("/") ? "item" : "ticket"
    let hour = 8 + minute / 60
    let time = "\(hour < 10 ? "0" : "")\(hour):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    return #"{"command":"\#(command)","\#(kind)":"\#(subject)","actor":"\#(actor)","#
      + #""role":"\#(role)","at":"2026-03-01T\#(time):00Z"\#(fields.isEmpty ? "" : "," + fields)}"#
  }

  @discardableResult
  private func run(_ line: String, in log: TicketLog? = nil) throws -> CommandResult {
    try (log ?? tickets).execute(CommandCodec.decode(line.utf8))
  }

  private func refusal(_ line: String) throws -> RefusalCode? {
    if case .refused(let refusal) = try run(line) { refusal.code } else { nil }
  }

  private func keep(_ command: String, _ fields: String, of item: String = "main/valve") -> String {
    Self.line(command, item, "s-1", "storekeeper", fields)
  }

  /// Two stores with some valves, and an accepted ticket that wants nine of them.
  private func open(_ quantity: Int) throws {
    for store in ["main", "annex"] {
      let item = "\(store)/valve"
      try run(keep("registerItem", #""campus":"north","description":"v""#, of: item)).get()
    }
    try run(keep("receiveStock", #""quantity":\#(quantity)"#)).get()
    try ticket("N-1")
  }

  private func ticket(_ name: String) throws {
    try run(
      Self.line(
        "submit", name, "u-1", "requester",
        #""campus":"north","category":"p","description":"d","place":{"code":"x"}"#)
    ).get()
    try run(Self.line("accept", name, "d-1", "dispatcher")).get()
    try run(
      Self.line("requestMaterial", name, "d-1", "dispatcher", #""item":"valve","quantity":9"#)
    ).get()
  }

  private func issue(_ quantity: Int, of ticket: String = "N-1", _ more: String = "") -> String {
    Self.line(
      "issueMaterial", ticket, "s-1", "storekeeper",
      #""line":1,"quantity":\#(quantity),"store":"main"\#(more)"#)
  }

  private func level(_ name: String = "main/valve") throws -> [Int]? {
    let stock = try tickets.stock(try #require(StockName(name)))
    return stock.map { [$0.onHand, $0.reserved] }
  }

  @Test("What tickets take and bring back moves the stock, and nothing is written twice")
  func moves() throws {
    try open(5)
    let before = try fixture.log.head()
    try run(issue(3)).get()
    #expect(try level() == [2, 0])
    #expect(try fixture.log.head() == before.next)
    let back = #""line":1,"quantity":1"#
    try run(Self.line("returnMaterial", "N-1", "s-1", "storekeeper", back)).get()
    #expect(try level() == [3, 0])
    try run(keep("transferStock", #""quantity":2,"to":"annex""#)).get()
    #expect(try level() == [1, 0])
    #expect(try level("annex/valve") == [2, 0])
    try run(keep("countStock", #""quantity":7"#)).get()
    #expect(try level() == [7, 0])
  }

  @Test("More than there is is refused whoever takes it, and a reason forces it below zero")
  func belowZero() throws {
    try open(2)
    #expect(try refusal(issue(3)) == .limitReached)
    #expect(try refusal(keep("transferStock", #""quantity":3,"to":"annex""#)) == .limitReached)
    #expect(try refusal(keep("writeOffStock", #""quantity":3,"reason":"x""#)) == .limitReached)
    try run(issue(3, #","override":"they are on the shelf""#)).get()
    #expect(try level() == [-1, 0])
    #expect(try refusal(issue(1)) == .limitReached)
  }

  @Test("What is put aside is there for its ticket only, until that ends")
  func reservations() throws {
    try open(5)
    try ticket("N-2")
    let aside = #""line":1,"quantity":4,"store":"main""#
    try run(Self.line("reserveMaterial", "N-1", "s-1", "storekeeper", aside)).get()
    #expect(try level() == [5, 4])
    #expect(try refusal(issue(2, of: "N-2")) == .limitReached)
    try run(issue(1, of: "N-2")).get()
    #expect(try refusal(issue(5)) == .limitReached)
    let no = #""reason":"no""#
    try run(Self.line("decline", "N-1", "d-1", "dispatcher", no)).get()
    #expect(try level() == [4, 0])
    try run(issue(3, of: "N-2")).get()
  }

  @Test("A ticket for which very much was put aside can end, and all of it is free again")
  func manyReservations() throws {
    try open(5)
    for number in 2...40 {
      let item = "main/i-\(number)"
      try run(keep("registerItem", #""campus":"north","description":"v""#, of: item)).get()
      try run(keep("receiveStock", #""quantity":1"#, of: item)).get()
      let wanted = #""item":"i-\#(number)","quantity":1"#
      try run(Self.line("requestMaterial", "N-1", "d-1", "dispatcher", wanted)).get()
      let aside = #""line":\#(number),"quantity":1,"store":"main""#
      try run(Self.line("reserveMaterial", "N-1", "s-1", "storekeeper", aside)).get()
    }
    #expect(try level("main/i-40") == [1, 1])
    let no = #""reason":"no""#
    try run(Self.line("decline", "N-1", "d-1", "dispatcher", no)).get()
    #expect(try level("main/i-40") == [1, 0])
    let away = #""quantity":1,"to":"annex""#
    try run(keep("registerItem", #""campus":"north","description":"v""#, of: "annex/i-40")).get()
    try run(keep("transferStock", away, of: "main/i-40")).get()
  }

  @Test("A store that does not keep the item, or is of another campus, gives nothing")
  func otherStores() throws {
    try open(5)
    let elsewhere = #""line":1,"quantity":1,"store":"nowhere""#
    #expect(
      try refusal(Self.line("issueMaterial", "N-1", "s-1", "storekeeper", elsewhere))
        == .invalidField)
    #expect(try refusal(keep("transferStock", #""quantity":1,"to":"nowhere""#)) == .invalidField)
    try run(keep("registerItem", #""campus":"south","description":"v""#, of: "south/valve")).get()
    try run(keep("receiveStock", #""quantity":5"#, of: "south/valve")).get()
    let south = #""line":1,"quantity":1,"store":"south","campuses":["north"]"#
    #expect(
      try refusal(Self.line("issueMaterial", "N-1", "s-1", "storekeeper", south)) == .wrongCampus)
    let scope = #""quantity":1,"campuses":["north"]"#
    #expect(try refusal(keep("receiveStock", scope, of: "south/valve")) == .wrongCampus)
  }

  @Test("An event that moves the stock is under a condition; one that brings back is not")
  func conditions() throws {
    try open(5)
    func condition(_ line: String) throws -> AppendCondition? {
      let envelope = try CommandCodec.decode(line.utf8)
      guard case .append(let proposal) = try tickets.decide(envelope, under: nil, worker: nil)
      else { return nil }
      return proposal.append.condition
    }
    #expect(try condition(issue(1)) != nil)
    #expect(try condition(issue(1, #","override":"x""#)) == nil)
    // A blank reason is none: it forces nothing, so nothing goes unguarded.
    #expect(try condition(issue(1, #","override":" ""#)) != nil)
    #expect(try condition(keep("writeOffStock", #""quantity":1,"reason":"x""#)) != nil)
    #expect(try condition(keep("receiveStock", #""quantity":1"#)) == nil)
  }

  @Test("A second log object, and one that starts anew, count the same")
  func folds() throws {
    try open(5)
    #expect(try level() == [5, 0])
    let other = try EventLog.open(at: fixture.path, mode: .readWrite)
    try run(issue(2), in: TicketLog(other)).get()
    other.close()
    #expect(try level() == [3, 0])
  }

  @Test("A key makes a stock's command happen once")
  func keys() throws {
    try open(5)
    let more = keep("receiveStock", #""quantity":2,"key":"delivery-7""#)
    try run(more).get()
    let again = try run(more).get()
    #expect(again.isRepeated)
    #expect(try level() == [7, 0])
    #expect(
      try refusal(keep("receiveStock", #""quantity":3,"key":"delivery-7""#)) == .duplicateKey)
  }

  @Test("The stores are listed in the order of their names, by campus and by store")
  func listing() throws {
    try open(5)
    try run(keep("registerItem", #""campus":"south","description":"v""#, of: "south/valve")).get()
    #expect(
      try tickets.stocks().map(\.name.rawValue) == ["annex/valve", "main/valve", "south/valve"])
    let south = try #require(CampusCode("south"))
    #expect(try tickets.stocks(campus: south).map(\.name.rawValue) == ["south/valve"])
    let main = try #require(StoreCode("main"))
    #expect(try tickets.stocks(store: main).map(\.onHand) == [5])
    #expect(try tickets.stock(try #require(StockName("no/valve"))) == nil)
  }

  @Test(
    "A stock's line with a stranger's field, a wrong type or another thing's command is malformed",
    arguments: [
      line("receiveStock", "a/b", "s", "storekeeper", #""quantity":"5""#),
      line("receiveStock", "a/b", "s", "storekeeper", #""quantity":5,"worker":"w""#),
      line("accept", "a/b", "s", "storekeeper"), line("receiveStock", "N-1", "s", "storekeeper"),
    ])
  func malformed(_ line: String) {
    #expect(throws: MalformedCommand.self) { try CommandCodec.decode(line.utf8) }
  }

  @Test(
    "What can be read and cannot be is refused",
    arguments: [
      line("receiveStock", "a/b", "s", "storekeeper", #""quantity":-1"#),
      line("receiveStock", "a/b", "s", "storekeeper"),
      line("receiveStock", "a/b", "s", "storekeeper", #""quantity":1000000001"#),
      line("receiveStock", "a/b/c", "s", "storekeeper", #""quantity":1"#),
      line("transferStock", "a/b", "s", "storekeeper", #""quantity":1,"to":"a/b""#),
    ])
  func invalid(_ line: String) throws {
    #expect(try refusal(line) == .invalidField)
  }

  @Test("Every stock command is written as the line it is read from")
  func roundTrip() throws {
    for line in [
      keep("registerItem", #""campus":"north","description":"阀门","unit":"个""#),
      keep("receiveStock", #""quantity":5,"text":"delivery 7""#),
      keep("countStock", #""quantity":0"#),
      keep("transferStock", #""quantity":1,"to":"annex","override":"x""#),
      keep("writeOffStock", #""quantity":1,"reason":"broken","override":"x""#),
    ] {
      let envelope = try CommandCodec.decode(line.utf8)
      let again = try CommandCodec.decode(CommandCodec.encode(envelope))
      #expect(again == envelope)
      #expect(envelope.request.kind == .stock)
    }
  }

  @Test("A damaged stock event is said to be one, with its place")
  func damaged() throws {
    try open(5)
    let type = EventType("StockReceived", schema: 1)
    for payload in [#"{"quantity":-1}"#, "{}", #"{"quantity":1,"colour":"red"}"#] {
      let event = NewEvent(
        type: type, occurredAt: .epoch, actor: try #require(PersonID("s-1")), role: .storekeeper,
        tags: [.stock(try #require(StockName("annex/valve")))], payload: Array(payload.utf8))
      let stored = try fixture.log.append(
        [event], to: try #require(StreamName("stock/annex/valve")), expecting: .any)
      let page = try fixture.log.readLog(after: LogPosition(stored.lastPosition.rawValue - 1))
      #expect(throws: StoreError.self, "\(payload)") {
        try StockItem.fact(of: try #require(page.first))
      }
    }
  }
}
