import RepairCore
import Testing

/// A material in a store: who may do what to it, and what its level comes to.
struct StockTests {
  private static let name: StockName = "north-main/valve-15"

  private struct Shelf {
    var item: StockItem?
    var level = StockLevel(of: StockTests.name)
    var at = Timestamp.start

    func decide(
      _ command: StockCommand, by actor: Actor = Person.storekeeper.actor,
      other: StockFacts? = nil
    ) throws(Refusal) -> [StockEvent] {
      var context = CommandContext(actor: actor, at: at, stock: level.facts())
      context.otherStock = other
      return try StockItem.decide(
        command, on: item, named: StockTests.name, in: context, under: .standard)
    }

    mutating func apply(_ event: StockEvent, from name: StockName = StockTests.name) throws {
      at = at + .minutes(1)
      level.apply(event, of: name)
      guard name == StockTests.name else { return }
      try StockItem.evolve(
        &item, named: name,
        with: Fact(
          version: (item?.version ?? .none).next, occurredAt: at, actor: "s-1",
          role: .storekeeper, event: event))
    }

    func refusal(
      _ command: StockCommand, by actor: Actor = Person.storekeeper.actor,
      other: StockFacts? = nil
    ) -> RefusalCode? {
      do throws(Refusal) {
        _ = try decide(command, by: actor, other: other)
        return nil
      } catch {
        return error.code
      }
    }

    static func with(_ quantity: Quantity) throws -> Shelf {
      var shelf = Shelf()
      try shelf.apply(.registered(campus: "north", description: "angle valve", unit: "pcs"))
      try shelf.apply(.received(quantity: quantity, text: nil))
      return shelf
    }
  }

  @Test("A store's and a material's code make one name that can be taken apart again")
  func names() {
    #expect(StockName(store: "北库", item: "阀门 15") == StockName("北库/阀门 15"))
    for text in ["", "/", "a/", "/b", "a/b/c", "ab", "a/b\0"] {
      #expect(StockName(text as String) == nil, "\(text)")
    }
    let slash = "a/b"
    #expect(StoreCode(slash) == nil)
    #expect(ItemCode(slash) == nil)
  }

  @Test("A material is registered once, and everything else needs that")
  func registering() throws {
    let register = StockCommand.register(campus: "north", description: "valve", unit: nil)
    var shelf = Shelf()
    #expect(shelf.refusal(.receive(quantity: 1, text: nil)) == .unknownItem)
    #expect(shelf.refusal(register) == nil)
    try shelf.apply(.registered(campus: "north", description: "valve", unit: nil))
    #expect(shelf.refusal(register) == .alreadyExists)
  }

  @Test("The shelves are the storekeeper's, of the store's campus; an automation may take in")
  func people() throws {
    let shelf = try Shelf.with(5)
    let all: [StockCommand] = [
      .receive(quantity: 1, text: nil), .count(quantity: 1, text: nil),
      .transfer(quantity: 1, to: "annex", override: nil),
      .writeOff(quantity: 1, reason: "broken", override: nil),
    ]
    for command in all {
      #expect(shelf.refusal(command) == nil)
      #expect(shelf.refusal(command, by: Person.storekeeperElsewhere.actor) == .wrongCampus)
      for person in [Person.requester, .dispatcher, .worker, .auditor] {
        #expect(shelf.refusal(command, by: person.actor) == .notPermitted, "\(person)")
      }
    }
    #expect(
      all.map { shelf.refusal($0, by: Person.timer.actor) == nil } == [true, true, false, false])
  }

  @Test("No level goes below zero without a reason, and a blank one is none")
  func belowZero() throws {
    let shelf = try Shelf.with(5)
    for override in [nil, " "] as [String?] {
      #expect(
        shelf.refusal(.transfer(quantity: 6, to: "annex", override: override)) == .limitReached)
      #expect(
        shelf.refusal(.writeOff(quantity: 6, reason: "flood", override: override))
          == .limitReached)
    }
    #expect(shelf.refusal(.transfer(quantity: 6, to: "annex", override: "counted wrong")) == nil)
    #expect(shelf.refusal(.writeOff(quantity: 5, reason: "flood", override: nil)) == nil)
    #expect(shelf.refusal(.transfer(quantity: 0, to: "annex", override: nil)) == .invalidField)
    #expect(shelf.refusal(.receive(quantity: 0, text: nil)) == .invalidField)
    #expect(shelf.refusal(.count(quantity: 0, text: nil)) == nil)
  }

  @Test("What is put aside cannot be sent away, but it can be found broken")
  func reserved() throws {
    var shelf = try Shelf.with(5)
    shelf.level.apply(
      .materialReserved(line: 1, quantity: 4, store: "north-main", override: nil), of: "N-1")
    #expect(shelf.level.facts().available == 1)
    #expect(shelf.level.facts(for: "N-1", line: 1).available == 5)
    #expect(shelf.refusal(.transfer(quantity: 2, to: "annex", override: nil)) == .limitReached)
    #expect(shelf.refusal(.writeOff(quantity: 5, reason: "flood", override: nil)) == nil)
  }

  @Test("A transfer needs another store that keeps the material")
  func transferring() throws {
    let shelf = try Shelf.with(5)
    let unknown = StockFacts(name: "annex/valve-15", isKept: false, onHand: 0)
    #expect(
      shelf.refusal(.transfer(quantity: 1, to: "annex", override: nil), other: unknown)
        == .invalidField)
    #expect(
      shelf.refusal(.transfer(quantity: 1, to: "north-main", override: nil)) == .invalidField)
  }

  @Test("The level is what came in, less what went, as counted last")
  func level() throws {
    var shelf = try Shelf.with(10)
    shelf.level.apply(
      .materialReserved(line: 1, quantity: 4, store: "north-main", override: nil), of: "N-1")
    shelf.level.apply(
      .materialIssued(line: 1, quantity: 3, store: "north-main", override: nil), of: "N-1")
    #expect((shelf.level.onHand, shelf.level.reserved) == (7, 1))
    shelf.level.apply(.materialReturned(line: 1, quantity: 2, store: "north-main"), of: "N-1")
    #expect(shelf.level.onHand == 9)
    try shelf.apply(.counted(quantity: 3, text: nil))
    try shelf.apply(.transferred(quantity: 1, to: "annex", override: nil))
    try shelf.apply(
      .transferred(quantity: 6, to: "north-main", override: nil), from: "annex/valve-15")
    #expect(shelf.level.onHand == 8)
    shelf.level.apply(.workCompleted(WorkCompletion()), of: "N-1")
    #expect(shelf.level.reserved == 0)
    // What is tagged and was put aside or taken elsewhere is none of this store's.
    shelf.level.apply(
      .materialReserved(line: 1, quantity: 4, store: "annex", override: nil), of: "N-1")
    #expect((shelf.level.onHand, shelf.level.reserved) == (8, 0))
  }

  @Test("A level of numbers beyond all bounds stays at the largest there is")
  func bounds() throws {
    var level = StockLevel(of: Self.name)
    for _ in 0..<3 { level.apply(.received(quantity: .most, text: nil), of: Self.name) }
    #expect(level.onHand == 3_000_000_000)
    level.apply(
      .materialIssued(line: .last, quantity: .most, store: "north-main", override: nil), of: "N-1")
    #expect(level.onHand == 2_000_000_000)
    #expect(Quantity(1_000_000_001 as Int) == nil)
    #expect(Quantity(-1 as Int) == nil)
  }

  @Test("A history that cannot be a stock's is said to be one")
  func impossible() throws {
    func fault(_ events: [StockEvent], versions: [Int]) -> ImpossibleHistory.Fault? {
      var item: StockItem?
      do throws(ImpossibleHistory) {
        for (event, version) in zip(events, versions) {
          try StockItem.evolve(
            &item, named: Self.name,
            with: Fact(
              version: StreamVersion(version), occurredAt: .start, actor: "s-1",
              role: .storekeeper, event: event))
        }
        return nil
      } catch {
        return error.fault
      }
    }
    let begin = StockEvent.registered(campus: "north", description: "valve", unit: nil)
    let more = StockEvent.received(quantity: 1, text: nil)
    #expect(fault([more], versions: [1]) == .doesNotBegin(with: "StockRegistered"))
    #expect(fault([begin, begin], versions: [1, 2]) == .beginsAgain)
    #expect(fault([begin, more], versions: [1, 3]) == .gap(after: StreamVersion(1)))
    #expect(fault([begin, more], versions: [1, 2]) == nil)
  }

  @Test("A transfer is one event, filed under both stores")
  func tags() {
    #expect(
      StockItem.tags(
        for: .transferred(quantity: 1, to: "annex", override: nil), of: Self.name)
        == ["stock:north-main/valve-15", "stock:annex/valve-15"])
    #expect(
      StockItem.tags(for: .counted(quantity: 1, text: nil), of: Self.name)
        == ["stock:north-main/valve-15"])
  }
}
