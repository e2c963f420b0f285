import Glibc
import RepairCore
import RepairExchange
import RepairReport
import RepairStore

/// `dashboard`: the desk at a glance.
struct DashboardCommand: Command {
  static let specification = CommandSpecification(
    name: "dashboard",
    abstract: "Shows the desk at a glance: what waits, what is late, how long things take.",
    discussion: [
      "Durations count open tickets as unfinished, working time runs in the first calendar of the "
        + "plan in force, and days are those of --time-zone. The present of a large log is taken from the "
        + "views, any other moment from the log itself; both say the same.",
      "With --html it is one page without scripts that needs no network. JSON has every figure, "
        + "spans in whole milliseconds.",
    ],
    options: [
      .init("--at", .text("when"), "As it was then: a time, a date, -7d or position:340."),
      .init("--as-known-at", .text("time"), "Only what the log had learned by then."),
      .init("--campus", .text("code"), "Only tickets of this campus."),
      .init(
        "--since", .text("time"),
        "Times and quality only of tickets submitted then or later.", fallback: "all"),
      .init("--days", .text("n"), "How many days of what came in and went out.", fallback: "30"),
      .init(
        "--min", .text("n"), "Of how many cases there must be for a rank.", fallback: "5"),
      .init("--rows", .text("n"), "How many rows a list has at most.", fallback: "20"),
      .init(
        "--lang", .choice("language", DashboardLanguage.allCases.map(\.rawValue)),
        "In which language.", fallback: "en"),
      .init("--html", .path("file"), "Writes a page to a new file instead; '-' for output."),
      .init("--watch", .flag, "Shows it anew in the terminal as the log grows, until ^C."),
    ],
    formats: [.table, .json],
    examples: [
      .init("repairctl dashboard --campus north", "North at this moment."),
      .init(
        "repairctl dashboard --at 2026-07-01 --html desk.html --lang zh", "A page for a meeting."),
    ]
  )

  private static let pollMicroseconds: UInt32 = 100_000
  /// Ages and deadlines pass without an event: what is watched is drawn anew this often, in polls.
  private static let pollsPerDrawing = 50

  private let moment: Moment
  private let known: Timestamp?
  private let campus: CampusCode?
  private let since: Timestamp?
  private let days: Int
  private let minimum: Int
  private let rows: Int
  private let language: DashboardLanguage
  private let page: String?
  private let watches: Bool

  init(_ arguments: ParsedArguments, in session: Session) throws {
    moment = try session.moment("--at", arguments) ?? .now
    known = try session.time("--as-known-at", arguments)
    campus = try arguments.text("--campus").map {
      try EventFilterOptions.identifier($0, of: "--campus")
    }
    since = try session.time("--since", arguments)
    days = try arguments.integer("--days", in: 1...FiguresRequest.dayLimit) ?? 30
    minimum = try arguments.integer("--min", in: 1...1_000_000) ?? 5
    rows = try arguments.integer("--rows", in: 0...FiguresRequest.rowLimit) ?? 20
    language = try arguments.choice("--lang", as: DashboardLanguage.self) ?? .en
    page = arguments.text("--html")
    watches = arguments.has("--watch")
    if case .version = moment {
      throw Failure.usage(
        "A version is of one ticket: '--at' of a dashboard takes a time or a position.")
    }
    if page != nil, session.options.format == .json {
      throw Failure.usage("'--html' and '--format json' are two forms: choose one.")
    }
    if watches {
      guard moment == .now, page == nil, session.options.format == .table else {
        throw Failure.usage("'--watch' shows the present in the terminal and nothing else.")
      }
      guard session.output.sink.isTerminal else {
        throw Failure.usage("'--watch' needs a terminal to draw in.")
      }
    }
  }

  func run(in session: Session) throws -> ExitCode {
    let tickets = TicketLog(try session.openLog())
    let zone = try session.options.zone.calendar()
    if watches { return try watch(tickets, zone, in: session) }
    let figures = try figures(of: tickets, zone, at: session.now, in: session)
    if let page {
      let text = DashboardPage(figures, in: language, zone: zone).rendered()
      guard page != "-" else {
        try session.output.write(text)
        return .success
      }
      let file = try OutputFile(path: page)
      do {
        try file.write(Array(text.utf8))
        try file.finish()
      } catch {
        file.abandon()
        throw error
      }
      try Document(Record(["file": .text(page)])).print(in: session)
    } else if session.options.format == .json {
      try session.output.write(FiguresJSON.text(figures))
    } else {
      try session.output.write(text(figures, zone, in: session))
    }
    return .success
  }

  private func text(_ figures: DeskFigures, _ zone: CalendarZone, in session: Session) -> String {
    DashboardText(
      figures, in: language, zone: zone, width: session.columns ?? 80, ansi: session.ansi
    ).rendered()
  }

  private func figures(
    of tickets: TicketLog, _ zone: CalendarZone, at now: Timestamp, in session: Session
  ) throws -> DeskFigures {
    var request = FiguresRequest(
      at: now, campus: campus, since: since, days: days, zone: zone,
      plan: try tickets.inForce(TargetPlan.self), minimumCount: minimum, rows: rows)
    var last = LogPosition.end
    switch moment {
    case .now, .version: break
    case .time(let time): request.at = time
    case .position(let position):
      last = LogPosition(position)
      // The desk as it was when the event there happened, not as old as it is by now.
      if let time = try tickets.lastMoment(through: last) { request.at = time }
    }
    let meter = ProgressMeter("dashboard", unit: "events", on: session.messages)
    defer { meter.finish() }
    return try tickets.figures(
      request, through: last, asKnownAt: known, describing: page != nil
    ) { done, total in
      if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
      meter.update(done: done, of: total)
    }
  }

  /// Draws again and again, over what was drawn before.
  private func watch(
    _ tickets: TicketLog, _ zone: CalendarZone, in session: Session
  ) throws -> ExitCode {
    while !session.isInterrupted() {
      let version = try tickets.log.dataVersion()
      let figures = try figures(of: tickets, zone, at: .system, in: session)
      let lines = text(figures, zone, in: session)
        .split(separator: "\n", omittingEmptySubsequences: false)
      // Every line is cleared to its end, and what is below the last, so that nothing flickers.
      try session.output.write("\u{1B}[H" + lines.joined(separator: "\u{1B}[K\n") + "\u{1B}[J")
      try session.output.flush()
      for _ in 0..<Self.pollsPerDrawing {
        guard !session.isInterrupted(), try tickets.log.dataVersion() == version else { break }
        usleep(Self.pollMicroseconds)
      }
    }
    return .success
  }
}
