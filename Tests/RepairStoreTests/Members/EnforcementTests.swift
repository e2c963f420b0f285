import RepairCore
import Testing

@testable import RepairStore

/// The directory as the judge of who acts.
@Suite("An enforced directory")
struct EnforcementTests {
  private let directory: DirectoryDesk
  private var desk: TicketDesk { directory.desk }

  init() throws {
    directory = try DirectoryDesk()
  }

  private var send: TicketCommand {
    .dispatch(worker: desk.worker.id, override: nil, force: false)
  }

  private let accept = TicketCommand.accept(priority: nil, category: nil)

  @Test("lets nobody act who is not in it, and names that before anything else")
  func unknown() throws {
    try directory.registerPeople()
    let stranger = try TicketDesk.actor("u-99", .requester)
    #expect(
      try directory.ticket(try desk.submission(), by: stranger).refusalCode == .unknownActor)
    try directory.ticket(try desk.submission(), by: desk.requester).get()
    let king = try TicketDesk.actor("u-17", .dispatcher)
    #expect(try directory.ticket(accept, by: king).refusalCode == .notPermitted)
    #expect(
      try directory.ticket(accept, by: TicketDesk.actor("d-99", .dispatcher)).refusalCode
        == .unknownActor)
  }

  @Test("is left out where the policy does not ask for it")
  func leftOut() throws {
    try desk.completeTicket()
    #expect(try desk.tickets.ticket(desk.id)?.phase == .completed)
  }

  @Test("binds a dispatcher to their campuses, whatever they claim")
  func campus() throws {
    try directory.registerPeople()
    let registration = try desk.submission()
    guard case .submit(var report) = registration else { return }
    report.campus = directory.south
    try directory.ticket(.submit(report), by: desk.requester).get()
    #expect(try directory.ticket(accept, by: directory.clerk).refusalCode == .wrongCampus)
    try directory.ticket(accept, by: desk.dispatcher).get()
  }

  @Test("refuses whoever left or was switched off, and takes them back")
  func left() throws {
    try directory.registerPeople()
    try directory.ticket(try desk.submission(), by: desk.requester).get()
    try directory.member(.deactivate(reason: nil), of: directory.clerk.id, by: desk.dispatcher)
      .get()
    #expect(try directory.ticket(accept, by: directory.clerk).refusalCode == .unknownActor)
    try directory.member(.activate, of: directory.clerk.id, by: desk.dispatcher).get()
    try directory.member(.leave(reason: nil), of: directory.clerk.id, by: desk.dispatcher).get()
    #expect(try directory.ticket(accept, by: directory.clerk).refusalCode == .unknownActor)
    try directory.member(.rejoin, of: directory.clerk.id, by: desk.dispatcher).get()
    try directory.ticket(accept, by: directory.clerk).get()
  }

  @Test("begins with its first member, whom a dispatcher registers who is nobody yet")
  func bootstrap() throws {
    let register = MemberCommand.register(
      MemberRegistration(roles: [RoleGrant(.dispatcher)]))
    #expect(
      try directory.member(register, of: desk.worker.id, by: desk.worker).refusalCode
        == .unknownActor)
    try directory.member(register, of: desk.dispatcher.id, by: desk.dispatcher).get()
    #expect(
      try directory.member(register, of: directory.clerk.id, by: directory.clerk).refusalCode
        == .unknownActor)
    try directory.member(register, of: directory.clerk.id, by: desk.dispatcher).get()
  }

  @Test("lets the first member in once, though two try at the same time")
  func twoFirst() throws {
    let register = MemberCommand.register(
      MemberRegistration(roles: [RoleGrant(.dispatcher)]))
    let other = CommandEnvelope(
      register, member: directory.clerk.id, by: directory.clerk, at: desk.morning)
    let verdict = try directory.tickets.decide(other, under: directory.policy, worker: nil)
    guard case .append(let proposal) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    try directory.member(register, of: desk.dispatcher.id, by: desk.dispatcher).get()
    let receipt = try desk.fixture.log.bulk { try TicketLog.append(proposal, with: $0) }
    #expect(receipt == nil)
    #expect(
      try directory.tickets.execute(other, under: directory.policy).refusalCode == .unknownActor)
  }

  @Test("lets nothing through that was decided before a role was revoked and comes after")
  func revokedMeanwhile() throws {
    try directory.registerPeople()
    try directory.ticket(try desk.submission(), by: desk.requester).get()
    let envelope = desk.envelope(accept, by: directory.clerk, minute: 5)
    let verdict = try directory.tickets.decide(envelope, under: directory.policy, worker: nil)
    guard case .append(let proposal) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    try directory.member(
      .revokeRole(.dispatcher, reason: nil), of: directory.clerk.id, by: desk.dispatcher
    ).get()
    let receipt = try desk.fixture.log.bulk { try TicketLog.append(proposal, with: $0) }
    #expect(receipt == nil)
    #expect(
      try directory.tickets.execute(envelope, under: directory.policy).refusalCode
        == .notPermitted)
    #expect(try desk.tickets.ticket(desk.id)?.phase == .submitted)
  }

  @Test("sends nobody who leaves while they are being sent")
  func leftMeanwhile() throws {
    try directory.registerPeople()
    try directory.acceptedTicket()
    let envelope = desk.envelope(send, by: desk.dispatcher, minute: 5)
    let verdict = try directory.tickets.decide(envelope, under: directory.policy, worker: nil)
    guard case .append(let proposal) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    try directory.member(.leave(reason: nil), of: desk.worker.id, by: desk.worker).get()
    let receipt = try desk.fixture.log.bulk { try TicketLog.append(proposal, with: $0) }
    #expect(receipt == nil)
    #expect(try directory.ticket(send, by: desk.dispatcher).refusalCode == .workerUnavailable)
  }

  @Test("knows of a worker whether they are there, on duty, of the trade and of the campus")
  func workerFacts() throws {
    try directory.registerPeople()
    try directory.acceptedTicket()
    func code(_ worker: Actor, facts: WorkerFacts? = nil) throws -> RefusalCode? {
      let send = TicketCommand.dispatch(worker: worker.id, override: nil, force: false)
      let result = try directory.ticket(send, by: desk.dispatcher, minute: 9, worker: facts)
      return result.refusalCode
    }
    let stranger = try TicketDesk.actor("w-99", .worker)
    #expect(try code(stranger) == .workerUnavailable)
    #expect(try code(desk.requester) == .workerUnavailable)
    try directory.member(.goOffDuty, of: desk.worker.id, by: desk.worker, minute: 1).get()
    #expect(try code(desk.worker) == .workerUnavailable)
    // What the caller knows stands.
    try directory.member(.setTrades([]), of: desk.worker.id, by: desk.dispatcher, minute: 2).get()
    #expect(try code(desk.worker, facts: WorkerFacts(isOnDuty: true)) == nil)
  }

  @Test("tells of a worker also where it is not enforced, if it has them")
  func informs() throws {
    try directory.registerPeople()
    try directory.acceptedTicket()
    try directory.member(.goOffDuty, of: desk.worker.id, by: desk.worker, minute: 1).get()
    #expect(try desk.refusal(send, by: desk.dispatcher, minute: 9) == .workerUnavailable)
    let stranger = try TicketDesk.actor("w-99", .worker)
    try desk.accept(
      .dispatch(worker: stranger.id, override: nil, force: false), by: desk.dispatcher, minute: 9)
  }

  @Test("is asked by why, too")
  func explain() throws {
    try directory.registerPeople()
    try directory.ticket(try desk.submission(), by: desk.requester).get()
    func explain(_ actor: Actor) throws -> Explanation {
      try desk.tickets.explain(
        desk.id, .accept, by: actor, at: desk.morning + .minutes(2), under: directory.policy)
    }
    #expect(try explain(desk.dispatcher).refusal == nil)
    let stranger = try explain(TicketDesk.actor("d-99", .dispatcher))
    #expect(stranger.refusal?.code == .unknownActor && stranger.allowed.isEmpty)
  }

  @Test("binds whoever adopts settings")
  func settings() throws {
    try directory.registerPeople()
    try desk.tickets.execute(
      CommandEnvelope(adopting: directory.policy, by: directory.timer, at: desk.morning)
    ).get()
    func adopt(_ actor: Actor) throws -> RefusalCode? {
      try desk.tickets.execute(
        CommandEnvelope(adopting: TicketPolicy.standard, by: actor, at: desk.morning + .hours(1))
      ).refusalCode
    }
    #expect(try adopt(TicketDesk.actor("d-99", .dispatcher)) == .unknownActor)
    #expect(try adopt(directory.clerk) == .notPermitted)
    #expect(try adopt(desk.dispatcher) == nil)
  }

  @Test("A command that cannot be read is judged by who gives it first")
  func invalidCommand() throws {
    try directory.registerPeople()
    let line =
      #"{"command":"grantRole","member":"w-7","actor":"d-99","role":"dispatcher","#
      + #""at":"2026-03-01T09:00:00Z"}"#
    let envelope = try CommandCodec.decode(Array(line.utf8))
    #expect(
      try desk.tickets.execute(envelope, under: directory.policy).refusalCode == .unknownActor)
    #expect(try desk.tickets.execute(envelope).refusalCode == .invalidField)
  }

  @Test("A repeated key gives the first registration again, and another under it is refused")
  func keys() throws {
    let register = MemberCommand.register(MemberRegistration(roles: [RoleGrant(.dispatcher)]))
    let first = try directory.member(
      register, of: desk.dispatcher.id, by: directory.timer, key: "k"
    ).get()
    let again = try directory.member(
      register, of: desk.dispatcher.id, by: directory.timer, minute: 5, key: "k"
    ).get()
    #expect(again.isRepeated && again.position == first.position)
    #expect(
      try directory.member(register, of: directory.clerk.id, by: directory.timer, key: "k")
        .refusalCode == .duplicateKey)
  }
}
