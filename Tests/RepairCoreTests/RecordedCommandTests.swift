import RepairCore
import Testing

/// Commands had back from the events they came to.
struct RecordedCommandTests {
  private static let id: TicketID = "N-1"

  /// How many histories there are altogether, and of how many commands each.
  private static let histories = 1_000
  private static let steps = 6

  /// What takes a ticket on; by chance alone most would never get far.
  private static let onward: Set<TicketCommandKind> = [
    .submit, .accept, .dispatch, .acknowledge, .startWork, .complete, .resume, .evaluate,
    .requestMaterial, .issueMaterial, .useMaterial, .quote, .acceptQuote, .requestExtension,
    .approveExtension, .requestCancellation, .rejectResult, .reopen,
  ]

  @Test(
    "Ten thousand random histories are decided again from their events alone, and nothing differs",
    arguments: (1...10).map(UInt64.init))
  func noFieldIsLost(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var policy = TicketPolicy.standard
    policy.photoToComplete = ["electric"]
    var judged = 0
    for history in 0..<Self.histories {
      var ticket: Ticket?
      for step in 0..<Self.steps {
        guard
          let (kind, context, decision) = Self.step(on: ticket, step: step, policy, &random)
        else { continue }
        let before = ticket
        let last = ticket?.version ?? .none
        for event in decision.events {
          let fact = TicketFact(
            version: last.next, occurredAt: decision.occurredAt, actor: context.actor.id,
            role: context.actor.role, onBehalfOf: context.actor.onBehalfOf, event: event,
            remarks: decision.remarks)
          try Ticket.evolve(&ticket, named: Self.id, with: fact)
          let recorded = try #require(
            fact.recordedCommand(named: kind), "seed \(seed), history \(history): \(event)")
          #expect(recorded.command.kind == kind)
          #expect(recorded.actor == context.actor)
          #expect(recorded.at == context.at)
          var again = context
          again.actor = recorded.actor
          again.at = recorded.at
          let decided = try Ticket.decide(
            .command(recorded.command), on: before, named: Self.id, in: again, under: policy)
          #expect(decided == decision, "seed \(seed), history \(history)")
          judged += 1
        }
      }
    }
    // Histories in which nothing happens prove nothing.
    #expect(judged > Self.histories, "seed \(seed): only \(judged)")
  }

  /// Something that was not refused.
  private static func step(
    on ticket: Ticket?, step: Int, _ policy: TicketPolicy, _ random: inout SeededGenerator
  ) -> (TicketCommandKind, CommandContext, TicketDecision)? {
    let at = random.moment(after: ticket?.updatedAt ?? .start)
    let context = CommandContext(
      actor: random.actor(near: ticket), at: at, worker: random.facts(),
      other: random.perhaps([.exists]))
    let kinds = Lifecycle.commands(at: ticket?.status, by: context.actor)
    let likely = kinds.filter(onward.contains)
    guard !kinds.isEmpty else { return nil }
    let kind = random.isLikely(60) && !likely.isEmpty ? random.pick(likely) : random.pick(kinds)
    let command = random.command(kind, at: at)
    guard
      let decision = try? Ticket.decide(
        .command(command), on: ticket, named: id, in: context, under: policy)
    else { return nil }
    return (kind, context, decision)
  }

  @Test(
    "Every command can be had back from what comes of it, and comes to the same again",
    arguments: TicketCommandKind.allCases)
  func everyKind(_ kind: TicketCommandKind) throws {
    var tried = 0
    for status in TicketStatus.allCases {
      let (given, at) =
        kind == .submit ? (Given.nothing, .start) : GridTests.scene(for: kind, at: status)
      for person in Person.allCases {
        let when = given.when(.sample(kind, at: at), by: person, at: at)
        guard case .success(let decision) = when.result else { continue }
        let again = try #require(decision.events.first?.command(named: kind))
        #expect(again.kind == kind)
        #expect(given.when(again, by: person, at: at).result == when.result)
        tried += 1
      }
    }
    #expect(tried > 0)
  }

  @Test("A rest for information is a question only where the log says so")
  func questions() {
    let event = TicketEvent.held(
      reason: .information, until: nil, text: "which tap?", pausesClock: true)
    #expect(event.command() == .hold(reason: .information, until: nil, text: "which tap?"))
    #expect(event.command(named: .askInformation) == .askInformation(text: "which tap?"))
    #expect(event.command(named: .resume) == nil)
  }

  @Test("Imported facts, and what a legacy record leaves out, came from no command")
  func imported() {
    let remarks = EventRemarks(imported: ImportMark(format: "sheet", time: .exact))
    func fact(_ event: TicketEvent, _ remarks: EventRemarks? = nil) -> TicketFact {
      TicketFact(
        version: StreamVersion(1), occurredAt: .start, actor: "sheet", role: .system, event: event,
        remarks: remarks)
    }
    #expect(fact(.hurried, remarks).recordedCommand() == nil)
    #expect(fact(.hurried).recordedCommand()?.command == .hurry)
    for event in [
      TicketEvent.cancelled(TicketCancellation(kind: nil)),
      .cancelled(TicketCancellation(kind: .duplicate)),
      .workCompleted(WorkCompletion(cause: "seal")), .workCompleted(WorkCompletion(workDone: "x")),
      .workerDispatched(WorkerDispatch(worker: nil, assignment: 1)),
      .evaluated(TicketEvaluation(result: 5, efficiency: nil)),
    ] {
      #expect(event.command() == nil, "\(event)")
    }
  }

  @Test("Who, for whom, within which campuses and at which stated time come back too")
  func context() throws {
    let actor = Actor(
      id: "d-1", role: .dispatcher, onBehalfOf: "u-1", campuses: ["north", "south"])
    let given = Given(.submitted)
    let stated = given.soon - .minutes(2)
    let when = given.when(.command(.addNote(text: "x", internal: true)), by: actor, at: stated)
    let decision = try when.result.get()
    let fact = TicketFact(
      version: StreamVersion(2), occurredAt: decision.occurredAt, actor: actor.id,
      role: actor.role, onBehalfOf: actor.onBehalfOf, event: decision.events[0],
      remarks: decision.remarks)
    #expect(decision.occurredAt > stated)
    #expect(
      fact.recordedCommand()
        == RecordedCommand(.addNote(text: "x", internal: true), by: actor, at: stated))
  }
}

extension Lifecycle {
  /// The commands that the table lets somebody in the actor's role give.
  fileprivate static func commands(
    at status: TicketStatus?, by actor: Actor
  ) -> [TicketCommandKind] {
    TicketCommandKind.allCases.filter { kind in
      rules(for: kind).contains { rule in
        let isOpen = status.map { rule.from?.contains($0) ?? false } ?? (rule.from == nil)
        return isOpen && rule.parties.contains { $0.role == nil || $0.role == actor.role }
      }
    }
  }
}
