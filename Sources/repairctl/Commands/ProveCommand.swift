import RepairStore

/// `prove`: a receipt for an event, to be checked without the log.
struct ProveCommand: Command {
  static let specification = CommandSpecification(
    name: "prove",
    abstract: "Prints a proof that an event is in the log, which is checked without the log.",
    discussion: [
      "The format is C2SP's tlog-proof, with the event's entry in its line 'extra'. The entry has who "
        + "did what and when, and only a digest of what people wrote."
    ],
    arguments: [.init("position", .text, "The event's position.")],
    options: [
      .init("--checkpoint", .path("file"), "Proves it under this signed checkpoint."),
      .init("--sign", .path("keyfile"), "Proves it under one that is signed now."),
    ],
    formats: [],
    examples: [
      .init("repairctl prove 340 --sign desk.key > 340.tlog-proof", "A receipt for one event."),
      .init(
        "repairctl prove 340 --checkpoint monday.checkpoint", "Under a checkpoint others have too."),
    ]
  )

  private let position: LogPosition
  private let checkpoint: String?
  private let keyFile: String?

  init(_ arguments: ParsedArguments, in session: Session) throws {
    position = try CheckpointCommand.position(
      try arguments.requiredWord(0, "position"), of: "<position>")
    checkpoint = arguments.text("--checkpoint")
    keyFile = arguments.text("--sign")
    guard (checkpoint == nil) != (keyFile == nil) else {
      throw Failure.usage("Give one of '--checkpoint' and '--sign'.")
    }
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try session.openLog()
    guard position > .start, try position <= log.head() else {
      throw Failure(
        .answerIsNo, "There is no event at position \(position) in \(session.options.logPath).")
    }
    let note: SignedNote
    if let checkpoint {
      note = try NoteFiles.note(checkpoint, in: session)
      let size = try NoteFiles.checkpoint(note.text, of: checkpoint).head.size
      guard UInt64(clamping: position.rawValue) <= size else {
        throw Failure(
          .answerIsNo,
          "The checkpoint '\(checkpoint)' is of \(size) events; \(position) came later.")
      }
    } else {
      note = try log.signedCheckpoint(by: NoteFiles.signer(keyFile ?? "", in: session))
    }
    try session.output.write(try log.proof(of: position, under: note).description)
    return .success
  }
}
