import RepairCore
import Testing

@testable import RepairStore

/// A log with a directory in it, and a policy that enforces it.
struct DirectoryDesk {
  let desk: TicketDesk
  let north: CampusCode
  let south: CampusCode
  let plumbing: CategoryCode
  let timer: Actor
  let clerk: Actor
  var policy = TicketPolicy.standard

  init() throws {
    desk = try TicketDesk()
    north = try #require(CampusCode("north"))
    south = try #require(CampusCode("south"))
    plumbing = try #require(CategoryCode("plumbing"))
    timer = try TicketDesk.actor("setup", .system)
    clerk = try TicketDesk.actor("d-2", .dispatcher)
    policy.enforcesDirectory = true
  }

  var tickets: TicketLog { desk.tickets }

  /// Registers the desk's people: a dispatcher of all campuses, a clerk of north, a requester, a
  /// plumber of north who is on duty.
  func registerPeople() throws {
    try register(desk.dispatcher, [RoleGrant(.dispatcher)])
    try register(clerk, [RoleGrant(.dispatcher, campuses: [north])])
    try register(desk.requester, [])
    try register(
      desk.worker, [RoleGrant(.worker, campuses: [north])], trades: [plumbing])
    try member(.goOnDuty, of: desk.worker.id, by: desk.worker).get()
  }

  func register(
    _ actor: Actor, _ roles: [RoleGrant], trades: [CategoryCode] = []
  ) throws {
    try member(
      .register(MemberRegistration(roles: roles, trades: trades)), of: actor.id, by: timer
    ).get()
  }

  @discardableResult
  func member(
    _ command: MemberCommand, of id: PersonID, by actor: Actor, minute: Int64 = 0,
    key: String? = nil, in tickets: TicketLog? = nil
  ) throws -> CommandResult {
    try (tickets ?? desk.tickets).execute(
      CommandEnvelope(
        command, member: id, by: actor, at: desk.morning + .minutes(minute), key: key),
      under: policy)
  }

  @discardableResult
  func ticket(
    _ command: TicketCommand, by actor: Actor, minute: Int64 = 1, of id: TicketID? = nil,
    worker: WorkerFacts? = nil
  ) throws -> CommandResult {
    try tickets.execute(
      desk.envelope(command, by: actor, minute: minute, of: id), under: policy, worker: worker)
  }

  /// A ticket that waits for a worker.
  func acceptedTicket(_ id: TicketID? = nil) throws {
    try ticket(try desk.submission(), by: desk.requester, of: id).get()
    try ticket(.accept(priority: nil, category: nil), by: desk.dispatcher, of: id).get()
  }
}

extension CommandResult {
  /// The code of the refusal, if it is one.
  var refusalCode: RefusalCode? {
    if case .refused(let refusal) = self { refusal.code } else { nil }
  }
}
