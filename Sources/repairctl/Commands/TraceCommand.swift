import RepairCore
import RepairReport
import RepairStore

/// `trace`: causes and effects around one event.
struct TraceCommand: Command {
  static let specification = CommandSpecification(
    name: "trace",
    abstract: "Prints the tree of causes and effects around one event.",
    discussion: [
      "It goes up from the event to its first cause, and prints all that came of that. An arrow stands "
        + "before what was asked for. Events of one command stand together, between ┬ and └.",
      "A cause is what an event names as one: an event of this log or the command of one. What names "
        + "another system's event, or one that is lost, is told to begin there. Events that share only "
        + "a correlation are not in the tree: 'events --correlation' finds them.",
      "For programs each event is a row with its depth, its parent's position, and the position of "
        + "the first event of its command as its group.",
    ],
    arguments: [
      .init("event", .text, "The event's position or id, or the id of a command.")
    ],
    options: [
      .init(
        "--limit", .text("n"),
        "At most this many events: the way from the first cause, then the oldest.",
        fallback: "1000")
    ] + PastOptions.specifications(),
    examples: [
      .init("repairctl trace 340", "What led to the event at position 340, and to what it led."),
      .init(
        "repairctl trace 01J9ZK3M5Q7R9T1V3X5Z7B9D1F --format ndjson", "By its id, for a program."),
    ]
  )

  private let subject: TraceSubject
  private let text: String
  private let limit: Int
  private let past: PastOptions

  init(_ arguments: ParsedArguments, in session: Session) throws {
    text = try arguments.requiredWord(0, "event")
    if let id = ULID(text) {
      subject = .id(id)
    } else if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let position = Int(text) {
      subject = .position(LogPosition(position))
    } else {
      throw Failure.usage(
        "The value '\(text)' of '<event>' is no position and no id. An id is 26 letters and digits, "
          + "as 'export --to ndjson' has them.")
    }
    limit = try arguments.integer("--limit", in: 1...Int.max) ?? 1_000
    past = try PastOptions(arguments, in: session, of: "trace")
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try past.open(in: session)
    try log.snapshot {
      guard let trace = try log.trace(subject, limit: limit) else { throw isMissing(in: session) }
      if session.options.format == .table {
        try TraceDrawing(of: trace, in: log).print(in: session)
      } else {
        try printRows(of: trace, in: log, session)
      }
    }
    return .success
  }

  private func isMissing(in session: Session) -> Failure {
    let what =
      if case .position(let position) = subject { "event at position \(position)" } else {
        "event and no command with the id \(text)"
      }
    return Failure(
      .answerIsNo,
      "There is no \(what) in \(session.options.logPath)\(past.isPast ? " as it was" : "").")
  }

  private func printRows(of trace: EventTrace, in log: EventLog, _ session: Session) throws {
    let listing = Listing<(step: EventTrace.Step, stored: StoredEvent)>(
      columns: [],
      keys: [
        "position", "ticket", "stream", "version", "time", "recordedAt", "type", "actor", "role",
        "onBehalfOf", "id", "command", "commandId", "causation", "correlation", "depth", "parent",
        "group", "asked", "more", "cause",
      ],
      record: { row in
        let isFirst = row.step.position == trace.steps.first?.group
        return Self.record(of: row.step, row.stored, isFirst ? trace.beginning : nil)
      })
    let printer = ListingPrinter(listing, in: session)
    for step in trace.steps {
      if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
      guard let stored = try log.event(at: step.position) else { continue }
      try printer.print((step, stored))
    }
    try printer.finish()
  }

  /// A row for programs.
  private static func record(
    of step: EventTrace.Step, _ stored: StoredEvent, _ beginning: EventTrace.Beginning?
  ) -> Record {
    var record = stored.recordWithStream
    record.remove("data")
    record.set("id", .text(stored.id.description))
    record.set("command", .text(stored.command))
    record.set("commandId", .text(stored.commandID?.description))
    record.set("causation", .text(stored.causation))
    record.set("correlation", .text(stored.correlation))
    record.set("depth", .integer(step.depth))
    record.set("parent", .integer(step.parent?.rawValue))
    record.set("group", .integer(step.group.rawValue))
    record.set("asked", .flag(step.isAsked))
    record.set("more", step.more > 0 ? .integer(step.more) : nil)
    switch beginning {
    case .elsewhere: record.set("cause", .text("elsewhere"))
    case .notBefore: record.set("cause", .text("notBefore"))
    case .withoutCause, nil: break
    }
    return record
  }
}
