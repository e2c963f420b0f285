import RepairCore
import Testing

/// Random comings and goings beside plain counting; a failure names the seed that made it.
struct MaterialPropertyTests {
  private static let stores: [StoreCode] = ["north-main", "annex"]
  private static let tickets: [TicketID] = ["N-1", "N-2", "N-3"]
  private static let storekeeper = Actor(id: "s-1", role: .storekeeper)

  /// What somebody with a notebook would write down.
  private struct Notebook {
    struct Row {
      var (issued, used, returned, writtenOff) = (0, 0, 0, 0)
      var inHand: Int { issued - used - returned - writtenOff }
    }

    var rows: [TicketID: [LineNumber: Row]] = [:]
    /// What lies on the shelf of each store.
    var shelf: [StoreCode: Int] = [:]
    /// For whom something is put aside, where, and how much.
    var aside: [String: (store: StoreCode, quantity: Int)] = [:]

    func reserved(in store: StoreCode, besides key: String) -> Int {
      aside.filter { $0.key != key && $0.value.store == store }.values.reduce(0) {
        $0 + $1.quantity
      }
    }
  }

  /// A desk of three tickets and two stores, folded event by event.
  private struct Desk {
    var tickets: [TicketID: Ticket] = [:]
    var levels: [StoreCode: StockLevel] = [:]
    var at = Timestamp.start

    init() throws {
      for store in MaterialPropertyTests.stores {
        let name = StockName(store: store, item: "valve-15")
        levels[store] = StockLevel(of: name)
        levels[store]?.apply(
          .registered(campus: "north", description: "valve", unit: nil), of: name)
        levels[store]?.apply(.received(quantity: 6, text: nil), of: name)
      }
      for id in MaterialPropertyTests.tickets {
        let given = Given(.inProgress).wanting(9).wanting(9, as: 2)
        tickets[id] = given.ticket
      }
      at = .start(.hours(2))
    }

    /// Decides and applies a command; the refusal, if it is one.
    mutating func give(_ command: TicketCommand, on id: TicketID, by actor: Actor) throws
      -> Refusal?
    {
      let before = tickets[id]
      at = at + .minutes(1)
      var context = CommandContext(actor: actor, at: at)
      if let (name, line) = command.stock(on: before) {
        context.stock = levels[name.store]?.facts(for: id, line: line)
      }
      let decision: TicketDecision
      do throws(Refusal) {
        decision = try Ticket.decide(
          .command(command), on: before, named: id, in: context, under: .standard)
      } catch {
        return error
      }
      for event in decision.events {
        let tags = Ticket.tags(for: event, by: actor, before: tickets[id])
        try Ticket.evolve(
          &tickets[id], named: id,
          with: TicketFact(
            version: (tickets[id]?.version ?? .none).next, occurredAt: decision.occurredAt,
            actor: actor.id, role: actor.role, event: event))
        for store in levels.keys {
          guard let tag = levels[store]?.tag, tags.contains(tag),
            StockLevel.kinds.contains(event.kind)
          else { continue }
          levels[store]?.apply(event, of: id)
        }
      }
      return nil
    }
  }

  @Test(
    "What is handed out and accounted for is what counting by hand says, line by line",
    arguments: PropertyTests.seeds)
  func balance(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var (accepted, refused) = (0, 0)
    for _ in 0..<6 {
      var desk = try Desk()
      var book = Notebook()
      for store in Self.stores { book.shelf[store] = 6 }
      for _ in 0..<120 {
        let id = random.pick(Self.tickets)
        let line: LineNumber = random.pick([1, 2])
        let quantity: Quantity = random.pick([0, 1, 1, 2, 3, 5])
        let store = random.pick(Self.stores)
        let key = "\(id)/\(line)"
        let row = book.rows[id]?[line] ?? .init()
        let number = quantity.rawValue
        let free = (book.shelf[store] ?? 0) - book.reserved(in: store, besides: key)
        let isForced = random.isLikely(5)
        let override = isForced ? "the book is wrong" : nil
        var (command, actor) = (TicketCommand.hurry, Self.storekeeper)
        var (next, mayHappen) = (book, false)
        var after = row
        switch random.pick([0, 0, 1, 2, 3, 4]) {
        case 0:
          let named: StoreCode? = random.isLikely(85) ? store : nil
          command = .issueMaterial(
            line: line, quantity: quantity, store: named, override: named == nil ? nil : override)
          mayHappen = number > 0 && (named == nil || isForced || number <= free)
          after.issued += number
          if named != nil { next.shelf[store, default: 0] -= number }
          if let mine = book.aside[key], mine.store == named {
            let left = mine.quantity - number
            next.aside[key] = left > 0 ? (store, left) : nil
          }
        case 1:
          command = .reserveMaterial(
            line: line, quantity: quantity, store: store, override: override)
          let same = book.aside[key].map { $0 == (store, number) } ?? (number == 0)
          mayHappen = !same && (number == 0 || isForced || number <= free)
          next.aside[key] = number == 0 ? nil : (store, number)
        case 2:
          (command, actor) = (.useMaterial(line: line, quantity: quantity), Person.worker.actor)
          mayHappen = number > 0 && number <= row.inHand
          after.used += number
        case 3:
          command = .returnMaterial(line: line, quantity: quantity, store: store)
          mayHappen = number > 0 && number <= row.inHand
          after.returned += number
          next.shelf[store, default: 0] += number
        default:
          command = .writeOffMaterial(line: line, quantity: quantity, reason: "lost", text: nil)
          mayHappen = number > 0 && number <= row.inHand
          after.writtenOff += number
        }
        next.rows[id, default: [:]][line] = after
        let refusal = try desk.give(command, on: id, by: actor)
        #expect(
          (refusal == nil) == mayHappen,
          "seed \(seed): \(command) gave \(String(describing: refusal))")
        if refusal == nil { book = next }
        (accepted, refused) = refusal == nil ? (accepted + 1, refused) : (accepted, refused + 1)
        try Self.compare(desk, with: book, seed)
      }
    }
    // A story in which nothing happens, or nothing is refused, proves nothing.
    #expect(accepted > 100 && refused > 100, "\(accepted), \(refused)")
  }

  private static func compare(_ desk: Desk, with book: Notebook, _ seed: UInt64) throws {
    for (id, rows) in book.rows {
      for (number, row) in rows {
        let line = try #require(desk.tickets[id]?.material(number))
        #expect(
          [line.issued, line.used, line.returned, line.writtenOff, line.inHand]
            == [row.issued, row.used, row.returned, row.writtenOff, row.inHand], "seed \(seed)")
        #expect(line.inHand >= 0)
      }
    }
    for store in stores {
      let level = try #require(desk.levels[store])
      #expect(level.onHand == book.shelf[store], "seed \(seed)")
      #expect(level.reserved == book.reserved(in: store, besides: ""), "seed \(seed)")
      // What is folded from tagged events is what the tickets themselves say.
      var corrected = level
      for id in tickets { corrected.correct(id, to: desk.tickets[id]) }
      #expect(corrected == level, "seed \(seed)")
    }
  }

  @Test(
    "Whatever is entered, the requester never pays more than was agreed",
    arguments: PropertyTests.seeds)
  func payment(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      var given = Given(.inProgress)
      for _ in 0..<25 {
        let kind = random.pick(
          [TicketEventKind.costAdded, .costAdded, .fundingSet, .quoteMade, .quoteAccepted])
        given = given.and(random.event(kind, at: given.soon), by: .worker)
        let ticket = try #require(given.ticket)
        let paid = ticket.requesterPays
        #expect(paid == nil || ticket.warranty != .in, "seed \(seed)")
        if let paid {
          let agreed = try #require(ticket.acceptedQuote?.offer.amount)
          #expect(paid.currency == agreed.currency && paid.minorUnits <= agreed.minorUnits)
        }
        // Who bears what adds up to what it costs, as far as that fits into a number.
        let total = ticket.totalCosts
        let shared = MoneySum(ticket.costShares.map(\.amount))
        let entries = ticket.standingCosts.map(\.entry).filter { $0.payer == .requester }
        if total.isExact, shared.isExact, MoneySum(entries.map(\.amount)).isExact {
          let nothing = { (sum: MoneySum) in sum.amounts.filter { $0.minorUnits != 0 } }
          #expect(nothing(shared) == nothing(total), "seed \(seed)")
        }
      }
    }
  }
}
