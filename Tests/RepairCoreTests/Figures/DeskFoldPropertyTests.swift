import Testing

@testable import RepairCore

/// What holds for the figures of every history, tried on random ones; a failure names its seed.
@Suite struct DeskFoldPropertyTests {
  static let seeds: [UInt64] = [1, 2, 3, 20_260_301, 0xDEAD_BEEF, .max]

  /// A random history, sound or not, whose times never go back.
  private static func history(
    _ random: inout SeededGenerator, _ length: Int
  ) -> [TicketFact] {
    let kinds = TicketEventKind.allCases.filter { $0 != .submitted }
    var at = Timestamp.start(.hours(Int64.random(in: 0...2_000, using: &random)))
    return (1...length).map { version in
      at = at + .minutes(Int64.random(in: 0...3_000, using: &random))
      let actor = random.actor()
      let mark = random.perhaps([
        EventRemarks(imported: ImportMark(format: "sheet", time: .exact)),
        EventRemarks(imported: ImportMark(format: "sheet", time: .inferred)),
      ])
      return TicketFact(
        version: StreamVersion(version), occurredAt: at, actor: actor.id, role: actor.role,
        onBehalfOf: actor.onBehalfOf,
        event: random.event(version == 1 ? .submitted : random.pick(kinds), at: at),
        remarks: random.isLikely(70) ? nil : mark)
    }
  }

  @Test(
    "The figures' fold says of a ticket what the ticket says, after every event", arguments: seeds)
  func sameAsTicket(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for round in 0..<20 {
      var (fold, ticket) = (DeskFold(), Ticket?.none)
      var clock = TargetClock(of: "N-1")
      for fact in Self.history(&random, 40) {
        try Ticket.evolve(&ticket, named: "N-1", with: fact)
        try fold.apply(fact, of: "N-1")
        clock.apply(fact)
        var life = TicketLife()
        var ours = TargetClock(of: "N-1")
        #expect(fold.follow(fold.heads[0], &life, &ours, until: .max, throughStep: .max))
        let now = try #require(ticket)
        let place = "seed \(seed) round \(round) version \(fact.version) \(fact.event.kind)"
        #expect(life.phase == now.phase, "\(place)")
        #expect(fold.names[life.campus] == now.campus.rawValue, "\(place)")
        #expect(fold.names[life.category] == now.category.rawValue, "\(place)")
        #expect(fold.names[life.worker] == now.worker?.rawValue, "\(place)")
        #expect(life.priority == now.priority?.rawValue, "\(place)")
        #expect(life.rest?.reason == now.hold?.reason.order, "\(place)")
        #expect(life.rest?.start == now.hold?.since.milliseconds, "\(place)")
        #expect(life.deadline == now.deadline?.milliseconds, "\(place)")
        #expect(life.handBacks.count == now.rejections, "\(place)")
        #expect(life.reworks.count == now.reworks, "\(place)")
        #expect(life.reopenReasons.count == now.reopenings, "\(place)")
        #expect(life.hurries == now.hurries, "\(place)")
        #expect(life.asksCancellation == (now.cancellationRequest != nil), "\(place)")
        #expect(life.asksExtension == (now.extensionRequest != nil), "\(place)")
        #expect(fold.names[life.funding] == now.funding?.rawValue, "\(place)")
        #expect(
          ours.reports(under: .standard, at: fact.occurredAt)
            == clock.reports(under: .standard, at: fact.occurredAt), "\(place)")
      }
    }
  }

  @Test("Looking back says what was said then, whatever happened since", arguments: seeds)
  func lookingBack(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var facts: [(TicketID, TicketFact)] = []
    for number in 1...25 {
      let ticket = try #require(TicketID("N-\(number)"))
      facts += Self.history(&random, 20).map { (ticket, $0) }
    }
    facts.sort { ($0.1.occurredAt, $0.0, $0.1.version) < ($1.1.occurredAt, $1.0, $1.1.version) }
    var whole = DeskFold()
    for (ticket, fact) in facts { try whole.apply(fact, of: ticket) }
    for hours in [0, 1, 500, 1_900, 5_000] as [Int64] {
      let request = FiguresRequest(at: .start(.hours(hours)), days: 400)
      var then = DeskFold()
      for (ticket, fact) in facts where fact.occurredAt <= request.at {
        try then.apply(fact, of: ticket)
      }
      #expect(whole.figures(request) == then.figures(request), "seed \(seed) at \(hours) h")
      #expect(
        whole.figures(request, throughStep: then.stepCount).openCount
          == then.figures(request).openCount)
    }
  }

  @Test("What is open is what comes of inflow and outflow, of ages and of phases", arguments: seeds)
  func sums(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var fold = DeskFold()
    for number in 1...40 {
      let ticket = try #require(TicketID("N-\(number)"))
      for fact in Self.history(&random, 15) { try fold.apply(fact, of: ticket) }
    }
    let figures = fold.figures(FiguresRequest(at: .start(.days(150)), days: 20))
    let open = figures.openCount
    #expect(figures.flow.last?.openAtEnd == open && figures.list(.oldest).total == open)
    #expect(figures.ageing.reduce(0) { $0 + $1.tickets } == open)
    for stage in figures.durations {
      #expect(stage.wall.n == stage.net.n && stage.wall.n == stage.working.n)
      if let wall = stage.wall.median, let net = stage.net.median { #expect(net <= wall) }
    }
  }

  @Test("A history that cannot be one is refused as a ticket refuses it, and changes nothing")
  func impossible() throws {
    let given = Given.report().accepted(.hours(1))
    var fold = DeskFold()
    #expect(throws: ImpossibleHistory.self) { try fold.apply(given.history[1], of: "N-1") }
    #expect(fold.ticketCount == 0)
    try fold.apply(given.history[0], of: "N-1")
    #expect(throws: ImpossibleHistory.self) { try fold.apply(given.history[0], of: "N-1") }
    try fold.apply(given.history[1], of: "N-1")
    #expect(fold.figures(FiguresRequest(at: .latest)).openCount == 1)
  }

  @Test("Names that look the same and are other bytes are counted apart")
  func bytes() throws {
    var pool = NamePool()
    #expect(pool.number("e\u{301}") != pool.number("é"))
    #expect(pool.number("é") == pool.existing("é") && pool.number(nil) == NamePool.none)
  }
}
