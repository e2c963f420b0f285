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
      "With --follow it keeps printing what this and other processes append, until ^C.",
      "--person chooses what has to do with somebody and says in which way: as its actor, as the one "
        + "it was done for (onBehalfOf), as the worker whose job it is about, as the requester it is "
        + "the report of, as the recipient of a notice, or as the member whose entry it is of. Who is "
        + "only mentioned has nothing to do with it.",
      "--clocks shows when the log learned of an event beside when it happened, and marks what was "
        + "recorded late, is dated ahead, has another time than was said (moved), or belongs elsewhere "
        + "among the rows above by when it happened (outOfOrder). Late and ahead begin where the "
        + "policy's clock tolerance ends.",
    ],
    options: EventFilterOptions.specifications + [
      .init("--limit", .text("n"), "At most this many.", fallback: "all"),
      .init("--reverse", .flag, "The newest first."),
      .init("--follow", .flag, "Waits for more at the end, until ^C."),
      .init("--clocks", .flag, "Shows both times, how far they are apart, and what is odd."),
    ] + PastOptions.specifications(),
    examples: [
      .init(
        "repairctl events --person w-7 --since 2026-03-01",
        "Everything w-7 had to do with, and how."),
      .init("repairctl events --acted-for u-17 --actor d-1", "What d-1 did in the name of u-17."),
      .init("repairctl events --reverse --limit 20", "The last twenty."),
      .init(
        "repairctl events --as-known-at 2026-03-02 --reverse --limit 20",
        "The last twenty that the log had when that day began."),
      .init("repairctl events --follow --format ndjson", "Every event from now on is a line."),
    ]
  )

  private static let pageSize = 1_000
  private static let pollMicroseconds: UInt32 = 50_000

  private let options: EventFilterOptions
  private let limit: Int?
  private let direction: ReadDirection
  private let follows: Bool
  private let past: PastOptions
  private let listing: EventListing

  init(_ arguments: ParsedArguments, in session: Session) throws {
    options = try EventFilterOptions(arguments, in: session)
    limit = try arguments.integer("--limit", in: 0...Int.max)
    direction = arguments.has("--reverse") ? .backward : .forward
    follows = arguments.has("--follow")
    past = try PastOptions(arguments, in: session, of: "events")
    listing = EventListing(
      showsWays: options.filter.person != nil, showsClocks: arguments.has("--clocks"))
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
    let printer = ListingPrinter(listing.listing(in: session), in: session)
    var clocks =
      listing.showsClocks
      ? ClockComparison(
        tolerance: try TicketLog(log).policyInForce().clockTolerance, direction: direction) : nil
    var remaining = limit ?? Int.max
    var place = options.after
    while true {
      // Both asked before reading, so that what is appended meanwhile is read the next time.
      let version = follows ? try log.dataVersion() : 0
      let head = follows ? try log.head() : .start
      place = try printPages(
        of: log, after: place, remaining: &remaining, comparing: &clocks, on: printer, session)
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
    comparing clocks: inout ClockComparison?, on printer: ListingPrinter<ListedEvent>,
    _ session: Session
  ) throws -> LogPosition? {
    var place = start
    while remaining > 0 {
      if session.isInterrupted() {
        if follows { return place }
        throw Failure(.interrupted, "Interrupted.")
      }
      let limit = min(remaining, Self.pageSize)
      let page = try log.readLog(options.filter, after: place, limit: limit, direction: direction)
      for event in page {
        let ways = try options.filter.person.map { try log.involvements(of: $0, in: event) }
        try printer.print(
          ListedEvent(stored: event, ways: ways ?? [], clocks: clocks?.reading(of: event)))
      }
      remaining -= page.count
      place = page.last?.position ?? place
      if page.count < limit { break }
    }
    return place
  }
}
