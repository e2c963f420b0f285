import RepairCore
import RepairReport
import RepairStore

/// `notices`: who was told of what, and for development the sending of it.
struct NoticesCommand: Command {
  static let specification = CommandSpecification(
    name: "notices",
    abstract: "Lists notices, newest first: who is or was told of what, and what became of it.",
    discussion: [
      "Notices begin when settings for them are adopted: what happened before is told to nobody. "
        + "'--adopt standard' adopts the standard ones, '--adopt FILE' those of a JSON file.",
      "Real messages are sent by the server that embeds the library. '--deliver FILE' sends them "
        + "once, for development: every message due by any channel becomes a line of the file. It "
        + "may be killed and started again; a message is then written once more at worst, under the "
        + "same name, and recorded once. When the file took some of them not, the exit code is 1.",
    ],
    options: [
      .init("--state", .choice("state", NoticeStatus.allCases.map(\.rawValue)), "Only these."),
      .init("--ticket", .text("ticket"), "Only those about a ticket."),
      .init("--announcement", .text("announcement"), "Only those about an announcement."),
      .init(
        "--recipient", .text("person"),
        "Only those to a person, or to a role such as dispatcher@north."),
      .init("--channel", .text("channel"), "Only those by a channel, such as sms."),
      .init("--limit", .text("n"), "At most this many.", fallback: "100"),
      .init("--before", .text("number"), "Goes on after the last one of an earlier page."),
      .init("--adopt", .text("rules"), "Puts settings in force: 'standard', or a JSON file."),
      Session.actorOption,
      .init("--deliver", .path("file"), "Sends what is due, as lines of a file."),
    ] + PastOptions.specifications(),
    examples: [
      .init("repairctl notices --state failed", "What reached nobody."),
      .init("repairctl notices --ticket N-1", "Who was told of a ticket."),
      .init("repairctl notices --deliver messages.ndjson", "Sends what is due, for development."),
    ]
  )

  private enum Task {
    case list
    case adopt(String)
    case deliver(String)
  }

  private let query: NoticeQuery
  private let past: PastOptions
  private let task: Task
  private let actor: Actor

  init(_ arguments: ParsedArguments, in session: Session) throws {
    var query = NoticeQuery()
    query.status = arguments.text("--state").flatMap { NoticeStatus(rawValue: $0) }
    query.ticket = try Self.name("--ticket", arguments)
    query.announcement = try Self.name("--announcement", arguments)
    query.channel = try Self.name("--channel", arguments)
    if let text = arguments.text("--recipient") {
      guard let recipient = NoticeRecipient(text) ?? NoticeRecipient("person:" + text) else {
        throw Failure.usage("'\(text)' is no person and no role for '--recipient'.")
      }
      query.recipient = recipient
    }
    query.limit = try arguments.integer("--limit", in: 0...Int.max) ?? 100
    query.before = try arguments.integer("--before", in: 0...Int.max).map(Int64.init)
    self.query = query
    past = try PastOptions(arguments, in: session, of: "notices")
    actor = try session.adopter(arguments)
    switch (arguments.text("--adopt"), arguments.text("--deliver")) {
    case (nil, nil): task = .list
    case (let rules?, nil): task = .adopt(rules)
    case (nil, let path?): task = .deliver(path)
    case (_?, _?): throw Failure.usage("'--adopt' and '--deliver' are two things: use one.")
    }
    if past.isPast, arguments.has("--adopt") || arguments.has("--deliver") {
      throw Failure.usage("'--at' and '--as-known-at' are for the list: the past is not changed.")
    }
  }

  private static func name<Name: TextIdentifier>(
    _ option: String, _ arguments: ParsedArguments
  ) throws(Failure) -> Name? {
    guard let text = arguments.text(option) else { return nil }
    return try EventFilterOptions.identifier(text, of: option)
  }

  func run(in session: Session) throws -> ExitCode {
    switch task {
    case .list: try list(in: session)
    case .adopt(let rules):
      try session.adopt(
        rules == "standard" ? NoticeRules.standard : session.settings(rules), by: actor)
    case .deliver(let path): return try NoticeDelivery(to: path).run(in: session)
    }
    return .success
  }

  private func list(in session: Session) throws {
    let log = try past.open(in: session)
    let printer = ListingPrinter(Self.listing(in: session), in: session)
    let rows = try Views(of: log).notices(query, of: TicketLog(log))
    for row in rows { try printer.print(row) }
    try printer.finish()
    if rows.isEmpty, try log.streamVersion(SettingsKind.notices.stream) == .none {
      try session.output.flush()
      session.note(NoticeDelivery.withoutSettings)
    }
  }

  private static func listing(in session: Session) -> Listing<NoticeRow> {
    Listing(
      columns: [
        .init("NUMBER", alignment: .right) { .init(String($0.number)) },
        .init("QUEUED") { .init(session.text($0.queuedAt), as: .quiet) },
        .init("STATE") { row in
          .init(
            row.status.rawValue,
            as: row.status == .failed ? .bad : row.status == .queued ? .attention : .good)
        },
        .init("ABOUT") { .init($0.stream) },
        .init("RULE") { .init($0.rule.rawValue) },
        .init("DUE") { .init($0.dueAt.map { session.text($0) } ?? "", as: .quiet) },
        .init("RECIPIENT", isFlexible: true) { .init($0.recipient.rawValue) },
        .init("CHANNEL") { .init($0.channel.rawValue) },
        .init("TRIES", alignment: .right) { .init(String($0.attempts)) },
        .init("REASON", isFlexible: true) { .init($0.reason ?? "") },
      ],
      keys: [
        "number", "notice", "about", "rule", "recipient", "channel", "urgency", "state",
        "queuedAt", "dueAt", "sentAt", "readAt", "attempts", "reason",
      ],
      record: { row in
        Record([
          "number": .integer(Int(clamping: row.number)), "notice": .text(row.id.rawValue),
          "about": .text(row.stream), "rule": .text(row.rule.rawValue),
          "recipient": .text(row.recipient.rawValue), "channel": .text(row.channel.rawValue),
          "urgency": .text(row.urgency.rawValue), "state": .text(row.status.rawValue),
          "queuedAt": .time(row.queuedAt), "dueAt": .time(row.dueAt), "sentAt": .time(row.sentAt),
          "readAt": .time(row.readAt), "attempts": .integer(row.attempts),
          "reason": .text(row.reason),
        ])
      })
  }
}
