import RepairCore
import Testing

@testable import RepairStore

/// Desks that live by chance, with a directory, stores and policies that change meanwhile.
///
/// Every command is decided by the engine with what the log says, and then again by the judge with
/// what its own folds say was so then: where the two differ, one of them is wrong.
@Suite("Judging lives by chance")
struct JudgedLifeTests {
  private struct Life {
    let desk: TicketDesk
    var random: RandomEvents
    var accepted = 0
    var kinds: Set<TicketCommandKind> = []
    var refusals: Set<RefusalCode> = []

    /// What takes a ticket on; by chance alone most would end early.
    private static let onward: Set<TicketCommandKind> = [
      .submit, .accept, .dispatch, .acknowledge, .requestMaterial, .reserveMaterial,
      .issueMaterial, .useMaterial, .returnMaterial, .complete, .rejectResult, .resume,
    ]

    init(seed: UInt64) throws {
      desk = try TicketDesk()
      random = RandomEvents(seed: seed)
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
      elements[random.numbers.number(0...elements.count - 1)]
    }

    private func named<Name: TextIdentifier>(_ text: String) throws -> Name {
      try #require(Name(text))
    }

    private mutating func worker() throws -> PersonID { try named(pick(["w-7", "w-8", "w-9"])) }

    private mutating func actor(on ticket: Ticket?) throws -> Actor {
      if let worker = ticket?.worker, random.numbers.number(1...3) == 1 {
        return Actor(id: worker, role: .worker)
      }
      var actor = pick([
        desk.requester, desk.dispatcher, desk.dispatcher,
        try TicketDesk.actor("s-1", .storekeeper), try TicketDesk.actor("t", .system),
      ])
      if actor.role == .dispatcher, random.numbers.number(1...5) == 1 {
        actor.campuses = [try named("north")]
      }
      return actor
    }

    /// One thing that happens or is refused, seven hours after the one before.
    mutating func step(_ number: Int) throws {
      let at = desk.morning + .hours(Int64(number) * 7)
      switch random.numbers.number(1...40) {
      case 1: try adoptPolicy(at: at)
      case 2...3: try changeDirectory(at: at)
      case 4...5: try moveStock(at: at)
      default: try ask(at: at)
      }
    }

    private mutating func adoptPolicy(at: Timestamp) throws {
      var policy = TicketPolicy.standard
      policy.enforcesDirectory = random.numbers.number(1...6) == 1
      policy.oneTicketPerFault = random.numbers.coin()
      policy.openJobLimit = pick([nil, 1, 2, 10])
      policy.hurryGap = pick([.minutes(1), .days(3)])
      policy.pausingHolds = pick([[], [.parts]])
      policy.confirmationWindow = pick([.hours(1), .days(30)])
      policy.defaultPriority = pick([.normal, .urgent])
      try desk.tickets.adopt(policy, by: desk.dispatcher, at: at)
    }

    private mutating func changeDirectory(at: Timestamp) throws {
      let name = pick(["w-7", "w-8", "d-1", "u-17", "s-1"])
      var registration = MemberRegistration()
      registration.roles = [
        RoleGrant(pick([.worker, .dispatcher, .requester, .storekeeper]))
      ]
      let command = pick([
        MemberCommand.register(registration), .goOnDuty, .goOffDuty, .deactivate(reason: nil),
        .activate, .leave(reason: nil), .rejoin, .setTrades([try named("plumbing")]),
      ])
      try desk.tickets.execute(
        CommandEnvelope(
          .member(.command(command)), of: name, by: try TicketDesk.actor("root", .system), at: at))
    }

    private mutating func moveStock(at: Timestamp) throws {
      let store = pick(["main/valve", "east/valve"])
      let few = try #require(Quantity(random.numbers.number(1...5)))
      let command = pick([
        StockCommand.register(campus: try named("north"), description: "valve", unit: nil),
        .receive(quantity: few, text: nil), .count(quantity: few, text: nil),
        .transfer(quantity: few, to: try named("east"), override: nil),
      ])
      try desk.tickets.execute(
        CommandEnvelope(
          .stock(.command(command)), of: store, by: try TicketDesk.actor("s-1", .storekeeper),
          at: at))
    }

    private mutating func ask(at: Timestamp) throws {
      let id: TicketID = try named("N-\(random.numbers.number(1...12))")
      let actor = try actor(on: try desk.tickets.ticket(id))
      let allowed = try desk.tickets.explain(id, by: actor, at: at).allowed
      let likely = allowed.filter(Self.onward.contains)
      let isLikely = random.numbers.number(1...5) <= 3 && !likely.isEmpty
      let choices = isLikely ? likely : allowed
      guard let kind = choices.randomElement(using: &random.numbers) else { return }
      let command = try command(kind, at: at)
      let result = try desk.tickets.execute(
        CommandEnvelope(command, ticket: id, by: actor, at: at))
      switch result {
      case .accepted:
        accepted += 1
        kinds.insert(kind)
      case .refused(let refusal): refusals.insert(refusal.code)
      @unknown default: Issue.record("a result that this test does not know")
      }
    }

    /// A command that has to do with what other tickets, the directory and the stores say.
    private mutating func command(
      _ kind: TicketCommandKind, at: Timestamp
    ) throws -> TicketCommand {
      let one = try #require(Quantity(random.numbers.number(1...2)))
      let line = LineNumber.first
      let store: StoreCode = try named(pick(["main", "main", "east"]))
      switch kind {
      case .submit:
        guard case .submit(var submission) = try desk.submission() else { break }
        submission.asset = try named(pick(["tap-7", "lamp-1"]))
        return .submit(submission)
      case .amend: return .amend(TicketAmendment(asset: try named(pick(["tap-7", "lamp-1"]))))
      case .accept: return .accept(priority: pick([nil, .urgent]), category: nil)
      case .dispatch: return .dispatch(worker: try worker(), override: nil, force: true)
      case .handOver: return .handOver(worker: try worker(), reason: nil)
      case .markDuplicate:
        return .markDuplicate(of: try named("N-\(random.numbers.number(1...12))"))
      case .hold:
        return .hold(
          reason: pick([.parts, .vendor]), until: pick([nil, at + .days(1)]), text: nil)
      case .release: return .release(reason: try named("workerLeft"), assignment: nil)
      case .rejectResult:
        return .rejectResult(reason: try named("leaks"), text: nil, to: pick([nil, .worker]))
      case .recategorise:
        return .recategorise(try named(pick(["plumbing", "power"])), reason: try named("x"))
      case .requestMaterial:
        return .requestMaterial(MaterialRequest(item: try named("valve"), quantity: one))
      case .reserveMaterial:
        return .reserveMaterial(line: line, quantity: one, store: store, override: nil)
      case .issueMaterial:
        return .issueMaterial(line: line, quantity: one, store: store, override: nil)
      case .useMaterial: return .useMaterial(line: line, quantity: one)
      case .returnMaterial: return .returnMaterial(line: line, quantity: one, store: nil)
      case .complete:
        return .complete(WorkReport(cause: "seal", workDone: "replaced", outcome: .fixed))
      default: break
      }
      return try random.command(kind)
    }
  }

  private func judge(
    _ life: Life, _ rules: Judge.Rules = .then, capacity: Int = JudgingFolds.capacity
  ) throws -> JudgeReport {
    try Judge(of: life.desk.fixture.log, under: rules, capacity: capacity).report()
  }

  @Test(
    "What was decided is decided again under the rules of then",
    arguments: [1, 2, 3, 4, 20_260_301] as [UInt64])
  func nothingDiffers(seed: UInt64) throws {
    var life = try Life(seed: seed)
    for number in 0..<600 { try life.step(number) }
    let report = try judge(life)
    #expect(report.different == 0, "seed \(seed): \(report.examples)")
    #expect(report.judged == life.accepted, "seed \(seed)")
    // Lives in which nothing is refused and little happens prove nothing.
    #expect(life.kinds.count >= 15, "seed \(seed): \(life.kinds)")
    #expect(life.refusals.count >= 2, "seed \(seed): \(life.refusals)")
    #expect(report.ofOtherThings > 10, "seed \(seed)")
    // The same, whether tickets are kept at hand or read again each time.
    let strict = Judge.Rules.policy(Self.strict)
    let different = try judge(life, strict)
    #expect(different.different > 0)
    #expect(try judge(life, strict, capacity: 1) == different, "seed \(seed)")
    #expect(try judge(life, .then, capacity: 2) == report, "seed \(seed)")
  }

  private static let strict: TicketPolicy = {
    var policy = TicketPolicy.standard
    policy.oneTicketPerFault = true
    policy.openJobLimit = 1
    policy.enforcesDirectory = true
    return policy
  }()
}
