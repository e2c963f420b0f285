import Glibc
import RepairCore
import RepairReport
import RepairStore

/// `events`: the log itself, and what comes in.
struct EventsCommand: Command {
  static let specification = CommandSpecification(
    name: "events",
    abstract: "Prints the log's events, in the order it learned of them.",
    discussion: [
      "With --follow it keeps printing what this and other processes append, until ^C."
    ],
    options: EventFilterOptions.specifications + [
      .init("--limit", .text("n"), "At most this many.", fallback: "all"),
      .init("--reverse", .flag, "The newest first."),
      .init("--follow", .flag, "Waits for more at the end, until ^C."),
    ] + PastOptions.specifications(),
    examples: [
      .init("repairctl events --tag worker:w-7 --since 2026-03-01", "What worker w-7 touched."),
      .init("repairctl events --reverse --limit 20", "The last twenty."),
      .init(
        "repairctl events --as-known-at 2026-03-02 --reverse --limit 20",
        "The last twenty that the log had when that day began."),
      .init("repairctl events --follow --format ndjson", "Every event from now on is a line."),
    ]
  )

  private static let pageSize = 1_000
  private static let pollMicroseconds: UInt32 = 50_000

  private static func listing(in session: Session) -> Listing<StoredEvent> {
    Listing(
      columns: [
        .init("POSITION", alignment: .right) { .init(String($0.position.rawValue)) },
        .init("TIME") { .init(session.text($0.occurredAt), as: .quiet) },
        .init("TICKET") { .init($0.stream.ticket?.rawValue ?? $0.stream.rawValue) },
        .init("VERSION", alignment: .right) { .init(String($0.version.rawValue)) },
        .init("EVENT") { .init($0.type.name) },
        .init("BY", isFlexible: true) { .init($0.doer) },
        .init("DATA", isFlexible: true) { event in
          .init(String(decoding: event.payload, as: UTF8.self), as: .quiet)
        },
      ],
      keys: [
        "position", "ticket", "stream", "version", "time", "recordedAt", "type", "actor", "role",
        "onBehalfOf", "data",
      ],
      record: \.recordWithStream)
  }

  private let options: EventFilterOptions
  private let limit: Int?
  private let direction: ReadDirection
  private let follows: Bool
  private let past: PastOptions

  init(_ arguments: ParsedArguments, in session: Session) throws {
    options = try EventFilterOptions(arguments, in: session)
    limit = try arguments.integer("--limit", in: 0...Int.max)
    direction = arguments.has("--reverse") ? .backward : .forward
    follows = arguments.has("--follow")
    past = try PastOptions(arguments, in: session, of: "events")
    if follows, past.isPast {
      throw Failure.usage("Nothing more comes to the past: leave out '--follow', or '--at'.")
    }
    if follows, direction == .backward {
      throw Failure.usage("'--follow' goes forward: it cannot be used with '--reverse'.")
    }
    if follows, session.options.format == .json {
      throw Failure.usage("'--follow' never ends a document: use '--format ndjson'.")
    }
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try past.open(in: session)
    let printer = ListingPrinter(Self.listing(in: session), in: session)
    var remaining = limit ?? Int.max
    var place = options.after
    while true {
      // Both asked before reading, so that what is appended meanwhile is read the next time.
      let version = follows ? try log.dataVersion() : 0
      let head = follows ? try log.head() : .start
      place = try printPages(of: log, after: place, remaining: &remaining, on: printer, session)
      guard follows, remaining > 0, !session.isInterrupted() else { break }
      place = max(place ?? .start, head)
      try printer.flush()
      while try log.dataVersion() == version, !session.isInterrupted() {
        usleep(Self.pollMicroseconds)
      }
    }
    try printer.finish()
    return .success
  }

  /// Prints everything there is behind a place, and says where it ends.
  private func printPages(
    of log: EventLog, after start: LogPosition?, remaining: inout Int,
    on printer: ListingPrinter<StoredEvent>, _ session: Session
  ) throws -> LogPosition? {
    var place = start
    while remaining > 0 {
      if session.isInterrupted() {
        if follows { return place }
        throw Failure(.interrupted, "Interrupted.")
      }
      let limit = min(remaining, Self.pageSize)
      let page = try log.readLog(options.filter, after: place, limit: limit, direction: direction)
      for event in page { try printer.print(event) }
      remaining -= page.count
      place = page.last?.position ?? place
      if page.count < limit { break }
    }
    return place
  }
}
