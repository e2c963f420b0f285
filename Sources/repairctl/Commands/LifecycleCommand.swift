import RepairCore
import RepairReport

/// `lifecycle`: the table the code decides by.
struct LifecycleCommand: Command {
  static let specification = CommandSpecification(
    name: "lifecycle",
    abstract: "Prints the state machine, from the same table the code runs on.",
    formats: [.table, .json, .ndjson, .csv, .mermaid, .dot],
    examples: [
      .init("repairctl lifecycle", "Who may do what where, and where it leads."),
      .init("repairctl lifecycle --format dot | dot -Tsvg > lifecycle.svg", "Draws it."),
    ]
  )

  private static var listing: Listing<LifecycleRule> {
    Listing<LifecycleRule>(
      columns: [
        .init("COMMAND") { .init($0.command.rawValue) },
        .init("WHO", isFlexible: true) { rule in
          .init(rule.parties.map(\.rawValue).joined(separator: ", "))
        },
        .init("FROM", isFlexible: true) { rule in
          .init(rule.from?.shortNames.joined(separator: ", ") ?? "no ticket")
        },
        .init("TO", isFlexible: true) { .init(destination(of: $0)) },
        .init("EVENT") { .init($0.event.rawValue) },
        .init("GUARD", isFlexible: true) { .init($0.guardText, as: .quiet) },
      ],
      keys: ["command", "parties", "from", "to", "event", "guard"],
      record: { rule in
        let to: OutputValue =
          switch rule.to {
          case .same: .text("same")
          case .anyOf(let statuses): names(statuses)
          }
        return Record([
          "command": .text(rule.command.rawValue),
          "parties": .list(rule.parties.map { .text($0.rawValue) }),
          "from": rule.from.map { names($0) },
          "to": to,
          "event": .text(rule.event.rawValue),
          "guard": rule.guardText.isEmpty ? nil : .text(rule.guardText),
        ])
      })
  }

  init(_ arguments: ParsedArguments, in session: Session) throws {}

  func run(in session: Session) throws -> ExitCode {
    switch session.options.format {
    case .mermaid: try session.output.write(LifecycleDiagram(Lifecycle.rules).mermaid)
    case .dot: try session.output.write(LifecycleDiagram(Lifecycle.rules).dot)
    case .table, .json, .ndjson, .csv:
      let printer = ListingPrinter(Self.listing, in: session)
      for rule in Lifecycle.rules { try printer.print(rule) }
      try printer.finish()
    }
    return .success
  }

  private static func destination(of rule: LifecycleRule) -> String {
    switch rule.to {
    case .same: "same"
    case .anyOf(let statuses): statuses.shortNames.joined(separator: ", ")
    }
  }

  private static func names(_ statuses: TicketStatusSet) -> OutputValue {
    .list(statuses.members.map { .text($0.rawValue) })
  }
}
