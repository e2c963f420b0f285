import RepairExchange
import RepairStore

/// `scenario`: a made-up semester of commands, for demos and benchmarks.
struct ScenarioCommand: Command {
  static let specification = CommandSpecification(
    name: "scenario",
    abstract: "Prints a believable semester of commands as JSON lines for 'run'.",
    discussion: [
      "Several campuses, rush hours, emergencies at night, rejections, holds, rework and late "
        + "ratings, in Chinese and English; and around the tickets the staff and the requesters, "
        + "leaves, stores, materials and costs. The same seed makes the same bytes on every "
        + "machine."
    ],
    options: [
      .init("--tickets", .text("n"), "How many tickets.", fallback: "100"),
      .init("--seed", .text("n"), "Which semester.", fallback: "1"),
      .init("--tickets-only", .flag, "Leaves out everything but the tickets' own life."),
    ],
    formats: [],
    examples: [
      .init("repairctl scenario --tickets 1000 --seed 7 > semester.ndjson", "Writes a file."),
      .init("repairctl scenario | repairctl run -", "Fills the log with a hundred tickets."),
    ]
  )

  private let scenario: Scenario
  private let desk: DeskScenario
  private let isTicketsOnly: Bool

  init(_ arguments: ParsedArguments, in session: Session) throws {
    let tickets = try arguments.integer("--tickets", in: 1...Scenario.mostTickets) ?? 100
    let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1)
    guard let scenario = Scenario(tickets: tickets, seed: seed),
      let desk = DeskScenario(tickets: tickets, seed: seed)
    else {
      throw Failure.usage("A scenario has 1 to \(Scenario.mostTickets) tickets.")
    }
    self.scenario = scenario
    self.desk = desk
    isTicketsOnly = arguments.has("--tickets-only")
  }

  func run(in session: Session) throws -> ExitCode {
    if isTicketsOnly {
      try print(scenario.lazy.map(\.envelope), in: session)
    } else {
      try print(desk, in: session)
    }
    return .success
  }

  private func print(_ commands: some Sequence<CommandEnvelope>, in session: Session) throws {
    let newline = [UInt8(ascii: "\n")]
    for command in commands {
      if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
      // The lines are for a program and say exactly what they say: they are not made inert.
      try session.output.write(CommandCodec.encode(command))
      try session.output.write(newline)
    }
  }
}
