import RepairCore

/// The particulars of the commands about materials and money.
extension CommandFields {
  mutating func supplyCommand(
    _ kind: TicketCommandKind
  ) throws(MalformedCommand) -> TicketCommand? {
    switch kind {
    case .requestMaterial:
      var request = MaterialRequest(quantity: .none)
      request.line = try lineNumber("line")
      request.item = try stockCode("item")
      request.description = try text("description")
      request.unit = try text("unit")
      guard let quantity = need(try quantity(), "quantity") else { return nil }
      request.quantity = quantity
      return .requestMaterial(request)
    case .reserveMaterial:
      let store: StoreCode? = need(try stockCode("store"), "store")
      let override = try text("override")
      guard let (line, quantity) = try lineAndQuantity(), let store else { return nil }
      return .reserveMaterial(line: line, quantity: quantity, store: store, override: override)
    case .issueMaterial:
      let store: StoreCode? = try stockCode("store")
      let override = try text("override")
      return try lineAndQuantity().map {
        .issueMaterial(line: $0.line, quantity: $0.quantity, store: store, override: override)
      }
    case .useMaterial:
      return try lineAndQuantity().map { .useMaterial(line: $0.line, quantity: $0.quantity) }
    case .returnMaterial:
      let store: StoreCode? = try stockCode("store")
      return try lineAndQuantity().map {
        .returnMaterial(line: $0.line, quantity: $0.quantity, store: store)
      }
    case .writeOffMaterial:
      let reason: ReasonCode? = try neededName("reason")
      let text = try text("text")
      guard let (line, quantity) = try lineAndQuantity(), let reason else { return nil }
      return .writeOffMaterial(line: line, quantity: quantity, reason: reason, text: text)
    case .addCost: return try addCost()
    case .setFunding:
      return .setFunding(source: try identifier("source"), warranty: try code("warranty"))
    case .quote:
      let (text, until) = (try text("text"), try time("until"))
      return try money().map { .quote(QuoteOffer(amount: $0, text: text, until: until)) }
    case .acceptQuote: return need(try lineNumber("quote"), "quote").map { .acceptQuote($0) }
    case .refuseQuote:
      let reason: ReasonCode? = try identifier("reason")
      return need(try lineNumber("quote"), "quote").map { .refuseQuote($0, reason: reason) }
    default: return nil
    }
  }

  private mutating func addCost() throws(MalformedCommand) -> TicketCommand? {
    let kind: CostKind? = try neededName("kind")
    let money = try money()
    let payer: Payer? = try code("payer")
    let funding: FundingCode? = try identifier("funding")
    let text = try text("text")
    let replaces = try lineNumber("replaces")
    guard let kind, let money else { return nil }
    return .addCost(
      CostEntry(
        kind: kind, amount: money, payer: payer ?? .institution, funding: funding, text: text,
        replaces: replaces))
  }

  private mutating func lineAndQuantity() throws(MalformedCommand) -> (
    line: LineNumber, quantity: Quantity
  )? {
    let line = need(try lineNumber("line"), "line")
    let quantity = need(try quantity(), "quantity")
    guard let line, let quantity else { return nil }
    return (line, quantity)
  }

  private mutating func lineNumber(_ name: String) throws(MalformedCommand) -> LineNumber? {
    try number(name, "the number of a line, 1 or more", LineNumber.init)
  }

  /// How much of a material, in whole units.
  mutating func quantity() throws(MalformedCommand) -> Quantity? {
    try number("quantity", "a whole number from 0 to \(Quantity.most)", Quantity.init)
  }

  /// The code of a store or of what it keeps.
  mutating func stockCode<Name: TextIdentifier>(
    _ name: String
  ) throws(MalformedCommand) -> Name? {
    try identifier(name, "a code of 1 to 64 bytes without NUL and /")
  }

  private mutating func money() throws(MalformedCommand) -> Money? {
    let amount = need(try integer("amount"), "amount")
    let currency = try neededText("currency")
    guard let amount, let currency else { return nil }
    let money = Money(minorUnits: Int64(amount), currency: currency)
    if money == nil { reject("currency", "must be three capital letters, as ISO 4217 has them") }
    return money
  }
}

extension JSONWriter {
  mutating func supplyMembers(of command: TicketCommand) {
    switch command {
    case .requestMaterial(let request):
      member("line", request.line?.rawValue)
      member("item", request.item)
      member("description", request.description)
      member("unit", request.unit)
      member("quantity", request.quantity.rawValue)
    case .reserveMaterial(let line, let quantity, let store, let override):
      members(line, quantity)
      member("store", store)
      member("override", override)
    case .issueMaterial(let line, let quantity, let store, let override):
      members(line, quantity)
      member("store", store)
      member("override", override)
    case .useMaterial(let line, let quantity): members(line, quantity)
    case .returnMaterial(let line, let quantity, let store):
      members(line, quantity)
      member("store", store)
    case .writeOffMaterial(let line, let quantity, let reason, let text):
      members(line, quantity)
      member("reason", reason)
      member("text", text)
    case .addCost(let entry): members(of: entry)
    case .setFunding(let source, let warranty):
      member("source", source)
      member("warranty", warranty?.rawValue)
    case .quote(let offer): members(of: offer)
    case .acceptQuote(let quote): member("quote", quote.rawValue)
    case .refuseQuote(let quote, let reason):
      member("quote", quote.rawValue)
      member("reason", reason)
    default: break
    }
  }

  mutating func supplyMembers(of event: TicketEvent) {
    switch event {
    case .materialRequested(let line, let item, let description, let unit, let quantity):
      member("line", line.rawValue)
      member("item", item)
      member("description", description)
      member("unit", unit)
      member("quantity", quantity.rawValue)
    case .materialReserved(let line, let quantity, let store, let override):
      members(line, quantity)
      member("store", store)
      member("override", override)
    case .materialIssued(let line, let quantity, let store, let override):
      members(line, quantity)
      member("store", store)
      member("override", override)
    case .materialUsed(let line, let quantity): members(line, quantity)
    case .materialReturned(let line, let quantity, let store):
      members(line, quantity)
      member("store", store)
    case .materialWrittenOff(let line, let quantity, let reason, let text):
      members(line, quantity)
      member("reason", reason)
      member("text", text)
    case .costAdded(let line, let entry):
      member("line", line.rawValue)
      members(of: entry)
    case .fundingSet(let source, let warranty):
      member("source", source)
      member("warranty", warranty?.rawValue)
    case .quoteMade(let quote, let offer):
      member("quote", quote.rawValue)
      members(of: offer)
    case .quoteAccepted(let quote): member("quote", quote.rawValue)
    case .quoteRefused(let quote, let reason):
      member("quote", quote.rawValue)
      member("reason", reason)
    default: break
    }
  }

  private mutating func members(_ line: LineNumber, _ quantity: Quantity) {
    member("line", line.rawValue)
    member("quantity", quantity.rawValue)
  }

  private mutating func members(of entry: CostEntry) {
    member("kind", entry.kind)
    members(of: entry.amount)
    member("payer", entry.payer.rawValue)
    member("funding", entry.funding)
    member("text", entry.text)
    member("replaces", entry.replaces?.rawValue)
  }

  private mutating func members(of offer: QuoteOffer) {
    members(of: offer.amount)
    member("text", offer.text)
    member("until", offer.until)
  }
}
