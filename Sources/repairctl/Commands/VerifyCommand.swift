import RepairStore

/// `verify`: whether a log still says what was appended to it.
struct VerifyCommand: Command {
  static let specification = CommandSpecification(
    name: "verify",
    abstract: "Computes every hash of the log anew and says the first position that does not hold.",
    discussion: [
      "Everything a reader is shown of an event is hashed again and compared with the log's tree; the "
        + "tree is built anew; tags, keys, versions and indexes are compared with the events. "
        + "Whoever can change the file and knows how can compute the tree anew too: compare the "
        + "root with one you have kept elsewhere."
    ],
    formats: [.table, .json],
    examples: [
      .init("repairctl verify", "Exit code 0 when all holds, and 1 when something does not."),
      .init("repairctl verify --format json", "The root, and what does not hold, as JSON."),
    ]
  )

  init(_ arguments: ParsedArguments, in session: Session) throws {}

  func run(in session: Session) throws -> ExitCode {
    let log: EventLog
    do {
      log = try session.openLog()
    } catch let error as StoreError where error.code == .corrupt {
      // It is a log, and what it holds is the answer.
      try Document(
        Record([
          "ok": .boolean(false),
          "problems": .list([.record(Record(["message": .text(error.message)]))]),
        ])
      ).print(in: session)
      return .answerIsNo
    }
    let meter = ProgressMeter("Verifying", unit: "events", on: session.messages)
    defer { meter.finish() }
    let found = try log.verify { done, total in
      guard !session.isInterrupted() else { throw Failure(.interrupted, "Interrupted.") }
      meter.update(done: done, of: total)
    }
    meter.finish()
    try Document(Self.record(found)).print(in: session)
    return found.isSound ? .success : .answerIsNo
  }

  private static func record(_ found: LogVerification) -> Record {
    var record = Record([
      "ok": .boolean(found.isSound), "events": .integer(found.events),
      "size": .integer(found.head.map { Int(clamping: $0.size) }),
      "root": .text(found.head?.root.base64),
      "firstBad": .integer(found.firstBad?.rawValue),
    ])
    record.set(
      "problems",
      .nonEmptyList(
        found.findings.map { finding in
          .record(
            Record([
              "position": .integer(finding.position?.rawValue), "message": .text(finding.message),
            ]))
        }))
    return record
  }
}
