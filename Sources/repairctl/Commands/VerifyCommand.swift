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
        + "root with one you have kept elsewhere.",
      "A checkpoint beside the log is compared with it always, and one that is given with its signature "
        + "when the key is given too. The views beside the log are not part of it: --views folds the "
        + "log anew and says which of their rows do not follow from it, as 'replay --check' does.",
    ],
    options: [
      .init("--checkpoint", .path("file"), "Also compares the log with this checkpoint."),
      .init("--key", .text("vkey"), "The verifier key of who signed the checkpoint."),
      .init("--views", .flag, "Also compares the views beside the log with the log."),
    ],
    formats: [.table, .json],
    examples: [
      .init("repairctl verify", "Exit code 0 when all holds, and 1 when something does not."),
      .init("repairctl verify --format json", "The root, and what does not hold, as JSON."),
      .init(
        "repairctl verify --checkpoint monday.checkpoint --key example.com/desk+1a2b3c4d+AX…",
        "And whether the log still says what it said on Monday."),
    ]
  )

  private let checkpoint: String?
  private let key: NoteKey?
  private let comparesViews: Bool

  init(_ arguments: ParsedArguments, in session: Session) throws {
    checkpoint = arguments.text("--checkpoint")
    key = try arguments.text("--key").map { try NoteFiles.key($0, in: session) }
    comparesViews = arguments.has("--views")
    if key != nil, checkpoint == nil { throw Failure.usage("'--key' needs '--checkpoint'.") }
  }

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
    var problems = try contradictions(of: log, in: session)
    var record = Self.record(found)
    if checkpoint != nil {
      record.set("signature", .text(key == nil ? "not looked at" : "looked at"))
      if key == nil {
        session.note("Warning: nobody has looked at who signed the checkpoint; give '--key' too.")
      }
    }
    // What a damaged log gives is nothing to hold views against.
    if comparesViews, found.isSound {
      let views = try ViewsCheck(of: log, meter: meter, in: session)
      meter.finish()
      record.set("views", views.value)
      problems += views.problems
    }
    let isSound = found.isSound && problems.isEmpty
    record.replace("ok", with: .boolean(isSound))
    record.set(
      "problems",
      .nonEmptyList(
        found.findings.map { finding in
          .record(
            Record([
              "position": .integer(finding.position?.rawValue), "message": .text(finding.message),
            ]))
        } + problems.map { .record(Record(["message": .text($0)])) }))
    try Document(record).print(in: session)
    return isSound ? .success : .answerIsNo
  }

  /// Where the log does not continue the checkpoint that was given, or the one beside it.
  private func contradictions(of log: EventLog, in session: Session) throws -> [String] {
    var found: [String] = []
    func note(_ file: String? = nil, _ body: () throws -> Void) throws {
      let place = file.map { "\($0): " } ?? ""
      do {
        try body()
      } catch let error as StoreError where [.rolledBack, .corrupt].contains(error.code) {
        found.append(place + error.message)
      } catch let error as MalformedNote {
        found.append("\(place)the checkpoint is not believed: \(error)")
      }
    }
    try note { try log.checkAnchor() }
    if let checkpoint {
      let text = try NoteFiles.text(checkpoint, in: session)
      if let key {
        let signed = try NoteFiles.note(checkpoint, text: text)
        try note(checkpoint) {
          try signed.verify(by: [key])
          try log.check(LogCheckpoint(text: signed.text))
        }
      } else {
        let body = (try? SignedNote(reading: text))?.text ?? text
        let kept = try NoteFiles.checkpoint(body, of: checkpoint)
        try note(checkpoint) { try log.check(kept) }
      }
    }
    return found
  }

  private static func record(_ found: LogVerification) -> Record {
    Record([
      "ok": .boolean(found.isSound), "events": .integer(found.events),
      "size": .integer(found.head.map { Int(clamping: $0.size) }),
      "root": .text(found.head?.root.base64),
      "firstBad": .integer(found.firstBad?.rawValue),
    ])
  }
}
