import RepairCore
import RepairReport
import RepairStore

/// A report's page on its way out, or made anew to compare with one that came in.
struct AuditPageFile {
  /// How large a page may be: nobody reads a longer one, and it is in memory whole.
  static let limit = 1 << 27

  private var page: AuditPage
  private var data: [UInt8] = []

  init(_ language: DashboardLanguage, _ question: AuditQuestion) {
    page = AuditPage(in: language, groupsTickets: !question.tickets.isEmpty)
  }

  /// Adds a line of the report, without its newline.
  ///
  /// - Throws: ``ExchangeError`` with `unsuitableLog` where the page would be too large.
  mutating func add(line: [UInt8]) throws {
    data += line
    data.append(0x0A)
    guard data.count + page.byteCount < Self.limit else { throw Self.tooLarge }
  }

  /// Adds an event behind the others.
  ///
  /// - Throws: ``ExchangeError`` with `unsuitableLog` for a payload that is no JSON object.
  mutating func add(_ audited: AuditedEvent) throws {
    let event = audited.event
    let subject = EventLineType.subject(of: event.stream) ?? event.stream.rawValue
    page.add(
      AuditPageEvent(
        stream: event.stream.rawValue, subject: subject, version: event.version.rawValue,
        position: event.position.rawValue, type: event.type.name, occurredAt: event.occurredAt,
        recordedAt: event.recordedAt, actor: event.actor.rawValue, role: event.role,
        onBehalfOf: event.onBehalfOf?.rawValue,
        facts: audited.isWithheld ? nil : try Self.facts(of: event),
        hash: audited.leaf.description))
  }

  /// The page.
  ///
  /// - Throws: ``ExchangeError`` with `unsuitableLog` for one that is too large.
  func rendered(_ report: AuditReport) throws -> [UInt8] {
    let bytes = page.rendered(Self.summary(of: report), data: data)
    guard bytes.count <= Self.limit else { throw Self.tooLarge }
    return bytes
  }

  /// Checks a page: its data, and that it is what they make.
  ///
  /// - Throws: ``ExchangeError`` as ``AuditReport/check(_:by:_:)``.
  static func check(
    _ bytes: [UInt8], by keys: [NoteKey], _ body: (AuditedEvent) throws -> Void
  ) throws -> AuditReport {
    guard let (language, data) = AuditPage.data(of: bytes) else {
      throw ExchangeError(.malformed, "this is no page of an audit report, or not a whole one")
    }
    var lines = AuditLines(data[...])
    var checker = try AuditChecker(by: keys)
    var again: AuditPageFile?
    do {
      while let line = try lines.next() {
        let event = try checker.take(line, number: lines.number)
        if again == nil { again = checker.header.map { AuditPageFile(language, $0.question) } }
        try again?.add(line: line)
        guard let event else { continue }
        try again?.add(event)
        try body(event)
      }
    } catch let error as ExchangeError {
      throw ExchangeError(error.code, "in the page's data: \(error.message)", at: error.place)
    }
    let report = try checker.report()
    guard let made = try again?.rendered(report), made != bytes else { return report }
    let place = zip(made, bytes).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let offset = place ?? min(made.count, bytes.count)
    let line = bytes[..<offset].reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
    throw ExchangeError(
      .refuted, "the page does not show what its data say",
      at: .init(line: line, byteOffset: offset))
  }

  private static var tooLarge: ExchangeError {
    ExchangeError(
      .unsuitableLog,
      "the page would be larger than \(limit) bytes; narrow the question, or make lines alone")
  }

  private static func summary(of report: AuditReport) -> AuditPage.Summary {
    var question = AuditPage.Question()
    question.tickets = report.question.tickets.map(\.rawValue)
    question.types = report.question.types
    question.tag = report.question.tag?.rawValue
    question.actor = report.question.actor?.rawValue
    question.person = report.question.person?.rawValue
    switch report.question.delegation {
    case nil: break
    case .forAnybody: question.isDelegated = true
    case .for(let person): question.actedFor = person.rawValue
    }
    question.correlation = report.question.correlation
    (question.since, question.until) = (report.question.since, report.question.until)
    question.after = report.question.after.rawValue
    let completeness: AuditPage.Completeness =
      switch report.completeness {
      case .vouched: .vouched
      case .withoutGaps: .withoutGaps
      case .provedBehind: .provedBehind
      case .proved: .proved
      }
    return AuditPage.Summary(
      origin: report.checkpoint.origin, madeAt: report.madeAt, size: report.checkpoint.head.size,
      root: report.checkpoint.head.root.base64, signer: report.signerText, events: report.events,
      completeness: completeness, withholdsPayloads: report.withholdsPayloads, question: question)
  }

  // MARK: What an event says

  private static func facts(of event: StoredEvent) throws -> [AuditPageEvent.Fact] {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: event.payload)
    } catch {
      throw ExchangeError(
        .unsuitableLog, "the payload at position \(event.position) is no JSON object: \(error)")
    }
    var facts: [AuditPageEvent.Fact] = []
    collect(value, [], into: &facts)
    return facts
  }

  /// Goes down to the values; the reader of JSON has made sure that they are not deep.
  private static func collect(
    _ value: JSONValue, _ path: [String], into facts: inout [AuditPageEvent.Fact]
  ) {
    func add(_ text: String) { facts.append(.init(path: path, text: text)) }
    if let text = text(of: value) { return add(text) }
    switch value {
    case .null, .bool, .integer, .number, .string: break
    case .array(let elements):
      // A list of plain values, such as campuses, is one fact.
      let texts = elements.compactMap(text)
      guard texts.count < elements.count else { return add(texts.joined(separator: ", ")) }
      for (index, element) in elements.enumerated() {
        collect(element, path + [String(index + 1)], into: &facts)
      }
    case .object(let object):
      for member in object.members { collect(member.value, path + [member.name], into: &facts) }
    }
  }

  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let text), .string(let text): text
    case .array, .object: nil
    }
  }
}
