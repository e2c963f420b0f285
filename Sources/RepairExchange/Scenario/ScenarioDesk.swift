import RepairCore
import RepairStore

/// A semester of the whole desk as it unfolds: each command of a ticket, with what belongs before and
/// after it.
struct ScenarioDesk {
  private var tickets: Scenario.Iterator
  private let staff: ScenarioStaff
  private let directory: ScenarioDirectory
  private var store: ScenarioStore
  private var absences: ScenarioAbsences
  /// What is to be given out before anything else is asked for, the last first.
  private var waiting: [CommandEnvelope] = []
  /// The tickets that can still change, as the engine has them.
  private var open: [TicketID: Ticket] = [:]
  private var registered: Set<PersonID> = []
  /// How many tickets there are when those that have ended are let go.
  private var threshold = 1_000

  /// Begins a semester, or gives `nil` if its names cannot be made.
  init?(_ scenario: Scenario) {
    guard let staff = ScenarioStaff(tickets: scenario.tickets, seed: scenario.seed),
      let directory = ScenarioDirectory(staff: staff, seed: scenario.seed),
      let store = ScenarioStore(seed: scenario.seed)
    else { return nil }
    tickets = scenario.makeIterator()
    self.staff = staff
    self.directory = directory
    self.store = store
    absences = ScenarioAbsences(staff: staff, seed: scenario.seed)
    put(directory.opening)
  }

  /// The next command in time.
  mutating func next() -> CommandEnvelope? {
    if let command = waiting.popLast() { return command }
    guard let command = tickets.next() else { return nil }
    put(absences.due(before: command.at) + newcomers(in: command) + turn(of: command))
    return next()
  }

  private mutating func put(_ commands: [CommandEnvelope]) {
    waiting.append(contentsOf: commands.reversed())
  }

  /// Whoever reports for the first time is entered first, by themselves or by the desk.
  private mutating func newcomers(in command: ScenarioCommand) -> [CommandEnvelope] {
    guard case .submit(let report) = command.command else { return [] }
    let person = command.actor.onBehalfOf ?? command.actor.id
    guard command.actor.role == .requester || command.actor.role == .dispatcher,
      registered.insert(person).inserted
    else { return [] }
    return directory.registration(of: person, from: report, as: command).map { [$0] } ?? []
  }

  /// A command of a ticket, with the materials that have to be drawn or accounted for.
  private mutating func turn(of command: ScenarioCommand) -> [CommandEnvelope] {
    let sent = directory.withOverride(command, on: open[command.ticket], away: absences)
    var commands: [CommandEnvelope] = []
    var refusal = apply(sent)
    if refusal?.code == .materialsOpen {
      for settling in store.settle(open[command.ticket], before: sent)
      where apply(settling) == nil {
        commands.append(settling.envelope)
      }
      refusal = apply(sent)
    }
    // A ticket that was let go can only be one that ended long ago.
    guard refusal == nil || open[command.ticket] == nil else { return commands }
    commands.append(sent.envelope)
    for supply in store.supplies(after: sent, on: open[command.ticket]) {
      switch supply {
      case .stock(let envelope): commands.append(envelope)
      case .ticket(let command): if apply(command) == nil { commands.append(command.envelope) }
      }
    }
    forget(before: command.at)
    return commands
  }

  /// Does to the ticket what the engine will do, so that nothing is asked which it would refuse.
  private mutating func apply(_ command: ScenarioCommand) -> Refusal? {
    let context = CommandContext(actor: command.actor, at: command.at)
    var ticket = open[command.ticket]
    do throws(Refusal) {
      let decision = try Ticket.decide(
        .command(command.command), on: ticket, named: command.ticket, in: context,
        under: .standard)
      for event in decision.events {
        let fact = TicketFact(
          version: (ticket?.version ?? .none).next, occurredAt: decision.occurredAt,
          actor: command.actor.id, role: command.actor.role,
          onBehalfOf: command.actor.onBehalfOf, event: event, remarks: decision.remarks)
        // What was just decided cannot be an impossible history.
        try? Ticket.evolve(&ticket, named: command.ticket, with: fact)
      }
      open[command.ticket] = ticket
      return nil
    } catch {
      return error
    }
  }

  /// Lets go of tickets that ended so long ago that nobody will come back to them.
  private mutating func forget(before now: Timestamp) {
    guard open.count >= threshold else { return }
    open = open.filter { $0.value.phase.isOpen || $0.value.updatedAt + .days(45) > now }
    threshold = 2 * open.count + 1_000
  }
}
