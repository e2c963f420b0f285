import RepairCore
import RepairExchange
import RepairStore

/// `check-report`: whether an audit report holds, without the log it is from.
struct CheckReportCommand: Command {
  static let specification = CommandSpecification(
    name: "check-report",
    abstract: "Checks a report made by report, lines or page, and prints what it proves.",
    discussion: [
      "No log is needed. Each event's hash is computed from what is shown and followed up to the "
        + "signed root; a page is made again from its data and compared to the byte. What the signer "
        + "alone vouches for is said: 'complete' is 'proved' where no event of the log is missing, "
        + "'withoutGaps' where histories have no gap up to the last event shown, 'vouched' where the "
        + "signer says that nothing else answers the question; 'provedBehind' where no event behind the "
        + "position asked for is missing. A report that does not hold is exit code 1, and what is none, "
        + "or is damaged so that it cannot be read, 65: neither is to be believed."
    ],
    arguments: [.init("file", .path, "The report; - reads standard input.")],
    options: [
      .init(
        "--key", .text("vkey"),
        "The verifier key of who signed, as keygen printed it, or a file with it. Required.",
        repeats: true)
    ],
    formats: [.table, .json],
    examples: [
      .init(
        "repairctl check-report n-1.html --key example.com/desk+1a2b3c4d+AX…",
        "Exit code 1 when it does not hold.")
    ]
  )

  private let file: String
  private let keys: [NoteKey]

  init(_ arguments: ParsedArguments, in session: Session) throws {
    file = try arguments.requiredWord(0, "file")
    let texts = arguments.texts("--key")
    guard !texts.isEmpty else { throw Failure.usage("'--key' is missing.") }
    keys = try texts.map { try NoteFiles.key($0, in: session) }
  }

  func run(in session: Session) throws -> ExitCode {
    do {
      let report = try AuditReport.check(file, by: keys) { _ in
        if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
      }
      var record = Record(["ok": .boolean(true)])
      for (key, value) in report.record.members { record.set(key, value) }
      try Document(record).print(in: session)
      return .success
    } catch let error as ExchangeError where error.code == .refuted {
      let record = Record([
        "ok": .boolean(false), "line": .integer(error.place.line),
        "reason": .text(error.message),
      ])
      try Document(record).print(in: session)
      return .answerIsNo
    }
  }
}
