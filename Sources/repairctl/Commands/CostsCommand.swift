import RepairCore
import RepairReport
import RepairStore

/// `costs`: what repairs cost and who pays.
struct CostsCommand: Command {
  static let specification = CommandSpecification(
    name: "costs",
    abstract: "Adds up what repairs cost, and who pays.",
    discussion: [
      "Amounts are whole numbers of the currency's smallest unit, such as fen, and each currency is "
        + "added up by itself. The requester pays what an accepted quote says at most, and nothing "
        + "under guarantee; the rest is the institution's."
    ],
    options: [
      .init(
        "--by", .choice("group", CostGrouping.allCases.map(\.rawValue)), "By what.",
        fallback: "campus"),
      .init("--campus", .text("code"), "Only tickets of this campus."),
    ] + PastOptions.specifications(),
    examples: [
      .init("repairctl costs", "What each campus's repairs cost."),
      .init("repairctl costs --by funding --campus north", "Which budgets paid for north's."),
      .init("repairctl costs --at 2026-07-01", "What they had cost when July began."),
    ]
  )

  private let grouping: CostGrouping
  private let campus: CampusCode?
  private let past: PastOptions

  init(_ arguments: ParsedArguments, in session: Session) throws {
    grouping = try arguments.choice("--by", as: CostGrouping.self) ?? .campus
    campus = try arguments.text("--campus").map {
      try EventFilterOptions.identifier($0, of: "--campus")
    }
    past = try PastOptions(arguments, in: session, of: "costs")
  }

  func run(in session: Session) throws -> ExitCode {
    let totals = try Views(of: try past.open(in: session)).costs(by: grouping, campus: campus)
    let printer = ListingPrinter(listing, in: session)
    for total in totals { try printer.print(total) }
    try printer.finish()
    if totals.contains(where: { !$0.isExact }) {
      try session.output.flush()
      session.note("Warning: some sums are too large; they leave amounts out.")
    }
    return .success
  }

  private var listing: Listing<CostTotal> {
    let key = grouping.rawValue
    return Listing(
      columns: [
        .init(key.uppercased()) { .init($0.group ?? "") },
        .init("CURRENCY") { .init($0.currency) },
        .init("INSTITUTION", alignment: .right) { .init("\($0.institution)") },
        .init("REQUESTER", alignment: .right) { .init("\($0.requester)") },
        .init("TICKETS", alignment: .right) { .init("\($0.tickets)") },
      ],
      keys: [key, "currency", "institution", "requester", "tickets", "exact"],
      record: { total in
        Record([
          key: .text(total.group), "currency": .text(total.currency),
          "institution": .integer(Int(total.institution)),
          "requester": .integer(Int(total.requester)), "tickets": .integer(total.tickets),
          "exact": total.isExact ? nil : .boolean(false),
        ])
      })
  }
}
