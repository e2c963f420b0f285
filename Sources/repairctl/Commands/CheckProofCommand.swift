import RepairCore
import RepairStore

/// `check-proof`: whether a receipt holds, without the log it is from.
struct CheckProofCommand: Command {
  static let specification = CommandSpecification(
    name: "check-proof",
    abstract: "Checks a proof made by prove, and prints what it proves. No log is needed.",
    arguments: [.init("file", .path, "The proof; - reads standard input.")],
    options: [
      .init(
        "--key", .text("vkey"), "The verifier key of who signed, as keygen printed it. Required.")
    ],
    formats: [.table, .json],
    examples: [
      .init(
        "repairctl check-proof 340.tlog-proof --key example.com/desk+1a2b3c4d+AX…",
        "Exit code 1 when it does not hold.")
    ]
  )

  private let file: String
  private let key: NoteKey

  init(_ arguments: ParsedArguments, in session: Session) throws {
    file = try arguments.requiredWord(0, "file")
    guard let text = arguments.text("--key") else { throw Failure.usage("'--key' is missing.") }
    key = try NoteFiles.key(text, in: session)
  }

  func run(in session: Session) throws -> ExitCode {
    let proof: LogProof
    do {
      proof = try LogProof(try NoteFiles.text(file, in: session))
    } catch let error as MalformedNote {
      throw Failure(.malformedInput, "The proof '\(file)' is malformed: \(error).")
    }
    do {
      let (checkpoint, entry) = try proof.check(by: [key])
      try Document(Self.record(entry, in: checkpoint)).print(in: session)
      return .success
    } catch let error as MalformedNote {
      try Document(Record(["ok": .boolean(false), "reason": .text(error.description)]))
        .print(in: session)
      return .answerIsNo
    }
  }

  private static func record(_ entry: TreeEntry, in checkpoint: LogCheckpoint) -> Record {
    Record([
      "ok": .boolean(true), "origin": .text(entry.origin),
      "size": .integer(Int(clamping: checkpoint.head.size)),
      "root": .text(checkpoint.head.root.base64),
      "position": .integer(Int(clamping: entry.position)), "id": .text(entry.id.description),
      "stream": .text(entry.stream), "version": .integer(Int(clamping: entry.version)),
      "type": .text(entry.type), "schema": .integer(Int(clamping: entry.schema)),
      "time": .time(entry.occurredAt), "recordedAt": .time(entry.recordedAt),
      "actor": .text(entry.actor), "role": .text(entry.role),
      "onBehalfOf": .text(entry.onBehalfOf), "command": .text(entry.command),
      "causation": .text(entry.causation), "correlation": .text(entry.correlation),
      "tags": .nonEmptyList(entry.tags.map { .text($0) }),
      "payloadDigest": .text(entry.payloadDigest.description),
    ])
  }
}
