import RepairCore
import RepairStore

/// The people of a small campus and one ticket's name, with short ways to say what they do.
struct DeskPeople: Sendable {
  let dispatcher: Actor
  let requester: Actor
  let worker: Actor
  let id: TicketID
  /// When the story of a test begins, by the people's clock.
  let morning: Timestamp

  init() throws {
    dispatcher = try TicketDesk.actor("d-1", .dispatcher)
    requester = try TicketDesk.actor("u-17", .requester)
    worker = try TicketDesk.actor("w-7", .worker)
    guard let id = TicketID("N-1"), let morning = Timestamp("2026-03-01T08:00:00Z") else {
      throw CallFailed(call: "DeskPeople")
    }
    self.id = id
    self.morning = morning
  }

  func submission(_ description: String = "水管漏水") throws -> TicketCommand {
    guard let campus = CampusCode("north"), let category = CategoryCode("plumbing") else {
      throw CallFailed(call: "CampusCode")
    }
    return .submit(
      TicketSubmission(
        campus: campus, category: category, description: description, place: Place(code: "dorm-5"))
    )
  }

  func envelope(
    _ command: TicketCommand, by actor: Actor, minute: Int64, of ticket: TicketID? = nil,
    key: String? = nil, expecting version: Int? = nil
  ) -> CommandEnvelope {
    CommandEnvelope(
      command, ticket: ticket ?? id, by: actor, at: morning + .minutes(minute), key: key,
      expectedVersion: version.map { StreamVersion($0) })
  }
}

/// A log on which those people work.
struct TicketDesk {
  let fixture: LogFixture
  let tickets: TicketLog
  let people: DeskPeople

  var dispatcher: Actor { people.dispatcher }
  var requester: Actor { people.requester }
  var worker: Actor { people.worker }
  var id: TicketID { people.id }
  var morning: Timestamp { people.morning }

  init() throws {
    fixture = try LogFixture()
    tickets = TicketLog(fixture.log)
    people = try DeskPeople()
  }

  static func actor(_ name: String, _ role: Role) throws -> Actor {
    guard let id = PersonID(name) else { throw CallFailed(call: "PersonID") }
    return Actor(id: id, role: role)
  }

  func submission() throws -> TicketCommand { try people.submission() }

  func envelope(
    _ command: TicketCommand, by actor: Actor, minute: Int64, of ticket: TicketID? = nil,
    key: String? = nil, expecting version: Int? = nil
  ) -> CommandEnvelope {
    people.envelope(
      command, by: actor, minute: minute, of: ticket, key: key, expecting: version)
  }

  @discardableResult
  func execute(
    _ command: TicketCommand, by actor: Actor, minute: Int64, of ticket: TicketID? = nil,
    key: String? = nil, expecting version: Int? = nil
  ) throws -> CommandResult {
    try tickets.execute(
      envelope(command, by: actor, minute: minute, of: ticket, key: key, expecting: version))
  }

  /// Executes a command that must be accepted.
  @discardableResult
  func accept(
    _ command: TicketCommand, by actor: Actor, minute: Int64, of ticket: TicketID? = nil,
    key: String? = nil
  ) throws -> CommandReceipt {
    try execute(command, by: actor, minute: minute, of: ticket, key: key).get()
  }

  /// The code of the refusal of a command.
  func refusal(
    _ command: TicketCommand, by actor: Actor, minute: Int64, of ticket: TicketID? = nil,
    key: String? = nil, expecting version: Int? = nil
  ) throws -> RefusalCode? {
    let result = try execute(
      command, by: actor, minute: minute, of: ticket, key: key, expecting: version)
    if case .refused(let refusal) = result { return refusal.code }
    return nil
  }

  /// Takes the ticket from its submission to the work being done: five events.
  func completeTicket() throws {
    try accept(try submission(), by: requester, minute: 0)
    try accept(.accept(priority: nil, category: nil), by: dispatcher, minute: 10)
    try accept(
      .dispatch(worker: worker.id, override: nil, force: false), by: dispatcher, minute: 20)
    try accept(.acknowledge, by: worker, minute: 30)
    try accept(
      .complete(WorkReport(cause: "worn seal", workDone: "replaced", outcome: .fixed)), by: worker,
      minute: 120)
  }
}
