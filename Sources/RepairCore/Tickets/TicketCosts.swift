/// What kind of cost it is, as a code the desk chose, such as `labour`: 1 to 64 UTF-8 bytes.
public struct CostKind: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a kind of cost, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 64) else { return nil }
    self.rawValue = rawValue
  }
}

/// Which budget pays, as a code: 1 to 200 UTF-8 bytes, because legacy records carry free text here.
public struct FundingCode: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a funding source, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 200) else { return nil }
    self.rawValue = rawValue
  }
}

/// Who pays a cost.
public enum Payer: String, CaseIterable, Hashable, Sendable {
  /// The house, out of a funding source.
  case institution
  /// The requester, as far as an accepted quote goes.
  case requester
}

/// A cost as it is entered: the particulars of `addCost`, and of the event it makes.
public struct CostEntry: Hashable, Sendable {
  /// What kind of cost.
  public var kind: CostKind
  /// How much.
  public var amount: Money
  /// Who pays.
  public var payer: Payer
  /// Which budget, where it is not the ticket's.
  public var funding: FundingCode?
  /// What for, in words.
  public var text: String?
  /// The line of the costs this one stands in for, because that was wrong.
  public var replaces: LineNumber?

  /// Makes an entry.
  public init(
    kind: CostKind, amount: Money, payer: Payer = .institution, funding: FundingCode? = nil,
    text: String? = nil, replaces: LineNumber? = nil
  ) {
    self.kind = kind
    self.amount = amount
    self.payer = payer
    self.funding = funding
    self.text = text
    self.replaces = replaces
  }
}

/// One line of a ticket's costs.
public struct CostLine: Hashable, Sendable {
  /// Which of the ticket's lines it is.
  public var number: LineNumber
  /// What was entered.
  public var entry: CostEntry
  /// Who entered it.
  public var by: PersonID
  /// When.
  public var at: Timestamp
  /// The line that stands in for it; it counts no more.
  public var replacedBy: LineNumber?
}

/// What a requester is asked to pay: the particulars of `quote`.
public struct QuoteOffer: Hashable, Sendable {
  /// How much.
  public var amount: Money
  /// What for, in words.
  public var text: String?
  /// Until when it can be accepted; `nil` for as long as it stands.
  public var until: Timestamp?

  /// Makes an offer.
  public init(amount: Money, text: String? = nil, until: Timestamp? = nil) {
    self.amount = amount
    self.text = text
    self.until = until
  }
}

/// One of a ticket's quotes, and what the requester said.
public struct Quote: Hashable, Sendable {
  /// What has become of a quote.
  public enum Answer: Hashable, Sendable {
    /// Nothing said yet.
    case open
    /// Agreed; it says what the requester pays at most.
    case accepted(at: Timestamp)
    /// Not agreed.
    case refused(at: Timestamp, reason: ReasonCode?)
    /// Another quote took its place before there was an answer.
    case superseded
  }

  /// Which of the ticket's quotes it is.
  public var number: LineNumber
  /// What was offered.
  public var offer: QuoteOffer
  /// Who offered.
  public var by: PersonID
  /// When.
  public var at: Timestamp
  /// What the requester said.
  public var answer: Answer
}

extension Ticket {
  /// The quote that waits for an answer, if one does.
  public var openQuote: Quote? { quotes.last { $0.answer == .open } }

  /// The quote that was accepted last, if any was.
  public var acceptedQuote: Quote? {
    quotes.last {
      if case .accepted = $0.answer { true } else { false }
    }
  }

  /// What the repair costs altogether, whoever pays.
  public var totalCosts: MoneySum { MoneySum(standingCosts.map(\.entry.amount)) }

  /// What the requester pays: the costs that are the requester's, no more than the accepted quote
  /// says, and nothing under guarantee.
  public var requesterPays: Money? {
    guard warranty != .in, let limit = acceptedQuote?.offer.amount, limit.minorUnits > 0 else {
      return nil
    }
    let costs = requesterCosts.amount(in: limit.currency)
    guard let costs, costs.minorUnits > 0 else { return nil }
    return costs.minorUnits < limit.minorUnits ? costs : limit
  }

  /// The costs that count: those that no later line stands in for.
  public var standingCosts: [CostLine] { costs.filter { $0.replacedBy == nil } }

  /// The costs entered as the requester's.
  var requesterCosts: MoneySum {
    MoneySum(standingCosts.filter { $0.entry.payer == .requester }.map(\.entry.amount))
  }
}

/// What one payer has to bear of a ticket's costs, out of one budget, in one currency.
public struct CostShare: Hashable, Sendable {
  /// Who pays.
  public var payer: Payer
  /// Which budget; `nil` where none was named, and for the requester.
  public var funding: FundingCode?
  /// How much.
  public var amount: Money

  /// Makes a share.
  public init(payer: Payer, funding: FundingCode?, amount: Money) {
    self.payer = payer
    self.funding = funding
    self.amount = amount
  }
}

extension Ticket {
  /// Who bears how much of the costs: the budgets in the order of their codes, the requester last.
  ///
  /// What was entered as the requester's and is more than the requester pays is the house's. Amounts
  /// that do not fit into a sum are shares of their own.
  public var costShares: [CostShare] {
    var shares: [CostShare] = []
    func add(_ payer: Payer, _ funding: FundingCode?, _ amount: Money) {
      guard amount.minorUnits != 0 else { return }
      let index = shares.firstIndex {
        $0.payer == payer && $0.funding == funding && $0.amount.currency == amount.currency
      }
      if let index, let sum = shares[index].amount.adding(amount) {
        shares[index].amount = sum
      } else {
        shares.append(CostShare(payer: payer, funding: funding, amount: amount))
      }
    }
    for entry in standingCosts.map(\.entry) where entry.payer == .institution {
      add(.institution, entry.funding ?? funding, entry.amount)
    }
    let paid = requesterPays
    for cost in requesterCosts.amounts {
      guard let paid, paid.currency == cost.currency,
        let back = Money(minorUnits: -paid.minorUnits, currency: paid.currency),
        let rest = cost.adding(back)
      else {
        add(.institution, funding, cost)
        continue
      }
      add(.requester, nil, paid)
      add(.institution, funding, rest)
    }
    return shares.sorted { left, right in
      if left.payer != right.payer { return left.payer == .institution }
      if left.funding != right.funding {
        guard let one = left.funding else { return true }
        return right.funding.map { one < $0 } ?? false
      }
      return left.amount.currency < right.amount.currency
    }
  }
}
