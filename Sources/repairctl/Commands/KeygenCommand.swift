import RepairStore

/// `keygen`: a key to sign checkpoints with.
struct KeygenCommand: Command {
  static let specification = CommandSpecification(
    name: "keygen",
    abstract: "Makes a key to sign checkpoints with, and prints the half that verifies them.",
    discussion: [
      "The file is the owner's only. Keep it away from the log: whoever has both can write another "
        + "history and sign it. Give the verifier key to whoever is to check."
    ],
    arguments: [
      .init(
        "name", .text, "Whose key it is, without spaces and plus signs; best the log's origin."),
      .init("file", .path, "Where to write it.", optional: true),
    ],
    formats: [.table, .json],
    examples: [
      .init("repairctl keygen example.com/desk", "Writes checkpoint.key here."),
      .init("repairctl keygen example.com/desk /safe/desk.key", "Writes it elsewhere."),
    ]
  )

  private let name: String
  private let file: String

  init(_ arguments: ParsedArguments, in session: Session) throws {
    name = try arguments.requiredWord(0, "name")
    file = arguments.word(1) ?? "checkpoint.key"
    guard !file.isEmpty else { throw Failure.usage("The argument <file> is empty.") }
  }

  func run(in session: Session) throws -> ExitCode {
    let signer: NoteSigner
    do {
      signer = try Failure.creating { try NoteSigner.make(name: name, at: file) }
    } catch let error as MalformedNote {
      throw Failure.usage("'\(name)' cannot name a key: \(error).")
    }
    let record = Record([
      "name": .text(name), "file": .text(file), "key": .text(signer.key.description),
    ])
    try Document(record).print(in: session)
    return .success
  }
}
