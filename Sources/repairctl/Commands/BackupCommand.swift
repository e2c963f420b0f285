import RepairStore

/// `backup`: a verified copy of the log, made while others write.
struct BackupCommand: Command {
  static let specification = CommandSpecification(
    name: "backup",
    abstract: "Copies the log into a new file while it is in use, and verifies the copy.",
    discussion: [
      "Copying the file by other means can miss what is still in its -wal. The views file needs no "
        + "backup: it is rebuilt from the log. Consumers keep their places in it, and an older copy "
        + "of those would do their work again."
    ],
    arguments: [.init("file", .path, "Where; there must be no such file yet.")],
    examples: [.init("repairctl backup /backup/repair-2026-03-01.db", "Copies repair.db.")]
  )

  private let target: String

  init(_ arguments: ParsedArguments, in session: Session) throws {
    target = try arguments.requiredWord(0, "file")
    guard !target.isEmpty else { throw Failure.usage("The argument <file> is empty.") }
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try session.openLog()
    let head = try Failure.creating { try log.backup(to: target) }
    let record = Record([
      "backup": .text(target), "log": .text(session.options.logPath),
      "events": .integer(head.rawValue), "verified": .boolean(true),
    ])
    try Document(record).print(in: session)
    return .success
  }
}
