import RepairCore
import RepairExchange
import RepairReport
import RepairStore

/// `import`: other people's records in, as events.
struct ImportCommand: Command {
  static let specification = CommandSpecification(
    name: "import",
    abstract: "Reads other people's records into the log, as events.",
    discussion: [
      "All of the file or none of it, in one transaction. It ends with a report: rows, tickets and "
        + "events, times that were inferred, contradictions by kind and line. Importing the same "
        + "file twice adds nothing.",
      "sheet is the legacy ticket table as CSV or TSV, users that of "
        + "people (passwords are never read in), csv any table with a map, nyc311 and "
        + "open311 service requests, ndjson what 'export --to ndjson' wrote.",
      "Event logs have an event a row: xes, or csv whose map has 'rows'. Their map says which of "
        + "their activities is which event here; what it does not know becomes a note. Any file "
        + "may be packed with gzip.",
    ],
    arguments: [.init("file", .path, "The records, or - for standard input.")],
    options: [
      .init(
        "--from", .choice("format", ImportFormat.allCases.map(\.rawValue)),
        "What the file is. Required."),
      .init(
        "--map", .path("file"),
        "What columns, codes and activities mean, as JSON; csv and xes need one."),
      .init(
        "--time-zone", .text("zone"), "The zone of times that name none.",
        fallback: "the format's own"),
      .init(
        "--keep-gender", .flag,
        "Keeps the columns sex and gender of users in the raw record, which are left out else."),
      .init("--dry-run", .flag, "Does everything but keep it."),
      .init("--report", .path("file"), "Writes the report there too, as JSON."),
    ],
    examples: [
      .init(
        "repairctl import sheet.csv --from sheet --map codes.json --dry-run",
        "Says what is in the table, and what is wrong with it."),
      .init("repairctl import repair.ndjson --from ndjson --log copy.db", "Restores an export."),
      .init(
        "repairctl import process.xes.gz --from xes --map activities.json",
        "Another system's event log becomes tickets."),
    ]
  )

  private static let mapLimit = 16 << 20

  private let path: String
  private let format: ImportFormat
  private let mapPath: String?
  private let timeZone: String?
  private let keepsGender: Bool
  private let dryRun: Bool
  private let reportPath: String?

  init(_ arguments: ParsedArguments, in session: Session) throws {
    path = try arguments.requiredWord(0, "file")
    guard let format = try arguments.choice("--from", as: ImportFormat.self) else {
      throw Failure.usage("Missing the option '--from <format>'.")
    }
    self.format = format
    mapPath = arguments.text("--map")
    guard format != .csv || mapPath != nil else {
      throw Failure.usage("'--from csv' needs '--map <file>', which says what the columns are.")
    }
    guard format != .xes || mapPath != nil else {
      throw Failure.usage("'--from xes' needs '--map <file>', which says what the activities are.")
    }
    timeZone = arguments.text("--time-zone")
    if let timeZone { _ = try DisplayZone(named: timeZone) }
    keepsGender = arguments.has("--keep-gender")
    guard !keepsGender || format == .users else {
      throw Failure.usage("'--keep-gender' is for '--from users'.")
    }
    dryRun = arguments.has("--dry-run")
    reportPath = arguments.text("--report")
  }

  func run(in session: Session) throws -> ExitCode {
    var options = ImportOptions()
    options.timeZone = timeZone
    options.keepsGender = keepsGender
    options.dryRun = dryRun
    options.isCancelled = session.isInterrupted
    options.map = try mapPath.map { path in
      try session.source(path).all(atMost: Self.mapLimit, of: "The map '\(path)'")
    }
    let log = try session.openLog(.readWrite)
    // Made first: an import whose report cannot be kept should not have happened.
    let reportFile = try reportPath.map { try OutputFile(path: $0) }
    let meter = ProgressMeter("import", unit: "rows", on: session.messages)
    options.onProgress = { progress in
      meter.update(done: progress.rows, of: Self.expectedRows(progress))
    }
    let report: ImportReport
    do {
      report = try Importer.run(source: path, format: format, options: options, into: log)
    } catch {
      meter.finish()
      reportFile?.abandon()
      throw error
    }
    meter.finish()
    if let reportFile { try Self.keep(report, in: reportFile) }
    try print(report, in: session)
    return .success
  }

  private static func keep(_ report: ImportReport, in file: OutputFile) throws {
    do {
      try file.write(Array(try report.json().utf8))
      try file.finish()
    } catch let error as ExchangeError {
      file.abandon()
      var failure = Failure(error)
      // Otherwise whoever reads of the failure would import again.
      failure.message = "The records are in the log, but not their report: " + failure.message
      throw failure
    }
  }

  /// How many rows there will be, if the rest of the file is like what was read.
  private static func expectedRows(_ progress: ImportProgress) -> Int? {
    guard let all = progress.bytesInAll, progress.bytesRead > 0 else { return nil }
    return Int(
      exactly: (Double(progress.rows) * Double(all) / Double(progress.bytesRead)).rounded())
  }

  private func print(_ report: ImportReport, in session: Session) throws {
    if session.options.format == .table {
      try session.output.write(InertText.escaped(report.text, as: .block))
      return
    }
    var record = Record([
      "format": .text(report.format.rawValue), "dryRun": .boolean(report.dryRun),
      "rowsRead": .integer(report.rowsRead), "ticketsAdded": .integer(report.ticketsAdded),
      "membersAdded": report.membersAdded.map { .integer($0) },
      "eventsAdded": .integer(report.eventsAdded),
      "inferredTimes": .integer(report.inferredTimes),
      "clampedTimes": .integer(report.clampedTimes),
    ])
    record.set("alreadyPresent", .integer(report.alreadyPresent))
    record.set("changed", .integer(report.changed))
    record.set("skipped", .integer(report.skipped))
    let findings = report.findings.map { finding -> OutputValue in
      .record(
        Record([
          "kind": .text(finding.kind.rawValue), "field": .text(finding.field),
          "count": .integer(finding.count), "lines": .list(finding.lines.map { .integer($0) }),
        ]))
    }
    record.set("findings", .list(findings))
    try Document(record).print(in: session)
  }
}
