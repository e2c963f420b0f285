import RepairCore
import Testing

/// What a repair costs, and who pays.
struct CostTests {
  private static let given = Given(.inProgress)

  private static func cost(
    _ amount: Money, payer: Payer = .institution, replaces: LineNumber? = nil
  ) -> TicketCommand {
    .addCost(CostEntry(kind: "labour", amount: amount, payer: payer, replaces: replaces))
  }

  private static func quoted(_ amount: Int64) -> Given {
    given.quoted(amount).and(.quoteAccepted(quote: 1), by: .requester)
  }

  @Test("Costs add up, each currency by itself")
  func totals() {
    let given = Self.given.when(Self.cost(.cny(500)), by: .worker).accepted()
      .when(Self.cost(.eur(70)), by: .dispatcher).accepted()
      .when(Self.cost(.cny(25)), by: .worker).accepted()
    #expect(given.ticket?.totalCosts.amounts == [.cny(525), .eur(70)])
    #expect(given.ticket?.costs.map(\.number) == [1, 2, 3])
    #expect(given.ticket?.requesterPays == nil)
  }

  @Test(
    "An amount is positive and not beyond all reason",
    arguments: [0, -1, .min, 1_000_000_000_001, .max] as [Int64])
  func amounts(_ amount: Int64) {
    Self.given.when(Self.cost(.cny(amount)), by: .worker).refused(.invalidField, field: "amount")
    Self.given.when(.quote(QuoteOffer(amount: .cny(amount))), by: .worker)
      .refused(.invalidField, field: "amount")
  }

  @Test("A sum that does not fit is refused, whatever the log says already")
  func overflow() {
    let given = Self.given.and(
      .costAdded(line: 1, CostEntry(kind: "labour", amount: .cny(.max))), by: .worker)
    given.when(Self.cost(.cny(1)), by: .worker).refused(.invalidField, field: "amount")
    given.when(Self.cost(.eur(1)), by: .worker).accepted()
    let twice = given.and(
      .costAdded(line: 2, CostEntry(kind: "labour", amount: .cny(1))), by: .worker)
    #expect(twice.ticket?.totalCosts.isExact == false)
  }

  @Test("A wrong cost is replaced, and no longer counts")
  func replacing() {
    let given = Self.given.when(Self.cost(.cny(10_000)), by: .worker).accepted()
      .when(Self.cost(.cny(1_000), replaces: 1), by: .worker).accepted()
    #expect(given.ticket?.totalCosts.amounts == [.cny(1_000)])
    #expect(given.ticket?.costs[0].replacedBy == 2)
    given.when(Self.cost(.cny(1), replaces: 1), by: .worker)
      .refused(.invalidField, field: "replaces")
    given.when(Self.cost(.cny(1), replaces: 9), by: .worker)
      .refused(.invalidField, field: "replaces")
    let nothing = given.when(Self.cost(.cny(0), replaces: 2), by: .worker).accepted()
    #expect(nothing.ticket?.totalCosts.amounts == [.cny(0)])
  }

  @Test("The requester pays only what an accepted quote says")
  func onlyQuoted() {
    Self.given.when(Self.cost(.cny(10), payer: .requester), by: .worker)
      .refused(.invalidField, field: "payer")
    Self.given.quoted(900).when(Self.cost(.cny(10), payer: .requester), by: .worker)
      .refused(.invalidField, field: "payer")
    let agreed = Self.quoted(900)
    agreed.when(Self.cost(.cny(901), payer: .requester), by: .worker)
      .refused(.invalidField, field: "amount")
    agreed.when(Self.cost(.eur(1), payer: .requester), by: .worker)
      .refused(.invalidField, field: "currency")
    let some = agreed.when(Self.cost(.cny(800), payer: .requester), by: .worker).accepted()
    #expect(some.ticket?.requesterPays == .cny(800))
    some.when(Self.cost(.cny(101), payer: .requester), by: .worker)
      .refused(.invalidField, field: "amount")
    // The old line gives its room to the one that replaces it.
    let other = some.when(Self.cost(.cny(900), payer: .requester, replaces: 1), by: .worker)
      .accepted()
    #expect(other.ticket?.requesterPays == .cny(900))
    some.when(Self.cost(.cny(50_000)), by: .worker).accepted()
  }

  @Test("Under guarantee the requester pays nothing, also of what was entered before")
  func underGuarantee() {
    let paid = Self.quoted(900).when(Self.cost(.cny(800), payer: .requester), by: .worker)
      .accepted()
    let covered = paid.when(.setFunding(source: nil, warranty: .in), by: .dispatcher).accepted()
    #expect(covered.ticket?.requesterPays == nil)
    #expect(covered.ticket?.totalCosts.amounts == [.cny(800)])
    #expect(covered.ticket?.costShares.map(\.payer) == [.institution])
    covered.when(Self.cost(.cny(1), payer: .requester), by: .worker)
      .refused(.invalidField, field: "payer")
    covered.when(.quote(QuoteOffer(amount: .cny(5))), by: .worker).refused(.illegalTransition)
    let out = covered.when(.setFunding(source: nil, warranty: .out), by: .dispatcher).accepted()
    #expect(out.ticket?.requesterPays == .cny(800))
  }

  @Test("A history of other rules never makes the requester pay more than was agreed")
  func unjudged() {
    let given = Self.quoted(900).and(
      .costAdded(
        line: 1, CostEntry(kind: "labour", amount: .cny(5_000), payer: .requester)), by: .worker)
    #expect(given.ticket?.requesterPays == .cny(900))
    #expect(
      given.ticket?.costShares == [
        CostShare(payer: .institution, funding: nil, amount: .cny(4_100)),
        CostShare(payer: .requester, funding: nil, amount: .cny(900)),
      ])
  }

  @Test("A new quote takes the place of the open one, which can be accepted no more")
  func superseded() {
    let two = Self.given.quoted(900).when(.quote(QuoteOffer(amount: .cny(700))), by: .worker)
      .then(.quoteMade(quote: 2, QuoteOffer(amount: .cny(700))))
    #expect(two.ticket?.quotes[0].answer == .superseded)
    two.when(.acceptQuote(1), by: .requester).refused(.invalidField, field: "quote")
    two.when(.quote(QuoteOffer(amount: .cny(700))), by: .worker)
      .refused(.invalidField, field: "amount")
    let agreed = two.when(.acceptQuote(2), by: .requester).accepted()
    #expect(agreed.ticket?.acceptedQuote?.number == 2)
    agreed.when(.acceptQuote(2), by: .requester).refused(.illegalTransition)
  }

  @Test("A refused quote binds nobody, and the one agreed to before stands")
  func refused() {
    let given = Self.quoted(900).when(.quote(QuoteOffer(amount: .cny(2_000))), by: .worker)
      .accepted()
      .when(.refuseQuote(2, reason: "tooDear"), by: .deskForRequester).accepted()
    #expect(given.ticket?.openQuote == nil)
    #expect(given.ticket?.acceptedQuote?.number == 1)
    given.when(Self.cost(.cny(901), payer: .requester), by: .worker)
      .refused(.invalidField, field: "amount")
  }

  @Test("A quote stands as long as it says")
  func expired() throws {
    let ticket = try #require(Self.given.ticket)
    let until = ticket.updatedAt + .hours(1)
    Self.given.when(
      .quote(QuoteOffer(amount: .cny(5), until: ticket.updatedAt)), by: .worker
    ).refused(.invalidField, field: "until")
    let given = Self.given.when(.quote(QuoteOffer(amount: .cny(5), until: until)), by: .worker)
      .accepted()
    given.when(.acceptQuote(1), by: .requester, at: until).accepted()
    let late = given.when(.acceptQuote(1), by: .requester, at: until + .millisecond)
      .refused(.tooLate)
    late.when(.refuseQuote(1, reason: nil), by: .requester, at: until + .hours(2)).accepted()
  }

  @Test("Who paid and whether a guarantee covers it must change to be set")
  func funding() {
    Self.given.when(.setFunding(source: nil, warranty: nil), by: .dispatcher)
      .refused(.invalidField, field: "source, warranty")
    let given = Self.given.when(.setFunding(source: "housing", warranty: .out), by: .dispatcher)
      .accepted()
    #expect(given.ticket?.funding == "housing")
    given.when(.setFunding(source: "housing", warranty: nil), by: .dispatcher)
      .refused(.invalidField, field: "source, warranty")
  }

  @Test("A cost is its own budget's, else the ticket's as it is now")
  func shares() {
    let given = Self.given
      .and(
        .costAdded(line: 1, CostEntry(kind: "a", amount: .cny(3), funding: "canteen")),
        by: .worker
      )
      .and(.costAdded(line: 2, CostEntry(kind: "b", amount: .cny(4))), by: .worker)
      .and(.costAdded(line: 3, CostEntry(kind: "c", amount: .cny(5))), by: .worker)
      .and(.fundingSet(source: "housing", warranty: nil), by: .dispatcher)
    #expect(
      given.ticket?.costShares == [
        CostShare(payer: .institution, funding: "canteen", amount: .cny(3)),
        CostShare(payer: .institution, funding: "housing", amount: .cny(9)),
      ])
  }

  @Test("An imported record's budget and guarantee are the ticket's from the beginning")
  func legacy() {
    var report = TicketSubmission.leak
    report.legacy = LegacyRecord(id: "7", warranty: .in, funding: "维修基金")
    let given = Given.nothing.and(.submitted(report), by: .timer)
    #expect(given.ticket?.warranty == .in)
    #expect(given.ticket?.funding == "维修基金")
  }
}
