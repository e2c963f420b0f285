import RepairCore

/// One ticket of a scenario while it can still change: what is wrong, where it stands, what its
/// people will do next.
final class ScenarioTicket {
  /// In which capacity somebody speaks.
  enum Voice {
    case requester, desk, dispatcher, worker, system
  }

  /// What happens next, unless nobody can do it then.
  struct Step {
    var kind: TicketCommandKind
    var voice: Voice
    var at: ScenarioMoment
  }

  let number: Int
  let id: TicketID
  let requester: ScenarioRequester
  /// The requester, or the worker who found the fault on a round.
  let reporter: PersonID
  let fault: ScenarioFault
  let place: ScenarioPlace
  let inDormitory: Bool
  let channel: Channel
  /// What the reporter filed it under: the fault's own category, or a mistake.
  let statedCategory: String
  /// An earlier report of the same fault by somebody else.
  var twin: ScenarioTicket?

  var random: ScenarioRandom
  var ticket: Ticket?
  var next: Step?
  /// How much has happened off the straight road; bounded, so that every ticket gets on.
  var asides = 0
  /// Whether the work just done will not hold.
  var slipped = false
  /// Why a step was left out, if one was: the plan knows the rules, so that none should be.
  var refusal: Refusal?
  /// When a worker was last sent.
  var dispatchedAt: Timestamp?

  /// Makes a ticket about to be submitted, or `nil` if its names cannot be made.
  init?(
    number: Int, of tickets: Int, at moment: ScenarioMoment, seed: UInt64,
    staff: ScenarioStaff, twin: ScenarioTicket?
  ) {
    var random = ScenarioRandom(seed: seed, part: 0x71C6_0000_0000 + UInt64(number))
    guard let id = Self.name(number, of: tickets) else { return nil }
    let people = max(40, tickets * 3 / 5)
    guard let requester = ScenarioRequester(number: random.skewed(0...people - 1), seed: seed)
    else { return nil }
    self.number = number
    self.id = id
    let repeated = twin.flatMap { $0.requester.campus == requester.campus ? $0 : nil }
    self.twin = repeated
    inDormitory =
      repeated?.inDormitory
      ?? (!requester.isTeacher && ScenarioArrivals.isFromDormitory(moment, &random))
    let found = repeated?.fault ?? Self.fault(at: moment, inDormitory: inDormitory, &random)
    fault = found
    place =
      repeated?.place
      ?? ScenarioPlace(of: found, reportedBy: requester, inDormitory: inDormitory, &random)
    let finder =
      repeated == nil && random.chance(25)
      ? staff.bystander(campus: requester.campus, not: nil, &random) : nil
    channel =
      finder != nil
      ? .app
      : random.weighted([(.app, 560), (.web, 120), (.qr, 140), (.phone, 130), (.desk, 50)])
    statedCategory = random.chance(45) ? random.pick(ScenarioFault.all).category : found.category
    reporter = finder ?? requester.id
    self.requester = requester
    self.random = random
    next = Step(kind: .submit, voice: Self.voice(of: channel, finder), at: moment)
  }

  /// Whether the desk typed the report in.
  var cameByDesk: Bool { channel == .phone || channel == .desk }

  private static func voice(of channel: Channel, _ finder: PersonID?) -> Voice {
    if finder != nil { return .worker }
    return channel == .phone || channel == .desk ? .desk : .requester
  }

  private static func name(_ number: Int, of tickets: Int) -> TicketID? {
    let digits = max(5, String(tickets).count)
    let text = String(number + 1)
    let zeros = String(repeating: "0", count: max(0, digits - text.count))
    return TicketID("N-" + zeros + text)
  }

  private static func fault(
    at moment: ScenarioMoment, inDormitory: Bool, _ random: inout ScenarioRandom
  ) -> ScenarioFault {
    let week = moment / (7 * ScenarioCalendar.day)
    let possible = ScenarioFault.all.filter {
      $0.weeks.contains(week) && $0.setting.includes(dormitory: inDormitory)
    }
    return random.weighted(possible.map { ($0, $0.weight) })
  }

  /// Does what is due: decides it as the engine will, and plans what comes after.
  ///
  /// - Returns: the command, or `nil` when nobody could do it now; it is then planned anew.
  func act(staff: inout ScenarioStaff, campuses: [ScenarioCampus]) -> ScenarioCommand? {
    guard let step = next else { return nil }
    let campus = campuses[campusNumber]
    guard let actor = actor(for: step, campus: campus),
      let command = command(for: step, actor: actor, staff: staff)
    else {
      putOff(from: step.at, staff: staff)
      return nil
    }
    let context = CommandContext(actor: actor, at: ScenarioCalendar.timestamp(step.at))
    let before = ticket?.assignment?.worker
    do {
      let decision = try Ticket.decide(
        .command(command), on: ticket, named: id, in: context, under: .standard)
      for event in decision.events {
        try Ticket.evolve(
          &ticket, named: id,
          with: TicketFact(
            version: (ticket?.version ?? .none).next, occurredAt: decision.occurredAt,
            actor: actor.id, role: actor.role, onBehalfOf: actor.onBehalfOf, event: event,
            remarks: decision.remarks))
      }
    } catch {
      refusal = error as? Refusal
      // The plan keeps to the rules; should a rule change, the scenario leaves this step out.
      putOff(from: step.at, staff: staff)
      return nil
    }
    staff.moved(from: before, to: ticket?.assignment?.worker)
    note(command, at: context.at, staff: staff)
    plan(after: step.at, staff: staff)
    return ScenarioCommand(
      ticket: id, actor: actor, at: context.at, key: key(of: step), command: command)
  }

  /// The campus that has the ticket now.
  var campusNumber: Int {
    guard let code = ticket?.campus.rawValue else { return requester.campus }
    return ScenarioCampus.codes.firstIndex(of: code) ?? requester.campus
  }

  private func putOff(from moment: ScenarioMoment, staff: ScenarioStaff) {
    asides += 1
    guard asides < 60 else {
      next = nil
      return
    }
    let later = ScenarioCalendar.working(after: moment, minutes: random.within(40...120))
    plan(after: later, staff: staff)
  }

  private func note(_ command: TicketCommand, at: Timestamp, staff: ScenarioStaff) {
    switch command {
    case .dispatch, .handOver: dispatchedAt = at
    case .complete: slipped = random.chance(staff.worker(ticket?.worker)?.slips ?? 0)
    case .resolveRemotely: slipped = random.chance(60)
    case .reopen:
      asides = 0
      twin = nil
    case .markDuplicate: twin = nil
    default: break
    }
  }

  /// Applications and timers name what they ask, so that asking twice changes nothing.
  private func key(of step: Step) -> String? {
    switch (step.kind, step.voice) {
    case (.submit, _): "submit/\(id)"
    case (_, .system): "\(step.kind.rawValue)/\(id)/\(ticket?.version.rawValue ?? 0)"
    default: nil
    }
  }

  private func actor(for step: Step, campus: ScenarioCampus) -> Actor? {
    switch step.voice {
    case .requester: return Actor(id: reporter, role: .requester)
    case .worker:
      let worker = ticket.map { $0.worker } ?? reporter
      return worker.map { Actor(id: $0, role: .worker) }
    case .system:
      return PersonID("timer.\(step.kind.rawValue)").map { Actor(id: $0, role: .system) }
    case .desk, .dispatcher:
      let id = campus.dispatcher(at: step.at, &random)
      return Actor(
        id: id, role: .dispatcher, onBehalfOf: step.voice == .desk ? reporter : nil,
        campuses: [campus.code])
    }
  }
}
