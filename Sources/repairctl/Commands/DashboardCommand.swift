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
      "--months reads the log once for all of them. --watch takes the whole window, draws anew as "
        + "the log grows and at least twice a minute, and gives the window back at ^C, which ends "
        + "it as it ends any command.",
    ],
    options: [
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
      .init(
        "--months", .text("n"),
        "The main figures at the end of each of the last months instead, or in the page too."),
      .init("--html", .path("file"), "Writes a page to a new file instead; '-' for output."),
      .init("--watch", .flag, "Shows it anew in the terminal as the log grows, until ^C."),
    ] + PastOptions.specifications(),
    formats: [.table, .json, .ndjson, .csv],
    examples: [
      .init("repairctl dashboard --campus north", "North at this moment."),
      .init(
        "repairctl dashboard --at 2026-07-01 --html desk.html --lang zh", "A page for a meeting."),
      .init("repairctl dashboard --months 12 --format csv", "A year, month by month, as a sheet."),
    ]
  )

  private static let pollMicroseconds: UInt32 = 100_000
  /// Ages and deadlines pass without an event: what is watched is drawn anew this often, in polls.
  private static let pollsPerDrawing = 300
  /// A busy log must not keep a processor busy with drawing.
  private static let pollsBetweenDrawings = 5

  private let past: PastOptions
  private let campus: CampusCode?
  private let since: Timestamp?
  private let days: Int
  private let months: Int?
  private let minimum: Int
  private let rows: Int
  private let language: DashboardLanguage
  private let page: String?
  private let watches: Bool

  init(_ arguments: ParsedArguments, in session: Session) throws {
    past = try PastOptions(arguments, in: session, of: "a dashboard")
    campus = try arguments.text("--campus").map {
      try EventFilterOptions.identifier($0, of: "--campus")
    }
    since = try session.time("--since", arguments)
    months = try arguments.integer("--months", in: 1...MonthFigure.limit)
    let days = try arguments.integer("--days", in: 1...FiguresRequest.dayLimit) ?? 30
    self.days = days
    minimum = try arguments.integer("--min", in: 1...1_000_000) ?? 5
    rows = try arguments.integer("--rows", in: 0...FiguresRequest.rowLimit) ?? 20
    language = try arguments.choice("--lang", as: DashboardLanguage.self) ?? .en
    page = arguments.text("--html")
    watches = arguments.has("--watch")
    let format = session.options.format
    if page != nil, format != .table {
      throw Failure.usage("'--html' and '--format \(format.rawValue)' are two forms: choose one.")
    }
    if months == nil, format == .csv || format == .ndjson {
      throw Failure.usage(
        "A dashboard is no list of rows: '--format \(format.rawValue)' needs '--months'.")
    }
    if watches {
      guard !past.isPast, page == nil, months == nil, format == .table else {
        throw Failure.usage("'--watch' shows the present in the terminal and nothing else.")
      }
      guard session.output.sink.isTerminal, session.surroundings.environment["TERM"] != "dumb"
      else {
        throw Failure.usage("'--watch' needs a terminal to draw in.")
      }
    }
  }

  func run(in session: Session) throws -> ExitCode {
    let tickets = TicketLog(try session.openLog())
    let zone = try session.options.zone.calendar()
    if watches { return try watch(tickets, zone, in: session) }
    let meter = ProgressMeter("dashboard", unit: "events", on: session.messages)
    defer { meter.finish() }
    let (request, last) = try request(for: tickets, zone, at: session.now)
    let figures = try tickets.figures(
      request, through: last, asKnownAt: past.known, describing: page != nil
    ) { done, total in
      if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
      meter.update(done: done, of: total)
    }
    let months = try monthFigures(before: request, through: last, of: tickets)
    meter.finish()
    if let page {
      try write(
        DashboardPage(figures, in: language, zone: zone, months: months).rendered(), to: page,
        in: session)
    } else if self.months != nil {
      try print(months, of: figures, zone, in: session)
    } else if session.options.format == .json {
      try session.output.write(FiguresJSON.text(figures))
    } else {
      try session.output.write(text(figures, zone, in: session).rendered())
    }
    return .success
  }

  private func text(
    _ figures: DeskFigures, _ zone: CalendarZone, in session: Session
  ) -> DashboardText {
    DashboardText(
      figures, in: language, zone: zone, width: session.columns ?? 80, ansi: session.ansi)
  }

  private func write(_ text: String, to page: String, in session: Session) throws {
    guard page != "-" else { return try session.output.write(text) }
    let file = try OutputFile(path: page)
    do {
      try file.write(Array(text.utf8))
      try file.finish()
    } catch {
      file.abandon()
      throw error
    }
    try Document(Record(["file": .text(page)])).print(in: session)
  }

  /// What is asked, and up to which place.
  private func request(
    for tickets: TicketLog, _ zone: CalendarZone, at now: Timestamp
  ) throws -> (request: FiguresRequest, last: LogPosition) {
    var request = FiguresRequest(
      at: now, campus: campus, since: since, days: days, zone: zone,
      plan: try tickets.inForce(TargetPlan.self), minimumCount: minimum, rows: rows)
    var last = LogPosition.end
    switch past.moment {
    case .now, .version: break
    case .time(let time): request.at = time
    case .position(let position):
      last = LogPosition(position)
      // The desk as it was when the event there happened, not as old as it is by now.
      if let time = try tickets.lastMoment(through: last)
        ?? tickets.log.event(at: min(last, tickets.log.head()))?.occurredAt
      {
        request.at = time
      }
    }
    return (request, last)
  }
}

// MARK: - Months

extension DashboardCommand {
  /// The ends of the months that were asked for, from the first one in which there was a ticket.
  private func monthFigures(
    before request: FiguresRequest, through last: LogPosition, of tickets: TicketLog
  ) throws -> [MonthFigure] {
    guard let months else { return [] }
    var request = request
    request.days = MonthFigure.days
    request.rows = 0
    let ends = MonthFigure.ends(of: months, until: request.at, in: request.zone)
    return try tickets.figures(request, atEach: ends, through: last, asKnownAt: past.known)
      .drop { $0.tickets == 0 }.map { MonthFigure($0, in: request.zone) }
  }

  private func print(
    _ months: [MonthFigure], of figures: DeskFigures, _ zone: CalendarZone, in session: Session
  ) throws {
    guard session.options.format != .table else {
      return try session.output.write(text(figures, zone, in: session).rendered(months))
    }
    let printer = ListingPrinter(Listing<MonthFigure>.months, in: session)
    for month in months { try printer.print(month) }
    try printer.finish()
  }
}

// MARK: - Watching

extension DashboardCommand {
  /// Draws again and again until somebody ends it.
  private func watch(
    _ tickets: TicketLog, _ zone: CalendarZone, in session: Session
  ) throws -> ExitCode {
    let screen = try Screen(session.output, session.ansi)
    defer { screen.end() }
    do {
      while !session.isInterrupted() {
        let (version, size) = (try tickets.log.dataVersion(), screen.size)
        let request = try request(for: tickets, zone, at: .system).request
        let figures = try tickets.figures(request) { _, _ in
          if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
        }
        let dashboard = text(figures, zone, in: session).rendered()
        try screen.draw(dashboard) { hidden in
          language == .zh
            ? "另有 \(hidden) 行；不加 --watch 可全部显示。"
            : "… \(hidden) more lines; without --watch all are shown."
        }
        for poll in 0..<Self.pollsPerDrawing where !session.isInterrupted() {
          if screen.size != size { break }
          if poll >= Self.pollsBetweenDrawings, try tickets.log.dataVersion() != version { break }
          usleep(Self.pollMicroseconds)
        }
      }
    } catch let failure as Failure where failure.code == .interrupted {
      // Half-way through a drawing is as good a place to end as any.
    }
    return .interrupted
  }
}
