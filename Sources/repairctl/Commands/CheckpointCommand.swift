import RepairStore

/// `checkpoint`: what the log says now, in a few lines to keep elsewhere.
struct CheckpointCommand: Command {
  static let specification = CommandSpecification(
    name: "checkpoint",
    abstract: "Prints how long the log is and the root over it, to keep elsewhere or give away.",
    discussion: [
      "The format is C2SP's tlog-checkpoint in a signed note, which other software verifies too. A key "
        + "does not sign what contradicts what it has signed. The last checkpoint is also kept in "
        + "a file beside the log: a log that is put back to an older state is then read only."
    ],
    options: [
      .init("--sign", .path("keyfile"), "Signs it with a key made by keygen."),
      .init(
        "--at", .text("position"), "As of this position; nothing is kept beside the log.",
        fallback: "the head"),
      .init("--no-anchor", .flag, "Keeps nothing beside the log."),
    ],
    formats: [],
    examples: [
      .init("repairctl checkpoint", "Three lines: origin, size, root."),
      .init("repairctl checkpoint --sign desk.key > monday.checkpoint", "Signed, in a file."),
    ]
  )

  private let keyFile: String?
  private let position: LogPosition?
  private let keepsAnchor: Bool

  init(_ arguments: ParsedArguments, in session: Session) throws {
    keyFile = arguments.text("--sign")
    position = try arguments.text("--at").map { try Self.position($0, of: "--at") }
    keepsAnchor = !arguments.has("--no-anchor") && position == nil
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try session.openLog()
    let head = try log.head()
    if let position, position > head {
      throw Failure(
        .answerIsNo,
        "There is no event at position \(position) in \(session.options.logPath), which has \(head)."
      )
    }
    var note: SignedNote?
    let text: String
    if let keyFile {
      let signer = try NoteFiles.signer(keyFile, in: session)
      let signed = try log.signedCheckpoint(at: position, by: signer)
      (note, text) = (signed, signed.description)
    } else {
      text = try log.checkpoint(at: position).description
    }
    if keepsAnchor, !session.options.isUntrusted {
      do {
        try log.keepAnchor(note)
      } catch let error as StoreError where error.code == .cannotCreate {
        session.note("Warning: nothing is kept beside the log: \(error.message).")
      }
    }
    try session.output.write(text)
    return .success
  }

  /// A place in the log from the command line.
  static func position(_ text: String, of option: String) throws(Failure) -> LogPosition {
    guard let number = Int(text), number >= 0, !text.hasPrefix("+") else {
      throw Failure.usage("The value of '\(option)' is not a position: '\(text)'.")
    }
    return LogPosition(number)
  }
}
