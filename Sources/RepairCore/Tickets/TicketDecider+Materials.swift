/// What is asked for, put aside, handed out and accounted for, line by line.
extension TicketDecider {
  func materialEvent(_ command: TicketCommand) throws(Refusal) -> TicketEvent {
    switch command {
    case .requestMaterial(let request): return try requested(request)
    case .reserveMaterial(let number, let quantity, let store, let override):
      let line = try keptLine(number)
      let reservation =
        quantity == .none ? nil : MaterialLine.Reservation(store: store, quantity: quantity)
      if line.reservation == reservation { throw FieldRules.nothingChanges("quantity") }
      try checkStore()
      return .materialReserved(
        line: number, quantity: quantity, store: store,
        override: try fields.shortText(override, "override"))
    case .issueMaterial(let number, let quantity, let store, let override):
      _ = store == nil ? try line(number) : try keptLine(number)
      try some(quantity)
      let override = try fields.shortText(override, "override")
      if store == nil, override != nil {
        throw FieldRules.invalid("override", "is for a store's stock; name the store")
      }
      try checkStore()
      return .materialIssued(line: number, quantity: quantity, store: store, override: override)
    case .useMaterial(let number, let quantity):
      try inHand(quantity, of: number)
      return .materialUsed(line: number, quantity: quantity)
    case .returnMaterial(let number, let quantity, let store):
      let line = try inHand(quantity, of: number)
      if store != nil { _ = try keptLine(number) }
      try checkStore()
      return .materialReturned(line: number, quantity: quantity, store: store ?? line.issuedFrom)
    case .writeOffMaterial(let number, let quantity, let reason, let text):
      try inHand(quantity, of: number)
      return .materialWrittenOff(
        line: number, quantity: quantity, reason: reason,
        text: try fields.optional(text, "text", limit: policy.longTextLimit))
    default: throw Self.unreachable(command)
    }
  }

  private func requested(_ request: MaterialRequest) throws(Refusal) -> TicketEvent {
    if let number = request.line {
      let line = try line(number)
      guard request.item == nil, request.description == nil, request.unit == nil else {
        throw FieldRules.invalid(
          "line", "keeps its material and its unit; ask for another material without a line")
      }
      if line.requested == request.quantity { throw FieldRules.nothingChanges("quantity") }
      return .materialRequested(
        line: number, item: nil, description: nil, unit: nil, quantity: request.quantity)
    }
    let description = try fields.shortText(request.description, "description")
    let unit = try fields.optional(request.unit, "unit", limit: 32)
    guard request.item != nil || description != nil else {
      throw FieldRules.invalid("item", "or description must say what is wanted")
    }
    try some(request.quantity)
    if ticket.materials.count >= FieldRules.lineLimit {
      throw Refusal(
        .limitReached, "a ticket may have \(FieldRules.lineLimit) materials at most")
    }
    return .materialRequested(
      line: ticket.nextMaterialLine, item: request.item, description: description, unit: unit,
      quantity: request.quantity)
  }

  private func line(_ number: LineNumber) throws(Refusal) -> MaterialLine {
    guard let line = ticket.material(number) else {
      throw FieldRules.invalid("line", "the ticket has no material line \(number)")
    }
    return line
  }

  /// A line whose material has a code, by which stores keep it.
  private func keptLine(_ number: LineNumber) throws(Refusal) -> MaterialLine {
    let line = try line(number)
    guard line.item != nil else {
      throw FieldRules.invalid("store", "line \(number) names no item that a store could keep")
    }
    return line
  }

  private func some(_ quantity: Quantity) throws(Refusal) {
    if quantity == .none { throw FieldRules.invalid("quantity", "must be 1 or more") }
  }

  @discardableResult
  private func inHand(
    _ quantity: Quantity, of number: LineNumber
  ) throws(Refusal) -> MaterialLine {
    let line = try line(number)
    try some(quantity)
    guard quantity.rawValue <= line.inHand else {
      throw FieldRules.invalid(
        "quantity",
        "\(quantity) are more than the \(line.inHand) of line \(number) that are handed out and not "
          + "accounted for")
    }
    return line
  }

  private func checkStore() throws(Refusal) {
    guard let stock = context.stock, !stock.isKept else { return }
    throw FieldRules.invalid("store", "there is no \(stock.name); register the item there first")
  }

  /// The rule that nothing is handed out or put aside that a store does not have.
  func checkStock(of command: TicketCommand) throws(Refusal) {
    guard let stock = context.stock, let quantity = command.takenFromStock else { return }
    try stock.checkAvailable(quantity)
  }
}
