import RepairCore
import RepairReport
import RepairStore

/// `materials`: what a storekeeper has to prepare, or what the stores have.
struct MaterialsCommand: Command {
  static let specification = CommandSpecification(
    name: "materials",
    abstract: "Lists the materials to prepare, or the stock.",
    discussion: [
      "To prepare is what accepted tickets ask for and was not handed out yet. The list is derived "
        + "from the log and kept beside it in the views file, which is caught up first.",
      "The stock is what each store has by its records: what came in, was counted, sent away or "
        + "written off, and what tickets took and brought back. FREE leaves out what is put aside.",
    ],
    options: [
      .init("--prepare", .flag, "What is to be prepared; so without --stock."),
      .init("--stock", .flag, "What the stores have."),
      .init("--campus", .text("code"), "Only of this campus."),
      .init("--store", .text("code"), "Only this store; with --stock."),
    ] + PastOptions.specifications(),
    examples: [
      .init("repairctl materials --campus north", "What north's storekeeper has to prepare."),
      .init("repairctl materials --stock --store north-main", "What the store north-main has."),
      .init("repairctl materials --stock --at 2026-07-01", "What the stores had as July began."),
    ]
  )

  private let listsStock: Bool
  private let campus: CampusCode?
  private let store: StoreCode?
  private let past: PastOptions

  init(_ arguments: ParsedArguments, in session: Session) throws {
    listsStock = arguments.has("--stock")
    if listsStock, arguments.has("--prepare") {
      throw Failure.usage("'--prepare' and '--stock' are two lists; ask for one.")
    }
    campus = try arguments.text("--campus").map {
      try EventFilterOptions.identifier($0, of: "--campus")
    }
    store = try arguments.text("--store").map {
      try EventFilterOptions.identifier($0, of: "--store")
    }
    past = try PastOptions(arguments, in: session, of: "materials")
    if store != nil, !listsStock { throw Failure.usage("'--store' needs '--stock'.") }
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try past.open(in: session)
    if listsStock {
      let printer = ListingPrinter(Self.stock(in: session), in: session)
      for stock in try TicketLog(log).stocks(campus: campus, store: store) {
        try printer.print(stock)
      }
      try printer.finish()
    } else {
      let printer = ListingPrinter(Self.toPrepare(in: session), in: session)
      for line in try Views(of: log).materialsToPrepare(campus: campus) { try printer.print(line) }
      try printer.finish()
    }
    return .success
  }

  private static func toPrepare(in session: Session) -> Listing<MaterialToPrepare> {
    Listing(
      columns: [
        .init("TICKET") { .init($0.ticket.rawValue) },
        .init("LINE", alignment: .right) { .init($0.line.description) },
        .init("CAMPUS") { .init($0.campus.rawValue) },
        .init("STATUS") { .init($0.status.rawValue) },
        .init("WORKER") { .init($0.worker?.rawValue ?? "") },
        .init("ITEM") { .init($0.item?.rawValue ?? "") },
        .init("MISSING", alignment: .right) { .init("\($0.missing)") },
        .init("UNIT") { .init($0.unit ?? "") },
        .init("ASIDE") { line in .init(line.store.map { "\(line.reserved) in \($0)" } ?? "") },
        .init("ACCEPTED") { .init($0.acceptedAt.map(session.text) ?? "", as: .quiet) },
        .init("DESCRIPTION", isFlexible: true) { .init($0.description ?? "") },
      ],
      keys: [
        "ticket", "line", "campus", "status", "worker", "item", "description", "unit",
        "requested", "issued", "missing", "store", "reserved", "acceptedAt",
      ],
      record: \.record)
  }

  private static func stock(in session: Session) -> Listing<StockStatus> {
    Listing(
      columns: [
        .init("STORE") { .init($0.name.store.rawValue) },
        .init("ITEM") { .init($0.name.item.rawValue) },
        .init("CAMPUS") { .init($0.campus.rawValue) },
        .init("HAS", alignment: .right) { .init("\($0.onHand)", as: $0.onHand < 0 ? .bad : nil) },
        .init("ASIDE", alignment: .right) { .init("\($0.reserved)") },
        .init("FREE", alignment: .right) {
          .init("\($0.available)", as: $0.available <= 0 ? .attention : nil)
        },
        .init("UNIT") { .init($0.unit ?? "") },
        .init("COUNTED") { .init($0.countedAt.map(session.text) ?? "", as: .quiet) },
        .init("DESCRIPTION", isFlexible: true) { .init($0.description) },
      ],
      keys: [
        "item", "store", "code", "campus", "description", "unit", "onHand", "reserved",
        "available", "countedAt",
      ],
      record: \.record)
  }
}

extension MaterialToPrepare {
  fileprivate var record: Record {
    Record([
      "ticket": .text(ticket.rawValue), "line": .integer(line.rawValue),
      "campus": .text(campus.rawValue), "status": .text(status.rawValue),
      "worker": .text(worker?.rawValue), "item": .text(item?.rawValue),
      "description": .text(description), "unit": .text(unit), "requested": .integer(requested),
      "issued": .integer(issued), "missing": .integer(missing),
      "store": .text(store?.rawValue), "reserved": store == nil ? nil : .integer(reserved),
      "acceptedAt": .time(acceptedAt),
    ])
  }
}

extension StockStatus {
  /// `item` is the name that a line for `run` gives the stock.
  fileprivate var record: Record {
    Record([
      "item": .text(name.rawValue), "store": .text(name.store.rawValue),
      "code": .text(name.item.rawValue), "campus": .text(campus.rawValue),
      "description": .text(description), "unit": .text(unit), "onHand": .integer(onHand),
      "reserved": .integer(reserved), "available": .integer(available),
      "countedAt": .time(countedAt),
    ])
  }
}
