import Glibc
import RepairCore
import RepairExchange
import RepairReport
import RepairStore

/// `export`: the log in other people's formats.
struct ExportCommand: Command {
  static let specification = CommandSpecification(
    name: "export",
    abstract: "Writes the log, or part of it, in other people's formats.",
    discussion: [
      "ndjson is CloudEvents 1.0, an event a line, and lossless: imported into an empty log it is "
        + "the same log. csv is an event a row: what a spreadsheet would take for a formula gets an "
        + "apostrophe, control characters are shown, and all else is as it was written; "
        + "'events --format csv' is the same for a terminal, inert. sheet and users are the legacy tables as they "
        + "were imported, byte for byte and so not for spreadsheets; what was never kept, such as "
        + "passwords, is empty.",
      "xes is an event log for process mining, a ticket a trace. With --mode work the work on an "
        + "assignment is one activity that is started, suspended, resumed and completed. "
        + "ocel-sqlite and ocel-json are OCEL 2.0, where events belong to workers, places and "
        + "materials too.",
      "open311 and open311-xml are public lists of service requests, ics a calendar with a task a "
        + "ticket and an event a visit; a ticket is in them when one of its events passes the "
        + "filters, and neither names people or has remarks, what workers wrote or photographs. "
        + "Descriptions and addresses go out as requesters wrote them: look at them before you "
        + "publish a list.",
      "tlog is a folder of files for whoever checks or mirrors the log with other software: C2SP's "
        + "tlog-tiles, signed, of every event, which any server of files can offer. An entry has who "
        + "did what to which ticket and when, with the tags; of what people wrote it has a digest "
        + "with a salt, so that nothing can be guessed. Whoever is given a line of ndjson too can "
        + "compare payload and salt with that digest. Made again, a file has the same bytes again.",
    ],
    arguments: [
      .init(
        "file", .path, "Where; without it, standard output. For tlog a folder to make.",
        optional: true)
    ],
    options: [
      .init(
        "--to", .choice("format", ExportFormat.allCases.map(\.rawValue) + [TilesExport.format]),
        "What to write. Required.")
    ] + EventFilterOptions.specifications + [
      .init("--limit", .text("n"), "At most this many.", fallback: "all"),
      .init(
        "--mode", .choice("mode", XESMode.allCases.map(\.rawValue)), "What an activity is in xes.",
        fallback: XESMode.events.rawValue),
      .init("--bom", .flag, "Begins a table with a byte order mark, which Excel needs."),
    ] + TilesExport.specifications,
    examples: [
      .init("repairctl export repair.ndjson --to ndjson", "Everything the log knows."),
      .init(
        "repairctl export --to csv --since 2026-03-01 --until 2026-04-01 > march.csv",
        "What happened in March, for a spreadsheet."),
      .init(
        "repairctl export tiles --to tlog --sign desk.key",
        "For auditors: what a server of files offers them."),
    ]
  )

  private enum Work {
    case tiles(TilesExport)
    case records(ExportFormat, ExportOptions)
  }

  private let path: String
  private let work: Work

  init(_ arguments: ParsedArguments, in session: Session) throws {
    path = arguments.word(0) ?? "-"
    guard arguments.text("--to") != TilesExport.format else {
      work = .tiles(try TilesExport(arguments))
      return
    }
    for option in TilesExport.specifications.map(\.name) where arguments.has(option) {
      throw Failure.usage("'\(option)' is for '--to tlog'.")
    }
    guard let format = try arguments.choice("--to", as: ExportFormat.self) else {
      throw Failure.usage("Missing the option '--to <format>'.")
    }
    let filter = try EventFilterOptions(arguments, in: session)
    var options = ExportOptions()
    options.filter = filter.filter
    options.after = filter.after ?? .start
    options.limit = try arguments.integer("--limit", in: 0...Int.max) ?? .max
    options.byteOrderMark = arguments.has("--bom")
    if let mode = try arguments.choice("--mode", as: XESMode.self) {
      guard format == .xes else { throw Failure.usage("'--mode' is for '--to xes'.") }
      options.xesMode = mode
    }
    options.isCancelled = session.isInterrupted
    work = .records(format, options)
  }

  func run(in session: Session) throws -> ExitCode {
    switch work {
    case .tiles(let export): return try export.run(in: session)
    case .records(let format, let options):
      guard path != "-" || !session.output.sink.isTerminal else {
        throw Failure.usage(
          "An export says what was written, and may act on a terminal: name a file or pipe it on. "
            + "'events' prints the log for a terminal.")
      }
      return try write(format, options, in: session)
    }
  }

  private func write(
    _ format: ExportFormat, _ options: ExportOptions, in session: Session
  ) throws -> ExitCode {
    let log = try session.openLog()
    let meter = ProgressMeter("export", unit: "events", on: session.messages)
    defer { meter.finish() }
    let head = try log.head().rawValue
    var options = options
    options.onProgress = { meter.update(done: $0, of: head) }
    let report: ExportReport
    do {
      report = try Exporter.run(from: log, format: format, to: path, options: options)
    } catch let error as ExchangeError where error.code == .inputOutput && path == "-" {
      if FileSystem.hasNoReader(STDOUT_FILENO) { throw OutputError.closed }
      throw error
    }
    meter.finish()
    if path == "-" {
      let noun = format == .users ? "member" : "ticket"
      if report.leftOut > 0 {
        session.note(
          "Left out because they have no row in this table: "
            + (report.leftOut == 1 ? "1 \(noun)." : "\(report.leftOut) \(noun)s."))
      }
      if !report.columnsNotKept.isEmpty {
        session.note(
          "Empty because they were never kept: "
            + report.columnsNotKept.joined(separator: ", ") + ".")
      }
      return .success
    }
    let record = Record([
      "file": .text(path), "format": .text(format.rawValue), "rows": .integer(report.rows),
      "leftOut": report.leftOut > 0 ? .integer(report.leftOut) : nil,
      "columnsNotKept": report.columnsNotKept.isEmpty
        ? nil : .list(report.columnsNotKept.map { .text($0) }),
    ])
    try Document(record).print(in: session)
    return .success
  }
}
