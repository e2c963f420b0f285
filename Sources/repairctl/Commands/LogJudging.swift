import RepairCore
import RepairReport
import RepairStore

/// `replay --judge`: what rules would have decided differently, counted and shown by examples.
struct LogJudging {
  private static let usualLimit = 20

  private let rules: Judge.Rules
  private let last: LogPosition
  private let limit: Int

  init(_ arguments: ParsedArguments, until moment: Moment?, in session: Session) throws {
    for option in ["--check", "--into", "--projection", "--all"] where arguments.has(option) {
      throw Failure.usage("'--judge' and '\(option)' exclude each other.")
    }
    switch moment {
    case .now, nil: last = .end
    case .position(let position): last = LogPosition(position)
    case .time, .version:
      // A command is decided where it stands in the log, whenever it says it happened.
      throw Failure.usage("'--to' of '--judge' takes a position, like position:340.")
    }
    limit = try arguments.integer("--limit", in: 0...Int.max) ?? Self.usualLimit
    rules = try session.policy(arguments).map { .policy($0) } ?? .today
  }

  /// Judges the log.
  func report(
    on log: EventLog, progress: (Int, Int) throws -> Void
  ) throws -> JudgeReport {
    try Judge(of: log, under: rules).report(through: last, examples: limit, progress: progress)
  }

  /// Prints the counts and the examples.
  func print(_ report: JudgeReport, in session: Session) throws {
    let summary = Record([
      "events": .integer(report.events), "judged": .integer(report.judged),
      "different": .integer(report.different), "imported": .integer(report.imported),
      "withoutCommand": .integer(report.withoutCommand),
      "ofOtherThings": .integer(report.ofOtherThings),
    ])
    switch session.options.format {
    case .table, .mermaid, .dot: try printTables(report, summary, in: session)
    case .json, .ndjson:
      var record = summary
      record.set("rules", .list(report.counts.map { .record(Self.counts.record($0)) }))
      record.set("examples", .list(report.examples.map { .record(Self.examples.record($0)) }))
      try Document(record).print(in: session)
    case .csv:
      let printer = ListingPrinter(Self.examples, in: session)
      for example in report.examples { try printer.print(example) }
      try printer.finish()
    }
  }

  private func printTables(
    _ report: JudgeReport, _ summary: Record, in session: Session
  ) throws {
    try Document(summary).print(in: session)
    guard report.different > 0 else { return }
    try session.output.write("\n")
    let counts = ListingPrinter(Self.counts, in: session)
    for count in report.counts { try counts.print(count) }
    try counts.finish()
    guard !report.examples.isEmpty else { return }
    try session.output.write("\n")
    let examples = ListingPrinter(Self.examples, in: session)
    for example in report.examples { try examples.print(example) }
    try examples.finish()
    let rest = report.different - report.examples.count
    if rest > 0 { session.note("\(rest) more are not listed; --limit says how many are.") }
  }

  private static var counts: Listing<JudgeReport.Count> {
    Listing(
      columns: [
        .init("RULE") { .init($0.rule, as: .bad) },
        .init("COMMAND") { .init($0.command.rawValue) },
        .init("COUNT", alignment: .right) { .init(String($0.count)) },
      ],
      keys: ["rule", "command", "count"],
      record: {
        Record([
          "rule": .text($0.rule), "command": .text($0.command.rawValue),
          "count": .integer($0.count),
        ])
      })
  }

  private static var examples: Listing<Judgement> {
    Listing(
      columns: [
        .init("TICKET") { .init($0.ticket.rawValue) },
        .init("VERSION", alignment: .right) { .init($0.version.description) },
        .init("POSITION", alignment: .right) { .init($0.position.description) },
        .init("COMMAND") { .init($0.recorded.command.kind.rawValue) },
        .init("BY", isFlexible: true) {
          .init("\($0.recorded.actor.id) (\($0.recorded.actor.role.rawValue))")
        },
        .init("RULE") { .init($0.rule, as: .bad) },
        .init("WHY", isFlexible: true) { .init($0.explanation) },
      ],
      keys: [
        "ticket", "version", "position", "command", "actor", "role", "at", "was", "rule", "message",
      ],
      record: { judgement in
        var record = Record([
          "ticket": .text(judgement.ticket.rawValue),
          "version": .integer(judgement.version.rawValue),
          "position": .integer(judgement.position.rawValue),
          "command": .text(judgement.recorded.command.kind.rawValue),
          "actor": .text(judgement.recorded.actor.id.rawValue),
          "role": .text(judgement.recorded.actor.role.rawValue),
          "onBehalfOf": .text(judgement.recorded.actor.onBehalfOf?.rawValue),
          "at": .time(judgement.recorded.at),
          "was": .list(judgement.events.map { .text($0.kind.rawValue) }),
          "rule": .text(judgement.rule),
          "message": .text(judgement.explanation),
        ])
        if case .otherEvents(let events, let changes) = judgement.difference {
          record.set("wouldBe", .list(events.map { .text($0.kind.rawValue) }))
          record.set(
            "changes",
            .nonEmptyList(
              changes.map {
                .record(
                  Record([
                    "member": .text($0.field), "before": .text($0.before), "after": .text($0.after),
                  ]))
              }))
        }
        return record
      })
  }
}
