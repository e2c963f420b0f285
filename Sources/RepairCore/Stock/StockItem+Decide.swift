extension StockItem {
  /// Decides a command to a material in a store.
  ///
  /// A storekeeper gives it, within the campuses of their scope; an automation may say what came in
  /// and what was counted. What the context says of the stock is checked, what it does not say is
  /// not.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - state: the material as it stands; `nil` where the store does not keep it.
  ///   - name: the store and the material.
  ///   - context: who asks, when, and facts from elsewhere.
  ///   - policy: the desk's rules.
  /// - Returns: what happens: one event.
  /// - Throws: the weightiest reason, in the order of ``RefusalCode``.
  public static func decide(
    _ command: StockCommand, on state: StockItem?, named name: StockName,
    in context: CommandContext, under policy: TicketPolicy
  ) throws(Refusal) -> [StockEvent] {
    let rules = StockRules(state: state, name: name, context: context, policy: policy)
    try rules.admit(command)
    try context.checkOrder(after: state?.updatedAt, under: policy)
    let event = try rules.event(for: command)
    try rules.checkLevel(for: command)
    return [event]
  }
}

/// The rules of a store's shelves.
private struct StockRules {
  let state: StockItem?
  let name: StockName
  let context: CommandContext
  let policy: TicketPolicy

  private var fields: FieldRules { FieldRules(policy: policy) }

  /// Who, where, and whether there is such a thing.
  func admit(_ command: StockCommand) throws(Refusal) {
    let campus: CampusCode
    if case .register(let stated, _, _) = command {
      if state != nil {
        throw Refusal(.alreadyExists, "store \(name.store) keeps \(name.item) already")
      }
      campus = stated
    } else {
      guard let state else {
        throw Refusal(
          .unknownItem, "store \(name.store) does not keep \(name.item); register it first")
      }
      campus = state.campus
    }
    switch context.actor.role {
    case .storekeeper: break
    case .system:
      switch command {
      case .register, .receive, .count: break
      case .transfer, .writeOff: throw notPermitted
      }
    case .requester, .dispatcher, .worker, .auditor: throw notPermitted
    }
    guard let scope = context.actor.campuses, !scope.contains(campus) else { return }
    throw Refusal(
      .wrongCampus,
      "the store is of campus \(campus), outside the scope of \(context.actor.id) "
        + "(\(scope.map(\.rawValue).joined(separator: ", ")))")
  }

  private var notPermitted: Refusal {
    Refusal(.notPermitted, "the stock is not for the role \(context.actor.role.rawValue)")
  }

  func event(for command: StockCommand) throws(Refusal) -> StockEvent {
    switch command {
    case .register(let campus, let description, let unit):
      return .registered(
        campus: campus,
        description: try fields.required(
          description, "description", limit: policy.shortTextLimit),
        unit: try fields.optional(unit, "unit", limit: 32))
    case .receive(let quantity, let text):
      try some(quantity)
      return .received(quantity: quantity, text: try fields.shortText(text, "text"))
    case .count(let quantity, let text):
      return .counted(quantity: quantity, text: try fields.shortText(text, "text"))
    case .transfer(let quantity, let store, let override):
      try some(quantity)
      if store == name.store { throw FieldRules.invalid("to", "is the store it is in") }
      if let other = context.otherStock, !other.isKept {
        throw FieldRules.invalid("to", "there is no \(other.name); register the item there first")
      }
      return .transferred(
        quantity: quantity, to: store, override: try fields.shortText(override, "override"))
    case .writeOff(let quantity, let reason, let override):
      try some(quantity)
      return .writtenOff(
        quantity: quantity, reason: reason,
        override: try fields.shortText(override, "override"))
    }
  }

  private func some(_ quantity: Quantity) throws(Refusal) {
    if quantity == .none { throw FieldRules.invalid("quantity", "must be 1 or more") }
  }

  /// The rule that a level does not go below zero, unless there is a reason.
  func checkLevel(for command: StockCommand) throws(Refusal) {
    guard var stock = context.stock, let quantity = command.takenFromStock else { return }
    // What is broken is broken, for whomever it was put aside.
    if case .writeOff = command { stock.reserved = 0 }
    try stock.checkAvailable(quantity)
  }
}
