import RepairCore
import Testing

/// What is asked for, handed out and accounted for on a ticket, line by line.
struct MaterialTests {
  private static let wanted = Given(.inProgress).wanting(5)
  private static let handedOut = wanted.issued(5)

  private static func valves(_ quantity: Quantity) -> TicketCommand {
    .requestMaterial(MaterialRequest(item: "valve-15", unit: "pcs", quantity: quantity))
  }

  private static let complete = TicketCommand.sample(.complete, at: .start)

  @Test("Lines are numbered in the order they are asked for")
  func numbers() throws {
    let given = Given(.accepted).when(Self.valves(2), by: .dispatcher)
      .then(
        .materialRequested(
          line: 1, item: "valve-15", description: nil, unit: "pcs", quantity: 2))
    let pipe = MaterialRequest(description: "two metres of hose", unit: "cm", quantity: 200)
    let after = given.when(.requestMaterial(pipe), by: .dispatcher)
      .then(
        .materialRequested(
          line: 2, item: nil, description: "two metres of hose", unit: "cm", quantity: 200))
    #expect(after.ticket?.materials.map(\.number) == [1, 2])
    #expect(after.ticket?.materialsToPrepare.map(\.toPrepare) == [2, 200])
  }

  @Test("A request says what and how much")
  func requestFields() {
    let given = Given(.accepted)
    given.when(.requestMaterial(MaterialRequest(quantity: 1)), by: .dispatcher)
      .refused(.invalidField, field: "item")
    given.when(
      .requestMaterial(MaterialRequest(description: " ", quantity: 1)), by: .dispatcher
    ).refused(.invalidField, field: "item")
    given.when(Self.valves(0), by: .dispatcher).refused(.invalidField, field: "quantity")
  }

  @Test("How much of a line is wanted can be changed, down to nothing, but not what it is")
  func changeRequest() {
    func change(_ quantity: Quantity, item: ItemCode? = nil) -> TicketCommand {
      .requestMaterial(MaterialRequest(line: 1, item: item, quantity: quantity))
    }
    Self.wanted.when(change(3, item: "pipe"), by: .worker).refused(.invalidField, field: "line")
    Self.wanted.when(change(5), by: .worker).refused(.invalidField, field: "quantity")
    let less = Self.wanted.when(change(0), by: .worker).accepted()
    #expect(less.ticket?.materials.count == 1)
    #expect(less.ticket?.materialsToPrepare == [])
    #expect(less.ticket?.materials[0].item == "valve-15")
    Self.wanted.when(
      .requestMaterial(MaterialRequest(line: 2, quantity: 3)), by: .worker
    ).refused(.invalidField, field: "line")
  }

  @Test("What is used, returned and written off is no more than was issued")
  func beyondIssued() {
    let given = Self.handedOut.when(.useMaterial(line: 1, quantity: 2), by: .worker).accepted()
      .when(.returnMaterial(line: 1, quantity: 1, store: nil), by: .storekeeper).accepted()
      .when(.writeOffMaterial(line: 1, quantity: 1, reason: "lost", text: nil), by: .storekeeper)
      .accepted()
    #expect(given.ticket?.materials[0].inHand == 1)
    given.when(.useMaterial(line: 1, quantity: 2), by: .worker)
      .refused(.invalidField, field: "quantity")
    given.when(.returnMaterial(line: 1, quantity: 2, store: nil), by: .storekeeper)
      .refused(.invalidField, field: "quantity")
    given.when(
      .writeOffMaterial(line: 1, quantity: 2, reason: "lost", text: nil), by: .storekeeper
    ).refused(.invalidField, field: "quantity")
    let settled = given.when(.useMaterial(line: 1, quantity: 1), by: .worker).accepted()
    #expect(settled.ticket?.areMaterialsBalanced == true)
    settled.when(.useMaterial(line: 1, quantity: 1), by: .worker).refused(.illegalTransition)
  }

  @Test("One line's surplus does not cover another's")
  func lineByLine() {
    let given = Self.handedOut.and(
      .materialRequested(line: 2, item: "pipe", description: nil, unit: nil, quantity: 1),
      by: .worker)
    given.when(.useMaterial(line: 2, quantity: 1), by: .worker)
      .refused(.invalidField, field: "quantity")
  }

  @Test("What comes back goes to the store it came from, unless another is named")
  func whereTo() {
    Self.handedOut.when(.returnMaterial(line: 1, quantity: 1, store: nil), by: .storekeeper)
      .then(.materialReturned(line: 1, quantity: 1, store: "north-main"))
    Self.handedOut.when(.returnMaterial(line: 1, quantity: 1, store: "annex"), by: .storekeeper)
      .then(.materialReturned(line: 1, quantity: 1, store: "annex"))
  }

  @Test("A desk that keeps no stock hands out without naming a store, by code or in words")
  func withoutStore() {
    let given = Given(.accepted)
      .and(
        .materialRequested(
          line: 1, item: nil, description: "hose", unit: nil, quantity: 1), by: .dispatcher)
    given.when(
      .issueMaterial(line: 1, quantity: 1, store: "north-main", override: nil), by: .storekeeper
    ).refused(.invalidField, field: "store")
    given.when(
      .issueMaterial(line: 1, quantity: 1, store: nil, override: "x"), by: .storekeeper
    ).refused(.invalidField, field: "override")
    given.when(.reserveMaterial(line: 1, quantity: 1, store: "a", override: nil), by: .storekeeper)
      .refused(.illegalTransition)
    let issued = given.when(
      .issueMaterial(line: 1, quantity: 1, store: nil, override: nil), by: .storekeeper
    ).then(.materialIssued(line: 1, quantity: 1, store: nil, override: nil))
    issued.when(.returnMaterial(line: 1, quantity: 1, store: nil), by: .storekeeper)
      .then(.materialReturned(line: 1, quantity: 1, store: nil))
  }

  @Test("Work is not completed while anything handed out is not accounted for")
  func completing() {
    let remote = TicketCommand.resolveRemotely(workDone: "told how to", cause: nil)
    Self.handedOut.when(Self.complete, by: .worker).refused(.materialsOpen)
    Self.handedOut.when(remote, by: .dispatcher).refused(.materialsOpen)
    // What was asked for and never handed out is nobody's burden.
    Self.wanted.when(Self.complete, by: .worker).accepted()
    let settled = Self.handedOut.when(.useMaterial(line: 1, quantity: 5), by: .worker).accepted()
    let done = settled.when(Self.complete, by: .worker).accepted()
    #expect(done.ticket?.materialsToPrepare == [])
  }

  @Test("A ticket is not cancelled, declined or called a duplicate before the materials are back")
  func cancelling() {
    let given = Given(.accepted).wanting(2).issued(2)
    given.when(.cancel(reason: "moved", remark: nil), by: .requester).refused(.materialsOpen)
    given.when(.cancel(reason: "moved", remark: nil), by: .dispatcher).refused(.materialsOpen)
    given.when(.decline(reason: "notOurs", text: nil), by: .dispatcher).refused(.materialsOpen)
    given.when(.markDuplicate(of: "N-0"), by: .dispatcher, other: .exists)
      .refused(.materialsOpen)
    given.when(.returnMaterial(line: 1, quantity: 2, store: nil), by: .storekeeper).accepted()
      .when(.cancel(reason: "moved", remark: nil), by: .requester).accepted()
  }

  @Test("What is put aside is put back when the work is done or the ticket ends")
  func reservations() {
    let given = Self.wanted.when(
      .reserveMaterial(line: 1, quantity: 3, store: "north-main", override: nil),
      by: .storekeeper
    ).accepted()
    #expect(given.ticket?.materials[0].reservation?.quantity == 3)
    given.when(
      .reserveMaterial(line: 1, quantity: 3, store: "north-main", override: nil),
      by: .storekeeper
    ).refused(.invalidField, field: "quantity")
    let some = given.issued(2)
    #expect(some.ticket?.materials[0].reservation?.quantity == 1)
    #expect(given.issued(4).ticket?.materials[0].reservation == nil)
    #expect(given.issued(2, from: "annex").ticket?.materials[0].reservation?.quantity == 3)
    #expect(given.and(.workDone, by: .worker).ticket?.materials[0].reservation == nil)
    let lifted = given.when(
      .reserveMaterial(line: 1, quantity: 0, store: "north-main", override: nil),
      by: .storekeeper
    ).accepted()
    #expect(lifted.ticket?.materials[0].reservation == nil)
  }

  @Test("What a store has and nobody else put aside can be handed out, and more with a reason")
  func stock() {
    func issue(_ quantity: Quantity, override: String? = nil) -> TicketCommand {
      .issueMaterial(line: 1, quantity: quantity, store: "north-main", override: override)
    }
    func stock(_ onHand: Int, reserved: Int = 0, kept: Bool = true) -> StockFacts {
      StockFacts(
        name: "north-main/valve-15", isKept: kept, campus: "north", onHand: onHand,
        reserved: reserved)
    }
    Self.wanted.when(issue(3), by: .storekeeper, stock: stock(3)).accepted()
    Self.wanted.when(issue(3), by: .storekeeper, stock: stock(4, reserved: 2))
      .refused(.limitReached)
    Self.wanted.when(issue(3), by: .storekeeper, stock: stock(-1)).refused(.limitReached)
    Self.wanted.when(
      .reserveMaterial(line: 1, quantity: 3, store: "north-main", override: nil),
      by: .storekeeper, stock: stock(2)
    ).refused(.limitReached)
    Self.wanted.when(issue(3, override: "the book is wrong"), by: .storekeeper, stock: stock(0))
      .then(
        .materialIssued(
          line: 1, quantity: 3, store: "north-main", override: "the book is wrong"))
    // A blank reason is none.
    Self.wanted.when(issue(3), by: .storekeeper, stock: stock(9, kept: false))
      .refused(.invalidField, field: "store")
  }

  @Test("A blank reason forces nothing")
  func blankOverride() {
    let facts = StockFacts(name: "north-main/valve-15", onHand: 0)
    Self.wanted.when(
      .issueMaterial(line: 1, quantity: 1, store: "north-main", override: " "),
      by: .storekeeper, stock: facts
    ).refused(.limitReached)
  }

  @Test("A storekeeper takes from no store of another campus, even for a ticket of their own")
  func storeElsewhere() {
    let facts = StockFacts(name: "south/valve-15", campus: "south", onHand: 9)
    for kind in [TicketCommandKind.issueMaterial, .reserveMaterial] {
      Self.wanted.when(.sample(kind, at: .start), by: .storekeeper, stock: facts)
        .refused(.wrongCampus)
    }
    Self.handedOut.when(
      .returnMaterial(line: 1, quantity: 1, store: "south"), by: .storekeeper, stock: facts
    ).refused(.wrongCampus)
  }

  @Test("A ticket has so many lines and no more, and a line can still be changed")
  func manyLines() {
    var given = Given(.accepted)
    for _ in 0..<200 { given = given.when(Self.valves(1), by: .dispatcher).accepted() }
    given.when(Self.valves(1), by: .dispatcher).refused(.limitReached)
    given.when(
      .requestMaterial(MaterialRequest(line: 200, quantity: 2)), by: .dispatcher
    ).accepted()
  }

  @Test("A legacy record's line about materials is one line of text, and is balanced")
  func consumables() {
    let work = WorkCompletion(workDone: "replaced", consumables: "角阀1个、生料带")
    let given = Given(.inProgress).and(.workCompleted(work), by: .timer)
    #expect(given.ticket?.materials.map(\.description) == ["角阀1个、生料带"])
    #expect(given.ticket?.areMaterialsBalanced == true)
  }

  @Test("A ticket with any number of things put aside can end, within the tags an event may have")
  func manyReservations() throws {
    var given = Given(.inProgress)
    for number in 1...40 {
      let line = try #require(LineNumber(number))
      given =
        given
        .and(
          .materialRequested(
            line: line, item: ItemCode("i-\(number)"), description: nil, unit: nil, quantity: 1),
          by: .worker
        )
        .and(
          .materialReserved(line: line, quantity: 1, store: "north-main", override: nil),
          by: .storekeeper)
    }
    let tags = Ticket.tags(for: .workDone, by: Person.worker.actor, before: given.ticket)
    #expect(tags.count == 17)
  }

  @Test("Stock that moves is tagged with the store and the item, and nothing else is")
  func tags() {
    let ticket = Self.wanted.ticket
    let keeper = Person.storekeeper.actor
    func tags(_ event: TicketEvent, _ ticket: Ticket?) -> [EventTag] {
      Ticket.tags(for: event, by: keeper, before: ticket)
    }
    let issue = TicketEvent.materialIssued(
      line: 1, quantity: 1, store: "north-main", override: nil)
    #expect(tags(issue, ticket) == ["stock:north-main/valve-15"])
    #expect(
      tags(.materialIssued(line: 1, quantity: 1, store: nil, override: nil), ticket) == [])
    let reserved = Self.wanted.and(
      .materialReserved(line: 1, quantity: 1, store: "annex", override: nil), by: .storekeeper)
    #expect(
      tags(
        .materialReserved(line: 1, quantity: 2, store: "north-main", override: nil),
        reserved.ticket) == ["stock:annex/valve-15", "stock:north-main/valve-15"])
    #expect(tags(.workDone, reserved.ticket).contains("stock:annex/valve-15"))
    #expect(!tags(.workDone, ticket).contains("stock:annex/valve-15"))
  }
}
