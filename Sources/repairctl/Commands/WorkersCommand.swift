import RepairCore
import RepairReport
import RepairStore

/// `workers`: who could be sent to a ticket and why, or what each worker has and did.
struct WorkersCommand: Command {
  static let specification = CommandSpecification(
    name: "workers",
    abstract: "Ranks workers for a ticket, or lists what each has and did.",
    discussion: [
      "With --for the workers are ranked for the ticket, the best first, each with what speaks for "
        + "and against sending them. The rules in force say what counts more: see 'dispatching' in "
        + "the policy. The candidates are the workers of the log's directory; where it has none, "
        + "whoever was given a job in it.",
      "Without --for it lists jobs, attendance and ratings. FAR counts arrivals farther from the "
        + "ticket's place than the policy's arrivalDistance, DENIED visits where nobody opened.",
    ],
    options: [
      .init("--for", .text("ticket"), "Ranks workers for this ticket."),
      .init("--all", .flag, "Lists those who cannot be sent too, and why."),
      .init("--policy", .path("file"), "Rules as JSON.", fallback: "those in force in the log"),
    ] + PastOptions.specifications(),
    examples: [
      .init("repairctl workers --for N-1", "Whom to send to N-1, and why."),
      .init("repairctl workers --for N-1 --all", "Why the others cannot be sent, too."),
      .init("repairctl workers --format csv", "Jobs, attendance and ratings as a sheet."),
      .init("repairctl workers --at 2026-07-01", "What each had and had done as July began."),
    ]
  )

  private let ticket: TicketID?
  private let listsAll: Bool
  private let policy: TicketPolicy?
  private let past: PastOptions

  init(_ arguments: ParsedArguments, in session: Session) throws {
    ticket = try arguments.text("--for").map {
      try EventFilterOptions.identifier($0, of: "--for")
    }
    listsAll = arguments.has("--all")
    if listsAll, ticket == nil {
      throw Failure.usage("'--all' needs '--for': without it every worker is listed.")
    }
    policy = try session.policy(arguments)
    past = try PastOptions(arguments, in: session, of: "workers")
  }

  func run(in session: Session) throws -> ExitCode {
    let tickets = TicketLog(try past.open(in: session))
    let views = try Views(of: tickets.log)
    let now = try past.now(in: tickets.log, session)
    if let ticket {
      guard
        let found = try tickets.ranking(for: ticket, at: now, under: policy, with: views)
      else { throw try past.isMissing(ticket, in: session) }
      try print(found.ranking, in: session)
      return .success
    }
    let overview = try views.workers(
      at: now, under: policy ?? tickets.policyInForce())
    let printer = ListingPrinter(Self.statistics(in: session), in: session)
    for worker in overview.workers { try printer.print(worker) }
    try printer.finish()
    return .success
  }

  /// A line of the ranking; those who cannot be sent have no rank.
  private struct Line {
    let rank: Int?
    let entry: RankedWorker
  }

  private func print(_ ranking: WorkerRanking, in session: Session) throws {
    let printer = ListingPrinter(Self.ranking, in: session)
    for (index, entry) in ranking.ranked.enumerated() {
      try printer.print(Line(rank: index + 1, entry: entry))
    }
    if listsAll {
      for entry in ranking.excluded { try printer.print(Line(rank: nil, entry: entry)) }
    }
    try printer.finish()
    if ranking.ranked.isEmpty, !listsAll, !ranking.excluded.isEmpty {
      try session.output.flush()
      session.note("Nobody can be sent; --all says why.")
    }
  }

  private static var ranking: Listing<Line> {
    Listing(
      columns: [
        .init("RANK", alignment: .right) { .init($0.rank.map { "\($0)" } ?? "–") },
        .init("WORKER") { line in
          .init(line.entry.worker.rawValue, as: line.rank == nil ? .quiet : nil)
        },
        .init("WHY", isFlexible: true) { line in
          .init(
            line.entry.reasons.map(\.text).joined(separator: ", "),
            as: line.rank == nil ? .quiet : nil)
        },
      ],
      keys: ["rank", "worker", "reasons"],
      record: { line in
        Record([
          "rank": .integer(line.rank), "worker": .text(line.entry.worker.rawValue),
          "reasons": .list(line.entry.reasons.map { .record($0.record) }),
        ])
      })
  }

  private static func statistics(in session: Session) -> Listing<WorkerStatistics> {
    typealias Column = Listing<WorkerStatistics>.Column
    func count(_ title: String, _ number: @escaping (WorkerStatistics) -> Int) -> Column {
      Column(title, alignment: .right) { .init("\(number($0))") }
    }
    return Listing(
      columns: [
        .init("WORKER") { .init($0.worker.rawValue) },
        count("OPEN") { $0.openJobs }, count("WAITING") { $0.jobsOnHold },
        count("JOBS") { $0.turns }, count("DONE") { $0.completed },
        count("BACK") { $0.handedBack }, count("ARRIVED") { $0.arrivals },
        count("FAR") { $0.farArrivals }, count("DENIED") { $0.deniedVisits },
        .init("RATED", alignment: .right) { worker in
          .init(
            worker.ratings == 0
              ? ""
              : "\(DispatchReason.mark(worker.meanRating ?? 0)) (\(worker.ratings))")
        },
        .init("LAST SENT") { .init(session.text($0.lastSentAt), as: .quiet) },
      ],
      keys: [
        "worker", "openJobs", "jobsOnHold", "turns", "recentTurns", "completed", "handedBack",
        "arrivals", "placedArrivals", "farArrivals", "deniedVisits", "ratings",
        "ratingHundredths", "efficiencies", "efficiencyHundredths", "lastSentAt",
      ],
      record: record)
  }

  private static func record(_ worker: WorkerStatistics) -> Record {
    var record = Record(["worker": .text(worker.worker.rawValue)])
    let numbers: [(String, Int?)] = [
      ("openJobs", worker.openJobs), ("jobsOnHold", worker.jobsOnHold), ("turns", worker.turns),
      ("recentTurns", worker.recentTurns), ("completed", worker.completed),
      ("handedBack", worker.handedBack), ("arrivals", worker.arrivals),
      ("placedArrivals", worker.placedArrivals), ("farArrivals", worker.farArrivals),
      ("deniedVisits", worker.deniedVisits), ("ratings", worker.ratings),
      ("ratingHundredths", worker.meanRating), ("efficiencies", worker.efficiencies),
      ("efficiencyHundredths", worker.meanEfficiency),
    ]
    for (key, number) in numbers { record.set(key, .integer(number)) }
    record.set("lastSentAt", .time(worker.lastSentAt))
    return record
  }
}
