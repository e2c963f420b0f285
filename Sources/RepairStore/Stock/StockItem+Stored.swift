public import RepairCore

extension StockItem: StoredSubject {
  package static let kind = SubjectKind.stock

  private enum CommandName: String, CaseIterable {
    case registerItem, receiveStock, countStock, transferStock, writeOffStock
  }

  package static let commandNames = CommandName.allCases.map(\.rawValue)

  package static func name(of command: StockCommand) -> String { named(command).rawValue }

  private static func named(_ command: StockCommand) -> CommandName {
    switch command {
    case .register: .registerItem
    case .receive: .receiveStock
    case .count: .countStock
    case .transfer: .transferStock
    case .writeOff: .writeOffStock
    }
  }

  package static func command(
    named name: String, from fields: inout CommandFields
  ) throws(MalformedCommand) -> StockCommand? {
    switch CommandName(rawValue: name) {
    case .registerItem:
      let campus: CampusCode? = try fields.neededName("campus")
      let description = try fields.neededText("description")
      let unit = try fields.text("unit")
      guard let campus, let description else { return nil }
      return .register(campus: campus, description: description, unit: unit)
    case .receiveStock:
      let text = try fields.text("text")
      return fields.need(try fields.quantity(), "quantity").map {
        .receive(quantity: $0, text: text)
      }
    case .countStock:
      let text = try fields.text("text")
      return fields.need(try fields.quantity(), "quantity").map { .count(quantity: $0, text: text) }
    case .transferStock:
      let quantity = fields.need(try fields.quantity(), "quantity")
      let store: StoreCode? = fields.need(try fields.stockCode("to"), "to")
      let override = try fields.text("override")
      guard let quantity, let store else { return nil }
      return .transfer(quantity: quantity, to: store, override: override)
    case .writeOffStock:
      let quantity = fields.need(try fields.quantity(), "quantity")
      let reason: ReasonCode? = try fields.neededName("reason")
      let override = try fields.text("override")
      guard let quantity, let reason else { return nil }
      return .writeOff(quantity: quantity, reason: reason, override: override)
    case nil: return nil
    }
  }

  package static func write(_ command: StockCommand, to writer: inout JSONWriter) {
    switch command {
    case .register(let campus, let description, let unit):
      writer.registration(campus, description, unit)
    case .receive(let quantity, let text), .count(let quantity, let text):
      writer.member("quantity", quantity.rawValue)
      writer.member("text", text)
    case .transfer(let quantity, let store, let override):
      writer.transfer(quantity, store, override)
    case .writeOff(let quantity, let reason, let override):
      writer.writeOff(quantity, reason, override)
    }
  }

  package static func request(_ request: SubjectRequest<StockItem>) -> DeskRequest {
    .stock(request)
  }

  package static let eventTypes = StockEventKind.allCases.map { EventType($0.rawValue, schema: 1) }

  package static func type(of event: StockEvent) -> EventType {
    EventType(event.kind.rawValue, schema: 1)
  }

  package static func write(_ event: StockEvent, to writer: inout JSONWriter) {
    switch event {
    case .registered(let campus, let description, let unit):
      writer.registration(campus, description, unit)
    case .received(let quantity, let text), .counted(let quantity, let text):
      writer.member("quantity", quantity.rawValue)
      writer.member("text", text)
    case .transferred(let quantity, let store, let override):
      writer.transfer(quantity, store, override)
    case .writtenOff(let quantity, let reason, let override):
      writer.writeOff(quantity, reason, override)
    }
  }

  package static func event(
    of type: EventType, from fields: inout CommandFields
  ) throws(MalformedCommand) -> StockEvent? {
    // An event has the fields of the command it came from.
    guard let kind = StockEventKind(rawValue: type.name) else { return nil }
    let name: CommandName =
      switch kind {
      case .registered: .registerItem
      case .received: .receiveStock
      case .counted: .countStock
      case .transferred: .transferStock
      case .writtenOff: .writeOffStock
      }
    switch try command(named: name.rawValue, from: &fields) {
    case .register(let campus, let description, let unit):
      return .registered(campus: campus, description: description, unit: unit)
    case .receive(let quantity, let text): return .received(quantity: quantity, text: text)
    case .count(let quantity, let text): return .counted(quantity: quantity, text: text)
    case .transfer(let quantity, let store, let override):
      return .transferred(quantity: quantity, to: store, override: override)
    case .writeOff(let quantity, let reason, let override):
      return .writtenOff(quantity: quantity, reason: reason, override: override)
    case nil: return nil
    }
  }

  package static func tags(
    for event: StockEvent, of name: StockName, by actor: Actor, before state: StockItem?
  ) -> [EventTag] {
    tags(for: event, of: name)
  }

  package static func lookAround(
    for command: StockCommand, on state: StockItem?, named name: StockName,
    adding surroundings: inout Surroundings, in log: TicketLog,
    at snapshot: TicketLog.FoldSnapshot
  ) throws {
    if case .transfer(_, let store, _) = command {
      // Once a store keeps a material it always does: what is there needs no condition.
      let other = StockName(store: store, item: name.item)
      surroundings.context.otherStock = try log.stockLevel(of: other, in: snapshot).facts()
    }
    guard let quantity = command.takenFromStock else { return }
    let level = try log.stockLevel(of: name, sufficingFor: quantity, in: snapshot)
    surroundings.context.stock = level.facts()
    surroundings.queries += StockLevel(of: name).query.items
  }
}

extension JSONWriter {
  fileprivate mutating func registration(
    _ campus: CampusCode, _ description: String, _ unit: String?
  ) {
    member("campus", campus)
    member("description", description)
    member("unit", unit)
  }

  fileprivate mutating func transfer(
    _ quantity: Quantity, _ store: StoreCode, _ override: String?
  ) {
    member("quantity", quantity.rawValue)
    member("to", store)
    member("override", override)
  }

  fileprivate mutating func writeOff(
    _ quantity: Quantity, _ reason: ReasonCode, _ override: String?
  ) {
    member("quantity", quantity.rawValue)
    member("reason", reason)
    member("override", override)
  }
}

extension CommandEnvelope {
  /// Makes an envelope of a command about a material in a store.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - item: the store and the material.
  ///   - actor: who asks.
  ///   - at: when it happened.
  ///   - key: the idempotency key.
  ///   - expectedVersion: the version the caller believes the material's record has.
  ///   - causation: the event or message that led to it.
  ///   - correlation: the larger undertaking it is part of.
  public init(
    _ command: StockCommand, item: StockName, by actor: Actor, at: Timestamp, key: String? = nil,
    expectedVersion: StreamVersion? = nil, causation: String? = nil, correlation: String? = nil
  ) {
    self.init(
      .stock(.command(command)), of: item.rawValue, by: actor, at: at, key: key,
      expectedVersion: expectedVersion, causation: causation, correlation: correlation)
  }
}
