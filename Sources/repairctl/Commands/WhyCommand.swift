import RepairCore
import RepairReport
import RepairStore

/// `why`: whether a command would be allowed now, and which rule says so.
struct WhyCommand: Command {
  static let specification = CommandSpecification(
    name: "why",
    abstract: "Says whether a command would be allowed, and which rule says so.",
    discussion: [
      "Without a command it lists what may be done next. Without an actor it asks for everybody: "
        + "the ticket's requester, its worker, a dispatcher of its campus and an automation. The "
        + "command's own fields are not judged. With --at it is asked of a moment before: of the "
        + "ticket, the directory and the rules as they were then."
    ],
    arguments: [
      .init("ticket", .text, "The ticket."),
      .init("command", .text, "The command, like dispatch.", optional: true),
    ],
    options: [
      .init("--as", .text("person"), "Who would give it.", fallback: "whoever has the role"),
      .init(
        "--role", .choice("role", Role.allCases.map(\.rawValue)), "In which role.",
        fallback: "every role"),
      .init("--on-behalf-of", .text("person"), "For whom the desk would type."),
      .init("--policy", .path("file"), "Rules as JSON.", fallback: "those in force in the log"),
    ] + PastOptions.specifications(ofTicket: true),
    examples: [
      .init("repairctl why N-1 complete --as w-9 --role worker", "May w-9 complete N-1?"),
      .init("repairctl why N-1 --as u-17 --role requester", "What may u-17 do next?"),
      .init("repairctl why N-1 cancel --at version:3", "Could it have been cancelled then?"),
    ]
  )

  /// One answer.
  private struct Verdict {
    let command: TicketCommandKind
    let actor: Actor
    let refusal: Refusal?
    /// The rows of the lifecycle's table that are about it.
    let rules: [LifecycleRule]

    /// What these rows ask for, each once: several may ask for the same.
    var guards: [String] {
      var guards: [String] = []
      for text in rules.map(\.guardText) where !text.isEmpty && !guards.contains(text) {
        guards.append(text)
      }
      return guards
    }
  }

  private let ticket: TicketID
  private let command: TicketCommandKind?
  private let person: PersonID?
  private let roles: [Role]
  private let onBehalfOf: PersonID?
  private let policy: TicketPolicy?
  private let past: PastOptions

  init(_ arguments: ParsedArguments, in session: Session) throws {
    ticket = try EventFilterOptions.identifier(
      try arguments.requiredWord(0, "ticket"), of: "<ticket>")
    if let name = arguments.word(1) {
      guard let kind = TicketCommandKind(rawValue: name) else {
        throw Failure.usage(
          Suggestion.unknown(
            "command '\(name)'", name, among: TicketCommandKind.allCases.map(\.rawValue),
            listsAll: false))
      }
      command = kind
    } else {
      command = nil
    }
    person = try arguments.text("--as").map { try EventFilterOptions.identifier($0, of: "--as") }
    let role = try arguments.choice("--role", as: Role.self)
    guard person == nil || role != nil else {
      throw Failure.usage("'--as' needs '--role': the same person can act in several.")
    }
    roles = role.map { [$0] } ?? Role.allCases
    onBehalfOf = try arguments.text("--on-behalf-of").map {
      try EventFilterOptions.identifier($0, of: "--on-behalf-of")
    }
    policy = try session.policy(arguments)
    past = try PastOptions(arguments, in: session)
  }

  func run(in session: Session) throws -> ExitCode {
    let tickets = TicketLog(try past.open(in: session, of: ticket))
    let now = try past.now(in: tickets.log, session)
    var state: Ticket?
    var verdicts: [Verdict] = []
    try tickets.log.snapshot {
      let policy = try self.policy ?? tickets.policyInForce()
      state = try tickets.ticket(ticket)
      let inTheWay = try tickets.ticketInTheWay(ofReopening: state, under: policy)
      verdicts = try self.verdicts(
        on: state, besides: inTheWay, under: policy, now: now
      ) { actor in
        // Whoever stands for a role when nobody is named is no member.
        person == nil ? nil : try tickets.standing(of: actor, under: policy)
      }
    }
    guard state != nil || command == .submit else {
      throw try past.isMissing(ticket, in: session)
    }
    let printer = ListingPrinter(Self.listing(hasCommand: command != nil), in: session)
    for verdict in verdicts { try printer.print(verdict) }
    try printer.finish()
    return verdicts.contains { $0.refusal == nil } ? .success : .answerIsNo
  }

  private func verdicts(
    on state: Ticket?, besides inTheWay: TicketID?, under policy: TicketPolicy, now: Timestamp,
    standing: (Actor) throws -> ActorStanding?
  ) throws -> [Verdict] {
    var verdicts: [Verdict] = []
    for role in roles {
      guard let person = person ?? Self.usualPerson(for: role, of: state) else { continue }
      let actor = Actor(id: person, role: role, onBehalfOf: onBehalfOf)
      let context = CommandContext(
        actor: actor, at: max(now, state?.updatedAt ?? now), sameFault: inTheWay,
        standing: try standing(actor))
      for kind in command.map({ [$0] }) ?? TicketCommandKind.allCases {
        let refusal = Ticket.refusal(
          of: kind, on: state, named: ticket, in: context, under: policy)
        // Without a command only what may be done is of interest.
        if command == nil, refusal != nil { continue }
        verdicts.append(
          Verdict(
            command: kind, actor: actor, refusal: refusal,
            rules: Lifecycle.rules(for: kind).filter { rule in
              rule.parties.contains { $0.role == nil || $0.role == role }
            }))
      }
    }
    return verdicts
  }

  /// Who would act in a role when nobody is named; `nil` when the ticket has nobody in it.
  private static func usualPerson(for role: Role, of ticket: Ticket?) -> PersonID? {
    // Anybody may be the one who submits a ticket that is not there yet.
    guard let ticket else { return PersonID(role.rawValue) }
    return switch role {
    case .requester: ticket.requester
    case .worker: ticket.worker
    case .dispatcher, .storekeeper, .auditor, .system: PersonID(role.rawValue)
    }
  }

  private static func listing(hasCommand: Bool) -> Listing<Verdict> {
    Listing(
      columns: [
        .init("COMMAND") { .init($0.command.rawValue) },
        .init("ROLE") { .init($0.actor.role.rawValue) },
        .init("ACTOR") { .init($0.actor.id.rawValue) },
        .init("ALLOWED") { verdict in
          verdict.refusal == nil ? .init("yes", as: .good) : .init("no", as: .bad)
        },
        .init("RULE", isFlexible: true) { verdict in
          if let refusal = verdict.refusal { return .init(refusal.description) }
          return .init(verdict.guards.joined(separator: "; "))
        },
      ],
      keys: ["command", "role", "actor", "onBehalfOf", "allowed", "code", "message", "phase"],
      record: { verdict in
        let refusal = verdict.refusal
        var record = Record([
          "command": .text(verdict.command.rawValue),
          "role": .text(verdict.actor.role.rawValue),
          "actor": .text(verdict.actor.id.rawValue),
          "onBehalfOf": .text(verdict.actor.onBehalfOf?.rawValue),
          "allowed": .boolean(refusal == nil),
          "code": .text(refusal?.code.rawValue),
          "message": .text(refusal?.message),
          "phase": .text(refusal?.phase?.rawValue),
        ])
        if hasCommand, let refusal {
          record.set("instead", .list(refusal.allowed.map { .text($0.rawValue) }))
        }
        record.set("guards", .nonEmptyList(verdict.guards.map { .text($0) }))
        return record
      })
  }
}
