import RepairCore
import Testing

/// Who acts on a ticket, or on the directory, where the directory is enforced.
struct StandingTests {
  private func code(
    _ command: TicketCommand, by actor: Actor, standing: ActorStanding?, on given: Given
  ) -> RefusalCode? {
    let context = CommandContext(actor: actor, at: given.soon, standing: standing)
    do throws(Refusal) {
      _ = try Ticket.decide(
        .command(command), on: given.ticket, named: given.id, in: context, under: .standard)
      return nil
    } catch {
      return error.code
    }
  }

  private let accept = TicketCommand.accept(priority: nil, category: nil)
  private let dispatcher = Actor(id: "d-1", role: .dispatcher)

  @Test("Somebody unknown, switched off or gone is refused before anything else")
  func unknown() {
    for standing in [
      ActorStanding.unknown, .emptyDirectory, .member(.left, roles: [RoleGrant(.dispatcher)]),
      .member(.inactive, roles: [RoleGrant(.dispatcher)]),
    ] {
      #expect(
        code(accept, by: dispatcher, standing: standing, on: Given(.evaluated)) == .unknownActor)
      #expect(
        code(.submit(.leak), by: Person.requester.actor, standing: standing, on: .nothing)
          == .unknownActor)
      // But that there is no such ticket is weightier.
      #expect(code(accept, by: dispatcher, standing: standing, on: .nothing) == .unknownTicket)
    }
  }

  @Test("A role that is not held is refused, whatever the actor claims")
  func role() {
    let worker = ActorStanding.member(.active, roles: [RoleGrant(.worker)])
    #expect(
      code(accept, by: dispatcher, standing: worker, on: Given(.submitted)) == .notPermitted)
    let both = ActorStanding.member(
      .active, roles: [RoleGrant(.dispatcher), RoleGrant(.worker)])
    #expect(code(accept, by: dispatcher, standing: both, on: Given(.submitted)) == nil)
  }

  @Test("An actor's campuses are those claimed and granted both")
  func campuses() {
    func standing(_ campuses: [CampusCode]?) -> ActorStanding {
      .member(.active, roles: [RoleGrant(.dispatcher, campuses: campuses)])
    }
    let given = Given(.submitted)
    #expect(code(accept, by: dispatcher, standing: standing(["south"]), on: given) == .wrongCampus)
    #expect(code(accept, by: dispatcher, standing: standing(["north"]), on: given) == nil)
    let claiming = Actor(id: "d-1", role: .dispatcher, campuses: ["south"])
    #expect(code(accept, by: claiming, standing: standing(nil), on: given) == .wrongCampus)
    #expect(
      code(accept, by: claiming, standing: standing(["north"]), on: given) == .wrongCampus)
    let desk = Actor(id: "d-1", role: .dispatcher, onBehalfOf: "u-1")
    #expect(
      code(.submit(.leak), by: desk, standing: standing(["south"]), on: .nothing) == .wrongCampus)
  }

  @Test("A caller for whom the desk types need not be known, nor a named automation")
  func exempt() {
    let desk = Actor(id: "d-1", role: .dispatcher, onBehalfOf: "stranger")
    let standing = ActorStanding.member(.active, roles: [RoleGrant(.dispatcher)])
    #expect(code(.submit(.leak), by: desk, standing: standing, on: .nothing) == nil)
    let timer = Actor(id: "timer", role: .system)
    #expect(
      code(
        .addNote(text: "x", internal: false), by: timer, standing: .unknown, on: Given(.submitted))
        == nil)
  }

  @Test("What may be done by an actor without standing is nothing")
  func allowed() {
    let given = Given(.submitted)
    let context = CommandContext(actor: dispatcher, at: given.soon, standing: .unknown)
    #expect(
      Ticket.allowedCommands(on: given.ticket, named: given.id, in: context, under: .standard)
        .isEmpty)
  }

  @Test("The very first member registers without being registered, and nobody else but requesters")
  func bootstrapping() {
    let head = MemberCommand.register(MemberRegistration(roles: [RoleGrant(.dispatcher)]))
    let nobody = MemberStory.nobody
    nobody.standing(.emptyDirectory).when(head, by: .dispatcher)
      .then(.registered(MemberRegistration(roles: [RoleGrant(.dispatcher)])))
    nobody.standing(.unknown).when(head, by: .dispatcher).refused(.unknownActor)
    nobody.standing(.unknown).when(head, by: .timer)
      .then(.registered(MemberRegistration(roles: [RoleGrant(.dispatcher)])))
    nobody.standing(.unknown).when(.register(MemberRegistration()), by: .itself)
      .then(.registered(MemberRegistration(roles: [RoleGrant(.requester)])))
    nobody.standing(.emptyDirectory).when(.register(MemberRegistration()), by: .otherWorker)
      .refused(.unknownActor)
  }

  @Test("A scope in the directory binds who administers it")
  func administering() {
    let north = ActorStanding.member(
      .active, roles: [RoleGrant(.dispatcher, campuses: ["north"])])
    MemberStory.worker.standing(north).when(.joinGroup("nights"), by: .dispatcher)
      .then(.groupJoined("nights"))
    MemberStory.worker.standing(north)
      .when(.grantRole(RoleGrant(.worker)), by: .dispatcher).refused(.wrongCampus)
  }

  @Test("A worker who is not in the directory, not active or away is not sent")
  func worker() {
    func refusal(_ facts: WorkerFacts) -> RefusalCode? {
      let when = Given(.accepted).when(
        .dispatch(worker: "w-9", override: nil, force: false), by: .dispatcher, worker: facts)
      if case .failure(let refusal) = when.result { return refusal.code }
      return nil
    }
    #expect(refusal(WorkerFacts(isRegistered: false)) == .workerUnavailable)
    #expect(refusal(WorkerFacts(isRegistered: true)) == nil)
    #expect(
      WorkerFacts(isOnDuty: true).filled(from: WorkerFacts(isActive: false, isOnDuty: false))
        == WorkerFacts(isActive: false, isOnDuty: true))
  }
}
