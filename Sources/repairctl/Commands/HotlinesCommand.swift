import RepairCore
import RepairReport
import RepairStore

/// `hotlines`: the numbers under which faults are reported.
struct HotlinesCommand: Command {
  static let specification = CommandSpecification(
    name: "hotlines",
    abstract: "Lists the telephone numbers under which faults are reported.",
    discussion: [
      "With --campus or --category, those that serve it; where both are given, the one made most "
        + "closely for such a fault comes first. Hotlines are settings of the log: "
        + "{\"lines\":[{\"number\",\"name\"?,\"campuses\"?,\"categories\"?}]}."
    ],
    options: [
      .init("--campus", .text("code"), "Only numbers that serve this campus."),
      .init("--category", .text("code"), "Only numbers that serve faults of this kind."),
      .init("--adopt", .path("file"), "Puts the hotlines of a JSON file in force."),
      Session.actorOption,
    ] + PastOptions.specifications(),
    examples: [
      .init(
        "repairctl hotlines --campus north --category plumbing",
        "Whom to call about a tap in north."
      ),
      .init("repairctl hotlines --adopt hotlines.json --actor d-1", "Puts others in force."),
    ]
  )

  private let campus: CampusCode?
  private let category: CategoryCode?
  private let adopted: Hotlines?
  private let actor: Actor
  private let past: PastOptions

  init(_ arguments: ParsedArguments, in session: Session) throws {
    campus = try arguments.text("--campus").map {
      try EventFilterOptions.identifier($0, of: "--campus")
    }
    category = try arguments.text("--category").map {
      try EventFilterOptions.identifier($0, of: "--category")
    }
    past = try PastOptions(arguments, in: session, of: "hotlines")
    actor = try session.adopter(arguments)
    if let path = arguments.text("--adopt") {
      guard !past.isPast, campus == nil, category == nil else {
        throw Failure.usage("'--adopt' puts hotlines in force; the other options are for the list.")
      }
      adopted = try session.settings(path)
    } else {
      adopted = nil
    }
  }

  func run(in session: Session) throws -> ExitCode {
    if let adopted {
      try session.adopt(adopted, by: actor)
      return .success
    }
    let hotlines = try TicketLog(try past.open(in: session)).inForce(Hotlines.self)
    let printer = ListingPrinter(Self.listing, in: session)
    for line in chosen(of: hotlines) { try printer.print(line) }
    try printer.finish()
    if hotlines.lines.isEmpty {
      try session.output.flush()
      session.note("No hotlines are in force; '--adopt FILE' puts some.")
    }
    return .success
  }

  private func chosen(of hotlines: Hotlines) -> [Hotlines.Line] {
    let lines = hotlines.lines.filter { line in
      (campus.map { line.campuses?.contains($0) ?? true } ?? true)
        && (category.map { line.categories?.contains($0) ?? true } ?? true)
    }
    guard let campus, let category, let best = hotlines.line(for: category, on: campus) else {
      return lines
    }
    return [best] + lines.filter { $0 != best }
  }

  private static var listing: Listing<Hotlines.Line> {
    Listing(
      columns: [
        .init("NUMBER") { .init($0.number) },
        .init("NAME", isFlexible: true) { .init($0.name ?? "") },
        .init("CAMPUSES", isFlexible: true) { line in
          .init(line.campuses.map { $0.map(\.rawValue).joined(separator: ", ") } ?? "all")
        },
        .init("CATEGORIES", isFlexible: true) { line in
          .init(line.categories.map { $0.map(\.rawValue).joined(separator: ", ") } ?? "all")
        },
      ],
      keys: ["number", "name", "campuses", "categories"],
      record: { line in
        Record([
          "number": .text(line.number), "name": .text(line.name),
          "campuses": line.campuses.map { .list($0.map { .text($0.rawValue) }) },
          "categories": line.categories.map { .list($0.map { .text($0.rawValue) }) },
        ])
      })
  }
}
