import RepairCore
import RepairReport
import RepairStore

/// `announce`: publishes an announcement to an audience.
struct AnnounceCommand: Command {
  static let specification = CommandSpecification(
    name: "announce",
    abstract: "Publishes an announcement to an audience.",
    discussion: [
      "The file is one JSON object: announcement (its name), actor, role, audience, title, text, and "
        + "where wanted at, urgency, attachments, validUntil, key. The audience has any of campus, "
        + "role, group and place; place means everyone with an open ticket there, and {} is "
        + "everybody.",
      "Whoever sends notices tells the audience; see 'repairctl notices'. Corrections, replies and "
        + "comments are commands for 'repairctl run'.",
    ],
    arguments: [.init("file", .path, "The announcement, or - for standard input.")],
    examples: [
      .init("repairctl announce water.json", "Publishes what the file says.")
    ]
  )

  private let path: String

  init(_ arguments: ParsedArguments, in session: Session) throws {
    path = try arguments.requiredWord(0, "file")
  }

  func run(in session: Session) throws -> ExitCode {
    let envelope = try envelope(in: session)
    let tickets = TicketLog(try session.openLog(.readWrite))
    var record = Record(["announcement": .text(envelope.subject)])
    let result = try tickets.execute(envelope)
    switch result {
    case .accepted(let receipt):
      record.set("accepted", .boolean(true))
      record.set("events", .list(receipt.events.map { .text($0) }))
      record.set("version", .integer(receipt.version.rawValue))
      record.set("position", .integer(receipt.position.rawValue))
      record.set("repeated", .flag(receipt.isRepeated))
    case .refused(let refusal):
      record.set("accepted", .boolean(false))
      record.set(
        "refusal",
        .record(
          Record([
            "code": .text(refusal.code.rawValue), "message": .text(refusal.message),
            "field": .text(refusal.field),
          ])))
    }
    try Document(record).print(in: session)
    if case .refused = result { return .answerIsNo }
    return .success
  }

  private func envelope(in session: Session) throws -> CommandEnvelope {
    let text = try session.source(path).all(
      atMost: CommandCodec.lineLimit, of: "The announcement '\(path)'")
    do {
      guard case .object(var object) = try JSONValue(parsing: text) else {
        throw MalformedCommand("must be a JSON object")
      }
      guard object["command"] == nil else {
        throw MalformedCommand("has no place here; use 'repairctl run'", field: "command")
      }
      object["command"] = .string("publish")
      if object["at"] == nil { object["at"] = .string(session.now.description) }
      guard object["announcement"] != nil else {
        throw MalformedCommand("is missing: the announcement's name", field: "announcement")
      }
      var writer = JSONWriter(capacity: text.count + 64)
      writer.value(.object(object))
      return try CommandCodec.decode(writer.bytes)
    } catch let error as MalformedCommand {
      // The places counted are those of the line as it was completed, which nobody wrote.
      throw Failure(
        .malformedInput,
        "The announcement '\(path)' is malformed: "
          + "\(error.field.isEmpty ? "the text" : error.field) \(error.problem).")
    } catch let error as JSONError {
      let name = error.problem == .repeatedKey ? Self.name(at: error.offset, in: text) : nil
      throw Failure(
        .malformedInput,
        "The announcement '\(path)' is malformed: \(name.map { $0 + " " } ?? "")\(error).")
    }
  }

  /// The member whose name begins at a byte.
  private static func name(at offset: Int, in text: [UInt8]) -> String? {
    let quote = UInt8(ascii: "\"")
    guard text.indices.contains(offset), text[offset] == quote,
      let end = text[(offset + 1)...].firstIndex(of: quote)
    else { return nil }
    return String(decoding: text[(offset + 1)..<end], as: UTF8.self)
  }
}
