import RepairCore

/// Materials and money.
extension EventReader {
  mutating func materialRequested() throws(JSONError) -> TicketEvent {
    var line: LineNumber?
    var item: ItemCode?
    var description: String?
    var unit: String?
    var quantity: Quantity?
    while let key = try nextKey() {
      if key.is("line") {
        try self.line(&line, key)
      } else if key.is("item") {
        try identifier(&item, key)
      } else if key.is("description") {
        try text(&description, key)
      } else if key.is("unit") {
        try text(&unit, key)
      } else if key.is("quantity") {
        try self.quantity(&quantity, key)
      } else {
        try other(key)
      }
    }
    return .materialRequested(
      line: try need(line, "line"), item: item, description: description, unit: unit,
      quantity: try need(quantity, "quantity"))
  }

  mutating func materialReserved() throws(JSONError) -> TicketEvent {
    let move = try move()
    return .materialReserved(
      line: try need(move.line, "line"), quantity: try need(move.quantity, "quantity"),
      store: try need(move.store, "store"), override: move.override)
  }

  mutating func materialIssued() throws(JSONError) -> TicketEvent {
    let move = try move()
    return .materialIssued(
      line: try need(move.line, "line"), quantity: try need(move.quantity, "quantity"),
      store: move.store, override: move.override)
  }

  mutating func materialReturned() throws(JSONError) -> TicketEvent {
    let move = try move()
    return .materialReturned(
      line: try need(move.line, "line"), quantity: try need(move.quantity, "quantity"),
      store: move.store)
  }

  mutating func materialUsed() throws(JSONError) -> TicketEvent {
    let move = try move()
    return .materialUsed(
      line: try need(move.line, "line"), quantity: try need(move.quantity, "quantity"))
  }

  mutating func materialWrittenOff() throws(JSONError) -> TicketEvent {
    let move = try move()
    return .materialWrittenOff(
      line: try need(move.line, "line"), quantity: try need(move.quantity, "quantity"),
      reason: try need(move.reason, "reason"), text: move.text)
  }

  /// The members of whatever moves a line's material; each event takes those that are its own.
  private struct Move {
    var line: LineNumber?
    var quantity: Quantity?
    var store: StoreCode?
    var override: String?
    var reason: ReasonCode?
    var text: String?
  }

  private mutating func move() throws(JSONError) -> Move {
    var move = Move()
    while let key = try nextKey() {
      if key.is("line") {
        try line(&move.line, key)
      } else if key.is("quantity") {
        try quantity(&move.quantity, key)
      } else if key.is("store") {
        try identifier(&move.store, key)
      } else if key.is("override") {
        try text(&move.override, key)
      } else if key.is("reason") {
        try identifier(&move.reason, key)
      } else if key.is("text") {
        try text(&move.text, key)
      } else {
        try other(key)
      }
    }
    return move
  }

  mutating func costAdded() throws(JSONError) -> TicketEvent {
    var line: LineNumber?
    var kind: CostKind?
    var money = MoneyFields()
    var payer: Payer?
    var funding: FundingCode?
    var text: String?
    var replaces: LineNumber?
    while let key = try nextKey() {
      if key.is("line") {
        try self.line(&line, key)
      } else if key.is("kind") {
        try identifier(&kind, key)
      } else if key.is("payer") {
        try code(&payer, key)
      } else if key.is("funding") {
        try identifier(&funding, key)
      } else if key.is("text") {
        try self.text(&text, key)
      } else if key.is("replaces") {
        try self.line(&replaces, key)
      } else if try !money.read(key, from: &self) {
        try other(key)
      }
    }
    return .costAdded(
      line: try need(line, "line"),
      CostEntry(
        kind: try need(kind, "kind"), amount: try money.money(self),
        payer: try need(payer, "payer"), funding: funding, text: text, replaces: replaces))
  }

  mutating func fundingSet() throws(JSONError) -> TicketEvent {
    var source: FundingCode?
    var warranty: Warranty?
    while let key = try nextKey() {
      if key.is("source") {
        try identifier(&source, key)
      } else if key.is("warranty") {
        try code(&warranty, key)
      } else {
        try other(key)
      }
    }
    return .fundingSet(source: source, warranty: warranty)
  }

  mutating func quoteMade() throws(JSONError) -> TicketEvent {
    var quote: LineNumber?
    var money = MoneyFields()
    var text: String?
    var until: Timestamp?
    while let key = try nextKey() {
      if key.is("quote") {
        try line(&quote, key)
      } else if key.is("text") {
        try self.text(&text, key)
      } else if key.is("until") {
        try time(&until, key)
      } else if try !money.read(key, from: &self) {
        try other(key)
      }
    }
    return .quoteMade(
      quote: try need(quote, "quote"),
      QuoteOffer(amount: try money.money(self), text: text, until: until))
  }

  mutating func quoteAccepted() throws(JSONError) -> TicketEvent {
    var quote: LineNumber?
    while let key = try nextKey() {
      if key.is("quote") { try line(&quote, key) } else { try other(key) }
    }
    return .quoteAccepted(quote: try need(quote, "quote"))
  }

  mutating func quoteRefused() throws(JSONError) -> TicketEvent {
    var quote: LineNumber?
    var reason: ReasonCode?
    while let key = try nextKey() {
      if key.is("quote") {
        try line(&quote, key)
      } else if key.is("reason") {
        try identifier(&reason, key)
      } else {
        try other(key)
      }
    }
    return .quoteRefused(quote: try need(quote, "quote"), reason: reason)
  }
}

/// The two members of an amount of money.
private struct MoneyFields {
  private var amount: Int?
  private var currency: String?

  /// Reads a member's value, or answers `false` when it is not one of an amount's.
  mutating func read(
    _ key: JSONReader.Slice, from reader: inout EventReader
  ) throws(JSONError) -> Bool {
    if key.is("amount") {
      try reader.count(&amount, key)
    } else if key.is("currency") {
      try reader.text(&currency, key)
    } else {
      return false
    }
    return true
  }

  func money(_ reader: EventReader) throws(JSONError) -> Money {
    let amount = try reader.need(amount, "amount")
    let currency = try reader.need(currency, "currency")
    guard let money = Money(minorUnits: Int64(amount), currency: currency) else {
      throw reader.json.error(.invalidValue("a currency of three capital letters"))
    }
    return money
  }
}
