import RepairCore
import RepairReport
import RepairStore

/// `replay`: makes the views anew from the log and says whether the live ones were right.
struct ReplayCommand: Command {
  static let specification = CommandSpecification(
    name: "replay",
    abstract: "Rebuilds the views from the log, compares them with the live ones, and swaps.",
    discussion: [
      "Every event is read and every ticket folded anew, beside the live views; then the two are "
        + "compared row by row, which is the proof that the views are right, and the new ones take "
        + "the place of the old.",
      "With --judge every recorded command is had back from its events and decided again, with "
        + "everything as it was then: the ticket, the other tickets, the directory, the stores. What "
        + "was decided stays; a log is never judged again. Imported events are not judged, nor are "
        + "commands about other things than tickets. What another program knew of a worker beside "
        + "the log is not in it and is not asked again.",
    ],
    options: [
      .init(
        "--projection", .choice("name", projections.map { $0.name }),
        "Only this projection. May be repeated.",
        fallback: "all"),
      .init("--all", .flag, "Every projection, which is also what happens without it."),
      .init(
        "--to", .text("when"),
        "Replays up to a time or position:340 and says what there was; swaps nothing."),
      .init(
        "--check", .flag, "Compares only: exit code 1 when a row is not what the log says."),
      .init(
        "--into", .path("file"),
        "Replays the events into a new log instead, which is read again and compared."),
      .init(
        "--judge", .flag,
        "Decides every recorded command again and lists those decided differently."),
      .init(
        "--policy", .path("file"), "Rules as JSON, for --judge.",
        fallback: "those in force at the end of the log"),
      .init("--limit", .text("n"), "Lists at most this many, for --judge.", fallback: "20"),
    ],
    examples: [
      .init("repairctl replay", "Rebuilds the views and prints rate and drift."),
      .init("repairctl replay --check", "Proves the views right and changes nothing."),
      .init("repairctl replay --to 2026-03-01 --into past.db", "A log as it was on that day."),
      .init(
        "repairctl replay --judge --policy stricter.json",
        "What stricter rules would have decided differently."),
    ]
  )

  private static var projections: [any Projection] { Views.standard }

  private enum Work {
    case rebuild
    case check
    case look(Moment)
    case copy(String, Moment)
    case judge(LogJudging)
  }

  private let work: Work
  /// The projections asked for; none for all there are.
  private let names: [String]

  init(_ arguments: ParsedArguments, in session: Session) throws {
    let moment = try session.moment("--to", arguments, ofTicket: false)
    if case .version = moment {
      throw Failure.usage("A version is of one ticket: '--to' takes a time or a position.")
    }
    if arguments.has("--all"), arguments.has("--projection") {
      throw Failure.usage("'--all' and '--projection' exclude each other.")
    }
    names = arguments.texts("--projection")
    if !names.isEmpty, arguments.has("--into") || arguments.has("--judge") || moment != nil {
      throw Failure.usage(
        "'--projection' goes with a rebuild and with '--check' alone.")
    }
    if arguments.has("--judge") {
      work = .judge(try LogJudging(arguments, until: moment, in: session))
      return
    }
    for option in ["--policy", "--limit"] where arguments.has(option) {
      throw Failure.usage("'\(option)' goes with '--judge' alone.")
    }
    switch (arguments.has("--check"), arguments.text("--into"), moment) {
    case (true, nil, nil): work = .check
    case (true, _, _): throw Failure.usage("'--check' goes with neither '--to' nor '--into'.")
    case (false, let path?, let moment): work = .copy(path, moment ?? .now)
    case (false, nil, let moment?): work = .look(moment)
    case (false, nil, nil): work = .rebuild
    }
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try session.openLog()
    let meter = ProgressMeter("replay", unit: "events", on: session.messages)
    defer { meter.finish() }
    let isInterrupted = session.isInterrupted
    let progress: @Sendable (Int, Int) throws -> Void = { done, total in
      if isInterrupted() { throw Failure(.interrupted, "Interrupted; the views are as before.") }
      meter.update(done: done, of: total)
    }
    switch work {
    case .rebuild, .check:
      let views = try Views(of: log)
      let chosen = Self.projections.filter { names.isEmpty || names.contains($0.name) }
      let isCheck = if case .check = work { true } else { false }
      let watch: @Sendable (RebuildProgress) throws -> Void = { step in
        if isInterrupted() {
          throw Failure(
            .interrupted,
            "Interrupted; the views are as before. The same command goes on where it was.")
        }
        meter.update(step.stage.rawValue, done: step.done, of: step.total)
      }
      let reports =
        try isCheck ? views.check(chosen, progress: watch) : views.rebuild(chosen, progress: watch)
      meter.finish()
      let drift = reports.reduce(0) { $0 + $1.driftCount }
      if !isCheck, views.isTemporary {
        session.note(
          "Warning: there can be no file of views at \(Views.path(besides: log.path)). These were made "
            + "in a temporary one, which is gone now.")
      }
      try Document(Self.record(of: reports, swapped: !isCheck && !views.isTemporary))
        .print(in: session)
      return isCheck && drift > 0 ? .answerIsNo : .success
    case .look(let moment):
      let clock = ContinuousClock()
      let start = clock.now
      let replay = try Replay(
        of: log, extent: Self.extent(moment), threads: 2, progress: progress)
      let duration = clock.now - start
      meter.finish()
      var record = Record(["events": .integer(replay.events), "tickets": .integer(replay.count)])
      Self.add(duration, events: replay.events, to: &record)
      record.set("phases", .record(Self.phases(of: replay)))
      try Document(record).print(in: session)
      return .success
    case .copy(let path, let moment):
      let copied = try Failure.creating {
        try LogCopy(of: log, extent: Self.extent(moment)).write(to: path, progress: progress)
      }
      meter.finish()
      let record = Record([
        "log": .text(path), "events": .integer(copied), "verified": .boolean(true),
      ])
      try Document(record).print(in: session)
      return .success
    case .judge(let judging):
      let report = try judging.report(on: log, progress: progress)
      meter.finish()
      try judging.print(report, in: session)
      return .success
    }
  }

  private static func extent(_ moment: Moment) -> Replay.Extent {
    switch moment {
    case .now, .version: .all
    case .time(let time): .init(occurredBy: time)
    case .position(let position): .init(through: LogPosition(position))
    }
  }

  /// How many tickets were in each phase.
  private static func phases(of replay: Replay) -> Record {
    var counts: [TicketPhase: Int] = [:]
    for entry in replay.tickets { counts[entry.ticket.phase, default: 0] += 1 }
    var record = Record()
    for phase in TicketPhase.allCases { record.set(phase.rawValue, .integer(counts[phase] ?? 0)) }
    return record
  }

  private static func add(_ duration: Duration, events: Int, to record: inout Record) {
    let milliseconds = Int(duration / .milliseconds(1))
    record.set("milliseconds", .integer(milliseconds))
    if milliseconds > 0 {
      record.set("eventsPerSecond", .integer(Int(Double(events) * 1000 / Double(milliseconds))))
    }
  }

  /// What was found, all projections together and each by itself.
  private static func record(of reports: [RebuildReport], swapped: Bool) -> Record {
    let events = reports.map(\.events).max() ?? 0
    var record = Record([
      "events": .integer(events), "tickets": .integer(reports.map(\.tickets).max() ?? 0),
    ])
    add(reports.map(\.duration).max() ?? .zero, events: events, to: &record)
    record.set("resumedAt", .integer(reports.compactMap(\.resumedAt?.rawValue).first))
    record.set("drift", .integer(reports.reduce(0) { $0 + $1.driftCount }))
    record.set("swapped", .boolean(swapped))
    record.set(
      "projections",
      .list(
        reports.map { report in
          .record(
            Record([
              "name": .text(report.projection), "version": .integer(report.version),
              "compared": .boolean(report.hadLiveRows), "drift": .integer(report.driftCount),
              "digest": .text(String(report.digest.description.prefix(16))),
            ]))
        }))
    let rows = reports.flatMap(\.drift).map { row -> OutputValue in
      .record(
        Record([
          "projection": .text(row.projection), "table": .text(row.table), "row": .text(row.row),
          "kind": .text(row.kind.rawValue),
          "columns": .nonEmptyList(row.columns.map { .text($0) }),
        ]))
    }
    record.set("rows", .nonEmptyList(rows))
    return record
  }
}
