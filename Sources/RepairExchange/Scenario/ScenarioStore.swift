import RepairCore
import RepairStore

/// The stores of a scenario: what workers draw for their jobs, and what the jobs cost.
struct ScenarioStore {
  /// Something asked because of materials or costs.
  enum Supply {
    case stock(CommandEnvelope)
    case ticket(ScenarioCommand)
  }

  private struct Part {
    let item: ItemCode
    let name: String
  }

  private let parts: [CategoryCode: [Part]]
  private let stores: [CampusCode: (code: StoreCode, keeper: Actor, desk: Actor)]
  private let currency = "CNY"
  /// How much of each material a store has.
  private var levels: [StockName: Int] = [:]
  private var random: ScenarioRandom

  /// The storekeeper of a campus.
  static func keeper(of campus: Int) -> PersonID? { PersonID("s-\(campus + 1)1") }

  /// Makes the stores, empty, or gives `nil` if their names cannot be made.
  init?(seed: UInt64) {
    random = ScenarioRandom(seed: seed, part: 5)
    var stores: [CampusCode: (StoreCode, Actor, Actor)] = [:]
    for campus in ScenarioCampus.codes.indices.compactMap(ScenarioCampus.init) {
      guard let store = StoreCode("store-\(campus.code)"), let desk = campus.dayDispatchers.first,
        let keeper = Self.keeper(of: campus.number)
      else { return nil }
      stores[campus.code] = (
        store, Actor(id: keeper, role: .storekeeper, campuses: [campus.code]),
        Actor(id: desk, role: .dispatcher, campuses: [campus.code])
      )
    }
    self.stores = stores
    var numbers: [String: ItemCode] = [:]
    var parts: [CategoryCode: [Part]] = [:]
    for fault in ScenarioFault.all {
      guard let category = CategoryCode(fault.category) else { return nil }
      for name in fault.parts {
        let number = numbers.count + 1
        let item = numbers[name] ?? ItemCode(number < 10 ? "part-0\(number)" : "part-\(number)")
        guard let item else { return nil }
        numbers[name] = item
        parts[category, default: []].append(Part(item: item, name: name))
      }
    }
    self.parts = parts
  }

  /// What is asked after a command of a ticket: parts are drawn when work begins, costs are entered
  /// when it is done.
  mutating func supplies(after command: ScenarioCommand, on ticket: Ticket?) -> [Supply] {
    guard let ticket, let store = stores[ticket.campus] else { return [] }
    func next(_ asked: TicketCommand, by actor: Actor) -> Supply {
      .ticket(ScenarioCommand(ticket: ticket.id, actor: actor, at: command.at, command: asked))
    }
    switch command.command {
    case .startWork:
      guard random.chance(650), let parts = parts[ticket.category], !parts.isEmpty else {
        return []
      }
      let part = random.pick(parts)
      let wanted = random.skewed(1...4)
      guard let quantity = Quantity(wanted), let line = LineNumber(ticket.materials.count + 1)
      else { return [] }
      var supplies = replenish(
        StockName(store: store.code, item: part.item), called: part.name, of: ticket.campus,
        for: wanted, by: store.keeper, at: command.at)
      supplies.append(
        next(
          .requestMaterial(
            MaterialRequest(
              item: part.item, description: part.name, unit: "件", quantity: quantity)),
          by: command.actor))
      supplies.append(
        next(
          .issueMaterial(line: line, quantity: quantity, store: store.code, override: nil),
          by: store.keeper))
      return supplies
    case .accept:
      guard random.chance(180), let funding = FundingCode(random.pick(["dormitory", "teaching"]))
      else { return [] }
      return [next(.setFunding(source: funding, warranty: nil), by: store.desk)]
    case .complete:
      guard random.chance(350), let labour = CostKind("labour"),
        let amount = Money(minorUnits: Int64(random.within(4...60) * 500), currency: currency)
      else { return [] }
      return [next(.addCost(CostEntry(kind: labour, amount: amount)), by: store.desk)]
    default: return []
    }
  }

  /// What has to be asked before materials that were drawn are accounted for: whoever completes a job
  /// has built them in, but for some that are left over; a job that ends otherwise gives them back.
  mutating func settle(_ ticket: Ticket?, before command: ScenarioCommand) -> [ScenarioCommand] {
    guard let ticket, let store = stores[ticket.campus] else { return [] }
    var commands: [ScenarioCommand] = []
    func ask(_ asked: TicketCommand, by actor: Actor) {
      commands.append(
        ScenarioCommand(ticket: ticket.id, actor: actor, at: command.at, command: asked))
    }
    for line in ticket.materials where line.inHand > 0 {
      let isBuiltIn = command.command.kind == .complete
      // The store of another campus does not take back what a ticket that has moved on has left.
      let isHome = line.issuedFrom == store.code
      let isSpare = isHome && line.inHand > 1 && random.chance(250)
      let left = isBuiltIn ? (isSpare ? 1 : 0) : line.inHand
      if let used = Quantity(line.inHand - left), used > .none {
        ask(.useMaterial(line: line.number, quantity: used), by: command.actor)
      }
      guard let back = Quantity(left), back > .none else { continue }
      ask(
        .returnMaterial(line: line.number, quantity: back, store: isHome ? store.code : nil),
        by: store.keeper)
      if isHome, let item = line.item {
        levels[StockName(store: store.code, item: item), default: 0] += left
      }
    }
    return commands
  }

  /// Brings in more of a material where too little is left; the first time it is entered, too.
  private mutating func replenish(
    _ name: StockName, called words: String, of campus: CampusCode, for wanted: Int,
    by keeper: Actor, at: Timestamp
  ) -> [Supply] {
    var supplies: [Supply] = []
    if levels[name] == nil {
      supplies.append(
        .stock(
          CommandEnvelope(
            .register(campus: campus, description: words, unit: "件"), item: name, by: keeper,
            at: at)))
    }
    var level = levels[name] ?? 0
    if level < wanted {
      let delivery = random.within(2...6) * 10
      if let quantity = Quantity(delivery) {
        supplies.append(
          .stock(
            CommandEnvelope(
              .receive(quantity: quantity, text: nil), item: name, by: keeper, at: at)))
        level += delivery
      }
    }
    levels[name] = level - wanted
    return supplies
  }
}
