import RepairCore
import RepairStore

/// `show`: one ticket as it is, or was.
struct ShowCommand: Command {
  static let specification = CommandSpecification(
    name: "show",
    abstract: "Prints a ticket as it is, or as it was.",
    discussion: [
      "A ticket has two histories: what happened, and what the log knew of it. --at asks the "
        + "first, --as-known-at the second; together they ask what was known then of a moment "
        + "before.",
      "Below are its time targets under the plan in force: what is due when, and how much of the "
        + "time is used, without what the ticket rested. A working day counts as a day.",
    ],
    arguments: [.init("ticket", .text, "The ticket.")],
    options: [
      .init(
        "--at", .text("when"),
        "As it was then: a time, a date (its first moment), -7d, version:12 or position:340.",
        fallback: "now"),
      .init("--as-known-at", .text("time"), "With what the log had learned by then."),
    ],
    examples: [
      .init("repairctl show N-1", "N-1 as it is."),
      .init("repairctl show N-1 --at 2026-03-01T12:00:00Z", "As it was at noon on that day."),
      .init("repairctl show N-1 --at version:4 --format json", "As its fourth event left it."),
    ]
  )

  private let ticket: TicketID
  private let moment: Moment
  private let knownAt: Timestamp?

  init(_ arguments: ParsedArguments, in session: Session) throws {
    ticket = try EventFilterOptions.identifier(
      try arguments.requiredWord(0, "ticket"), of: "<ticket>")
    moment = try session.moment("--at", arguments) ?? .now
    knownAt = try session.time("--as-known-at", arguments)
  }

  func run(in session: Session) throws -> ExitCode {
    let tickets = TicketLog(try session.openLog())
    guard let state = try tickets.ticket(ticket, at: moment.ofTicket, asKnownAt: knownAt) else {
      guard try tickets.log.streamVersion(StreamName(ticket: ticket)) > .none else {
        throw Failure.noSuchTicket(ticket, in: session)
      }
      if case .version(let version) = moment, knownAt == nil {
        throw Failure(.answerIsNo, "Ticket \(ticket) has no version \(version).")
      }
      throw Failure(.answerIsNo, "Ticket \(ticket) did not exist then, or was not known.")
    }
    var record = state.record
    let now = now(of: state, in: session)
    let targets =
      try tickets.targetClock(of: ticket, at: moment.ofTicket, asKnownAt: knownAt)?
      .reports(under: tickets.inForce(), at: now) ?? []
    if let distance = state.assignment?.arrivalDistance,
      try distance > tickets.policyInForce().arrivalDistance
    {
      record.set("farArrival", .boolean(true))
    }
    if session.options.format == .table {
      record.replace("phase", with: .text("\(state.phase.rawValue) \(state.phase.deskName)"))
      record.replace("status", with: .text("\(state.status.rawValue) \(state.status.deskName)"))
      if state.isOverdue(at: session.now) { record.set("overdue", .boolean(true)) }
    }
    if session.options.format != .table {
      record.set("targets", .nonEmptyList(targets.map { .record($0.record) }))
    }
    try Document(record).print(in: session)
    if session.options.format == .table, !targets.isEmpty {
      try session.output.write("\n")
      let printer = ListingPrinter(.targets(in: session, at: now), in: session)
      for target in targets { try printer.print(target) }
      try printer.finish()
    }
    return .success
  }

  /// When the targets are asked about: the moment shown, and for a version or a position the time
  /// of the event that is the last then.
  private func now(of ticket: Ticket, in session: Session) -> Timestamp {
    switch moment {
    case .now: session.now
    case .time(let time): time
    case .version, .position: ticket.updatedAt
    }
  }
}
