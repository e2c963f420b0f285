import RepairCore
import Testing

@testable import RepairExchange

@Suite("A scenario")
struct ScenarioTests {
  private let scenario: Scenario

  init() throws {
    scenario = try #require(Scenario(tickets: 600, seed: 7))
  }

  /// The tickets after all commands, each decided here as the engine would.
  private func play(
    _ scenario: Scenario,
    watching: (ScenarioCommand, [TicketID: Ticket]) -> Void = { _, _ in }
  ) throws -> [TicketID: Ticket] {
    var tickets: [TicketID: Ticket] = [:]
    for step in scenario {
      watching(step, tickets)
      var ticket = tickets[step.ticket]
      let decision = try Ticket.decide(
        .command(step.command), on: ticket, named: step.ticket,
        in: CommandContext(actor: step.actor, at: step.at), under: .standard)
      for event in decision.events {
        try Ticket.evolve(
          &ticket, named: step.ticket,
          with: TicketFact(
            version: (ticket?.version ?? .none).next, occurredAt: decision.occurredAt,
            actor: step.actor.id, role: step.actor.role, onBehalfOf: step.actor.onBehalfOf,
            event: event, remarks: decision.remarks))
      }
      tickets[step.ticket] = ticket
    }
    return tickets
  }

  @Test("has only commands that are accepted, for as many tickets as were asked for")
  func everyCommandIsAccepted() throws {
    #expect(try play(scenario).count == 600)
  }

  @Test("plans no step that the rules refuse", arguments: [1, 2, 3] as [UInt64])
  func noStepIsRefused(seed: UInt64) throws {
    let scenario = try #require(Scenario(tickets: 400, seed: seed))
    var run = try #require(ScenarioRun(scenario, keepsEnded: true))
    while run.next() != nil {}
    #expect(run.ended.count == 400)
    #expect(run.ended.compactMap(\.refusal) == [])
  }

  @Test("goes forward in time")
  func timeGoesForward() {
    var last = Timestamp.earliest
    for step in scenario {
      #expect(step.at >= last)
      last = step.at
    }
  }

  @Test("uses every command, every phase and every reason to rest")
  func everythingOccurs() throws {
    let scenario = try #require(Scenario(tickets: 2_000, seed: 7))
    var kinds: Set<TicketCommandKind> = []
    var holds: Set<HoldReason> = []
    var endings: Set<TicketStatus> = []
    for step in scenario {
      kinds.insert(step.command.kind)
      if case .hold(let reason, _, _) = step.command { holds.insert(reason) }
    }
    for ticket in try play(scenario).values { endings.insert(ticket.status) }
    // Materials and costs belong to the scenario of the whole desk.
    let supplies: Set<TicketCommandKind> = [
      .requestMaterial, .reserveMaterial, .issueMaterial, .useMaterial, .returnMaterial,
      .writeOffMaterial, .addCost, .setFunding, .quote, .acceptQuote, .refuseQuote,
    ]
    #expect(kinds == Set(TicketCommandKind.allCases).subtracting(supplies))
    // Information and access are not held by hand: they have commands of their own.
    #expect(holds == Set(HoldReason.allCases).subtracting([.information, .access]))
    #expect(
      endings.isSuperset(of: [
        .acknowledged, .unconfirmed, .confirmed, .confirmedByDefault, .evaluated, .withdrawn,
        .declined, .duplicate, .cancelledByDispatcher,
      ]))
  }

  @Test("is the same for the same seed and another for another")
  func theSeedDecides() throws {
    let again = try #require(Scenario(tickets: 600, seed: 7))
    let other = try #require(Scenario(tickets: 600, seed: 8))
    #expect(scenario.elementsEqual(again))
    #expect(!scenario.elementsEqual(other))
  }

  @Test("never gives a worker more jobs than the policy allows to be sent")
  func jobLimitIsKept() throws {
    let limit = try #require(TicketPolicy.standard.openJobLimit)
    _ = try play(scenario) { step, tickets in
      guard case .dispatch(let worker, _, _, _) = step.command else { return }
      #expect(tickets.values.count { $0.assignment?.worker == worker } < limit)
    }
  }

  @Test("has emergencies at night and people who write English")
  func thereIsVariety() throws {
    var nights = 0
    var english = 0
    var urgent = 0
    for step in scenario {
      if case .submit(let report) = step.command {
        if report.description.utf8.allSatisfy({ $0 < 0x80 }) { english += 1 }
        let hour = ScenarioCalendar.hourOfDay(ScenarioCalendar.moment(step.at))
        if hour >= 22 || hour < 6 { nights += 1 }
      }
      if case .accept(let priority?, _) = step.command, priority == .urgent { urgent += 1 }
    }
    #expect((60...250).contains(english))
    #expect(nights > 20)
    #expect(urgent > 5)
  }

  @Test("refuses sizes it cannot be", arguments: [0, -1, Scenario.mostTickets + 1, .max, .min])
  func sizesAreBounded(tickets: Int) {
    #expect(Scenario(tickets: tickets, seed: 1) == nil)
  }

  @Test("can be as small as one ticket and have any seed", arguments: [0, 1, UInt64.max])
  func smallestScenario(seed: UInt64) throws {
    let scenario = try #require(Scenario(tickets: 1, seed: seed))
    #expect(try play(scenario).count == 1)
  }
}
