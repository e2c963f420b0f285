import RepairCore
import Testing

/// Why this worker and not another, as the event of a dispatch keeps it.
struct DispatchChoiceTests {
  private let given = Given(.accepted)

  private func ranking(_ count: Int) throws -> WorkerRanking {
    let candidates = try (1...count).map { number in
      Candidate(
        WorkerProfile(id: try #require(PersonID("w-\(number)"))),
        workload: Workload(openJobs: number))
    }
    return WorkerRanking(
      of: candidates, for: try #require(given.ticket), at: given.soon, under: given.policy)
  }

  private func send(_ worker: PersonID, _ choice: DispatchChoice?) -> When {
    given.when(
      .dispatch(worker: worker, override: nil, force: false, choice: choice), by: .dispatcher)
  }

  @Test("The event keeps where the chosen one stood, and the five best others")
  func kept() throws {
    let choice = try ranking(8).choice(of: "w-3")
    #expect(choice.rank == 3)
    #expect(choice.candidates == 8)
    #expect(choice.reasons.contains(DispatchReason(.openJobs, 3, 0)))
    #expect(choice.runnersUp.map(\.worker) == ["w-1", "w-2", "w-4", "w-5", "w-6"])
    send("w-3", choice).then(
      .workerDispatched(WorkerDispatch(worker: "w-3", assignment: 1, choice: choice)))
  }

  @Test("A worker whom the ranking rules out has no place in it, but the reasons are kept")
  func outsider() throws {
    let choice = try ranking(2).choice(of: "w-77")
    #expect(choice.rank == nil)
    #expect(choice.runnersUp.count == 2)
    let full = WorkerRanking(
      of: [Candidate(WorkerProfile(id: "w-9"), workload: Workload(openJobs: 99))],
      for: try #require(given.ticket), at: given.soon, under: given.policy
    ).choice(of: "w-9")
    #expect(full.candidates == 0)
    #expect(full.reasons == [DispatchReason(.jobLimit, 99)])
    send("w-9", full).accepted()
  }

  @Test("What the engine ranked is kept where the command says nothing of it")
  func filledIn() throws {
    let choice = try ranking(2).choice(of: "w-1")
    let context = CommandContext(actor: Person.dispatcher.actor, at: given.soon, choice: choice)
    let decision = try Ticket.decide(
      .command(.dispatch(worker: "w-1", override: nil, force: false)), on: given.ticket,
      named: given.id, in: context, under: given.policy)
    #expect(
      decision.events
        == [.workerDispatched(WorkerDispatch(worker: "w-1", assignment: 1, choice: choice))])
  }

  @Test("A choice that cannot be one is refused, and the field is named")
  func malformed() throws {
    let sound = try ranking(8).choice(of: "w-3")
    func changed(_ change: (inout DispatchChoice) -> Void) -> DispatchChoice {
      var choice = sound
      change(&choice)
      return choice
    }
    for rank in [0, -1, 9, Int.max, Int.min] {
      send("w-3", changed { $0.rank = rank }).refused(.invalidField, field: "choice.rank")
    }
    send(
      "w-3",
      changed {
        $0.rank = nil
        $0.candidates = -1
      }
    ).refused(.invalidField, field: "choice.rank")
    send("w-3", changed { $0.candidates = -1 }).refused(.invalidField, field: "choice.rank")
    send("w-3", changed { $0.runnersUp.append(RankedWorker(worker: "x", reasons: [])) })
      .refused(.invalidField, field: "choice.runnersUp")
    send("w-3", changed { $0.runnersUp[0].worker = "w-3" })
      .refused(.invalidField, field: "choice.runnersUp")
    send("w-3", changed { $0.runnersUp[0].worker = "w-2" })
      .refused(.invalidField, field: "choice.runnersUp")
    let many = Array(repeating: DispatchReason(.neverSent), count: 17)
    send("w-3", changed { $0.reasons = many }).refused(.invalidField, field: "choice.reasons")
    send("w-3", changed { $0.runnersUp[0].reasons = many })
      .refused(.invalidField, field: "choice.reasons")
  }

  @Test("An automation sends only where the policy wants it, and leaves the hard ones to people")
  func automatic() throws {
    var policy = TicketPolicy.standard
    let accepted = try #require(Given(.accepted).ticket)
    #expect(!accepted.awaitsAutomaticDispatch(under: policy))
    policy.dispatching.isAutomatic = true
    #expect(accepted.awaitsAutomaticDispatch(under: policy))
    #expect(try #require(Given(.rejectedByWorker).ticket).awaitsAutomaticDispatch(under: policy))
    policy.dispatching.automaticHandBacks = 2
    #expect(try !#require(Given(.rejectedByWorker).ticket).awaitsAutomaticDispatch(under: policy))
    for status in [TicketStatus.submitted, .acknowledged, .unconfirmed, .evaluated, .withdrawn] {
      #expect(try !#require(Given(status).ticket).awaitsAutomaticDispatch(under: policy))
    }
    let resting = try #require(Given(.accepted).onHold(.parts).ticket)
    #expect(!resting.awaitsAutomaticDispatch(under: policy))
  }
}
