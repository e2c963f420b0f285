import RepairCore
import RepairReport
import RepairStore

/// `query`: tickets on the board.
struct QueryCommand: Command {
  static let specification = CommandSpecification(
    name: "query",
    abstract: "Lists tickets, the newest first.",
    discussion: [
      "The board is derived from the log and kept beside it in a views file, which is caught up "
        + "first: everything in the log is on it. With --at the tickets are listed as they were "
        + "then."
    ],
    options: [
      .init(
        "--phase", .choice("phase", TicketPhase.allCases.map(\.rawValue)),
        "Only in this phase. May be repeated.", repeats: true),
      .init(
        "--status", .text("status"),
        "Only with this status, like awaitingAcknowledgement. May be repeated.", repeats: true),
      .init("--campus", .text("code"), "Only of this campus."),
      .init("--category", .text("code"), "Only faults of this kind."),
      .init("--worker", .text("person"), "Only what this worker has or did."),
      .init("--requester", .text("person"), "Only what this person asked for."),
      .init("--priority", .text("1-5"), "Only of this priority; 1 is urgent."),
      .init("--asset", .text("code"), "Only about this thing."),
      .init("--since", .text("time"), "Only submitted then or later. A date is its first moment."),
      .init("--until", .text("time"), "Only submitted before then."),
      .init(
        "--overdue", .flag,
        "Only open ones whose date set by hand has passed; 'targets' lists the time targets."),
      .init("--on-hold", .flag, "Only those at rest."),
      .init("--text", .text("words"), "Only those that contain all these words, like 水管."),
      .init(
        "--sort", .choice("order", BoardQuery.Order.allCases.map(\.rawValue)), "In which order.",
        fallback: "newest"),
      .init("--limit", .text("n"), "At most this many.", fallback: "all"),
      .init("--after", .text("cursor"), "Goes on where an earlier list with --limit ended."),
      .init("--count", .flag, "Prints only how many there are."),
    ] + PastOptions.specifications(),
    examples: [
      .init("repairctl query --phase submitted --campus north", "What north has to accept."),
      .init("repairctl query --text 水管 --limit 20", "The last twenty about water pipes."),
      .init("repairctl query --worker w-7 --at 2026-03-01", "What w-7 had as March began."),
    ]
  )

  private static let pageSize = 10_000

  private let query: BoardQuery
  private let past: PastOptions
  private let isOverdue: Bool
  private let countsOnly: Bool

  init(_ arguments: ParsedArguments, in session: Session) throws {
    var query = BoardQuery()
    query.phases = Set(try arguments.choices("--phase", as: TicketPhase.self))
    query.statuses = Set(try arguments.choices("--status", as: TicketStatus.self))
    query.campus = try Self.name("--campus", arguments)
    query.category = try Self.name("--category", arguments)
    query.worker = try Self.name("--worker", arguments)
    query.requester = try Self.name("--requester", arguments)
    query.asset = try Self.name("--asset", arguments)
    query.priority = try arguments.integer("--priority", in: 1...5).flatMap { Priority($0) }
    query.since = try session.time("--since", arguments)
    query.until = try session.time("--until", arguments)
    query.onHold = arguments.has("--on-hold")
    query.text = arguments.text("--text")
    query.order = try arguments.choice("--sort", as: BoardQuery.Order.self) ?? .newest
    query.limit = try arguments.integer("--limit", in: 0...Int.max)
    if let text = arguments.text("--after") {
      guard let cursor = BoardCursor(text), cursor.fits(query) else {
        throw Failure.usage(
          "The value '\(text)' of '--after' is not what an earlier list in this order ended with.")
      }
      query.after = cursor
    }
    if let since = query.since, let until = query.until, since >= until {
      throw Failure.usage("'--until' is not later than '--since'.")
    }
    past = try PastOptions(arguments, in: session, of: "a query")
    isOverdue = arguments.has("--overdue")
    countsOnly = arguments.has("--count")
    self.query = query
  }

  private static func name<Name: TextIdentifier>(
    _ option: String, _ arguments: ParsedArguments
  ) throws(Failure) -> Name? {
    guard let text = arguments.text(option) else { return nil }
    return try EventFilterOptions.identifier(text, of: option)
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try past.open(in: session)
    let now = try past.now(in: log, session)
    let board = try Views(of: log)
    var query = query
    if isOverdue { query.overdueAt = now }
    if countsOnly {
      let count = try board.count(query)
      if session.options.format == .table {
        try session.output.write("\(count)\n")
      } else {
        try Document(Record(["count": .integer(count)])).print(in: session)
      }
      return .success
    }
    let printer = ListingPrinter(Self.listing(in: session, at: now), in: session)
    var remaining = query.limit ?? Int.max
    while remaining > 0 {
      if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
      query.limit = min(remaining, Self.pageSize)
      let page = try board.query(query)
      for row in page.rows { try printer.print(row) }
      remaining -= page.rows.count
      query.after = page.next
      if page.next == nil { break }
    }
    try printer.finish()
    if let next = query.after, remaining == 0 {
      try session.output.flush()
      session.note("There are more: --after \(next)")
    }
    return .success
  }

  private static func listing(in session: Session, at now: Timestamp) -> Listing<BoardRow> {
    Listing(
      columns: [
        .init("TICKET") { .init($0.ticket.rawValue) },
        .init("STATUS") { row in .init(row.status.rawValue, as: meaning(of: row, at: now)) },
        .init("PRI", alignment: .right) { .init($0.priority.map { "\($0)" } ?? "") },
        .init("CAMPUS") { .init($0.campus.rawValue) },
        .init("CATEGORY") { .init($0.category.rawValue) },
        .init("WORKER") { .init($0.worker?.rawValue ?? "") },
        .init("SUBMITTED") { .init(session.text($0.submittedAt), as: .quiet) },
        .init("UPDATED") { .init(session.text($0.updatedAt), as: .quiet) },
        .init("DESCRIPTION", isFlexible: true) { .init($0.description) },
      ],
      keys: [
        "ticket", "phase", "status", "version", "campus", "category", "priority", "requester",
        "worker", "submittedAt", "updatedAt", "description", "place", "asset", "deadline", "hold",
      ],
      record: \.record)
  }

  /// Colour for what somebody should look at.
  private static func meaning(of row: BoardRow, at now: Timestamp) -> Ansi.Meaning? {
    if row.phase.isOpen, let deadline = row.deadline, deadline < now { return .bad }
    if row.hold != nil || row.priority == .urgent && row.phase.isOpen { return .attention }
    return row.phase.isOpen ? nil : .quiet
  }
}

extension BoardRow {
  /// The ticket as a list for programs has it.
  fileprivate var record: Record {
    let place = Record(["code": .text(place.code), "address": .text(place.address)])
    return Record([
      "ticket": .text(ticket.rawValue),
      "phase": .text(phase.rawValue),
      "status": .text(status.rawValue),
      "version": .integer(version.rawValue),
      "campus": .text(campus.rawValue),
      "category": .text(category.rawValue),
      "priority": .integer(priority?.rawValue),
      "requester": .text(requester?.rawValue),
      "worker": .text(worker?.rawValue),
      "submittedAt": .time(submittedAt),
      "updatedAt": .time(updatedAt),
      "description": .text(description),
      "place": place.members.isEmpty ? nil : .record(place),
      "asset": .text(asset?.rawValue),
      "deadline": .time(deadline),
      "hold": .text(hold?.rawValue),
    ])
  }
}
