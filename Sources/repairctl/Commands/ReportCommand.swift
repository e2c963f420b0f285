import Glibc
import RepairCore
import RepairExchange
import RepairReport
import RepairStore

/// `report`: an auditor's question answered, with the proof of every event.
struct ReportCommand: Command {
  static let specification = CommandSpecification(
    name: "report",
    abstract: "Writes a signed audit report: events, each with its proof, checked without the log.",
    discussion: [
      "Tickets are reported with their whole histories, in the order given, or with what the filters "
        + "leave of them; without tickets the filters choose among all events. The log is verified "
        + "first. The report has a checkpoint of the log, a proof for each "
        + "event, and a statement by the signer that no other events answer the question. --ndjson is "
        + "a line an event, --html the same as one page to read and print, which has its evidence "
        + "inside. Both are checked with 'check-report'.",
      "What people wrote is in the report as they wrote it, names and telephone numbers too. With "
        + "--no-payloads it has who did what and when, and digests of the rest. Times on the page "
        + "are in UTC.",
    ],
    arguments: [
      .init("ticket", .text, "A ticket; any number of them.", optional: true, repeats: true)
    ],
    options: [
      .init("--sign", .path("keyfile"), "Signs with this key, made by keygen. Required."),
      .init("--ndjson", .path("file"), "Writes lines to a new file; '-' for output."),
      .init("--html", .path("file"), "Writes a page to a new file; '-' for output."),
      .init(
        "--lang", .choice("language", DashboardLanguage.allCases.map(\.rawValue)),
        "In which language the page is.", fallback: "en"),
      .init(
        "--checkpoint", .path("file"),
        "Reports the log as of this checkpoint, which the key has signed.", fallback: "the head"),
      .init("--no-payloads", .flag, "Leaves out what people wrote."),
    ] + EventFilterOptions.specifications,
    formats: [.table, .json],
    examples: [
      .init(
        "repairctl report N-1 --sign desk.key --html n-1.html --lang zh",
        "The history of N-1, as a page."),
      .init(
        "repairctl report --actor w-7 --since 2026-03-01 --sign desk.key --ndjson w-7.ndjson",
        "What w-7 did since March, as lines."),
    ]
  )

  private let keyFile: String
  private let question: AuditQuestion
  private let checkpoint: String?
  private let options: AuditReportOptions

  init(_ arguments: ParsedArguments, in session: Session) throws {
    guard let keyFile = arguments.text("--sign") else {
      throw Failure.usage("'--sign' is missing.")
    }
    self.keyFile = keyFile
    let chosen = try EventFilterOptions(arguments, in: session)
    var tickets: [TicketID] = try arguments.words.map {
      try EventFilterOptions.identifier($0, of: "<ticket>")
    }
    if let ticket = chosen.filter.stream?.ticket { tickets.append(ticket) }
    var question = AuditQuestion(tickets: tickets)
    question.types = chosen.filter.types
    (question.tag, question.actor) = (chosen.filter.tag, chosen.filter.actor)
    (question.person, question.delegation) = (chosen.filter.person, chosen.filter.delegation)
    question.correlation = chosen.filter.correlation
    question.since = try session.time("--since", arguments)
    question.until = try session.time("--until", arguments)
    question.after = chosen.after ?? .start
    self.question = question
    checkpoint = arguments.text("--checkpoint")
    var options = AuditReportOptions()
    (options.lines, options.page) = (arguments.text("--ndjson"), arguments.text("--html"))
    guard options.lines != nil || options.page != nil else {
      throw Failure.usage("Give '--ndjson' or '--html', or both.")
    }
    guard options.lines != options.page else {
      throw Failure.usage("'--ndjson' and '--html' are two files.")
    }
    if let language = try arguments.choice("--lang", as: DashboardLanguage.self) {
      guard options.page != nil else { throw Failure.usage("'--lang' is for '--html'.") }
      options.language = language
    }
    options.withholdsPayloads = arguments.has("--no-payloads")
    options.isCancelled = session.isInterrupted
    self.options = options
  }

  func run(in session: Session) throws -> ExitCode {
    guard
      options.lines != "-" && options.page != "-" || !session.output.sink.isTerminal
    else {
      throw Failure.usage(
        "A report says what was written, and may act on a terminal: name a file or pipe it on.")
    }
    let log = try session.openLog()
    for ticket in question.tickets
    where try log.streamVersion(StreamName(ticket: ticket)) == .none {
      throw Failure.noSuchTicket(ticket, in: session)
    }
    let meter = ProgressMeter("report", unit: "events", on: session.messages)
    defer { meter.finish() }
    var options = options
    options.checkpoint = try checkpoint.map { try NoteFiles.note($0, in: session) }
    options.onProgress = { meter.update(done: $0, of: $1) }
    let report: AuditReport
    do {
      report = try AuditReport.write(
        question, from: log, signedBy: NoteFiles.signer(keyFile, in: session), at: session.now,
        options)
    } catch let error as ExchangeError where error.code == .inputOutput {
      guard options.lines == "-" || options.page == "-", FileSystem.hasNoReader(STDOUT_FILENO)
      else { throw error }
      throw OutputError.closed
    }
    meter.finish()
    guard options.lines != "-", options.page != "-" else { return .success }
    var record = Record(["ndjson": .text(options.lines), "html": .text(options.page)])
    for (key, value) in report.record.members { record.set(key, value) }
    try Document(record).print(in: session)
    return .success
  }
}
