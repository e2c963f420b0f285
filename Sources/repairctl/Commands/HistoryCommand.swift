import RepairCore
import RepairReport
import RepairStore

/// `history`: what happened to one ticket.
struct HistoryCommand: Command {
  static let specification = CommandSpecification(
    name: "history",
    abstract: "Prints a ticket's events in order: when, who, what changed.",
    discussion: [
      "With --as-test the history is printed as a test in Swift, which compiles with "
        + "RepairTestSupport: given what had happened, when the last command is given again, then "
        + "the same comes of it. What people wrote, names and phone numbers are replaced by "
        + "placeholders; pseudonyms, codes, times and coordinates stay, because rules look at them. "
        + "Read it before you hand it on.",
      "With --attempts the commands that were refused stand between the events, as far as the policy "
        + "wanted them kept (recordedRefusals): who tried what, and why it did not happen. They are "
        + "no part of the ticket's history; attempts on a ticket that never was are shown too.",
      "To step through a ticket, ask for one version after the other: 'history N-1 --diff --at "
        + "version:4' ends with what its fourth event changed, 'show N-1 --at version:4' is the "
        + "ticket after it.",
    ],
    arguments: [.init("ticket", .text, "The ticket.")],
    options: [
      .init("--diff", .flag, "Shows below each event which members of the ticket it changed."),
      .init("--clocks", .flag, "Shows both times, how far they are apart, and what is odd."),
      .init("--attempts", .flag, "Shows refused attempts too, where they were kept."),
      .init("--as-test", .flag, "Prints the history as a test in Swift."),
      .init("--verbatim", .flag, "Prints what people wrote as it is, for --as-test."),
    ] + PastOptions.specifications(ofTicket: true),
    examples: [
      .init("repairctl history N-1", "What happened to N-1."),
      .init("repairctl history N-1 --attempts", "And who tried what and was told no."),
      .init("repairctl history N-1 --diff", "And what the ticket was before and after each."),
      .init(
        "repairctl history N-1 --diff --at version:4", "Up to its fourth event, to step through."),
      .init("repairctl history N-1 --as-test --at version:5", "How its fifth event came about."),
    ]
  )

  /// An event with what is told about it.
  private struct Row {
    let stored: StoredEvent
    let event: TicketEvent
    let sinceLast: TimeSpan?
    /// How far an arrival was from the ticket's place, where that is known.
    let arrivalDistance: Int?
    /// Whether that is farther than the rules in force want it.
    let isFar: Bool
    /// What became different; empty unless asked for.
    let changes: [RecordDifference.Change]
    /// What the two clocks say; `nil` unless asked for.
    let clocks: ClockReading?
  }

  /// What stands in one line.
  private enum Line {
    case happened(Row)
    /// A command that was refused, which is no part of the ticket's history.
    case refused(AttemptEntry)

    var stored: StoredEvent {
      switch self {
      case .happened(let row): row.stored
      case .refused(let entry): entry.event
      }
    }

    /// What the two clocks say; `nil` unless asked for, and for what is beside the history.
    var clocks: ClockReading? {
      if case .happened(let row) = self { row.clocks } else { nil }
    }

    var changes: [RecordDifference.Change] {
      if case .happened(let row) = self { row.changes } else { [] }
    }
  }

  /// Members that every event changes.
  private static let alwaysChanging: Set<String> = ["version", "updatedAt"]

  private let ticket: TicketID
  private let showsDifferences: Bool
  private let showsClocks: Bool
  private let showsAttempts: Bool
  /// What to print as a test; `nil` for the history itself.
  private let test: HistoryTest?
  private let past: PastOptions

  init(_ arguments: ParsedArguments, in session: Session) throws {
    ticket = try EventFilterOptions.identifier(
      try arguments.requiredWord(0, "ticket"), of: "<ticket>")
    showsDifferences = arguments.has("--diff")
    showsClocks = arguments.has("--clocks")
    showsAttempts = arguments.has("--attempts")
    past = try PastOptions(arguments, in: session)
    test = try HistoryTest(of: ticket, arguments, at: past)
  }

  func run(in session: Session) throws -> ExitCode {
    if let test { return try test.print(in: session) }
    let lines = try lines(in: TicketLog(try past.open(in: session, of: ticket)))
    guard !lines.isEmpty else { throw try past.isMissing(ticket, in: session) }
    if session.options.format == .table {
      try printTable(lines, in: session)
      return .success
    }
    let printer = ListingPrinter(listing, in: session)
    for line in lines { try printer.print(line) }
    try printer.finish()
    return .success
  }

  private func lines(in tickets: TicketLog) throws -> [Line] {
    try tickets.log.snapshot {
      let happened = try rows(in: tickets).map(Line.happened)
      guard showsAttempts else { return happened }
      // The log's order is that of what was decided, whatever the callers' clocks say.
      let attempts = try attempts(in: tickets).map(Line.refused)
      return (happened + attempts).sorted { $0.stored.position < $1.stored.position }
    }
  }

  private func attempts(in tickets: TicketLog) throws -> [AttemptEntry] {
    var attempts: [AttemptEntry] = []
    while true {
      let next = attempts.last?.event.version.next ?? StreamVersion(1)
      let page = try tickets.attempts(on: .ticket, named: ticket.rawValue, from: next)
      guard !page.isEmpty else { return attempts }
      attempts += page
    }
  }

  private func rows(in tickets: TicketLog) throws -> [Row] {
    var rows: [Row] = []
    var before: Record?
    let policy = try tickets.policyInForce()
    let limit = policy.arrivalDistance
    var clocks = showsClocks ? ClockComparison(tolerance: policy.clockTolerance) : nil
    try tickets.forEachEvent(of: ticket) { entry in
      var changes: [RecordDifference.Change] = []
      if showsDifferences {
        let after = entry.ticket.record
        changes = RecordDifference(from: before, to: after, ignoring: Self.alwaysChanging).changes
        before = after
      }
      var distance: Int?
      if case .workerArrived = entry.fact.event {
        distance = entry.ticket.assignment?.arrivalDistance
      }
      rows.append(
        Row(
          stored: entry.event, event: entry.fact.event,
          sinceLast: rows.last.map { entry.event.occurredAt - $0.stored.occurredAt },
          arrivalDistance: distance, isFar: distance.map { $0 > limit } ?? false,
          changes: changes, clocks: clocks?.reading(of: entry.event)))
    }
    return rows
  }

  private var listing: Listing<Line> {
    Listing(
      columns: [],
      keys: [
        "position", "version", "time", "recordedAt", "type", "actor", "role", "onBehalfOf", "data",
      ] + (showsClocks ? Record.clockKeys : []) + (showsDifferences ? ["changes"] : [])
        + (showsAttempts ? ["stream"] : []),
      record: { line in
        guard case .happened(let row) = line else { return line.stored.recordWithStream }
        var record = row.stored.record
        record.set("arrivalDistance", .integer(row.arrivalDistance))
        record.set("farArrival", .flag(row.isFar))
        record.set(row.clocks)
        if showsDifferences {
          record.set(
            "changes",
            .list(
              row.changes.map {
                .record(
                  Record(["member": .text($0.key), "before": $0.before, "after": $0.after]))
              }))
        }
        return record
      })
  }

  private func printTable(_ shown: [Line], in session: Session) throws {
    var table = TextTable(
      columns: [.init("TIME")] + (showsClocks ? ClockColumns.headings : []) + [
        .init("AFTER", alignment: .right), .init("EVENT"), .init("BY", isFlexible: true),
        .init("WHAT", isFlexible: true),
      ], limit: session.columns, ansi: session.ansi)
    let text = table.rendered(shown.map { cells(of: $0, in: session) })
    // A row is one line whatever its texts are, so that the changes can go between the lines.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where index < shown.count + 1 {
      try session.output.write("\(line)\n")
      guard index > 0 else { continue }
      for change in shown[index - 1].changes.flatMap(\.fields) {
        try session.output.write(Self.line(change, in: session))
      }
    }
  }

  private func cells(of line: Line, in session: Session) -> [TextTable.Cell] {
    let time = TextTable.Cell(session.text(line.stored.occurredAt), as: .quiet)
    let clocks = showsClocks ? ClockColumns.cells(line.stored, line.clocks, in: session) : []
    switch line {
    case .happened(let row):
      let since = row.sinceLast.map { $0 == .zero ? "" : $0.description } ?? ""
      return [time] + clocks + [
        .init(since), .init(row.event.kind.rawValue, as: row.event.meaning), .init(row.stored.doer),
        .init(Self.summary(of: row, in: session), as: row.isFar ? .attention : nil),
      ]
    case .refused(let entry):
      return [time] + clocks + [
        .init(""), .init("refused", as: .bad), .init(entry.event.doer),
        .init(entry.attempt.summary(showing: session.text), as: .bad),
      ]
    }
  }

  private static func summary(of row: Row, in session: Session) -> String {
    let summary = row.event.summary(showing: session.text)
    guard let metres = row.arrivalDistance else { return summary }
    let distance = "\(DispatchReason.distance(metres)) from the ticket's place"
    return [summary, row.isFar ? "\(distance), too far" : distance].filter { !$0.isEmpty }
      .joined(separator: ", ")
  }

  private static func line(_ change: RecordDifference.Change, in session: Session) -> String {
    let before = change.before.map { Document.text($0, in: session) } ?? "–"
    let after = change.after.map { Document.text($0, in: session) } ?? "–"
    let text = InertText.escaped("    \(change.key): \(before) → \(after)")
    let shown = session.columns.map { DisplayWidth.truncated(text, to: $0) } ?? text
    return session.ansi.painted(shown, as: .quiet) + "\n"
  }
}

extension TicketEvent {
  /// What a colour says of the event.
  fileprivate var meaning: Ansi.Meaning? {
    switch kind {
    case .workCompleted, .resultConfirmed, .evaluated: .good
    case .workRejected, .cancelled, .reworkRequested, .accessDenied: .bad
    case .held, .hurried, .cancellationRequested, .extensionRequested, .reopened: .attention
    default: nil
    }
  }
}

extension RefusedAttempt {
  /// What was tried and why it did not happen, in a few words for people.
  fileprivate func summary(showing time: (Timestamp) -> String) -> String {
    [
      "\(command): \(code.rawValue)", field.map { "field \($0)" }, phase?.rawValue,
      version > .none ? "at version \(version)" : nil, statedAt.map { "dated \(time($0))" },
    ].compactMap(\.self).joined(separator: ", ")
  }
}
