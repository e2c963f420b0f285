/// The events of materials: none is judged, so counts only ever grow, and a line that a history leaves
/// out begins with its first event.
extension Ticket {
  mutating func applyMaterial(_ event: TicketEvent) {
    switch event {
    case .materialRequested(let number, let item, let description, let unit, let quantity):
      updateMaterial(number) {
        $0.requested = quantity
        if let item { $0.item = item }
        if let description { $0.description = description }
        if let unit { $0.unit = unit }
      }
    case .materialReserved(let number, let quantity, let store, _):
      updateMaterial(number) {
        $0.reservation =
          quantity == .none ? nil : MaterialLine.Reservation(store: store, quantity: quantity)
      }
    case .materialIssued(let number, let quantity, let store, _):
      updateMaterial(number) {
        $0.issued = $0.issued.addingClamped(quantity.rawValue)
        $0.issuedFrom = store
        if let reservation = $0.reservation, reservation.store == store {
          $0.reservation = reservation.less(quantity)
        }
      }
    case .materialUsed(let number, let quantity):
      updateMaterial(number) { $0.used = $0.used.addingClamped(quantity.rawValue) }
    case .materialReturned(let number, let quantity, _):
      updateMaterial(number) { $0.returned = $0.returned.addingClamped(quantity.rawValue) }
    case .materialWrittenOff(let number, let quantity, _, _):
      updateMaterial(number) { $0.writtenOff = $0.writtenOff.addingClamped(quantity.rawValue) }
    default: break
    }
  }

  /// Keeps a legacy record's one line of free text about what was used; it says no quantities.
  mutating func note(consumables text: String?) {
    guard let text else { return }
    materials.append(MaterialLine(number: nextMaterialLine, description: text))
  }

  /// The number of the line after the last one.
  var nextMaterialLine: LineNumber { materials.map(\.number).max()?.next ?? .first }

  /// Puts back what is still put aside: nobody waits for it any more.
  mutating func endReservations() {
    for index in materials.indices { materials[index].reservation = nil }
  }

  private mutating func updateMaterial(
    _ number: LineNumber, _ change: (inout MaterialLine) -> Void
  ) {
    if let index = materials.firstIndex(where: { $0.number == number }) {
      change(&materials[index])
    } else {
      var line = MaterialLine(number: number)
      change(&line)
      materials.append(line)
    }
  }
}

extension MaterialLine.Reservation {
  /// What is left once so much was handed out; `nil` for nothing.
  func less(_ issued: Quantity) -> Self? {
    guard let left = Quantity(quantity.rawValue - issued.rawValue), left > .none else {
      return nil
    }
    return Self(store: store, quantity: left)
  }
}

/// The events of money.
extension Ticket {
  /// The number of the cost after the last one.
  var nextCostLine: LineNumber { costs.map(\.number).max()?.next ?? .first }

  /// The number of the quote after the last one.
  var nextQuote: LineNumber { quotes.map(\.number).max()?.next ?? .first }

  mutating func applyMoney(_ fact: TicketFact) {
    switch fact.event {
    case .costAdded(let number, let entry):
      if let replaced = entry.replaces,
        let index = costs.firstIndex(where: { $0.number == replaced })
      {
        costs[index].replacedBy = number
      }
      costs.append(
        CostLine(number: number, entry: entry, by: fact.actor, at: fact.occurredAt))
    case .fundingSet(let source, let warranty):
      if let source { funding = source }
      if let warranty { self.warranty = warranty }
    case .quoteMade(let number, let offer):
      for index in quotes.indices where quotes[index].answer == .open {
        quotes[index].answer = .superseded
      }
      quotes.append(
        Quote(number: number, offer: offer, by: fact.actor, at: fact.occurredAt, answer: .open))
    case .quoteAccepted(let number): answer(number, .accepted(at: fact.occurredAt))
    case .quoteRefused(let number, let reason):
      answer(number, .refused(at: fact.occurredAt, reason: reason))
    default: break
    }
  }

  private mutating func answer(_ number: LineNumber, _ answer: Quote.Answer) {
    guard let index = quotes.firstIndex(where: { $0.number == number }) else { return }
    quotes[index].answer = answer
  }
}
