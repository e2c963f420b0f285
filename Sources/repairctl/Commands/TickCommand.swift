import RepairCore
import RepairReport
import RepairStore

/// `tick`: fires the timers that are due.
struct TickCommand: Command {
  static let specification = CommandSpecification(
    name: "tick",
    abstract: "Fires the timers that are due: releases, confirmations, reminders, missed targets.",
    discussion: [
      "What is due follows from the log each time; nothing keeps a list of it. A timer fires once, "
        + "however many automations look at the same time, and what fired is recorded under the "
        + "automation's name, like timer.release. Run it every few minutes, or run the service of "
        + "the library inside a server.",
      "What fires is recorded with the time of --now, and a ticket takes no command from before its "
        + "last event: with a time that is still to come the desk could do nothing until then. So "
        + "that has to be said with --ahead; --dry-run only looks.",
      "A timer that somebody else was quicker with is skipped; one that the rules refuse is tried "
        + "again by the next tick. Neither is an error: the exit code is 0.",
    ],
    options: [
      .init("--now", .text("time"), "As if it were then.", fallback: "now"),
      .init("--ahead", .flag, "Fires although --now is still to come."),
      .init("--dry-run", .flag, "Lists what is due and fires nothing."),
      .init(
        "--limit", .text("n"), "Fires at most this many, the longest due first.", fallback: "all"),
      .init("--policy", .path("file"), "Rules as JSON.", fallback: "those in force in the log"),
    ],
    examples: [
      .init("repairctl tick", "Fires everything that is due."),
      .init("repairctl tick --now 2026-03-08 --dry-run", "What would be due as that day begins."),
    ]
  )

  /// A timer, and what became of it; nothing in a dry run.
  private struct Row {
    let timer: DueTimer
    let outcome: TimerFiring.Outcome?
  }

  private let now: Timestamp
  private let isDryRun: Bool
  private let mayBeAhead: Bool
  private let options: TickOptions
  private let policy: TicketPolicy?

  init(_ arguments: ParsedArguments, in session: Session) throws {
    now = try session.time("--now", arguments) ?? session.now
    isDryRun = arguments.has("--dry-run")
    mayBeAhead = arguments.has("--ahead")
    var options = TickOptions()
    options.limit = try arguments.integer("--limit", in: 0...Int.max)
    self.options = options
    policy = try session.policy(arguments)
  }

  func run(in session: Session) throws -> ExitCode {
    let tickets = TicketLog(try session.openLog(isDryRun ? .readOnly : .readWrite))
    let printer = ListingPrinter(Self.listing(in: session), in: session)
    if isDryRun {
      for timer in try tickets.dueTimers(at: now, options, under: policy) {
        try printer.print(Row(timer: timer, outcome: nil))
      }
      try printer.finish()
      return .success
    }
    let tolerance = try (policy ?? tickets.policyInForce()).clockTolerance
    guard mayBeAhead || now <= session.now + tolerance else {
      throw Failure.usage(
        "'--now' is \(now - session.now) ahead of the clock, and tickets would take no command until "
          + "then: look with '--dry-run', or say '--ahead'.")
    }
    // Rows of a table stand below one another, so they are printed when their widths are known;
    // what has fired is printed whatever comes after it.
    let result = Result {
      try tickets.tick(at: now, options, under: policy) { firing in
        if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
        try printer.print(Row(timer: firing.timer, outcome: firing.outcome))
        if session.options.format != .table { try printer.flush() }
      }
    }
    try printer.finish()
    let report = try result.get()
    try session.output.flush()
    var summary =
      "\(report.fired) fired, \(report.skipped) skipped, \(report.refused) refused"
    if !report.isComplete { summary += "; more are due" }
    if let next = report.nextDueAt { summary += "; the next is due at \(session.text(next))" }
    session.note(summary + ".")
    return .success
  }

  private static func listing(in session: Session) -> Listing<Row> {
    Listing(
      columns: [
        .init("DUE") { .init(session.text($0.timer.dueAt), as: .quiet) },
        .init("TICKET") { .init($0.timer.ticket.rawValue) },
        .init("TIMER") { .init($0.timer.kind.rawValue) },
        .init("ABOUT") { .init($0.timer.occurrence.subject) },
        .init("OUTCOME", isFlexible: true) { row in
          switch row.outcome {
          case .fired: .init("fired", as: .good)
          case .skipped: .init("skipped", as: .quiet)
          case .refused(let refusal): .init("refused: \(refusal)", as: .bad)
          case nil: .init("due", as: .attention)
          }
        },
      ],
      keys: [
        "dueAt", "ticket", "timer", "reminder", "target", "level", "assignment", "outcome",
        "events", "position", "refusal",
      ],
      record: record)
  }

  private static func record(of row: Row) -> Record {
    let occurrence = row.timer.occurrence
    var record = Record([
      "dueAt": .time(occurrence.dueAt),
      "ticket": .text(row.timer.ticket.rawValue),
      "timer": .text(occurrence.timer.rawValue),
      "reminder": .text(occurrence.reminder?.rawValue),
      "target": .text(occurrence.target?.rawValue),
      "level": .integer(occurrence.level),
      "assignment": .integer(occurrence.assignment?.rawValue),
    ])
    switch row.outcome {
    case .fired(let receipt):
      record.set("outcome", .text("fired"))
      record.set("events", .list(receipt.events.map { .text($0) }))
      record.set("position", .integer(receipt.position.rawValue))
    case .skipped: record.set("outcome", .text("skipped"))
    case .refused(let refusal):
      record.set("outcome", .text("refused"))
      record.set(
        "refusal",
        .record(
          Record(["code": .text(refusal.code.rawValue), "message": .text(refusal.message)])))
    case nil: record.set("outcome", .text("due"))
    }
    return record
  }
}

extension FiredTimer {
  /// What it is about, in a word or two.
  fileprivate var subject: String {
    let parts = [
      reminder?.rawValue, target?.rawValue, level.map { "level \($0)" },
      assignment.map { "assignment \($0)" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}
