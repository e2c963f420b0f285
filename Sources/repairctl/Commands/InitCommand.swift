import RepairStore

/// `init`: a new, empty log.
struct InitCommand: Command {
  static let specification = CommandSpecification(
    name: "init",
    abstract: "Makes a new, empty log.",
    discussion: ["An existing file is never touched. Only its owner can read the new one."],
    arguments: [
      .init("path", .path, "Where; without it, where --log says.", optional: true)
    ],
    options: [
      .init(
        "--origin", .text("name"), "Where the events come from, as other systems shall name it.",
        fallback: "the file's name")
    ],
    examples: [
      .init("repairctl init", "Makes repair.db in this folder."),
      .init(
        "repairctl init /srv/north.db --origin /campus/north", "Makes a log with an origin."),
    ]
  )

  private let path: String
  private let origin: String?

  init(_ arguments: ParsedArguments, in session: Session) throws {
    path = arguments.word(0) ?? session.options.logPath
    guard !path.isEmpty else { throw Failure.usage("The argument <path> is empty.") }
    origin = arguments.text("--origin")
    if let origin, origin.isEmpty || origin.utf8.count > 256 || origin.utf8.contains(0) {
      throw Failure.usage("The value of '--origin' must have 1 to 256 bytes.")
    }
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try Failure.creating { try EventLog.create(at: path, origin: origin) }
    for warning in log.warnings { session.note("Warning: \(warning).") }
    let identity = log.identity
    log.close()
    let record = Record([
      "log": .text(path), "id": .text(identity.id.description), "origin": .text(identity.origin),
      "created": .time(identity.created),
    ])
    try Document(record).print(in: session)
    return .success
  }
}
