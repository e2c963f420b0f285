import RepairStore

/// `export --to tlog`: the log's tree and entries as a folder that any server of files can offer.
struct TilesExport {
  /// What the option `--to` calls it.
  static let format = "tlog"

  /// The options that go with it alone.
  static let specifications: [OptionSpecification] = [
    .init("--sign", .path("keyfile"), "Signs what tlog is of with a key made by keygen."),
    .init(
      "--checkpoint", .path("file"), "Writes tlog as of this signed checkpoint, and with it."),
  ]

  private let folder: String
  private let checkpoint: String?
  private let keyFile: String?

  /// Understands the command line, on which nothing chooses among the events: a tree has all of them.
  init(_ arguments: ParsedArguments) throws {
    let others = EventFilterOptions.specifications.map(\.name) + ["--limit", "--mode", "--bom"]
    for option in others where arguments.has(option) {
      throw Failure.usage("'\(option)' does not go with '--to tlog', which has every event.")
    }
    guard let folder = arguments.word(0), folder != "-" else {
      throw Failure.usage("'--to tlog' needs the name of a folder to make.")
    }
    self.folder = folder
    checkpoint = arguments.text("--checkpoint")
    keyFile = arguments.text("--sign")
    guard (checkpoint == nil) != (keyFile == nil) else {
      throw Failure.usage("'--to tlog' needs one of '--sign' and '--checkpoint'.")
    }
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try session.openLog()
    let meter = ProgressMeter("export", unit: "events", on: session.messages)
    defer { meter.finish() }
    let written = try Failure.creating {
      try log.exportTiles(to: folder, under: try note(of: log, in: session)) { done, total in
        guard !session.isInterrupted() else { throw Failure(.interrupted, "Interrupted.") }
        meter.update(done: done, of: total)
      }
    }
    meter.finish()
    try Document(
      Record([
        "folder": .text(folder), "format": .text(Self.format),
        "events": .integer(Int(clamping: written.head.size)),
        "root": .text(written.head.root.base64),
      ])
    ).print(in: session)
    return .success
  }

  /// The checkpoint that was given, or one that is signed now.
  private func note(of log: EventLog, in session: Session) throws -> SignedNote {
    if let checkpoint {
      let note = try NoteFiles.note(checkpoint, in: session)
      _ = try NoteFiles.checkpoint(note.text, of: checkpoint)
      return note
    }
    return try log.signedCheckpoint(by: NoteFiles.signer(keyFile ?? "", in: session))
  }
}
