/// What a repair costs, who pays, and what the requester was offered.
extension TicketDecider {
  func moneyEvent(_ command: TicketCommand) throws(Refusal) -> TicketEvent {
    switch command {
    case .addCost(let entry):
      return .costAdded(line: ticket.nextCostLine, try sound(entry))
    case .setFunding(let source, let warranty):
      let changes =
        (source != nil && source != ticket.funding)
        || (warranty != nil && warranty != ticket.warranty)
      guard changes else { throw FieldRules.nothingChanges("source, warranty") }
      return .fundingSet(source: source, warranty: warranty)
    case .quote(let offer):
      var sound = offer
      sound.text = try fields.optional(offer.text, "text", limit: policy.longTextLimit)
      try check(offer.amount, atLeast: 1)
      if let until = offer.until { try later(until, "until") }
      if let open = ticket.openQuote, open.offer == sound {
        throw FieldRules.nothingChanges("amount")
      }
      return .quoteMade(quote: ticket.nextQuote, sound)
    case .acceptQuote(let number):
      try checkOpen(number)
      return .quoteAccepted(quote: number)
    case .refuseQuote(let number, let reason):
      try checkOpen(number)
      return .quoteRefused(quote: number, reason: reason)
    default: throw Self.unreachable(command)
    }
  }

  /// Nobody agrees to a price they have not seen: a quote that was replaced meanwhile is named.
  private func checkOpen(_ number: LineNumber) throws(Refusal) {
    guard let open = ticket.openQuote, open.number != number else { return }
    throw FieldRules.invalid("quote", "quote \(open.number) is the open one, not \(number)")
  }

  private func sound(_ entry: CostEntry) throws(Refusal) -> CostEntry {
    var sound = entry
    sound.text = try fields.optional(entry.text, "text", limit: policy.longTextLimit)
    if let number = entry.replaces,
      !ticket.standingCosts.contains(where: { $0.number == number })
    {
      throw FieldRules.invalid("replaces", "there is no cost line \(number) that still counts")
    }
    try check(entry.amount, atLeast: entry.replaces == nil ? 1 : 0)
    let others = ticket.standingCosts.filter { $0.number != entry.replaces }.map(\.entry)
    guard Self.sum(of: others, with: entry.amount) != nil else {
      throw FieldRules.invalid("amount", "makes a sum that is too large")
    }
    if entry.payer == .requester { try checkQuoted(entry, beside: others) }
    return sound
  }

  /// The requester pays only what an accepted quote says, and nothing under guarantee.
  private func checkQuoted(
    _ entry: CostEntry, beside others: [CostEntry]
  ) throws(Refusal) {
    // Nothing at all is asked of nobody: a cost of the requester's can always be taken back.
    if entry.amount.minorUnits == 0 { return }
    if ticket.warranty == .in {
      throw FieldRules.invalid("payer", "under guarantee the requester pays nothing")
    }
    guard let quote = ticket.acceptedQuote?.offer.amount else {
      throw FieldRules.invalid("payer", "the requester has accepted no quote")
    }
    guard quote.currency == entry.amount.currency else {
      throw FieldRules.invalid("currency", "the accepted quote is in \(quote.currency)")
    }
    let sum = Self.sum(of: others.filter { $0.payer == .requester }, with: entry.amount)
    guard let sum, sum.minorUnits <= quote.minorUnits else {
      throw FieldRules.invalid(
        "amount", "the requester would pay more than the accepted quote says, \(quote)")
    }
  }

  private func check(_ amount: Money, atLeast least: Int64) throws(Refusal) {
    guard (least...FieldRules.amountLimit).contains(amount.minorUnits) else {
      throw FieldRules.invalid(
        "amount", "must be \(least) to \(FieldRules.amountLimit) of the currency's smallest unit")
    }
  }

  /// The sum of what is in one currency, or `nil` where it does not fit.
  private static func sum(of entries: [CostEntry], with amount: Money) -> Money? {
    var sum: Money? = amount
    for entry in entries where entry.amount.currency == amount.currency {
      sum = sum?.adding(entry.amount)
    }
    return sum
  }
}
