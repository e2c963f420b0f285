/// A scenario as it unfolds: what is due next is done next, and tickets that have ended are let go.
struct ScenarioRun {
  private let scenario: Scenario
  private let campuses: [ScenarioCampus]
  private var staff: ScenarioStaff
  private var arrivals: ScenarioArrivals
  private var arrival: ScenarioMoment?
  private var submitted = 0
  private var queue = ScenarioQueue()
  private var random: ScenarioRandom
  /// The last reports, of which a new one may turn out to be a repetition.
  private var recent: [ScenarioTicket] = []

  /// Tickets that have ended since this was last emptied; kept only where asked for.
  var ended: [ScenarioTicket] = []
  private let keepsEnded: Bool

  /// Begins a scenario, or gives `nil` if its names cannot be made.
  init?(_ scenario: Scenario, keepsEnded: Bool = false) {
    guard let staff = ScenarioStaff(tickets: scenario.tickets, seed: scenario.seed) else {
      return nil
    }
    self.scenario = scenario
    self.keepsEnded = keepsEnded
    self.staff = staff
    campuses = ScenarioCampus.codes.indices.compactMap(ScenarioCampus.init)
    arrivals = ScenarioArrivals(tickets: scenario.tickets, seed: scenario.seed)
    random = ScenarioRandom(seed: scenario.seed, part: 3)
    arrival = arrivals.next()
  }

  /// The next command in time; logarithmic in the number of open tickets.
  mutating func next() -> ScenarioCommand? {
    while let ticket = nextTicket() {
      let command = ticket.act(staff: &staff, campuses: campuses)
      if let step = ticket.next, step.at < ScenarioCalendar.end {
        queue.add(ticket, at: step.at)
      } else if keepsEnded {
        ended.append(ticket)
      }
      if let command { return command }
    }
    return nil
  }

  private mutating func nextTicket() -> ScenarioTicket? {
    guard let moment = arrival, moment <= queue.firstMoment ?? moment else {
      return queue.removeFirst()
    }
    arrival = arrivals.next()
    let number = submitted
    submitted += 1
    let twin = random.chance(45) && !recent.isEmpty ? random.pick(recent) : nil
    let ticket = ScenarioTicket(
      number: number, of: scenario.tickets, at: moment, seed: scenario.seed, staff: staff,
      twin: twin)
    guard let ticket else { return nextTicket() }
    if twin == nil {
      if recent.count == 24 { recent.remove(at: random.below(24)) }
      recent.append(ticket)
    }
    return ticket
  }
}
