import RepairCore
import RepairStore

/// Goes through an audit report line by line and refuses the first one that does not hold.
///
/// Whoever makes a report sends each line through here too, so that none goes out that would not be
/// accepted.
struct AuditChecker {
  private let keys: [NoteKey]
  private let stream: SHA256Stream
  private(set) var header: AuditHeader?
  private(set) var checkpoint: LogCheckpoint?
  /// How many events there were.
  private(set) var events = 0
  private var statement: SignedNote?
  private var last: StoredEvent?
  /// The place of each ticket in the question, and of the one whose history was begun last.
  private var places: [TicketID: Int] = [:]
  private var place = -1
  /// The places of the tickets of which there is an event.
  private var shown: Set<Int> = []

  /// Begins with nothing.
  ///
  /// - Parameter keys: the keys trusted.
  /// - Throws: `StoreError` with `inputOutput` when libcrypto has no memory.
  init(by keys: [NoteKey]) throws {
    self.keys = keys
    stream = try SHA256Stream()
  }

  /// Takes a line.
  ///
  /// - Parameters:
  ///   - line: its bytes, without the newline.
  ///   - number: which it is, counted from 1.
  /// - Returns: the event in it, of which it is proved that it is in the log; `nil` for the first and
  ///   the last line.
  /// - Throws: ``ExchangeError`` with `malformed` for what is no report, with `refuted` for one that
  ///   does not hold.
  mutating func take(_ line: [UInt8], number: Int) throws -> AuditedEvent? {
    guard statement == nil else {
      throw refuted("there is a line behind the statement, which is the last", number)
    }
    guard let header, let checkpoint else {
      try begin(line)
      try pass(line)
      return nil
    }
    if let note = try AuditStatement.note(in: line, line: number) {
      try end(note, line, number, checkpoint)
      return nil
    }
    let parsed = try AuditLine(decoding: line, line: number)
    guard try parsed.encoded() == line else {
      throw refuted("the line is not written as a report is", number)
    }
    let found = try proved(parsed, number, header, checkpoint)
    try checkOrder(of: parsed, number, header.question)
    try pass(line)
    (events, last) = (events + 1, parsed.line.event)
    return found
  }

  /// What the report says, when all of it was taken.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` where its end is missing.
  func report() throws -> AuditReport {
    guard let header, let checkpoint, let statement, let signature = statement.signatures.first
    else {
      throw ExchangeError(.malformed, "the report has no statement at its end: it is cut off")
    }
    return AuditReport(
      question: header.question, madeAt: header.madeAt, checkpoint: checkpoint,
      signer: signature.name, keyID: signature.keyID, events: events,
      withholdsPayloads: header.withholdsPayloads)
  }

  /// The first ticket that the question names and of which there is no event, though nothing narrows
  /// its history.
  var missingTicket: TicketID? {
    guard let question = header?.question, question.isOfWholeTickets else { return nil }
    return question.tickets.enumerated().first { !shown.contains($0.offset) }?.element
  }

  /// What has to be signed behind the lines so far; no line is taken after it but that.
  func statementText() throws -> String {
    guard let checkpoint else { return "" }
    return AuditStatement.text(
      events: events, digest: try stream.digest(), checkpoint: checkpoint)
  }

  private func pass(_ line: [UInt8]) throws {
    try stream.add(line)
    try stream.add(CollectionOfOne(0x0A))
  }

  private func refuted(_ what: String, _ line: Int) -> ExchangeError {
    ExchangeError(.refuted, what, at: .init(line: line))
  }

  // MARK: The first line

  private mutating func begin(_ line: [UInt8]) throws {
    let header = try AuditHeader(decoding: line)
    guard header.encoded() == line else {
      throw refuted("the line is not written as a report is", 1)
    }
    do {
      try header.checkpoint.verify(by: keys)
      checkpoint = try LogCheckpoint(text: header.checkpoint.text)
    } catch {
      throw refuted("the checkpoint does not hold: \(error)", 1)
    }
    guard header.question.after.rawValue >= 0, let checkpoint,
      Int(exactly: checkpoint.head.size) != nil
    else { throw refuted("the checkpoint is of more events than a log can have", 1) }
    for (place, ticket) in header.question.tickets.enumerated() { places[ticket] = place }
    self.header = header
  }

  // MARK: Events

  private func proved(
    _ parsed: AuditLine, _ number: Int, _ header: AuditHeader, _ checkpoint: LogCheckpoint
  ) throws -> AuditedEvent {
    let event = parsed.line.event
    guard parsed.line.source.utf8.elementsEqual(checkpoint.origin.utf8) else {
      throw refuted("the event is from another log than the checkpoint", number)
    }
    guard (parsed.payloadDigest != nil) == header.withholdsPayloads, parsed.hasFittingPayload
    else {
      throw refuted("the payload is there or left out unlike the first line says", number)
    }
    guard event.position > .start,
      let index = UInt64(exactly: event.position.rawValue - 1),
      let entry = try parsed.entry(origin: checkpoint.origin)
    else { throw refuted("no log has such an event", number) }
    let leaf = try SHA256Digest(leaf: entry)
    let proof = InclusionProof(index: index, size: checkpoint.head.size, hashes: parsed.hashes)
    guard try proof.proves(leaf, under: checkpoint.head.root) else {
      throw refuted(
        "the event is not at position \(event.position) of the log as the checkpoint has it: "
          + "something in it was changed, or its proof is another's", number)
    }
    guard header.question.admits(event, tags: parsed.line.tags),
      places.isEmpty || event.stream.ticket.flatMap({ places[$0] }) != nil
    else {
      throw refuted("the event does not answer the question", number)
    }
    return AuditedEvent(
      event: event, tags: parsed.line.tags, leaf: leaf,
      isWithheld: parsed.payloadDigest != nil)
  }

  private mutating func checkOrder(
    of parsed: AuditLine, _ number: Int, _ question: AuditQuestion
  ) throws {
    let event = parsed.line.event
    guard !places.isEmpty else {
      let before = last?.position ?? question.after
      guard event.position > before else {
        throw refuted("the events are not in the order of the log", number)
      }
      guard !question.isOfWholeLog || event.position == before.next else {
        throw refuted(
          "between positions \(before) and \(event.position) events are missing", number)
      }
      return
    }
    var before = StreamVersion.none
    if let last, last.stream == event.stream {
      before = last.version
    } else {
      guard let next = event.stream.ticket.flatMap({ places[$0] }), next > place else {
        throw refuted("the tickets are not in the order in which they were asked for", number)
      }
      place = next
      shown.insert(next)
    }
    guard event.version > before else {
      throw refuted("the events of \(event.stream) are not in order", number)
    }
    guard !question.isOfWholeTickets || event.version.rawValue - 1 == before.rawValue else {
      throw refuted(
        "between versions \(before) and \(event.version) of \(event.stream) events are missing",
        number)
    }
  }

  // MARK: The last line

  private mutating func end(
    _ note: SignedNote, _ line: [UInt8], _ number: Int, _ checkpoint: LogCheckpoint
  ) throws {
    guard AuditStatement.encoded(note) == line, note.signatures.count == 1 else {
      throw refuted("the line is not written as a report is", number)
    }
    if let header, header.question.isOfWholeLog {
      let end = last?.position.rawValue ?? header.question.after.rawValue
      guard UInt64(clamping: end) >= checkpoint.head.size else {
        throw refuted("events behind position \(end) are missing", number)
      }
    }
    if let missingTicket {
      throw refuted("no event of ticket \(missingTicket) is there, of which was asked", number)
    }
    do {
      try note.verify(by: keys)
      // Two that are trusted do not vouch for one another.
      try header?.checkpoint.verify(
        by: keys.filter {
          $0.keyID == note.signatures[0].keyID && $0.name == note.signatures[0].name
        })
    } catch {
      throw refuted("the statement does not hold: \(error)", number)
    }
    guard note.text.utf8.elementsEqual(try statementText().utf8) else {
      throw refuted(
        "the statement is of other lines: one was changed, added, exchanged or taken away", number)
    }
    statement = note
  }
}
