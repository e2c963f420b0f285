import RepairCore
import Testing

/// What holds for every story, tried on random ones; a failure names the seed that made it.
struct PropertyTests {
  static let seeds: [UInt64] = [1, 2, 3, 20_260_301, 0xDEAD_BEEF, .max]
  private static let id: TicketID = "N-1"

  /// What carries a story on; by pure chance most tickets would end before a worker came.
  private static let onward: Set<TicketCommandKind> = [
    .submit, .accept, .dispatch, .acknowledge, .startWork, .complete, .resume, .confirm,
    .rejectResult, .confirmByDefault, .evaluate, .amendEvaluation, .requestExtension,
    .approveExtension, .refuseExtension, .requestCancellation, .refuseCancellation, .reopen,
    .useMaterial, .returnMaterial, .writeOffMaterial,
  ]

  /// The statuses each command leads to, from the literal table.
  private static let destinations: [String: (event: String, statuses: [String])] = {
    var destinations: [String: (event: String, statuses: [String])] = [:]
    for line in GridTable.results.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      destinations[words[0]] = (words[1], words[2].split(separator: "|").map(String.init))
    }
    // The table's one story of a rework goes to the worker; others go to the desk.
    destinations["rejectResult"]?.statuses.append("accepted")
    destinations["submit"] = ("TicketSubmitted", ["submitted"])
    return destinations
  }()

  /// The statuses at which the literal table lets anybody give a command.
  private static let origins: [TicketCommandKind: Set<TicketStatus>] = {
    var origins: [TicketCommandKind: Set<TicketStatus>] = [:]
    for (key, letters) in GridTable.rows {
      for (status, letter) in zip(TicketStatus.allCases, letters) where letter == "." {
        origins[key.command, default: []].insert(status)
      }
    }
    // The table holds for parts; for information a submitted ticket can rest too. And its
    // automation releases for silence; for a leaver it releases at any step.
    origins[.hold, default: []].insert(.submitted)
    return origins
  }()

  @Test(
    "No sequence of commands leaves the table, and a fold of its events is its ticket",
    arguments: seeds)
  func neverLeavesTable(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var seenStatuses: Set<TicketStatus> = []
    var seenEvents: Set<TicketEventKind> = []
    var seenRefusals: Set<RefusalCode> = []
    var policy = TicketPolicy.standard
    policy.photoToComplete = ["electric"]
    for _ in 0..<40 {
      var ticket: Ticket?
      var facts: [TicketFact] = []
      for _ in 0..<75 {
        let last = ticket?.updatedAt ?? .start
        let context = CommandContext(
          actor: random.actor(near: ticket), at: random.moment(after: last),
          worker: random.facts(),
          other: random.perhaps([.exists, .unknown, .duplicate(of: nil)]))
        let allowed = Ticket.allowedCommands(
          on: ticket, named: Self.id, in: context, under: policy)
        let onward = allowed.filter(Self.onward.contains)
        let kind =
          random.isLikely(60) && !onward.isEmpty
          ? random.pick(onward)
          : random.isLikely(60) && !allowed.isEmpty
            ? random.pick(allowed) : random.pick(TicketCommandKind.allCases)
        let command = random.command(kind, at: context.at)
        let before = ticket
        do throws(Refusal) {
          let decision = try Ticket.decide(
            .command(command), on: ticket, named: Self.id, in: context, under: policy)
          #expect(allowed.contains(kind), "\(kind) happened and was not allowed")
          #expect(!decision.events.isEmpty)
          for event in decision.events {
            let fact = TicketFact(
              version: StreamVersion(facts.count + 1), occurredAt: decision.occurredAt,
              actor: context.actor.id, role: context.actor.role,
              onBehalfOf: context.actor.onBehalfOf, event: event, remarks: decision.remarks)
            facts.append(fact)
            try Self.apply(fact, to: &ticket)
            seenEvents.insert(event.kind)
          }
          try Self.checkStep(kind, decision, from: before, to: ticket)
          if let ticket { seenStatuses.insert(ticket.status) }
        } catch {
          seenRefusals.insert(error.code)
          #expect(ticket == before)
          #expect(error.phase == before?.phase)
          #expect(error.allowed == allowed)
        }
      }
      var folded: Ticket?
      for fact in facts { try Ticket.evolve(&folded, named: Self.id, with: fact) }
      #expect(folded == ticket)
      #expect(folded?.version == ticket.map { _ in StreamVersion(facts.count) })
    }
    // A story that goes nowhere proves nothing.
    #expect(seenStatuses.count >= 13, "only \(seenStatuses)")
    #expect(seenEvents.count >= 28, "only \(seenEvents)")
    #expect(seenRefusals.count >= 10, "only \(seenRefusals)")
  }

  private static func apply(_ fact: TicketFact, to ticket: inout Ticket?) throws(Refusal) {
    do {
      try Ticket.evolve(&ticket, named: id, with: fact)
    } catch {
      Issue.record(error)
    }
  }

  private static func checkStep(
    _ kind: TicketCommandKind, _ decision: TicketDecision, from before: Ticket?, to after: Ticket?
  ) throws(Refusal) {
    guard let row = destinations[kind.rawValue], let after else {
      Issue.record("\(kind) has no row, or made no ticket")
      return
    }
    #expect(decision.events.map(\.kind.rawValue) == [row.event])
    if row.statuses == ["same"] {
      #expect(after.status == before?.status, "\(kind)")
    } else {
      #expect(row.statuses.contains(after.status.rawValue), "\(kind) led to \(after.status)")
    }
    if let before {
      #expect(origins[kind]?.contains(before.status) == true, "\(kind) from \(before.status)")
      #expect(after.updatedAt >= before.updatedAt)
    }
    let isResting = after.hold != nil
    #expect(!isResting || after.phase.isOpen, "\(kind) left a hold in \(after.status)")
    #expect(after.extensionRequest == nil || after.phase == .dispatched, "\(kind)")
    #expect(after.cancellationRequest == nil || after.phase.isOpen, "\(kind)")
  }

  @Test("A ticket can be made of any events whatever after its first", arguments: seeds)
  func evolveIsTotal(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let kinds = TicketEventKind.allCases.filter { $0 != .submitted }
    for _ in 0..<50 {
      var ticket: Ticket?
      for version in 1...40 {
        let at = random.pick([Timestamp.earliest, .start, .latest, .start(.days(1))])
        let kind = version == 1 ? .submitted : random.pick(kinds)
        let actor = random.actor()
        let fact = TicketFact(
          version: StreamVersion(version), occurredAt: at, actor: actor.id, role: actor.role,
          onBehalfOf: actor.onBehalfOf, event: random.event(kind, at: at))
        try Ticket.evolve(&ticket, named: Self.id, with: fact)
        #expect(ticket?.version == StreamVersion(version))
        // Whatever came of it, it can be asked about.
        let context = CommandContext(actor: random.actor(), at: at)
        for asked in [TicketCommandKind.dispatch, .reopen, .evaluate, .rejectResult] {
          _ = try? Ticket.decide(
            .command(random.command(asked, at: at)), on: ticket, named: Self.id, in: context,
            under: .standard)
        }
      }
    }
  }

  @Test("Any event applies at any status")
  func everyPair() throws {
    var random = SeededGenerator(seed: 7)
    for status in TicketStatus.allCases {
      let given = Given(status)
      for kind in TicketEventKind.allCases where kind != .submitted {
        for person in Person.allCases {
          var ticket = given.ticket
          let version = StreamVersion(given.history.count + 1)
          let fact = TicketFact(
            version: version, occurredAt: .earliest, actor: person.actor.id,
            role: person.actor.role, event: random.event(kind, at: .earliest))
          try Ticket.evolve(&ticket, named: Self.id, with: fact)
          #expect(ticket?.version == version)
        }
      }
    }
  }

  @Test("The next assignment has a number that can be written and read back, whatever came before")
  func largestNumber() {
    let given = Given(.accepted).and(.dispatched("w-1", .largest))
      .and(.assignmentReleased(reason: "shift", assignment: nil))
    given.when(.sample(.dispatch, at: .start), by: .dispatcher)
      .then(.dispatched("w-5", .largest))
  }
}
