import RepairCore
import RepairReport
import RepairStore

/// `run`: executes commands from a file, one JSON object a line.
struct RunCommand: Command {
  static let specification = CommandSpecification(
    name: "run",
    abstract: "Executes commands, one JSON object a line.",
    discussion: [
      "The file is read whole first: when a line is malformed nothing is done, and the error names "
        + "the line. Then each command is decided and recorded; its result is one line, printed "
        + "when it is on disk. A refused command does not stop the rest.",
      "A command that carries a key is done once, however often it is sent.",
      "Documentation/command-lines.md lists the commands of tickets, members, stores, "
        + "announcements and settings with their fields.",
    ],
    arguments: [.init("file", .path, "The commands, or - for standard input.")],
    options: [
      .init("--stop-at-refusal", .flag, "Ends with the first command that is refused."),
      .init("--policy", .path("file"), "Rules as JSON.", fallback: "those in force in the log"),
    ],
    formats: [.ndjson, .json, .csv, .table],
    examples: [
      .init("repairctl run commands.ndjson", "Executes a file."),
      .init("repairctl scenario --tickets 100 | repairctl run -", "Fills a log for a demo."),
    ]
  )

  /// What became of one line.
  private struct Row {
    let line: Int
    let kind: SubjectKind
    let subject: String
    let result: CommandResult
  }

  private let path: String
  private let stopsAtRefusal: Bool
  private let policy: TicketPolicy?

  init(_ arguments: ParsedArguments, in session: Session) throws {
    path = try arguments.requiredWord(0, "file")
    stopsAtRefusal = arguments.has("--stop-at-refusal")
    policy = try session.policy(arguments)
  }

  func run(in session: Session) throws -> ExitCode {
    let commands = try CommandFile(reading: try session.source(path))
    let tickets = TicketLog(try session.openLog(.readWrite))
    let printer = ListingPrinter(Self.listing, in: session)
    let meter = ProgressMeter("run", unit: "commands", on: session.messages)
    defer { meter.finish() }
    var executed = 0
    var isAnyRefused = false
    do {
      for command in commands {
        if session.isInterrupted() { throw Failure(.interrupted, "Interrupted") }
        let result = try tickets.execute(command, under: policy)
        executed += 1
        try printer.print(
          Row(
            line: executed, kind: command.request.kind, subject: command.subject, result: result))
        try printer.flush()
        meter.update(done: executed, of: commands.count)
        if case .refused = result {
          isAnyRefused = true
          if stopsAtRefusal { break }
        }
      }
      try printer.finish()
    } catch OutputError.closed {
      // Nobody would learn what became of the rest, so it is not done.
      throw Failure(
        .inputOutput,
        "Whoever read the results has gone: \(executed) of \(commands.count) commands were "
          + "executed."
      )
    } catch {
      meter.finish()
      var failure = Failure(reporting: error)
      if failure.code == .interrupted {
        failure.message += " (\(executed) of \(commands.count) commands were executed)"
      } else {
        // What is said of the one that failed must not be taken for all of them.
        failure.message =
          "Command \(executed + 1) of \(commands.count): \(failure.message)"
          + (executed == 0 ? "" : " (the \(executed) before it are recorded)")
      }
      throw failure
    }
    return isAnyRefused ? .answerIsNo : .success
  }

  private static var listing: Listing<Row> {
    Listing(
      columns: [
        .init("LINE", alignment: .right) { .init(String($0.line)) },
        .init("SUBJECT") { .init($0.subject) },
        .init("ACCEPTED") { row in
          if case .accepted = row.result { .init("yes", as: .good) } else { .init("no", as: .bad) }
        },
        .init("VERSION", alignment: .right) { row in
          .init((try? row.result.get()).map { "\($0.version)" } ?? "")
        },
        .init("RESULT", isFlexible: true) { row in
          switch row.result {
          case .accepted(let receipt):
            .init(receipt.events.joined(separator: ", "))
          case .refused(let refusal): .init(refusal.description)
          }
        },
      ],
      keys: ["line"] + SubjectKind.allCases.map { $0.field ?? $0.rawValue } + [
        "accepted", "events", "version", "position", "repeated", "refusal",
      ],
      record: record)
  }

  private static func record(of row: Row) -> Record {
    var record = Record([
      "line": .integer(row.line), row.kind.field ?? row.kind.rawValue: .text(row.subject),
    ])
    switch row.result {
    case .accepted(let receipt):
      record.set("accepted", .boolean(true))
      record.set("events", .list(receipt.events.map { .text($0) }))
      record.set("version", .integer(receipt.version.rawValue))
      record.set("position", .integer(receipt.position.rawValue))
      record.set("repeated", .flag(receipt.isRepeated))
    case .refused(let refusal):
      let members = Record([
        "code": .text(refusal.code.rawValue),
        "message": .text(refusal.message),
        "field": .text(refusal.field),
        "phase": .text(refusal.phase?.rawValue),
        "allowed": .list(refusal.allowed.map { .text($0.rawValue) }),
      ])
      record.set("accepted", .boolean(false))
      record.set("refusal", .record(members))
    }
    return record
  }
}
