import RepairCore
import RepairExchange
import RepairReport
import RepairStore

/// `targets`: the open tickets by what is due first.
struct TargetsCommand: Command {
  static let specification = CommandSpecification(
    name: "targets",
    abstract: "Lists open tickets by their time targets, the most urgent first.",
    discussion: [
      "A target is a promise of the plan in force: accept, acknowledge, arrive or complete within "
        + "some time, which runs in a working calendar and stands still while the ticket rests. "
        + "What was breached longest ago comes first, what stands still last.",
      "A plan is JSON; in a file a calendar's time zone may be a name like Asia/Shanghai. Holidays "
        + "are an iCalendar file; working days that make up for them are marked 班 there.",
    ],
    options: [
      .init(
        "--plan", .path("file"), "Another plan, as JSON.", fallback: "the one in force in the log"),
      .init(
        "--holidays", .text("calendar=file"),
        "Adds the holidays of an iCalendar file to a calendar of the plan. May be repeated.",
        repeats: true),
      .init(
        "--now", .text("time"), "How late they would be then, as they stand.", fallback: "--at"),
      .init("--breached", .flag, "Only tickets with a target that is breached."),
      .init("--near", .flag, "Only tickets with a target that is breached or near it."),
      .init("--limit", .text("n"), "At most this many.", fallback: "all"),
      .init(
        "--print-plan", .flag,
        "Prints the plan instead, whole and with its zones looked up: a file for --plan."
      ),
      .init("--adopt", .flag, "Puts the plan of --plan in force, with its --holidays."),
      Session.actorOption,
    ] + PastOptions.specifications(),
    examples: [
      .init("repairctl targets --breached", "What is late, the latest first."),
      .init("repairctl targets --breached --at 2026-07-01", "What was late as July began."),
      .init(
        "repairctl targets --plan plan.json --holidays office=china.ics --adopt",
        "Puts a plan with holidays in force."),
    ]
  )

  private static let fileLimit = 1 << 24
  /// Which years holidays are read for: those in which repairs are, and some to come.
  private static let years = 2000...2100

  private let plan: TargetPlan?
  private let holidays: [(calendar: CalendarCode, days: HolidayCalendar)]
  private let now: Timestamp?
  private let past: PastOptions
  private let isBreached: Bool
  private let isNear: Bool
  private let limit: Int
  private let printsPlan: Bool
  private let adopts: Bool
  private let actor: Actor

  init(_ arguments: ParsedArguments, in session: Session) throws {
    plan = try Self.plan(arguments, in: session)
    holidays = try arguments.texts("--holidays").map { try Self.holidays($0, in: session) }
    now = try session.time("--now", arguments)
    past = try PastOptions(arguments, in: session, of: "targets")
    isBreached = arguments.has("--breached")
    isNear = arguments.has("--near")
    limit = try arguments.integer("--limit", in: 0...Int.max) ?? Int.max
    printsPlan = arguments.has("--print-plan")
    adopts = arguments.has("--adopt")
    actor = try session.adopter(arguments)
    if adopts {
      guard plan != nil || !holidays.isEmpty, !printsPlan, !past.isPast else {
        throw Failure.usage("'--adopt' puts a plan in force: name it with '--plan'.")
      }
    }
  }

  func run(in session: Session) throws -> ExitCode {
    // Where a file has the plan and only that is asked for, there need be no log.
    let tickets =
      (printsPlan || adopts) && plan != nil ? nil : TicketLog(try past.open(in: session))
    let plan = try whole(plan ?? tickets?.inForce() ?? .standard)
    if adopts {
      try session.adopt(plan, by: actor)
      return .success
    }
    guard !printsPlan, let tickets else {
      try session.output.write(String(decoding: plan.json, as: UTF8.self) + "\n")
      return .success
    }
    let now = try now ?? past.now(in: tickets.log, session)
    let printer = ListingPrinter(Self.listing(in: session, at: now), in: session)
    var remaining = limit
    for ticket in try tickets.openTargets(at: now, under: plan) where remaining > 0 {
      if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
      if isBreached, !ticket.reports.contains(where: { $0.state == .breached }) { continue }
      if isNear, !ticket.reports.contains(where: { $0.isNear(at: now) }) { continue }
      try printer.print(ticket)
      remaining -= 1
    }
    try printer.finish()
    return .success
  }

  /// The plan with the holidays that were named.
  private func whole(_ plan: TargetPlan) throws(Failure) -> TargetPlan {
    var plan = plan
    for (calendar, days) in holidays {
      do throws(InvalidField) {
        plan = try plan.adding(days, to: calendar)
      } catch {
        throw .usage("The plan has no calendar '\(calendar)' for '--holidays'.")
      }
    }
    return plan
  }

  private static func plan(
    _ arguments: ParsedArguments, in session: Session
  ) throws(Failure) -> TargetPlan? {
    guard let path = arguments.text("--plan") else { return nil }
    let text = try session.source(path).all(atMost: fileLimit, of: "The plan '\(path)'")
    do {
      return try TargetPlan(file: text)
    } catch {
      throw Failure(.malformedInput, "The plan '\(path)' is malformed: \(error).")
    }
  }

  /// Reads `calendar=file`, and tells what of the file was passed over.
  private static func holidays(
    _ text: String, in session: Session
  ) throws(Failure) -> (CalendarCode, HolidayCalendar) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let code = CalendarCode(parts[0]) else {
      throw .usage(
        "The value '\(text)' of '--holidays' must be a calendar and a file: office=a.ics")
    }
    let bytes = try session.source(parts[1]).all(
      atMost: fileLimit, of: "The calendar '\(parts[1])'")
    let holidays: HolidayCalendar
    do throws(ExchangeError) {
      holidays = try HolidayCalendar(ics: bytes, years: years)
    } catch {
      throw Failure(.malformedInput, "The calendar '\(parts[1])' is malformed: \(error).")
    }
    for finding in HolidayCalendar.Finding.allCases {
      guard let count = holidays.findings[finding] else { continue }
      session.note("Passed over in '\(parts[1])': \(count) \(finding.rawValue)")
    }
    return (code, holidays)
  }

  private static func listing(in session: Session, at now: Timestamp) -> Listing<TicketTargets> {
    func first(_ targets: TicketTargets) -> TargetReport? {
      let kind = targets.mostUrgent?.kind
      return targets.reports.first { $0.isOpen && (kind == nil || $0.kind == kind) }
    }
    return Listing(
      columns: [
        .init("TICKET") { .init($0.ticket.rawValue) },
        .init("TARGET") { .init(first($0)?.kind.rawValue ?? "") },
        .init("STATE") { targets in
          let report = first(targets)
          return .init(report?.state.rawValue ?? "", as: report?.meaning(at: now))
        },
        .init("DUE") { .init(first($0)?.dueAt.map(session.text) ?? "") },
        .init("USED", alignment: .right) { .init(first($0)?.usedText ?? "") },
        .init("OF") { .init(first($0)?.amountText ?? "") },
      ],
      keys: ["ticket", "target", "state", "dueAt", "targets"],
      record: { targets in
        let report = first(targets)
        return Record([
          "ticket": .text(targets.ticket.rawValue), "target": .text(report?.kind.rawValue),
          "state": .text(report?.state.rawValue), "dueAt": .time(report?.dueAt),
          "targets": .nonEmptyList(targets.reports.map { .record($0.record) }),
        ])
      })
  }
}
