import RepairCore
import RepairReport
import RepairStore

/// `members`: the directory, or one of it in full.
struct MembersCommand: Command {
  static let specification = CommandSpecification(
    name: "members",
    abstract: "Lists the members of the directory, or prints one in full.",
    discussion: [
      "Without <member>, those who pass every filter, in the order of their names; how to reach them "
        + "is printed of one member at a time. --campus means who belongs there or acts there: in the "
        + "role of --role, where one is given. A member is on duty, off duty or on leave at the moment "
        + "of --at, which may be to come; where nobody has said, it is unknown."
    ],
    arguments: [.init("member", .text, "The member to print in full.", optional: true)],
    options: [
      .init(
        "--role", .choice("role", Role.allCases.filter { $0 != .system }.map(\.rawValue)),
        "Only who holds this role."),
      .init("--campus", .text("code"), "Only who belongs to this campus or acts there."),
      .init("--trade", .text("code"), "Only who repairs faults of this kind."),
      .init("--group", .text("code"), "Only who is in this group."),
      .init(
        "--duty", .choice("duty", Duty.allCases.map(\.rawValue)), "Only who is on this duty."),
      .init(
        "--status", .choice("status", MemberStatus.allCases.map(\.rawValue)),
        "Only who stands like this. May be repeated.", repeats: true),
      .init("--phone", .text("number"), "Only who has this number, however it is written."),
      .init("--login", .text("name"), "Only who signs in by this name."),
      .init("--open-id", .text("id"), "Only who has this identity in a chat application."),
      .init(
        "--text", .text("words"),
        "Only those whose name, nickname, number or pseudonym contains all these words."),
      .init("--limit", .text("n"), "At most this many.", fallback: "all"),
      .init("--after", .text("member"), "Goes on after this one, where a list with --limit ended."),
      .init("--count", .flag, "Prints only how many there are."),
    ] + PastOptions.specifications(),
    examples: [
      .init(
        "repairctl members --role worker --campus north --duty onDuty",
        "Who is there to be sent in north."),
      .init("repairctl members --phone '+86 138-0000-0000'", "Who may be calling."),
      .init("repairctl members w-7 --format json", "All that is known of w-7."),
      .init("repairctl members --role dispatcher --at 2026-03-01", "Who the dispatchers were."),
    ]
  )

  private let member: PersonID?
  private let query: MemberQuery
  private let past: PastOptions
  private let countsOnly: Bool

  init(_ arguments: ParsedArguments, in session: Session) throws {
    member = try arguments.word(0).map {
      try EventFilterOptions.identifier($0, of: "<member>")
    }
    var query = MemberQuery()
    query.role = try arguments.choice("--role", as: Role.self)
    query.campus = try Self.name("--campus", arguments)
    query.trade = try Self.name("--trade", arguments)
    query.group = try Self.name("--group", arguments)
    query.duty = try arguments.choice("--duty", as: Duty.self)
    query.statuses = Set(try arguments.choices("--status", as: MemberStatus.self))
    query.phone = arguments.text("--phone")
    if let phone = query.phone, PhoneNumber(phone) == nil {
      throw Failure.usage("The value '\(phone)' of '--phone' is no telephone number.")
    }
    query.login = arguments.text("--login")
    query.openID = arguments.text("--open-id")
    query.text = arguments.text("--text")
    query.limit = try arguments.integer("--limit", in: 0...Int.max)
    query.after = try Self.name("--after", arguments)
    past = try PastOptions(arguments, in: session, of: "members")
    countsOnly = arguments.has("--count")
    if member != nil {
      guard !countsOnly, query == MemberQuery() else {
        throw Failure.usage("Filters are for a list; leave them out, or <member>.")
      }
    }
    self.query = query
  }

  private static func name<Name: TextIdentifier>(
    _ option: String, _ arguments: ParsedArguments
  ) throws(Failure) -> Name? {
    guard let text = arguments.text(option) else { return nil }
    return try EventFilterOptions.identifier(text, of: option)
  }

  func run(in session: Session) throws -> ExitCode {
    let tickets = TicketLog(try past.open(in: session))
    let moment = try past.now(in: tickets.log, session)
    if let member {
      guard let found = try tickets.member(member) else {
        throw Failure(
          .answerIsNo,
          "There \(past.isPast ? "was then" : "is") no member \(member) in the directory.")
      }
      try Document(found.record(at: moment)).print(in: session)
      return .success
    }
    var query = query
    if !countsOnly, let limit = query.limit, limit < Int.max { query.limit = limit + 1 }
    let found = try tickets.directory().members(query, at: moment)
    if countsOnly {
      if session.options.format == .table {
        try session.output.write("\(found.count)\n")
      } else {
        try Document(Record(["count": .integer(found.count)])).print(in: session)
      }
      return .success
    }
    let shown = found.prefix(self.query.limit ?? found.count)
    let printer = ListingPrinter(Self.listing(at: moment), in: session)
    for member in shown { try printer.print(member) }
    try printer.finish()
    if found.count > shown.count, let last = shown.last {
      try session.output.flush()
      session.note("There are more: --after \(last.id)")
    }
    return .success
  }

  private static func listing(at moment: Timestamp) -> Listing<Member> {
    Listing(
      columns: [
        .init("MEMBER") { .init($0.id.rawValue) },
        .init("STATUS") { member in
          .init(member.status.rawValue, as: member.status == .active ? nil : .quiet)
        },
        .init("DUTY") { member in
          let duty = member.duty(at: moment)
          return .init(duty == .unknown ? "" : duty.rawValue, as: duty == .onDuty ? .good : .quiet)
        },
        .init("NUMBER") { .init($0.number ?? "") },
        .init("NAME") { .init($0.profile.name ?? $0.profile.nickname ?? "") },
        .init("ROLES") { .init($0.roles.map(\.text).joined(separator: ", ")) },
        .init("TRADES") { .init($0.trades.map(\.rawValue).joined(separator: ", ")) },
        .init("GROUPS", isFlexible: true) {
          .init($0.groups.map(\.rawValue).joined(separator: ", "))
        },
      ],
      keys: [
        "member", "status", "version", "duty", "number", "name", "nickname", "roles", "campuses",
        "trades", "groups", "registeredAt", "updatedAt",
      ],
      record: { $0.briefRecord(at: moment) })
  }
}
