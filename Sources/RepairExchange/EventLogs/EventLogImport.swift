import Foundation
import RepairCore
import RepairStore

/// Reads another system's event log, case by case: each case becomes a ticket, each event of it one
/// of the ticket's.
///
/// Events keep their order in the file, so that equal times stay apart. Every event says what the
/// other log called it. The whole case is kept in the first one, so that a second import can tell
/// whether it has changed.
struct EventLogImport {
  /// How large a case can be and still be kept as it was; of a larger one a digest is.
  static let rawLimit = 512 * 1024

  private let map: ActivityMap
  private let unknown: UnknownCodes
  private var times: LegacyTimeReader
  private var findings: [RecordFinding] = []
  private var logged = LoggedCase(line: 0)
  private var lastAssignment = AssignmentNumber.none

  /// Reads every case into the log.
  ///
  /// - Parameters:
  ///   - cases: where they come from.
  ///   - zone: the zone of times that name none.
  ///   - map: what the activities mean.
  ///   - counts: whether rows are counted here, because nobody has counted them yet.
  ///   - depositor: what writes the tickets.
  /// - Throws: ``ExchangeError`` with `malformed` and the line; what the store throws.
  /// - Complexity: O(file), in the memory of one case.
  static func run(
    _ cases: inout some LoggedCases, zone: TimeZone, map: ActivityMap, counts: Bool,
    into depositor: TicketDepositor
  ) throws {
    var log = EventLogImport(
      map: map, unknown: try UnknownCodes(), times: LegacyTimeReader(zone: zone))
    while let logged = try cases.next() {
      if counts {
        for _ in logged.rows { try depositor.beginRecord() }
      }
      try log.read(logged, into: depositor)
    }
  }

  private init(map: ActivityMap, unknown: UnknownCodes, times: LegacyTimeReader) {
    self.map = map
    self.unknown = unknown
    self.times = times
  }

  private mutating func read(_ logged: LoggedCase, into depositor: TicketDepositor) throws {
    guard let id = logged.firstText(map.ticketColumn) else {
      return depositor.skip(
        .missingID, map.ticketColumn, line: logged.line, records: logged.rows.count)
    }
    self.logged = logged
    findings.removeAll(keepingCapacity: true)
    lastAssignment = .none
    var draft = TicketDraft(
      ticket: try TicketNaming.ticket(id, prefix: map.prefix), line: logged.line,
      raw: try raw(), records: logged.rows.count)
    draft.requester = logged.rows.first.flatMap { identifier(.requester, $0, PersonID.init) }
    for row in logged.rows {
      if let step = step(row, id: id, draft, isFirst: draft.steps.isEmpty) {
        draft.steps.append(step)
      }
    }
    switch draft.steps.first?.event {
    case .submitted, nil: break
    default:
      findings.append(RecordFinding(kind: .missingStart))
      let row = logged.rows.first ?? LoggedRow(line: logged.line, fields: [])
      draft.steps.insert(
        .init(event: .submitted(submission(row, id: id, draft)), time: .unknown), at: 0)
    }
    try depositor.deposit(draft, findings: findings)
  }

  private mutating func step(
    _ row: LoggedRow, id: String, _ draft: TicketDraft, isFirst: Bool
  ) -> TicketDraft.Step? {
    guard let activity = logged.text(map.columns.activity, in: row) else {
      note(.missingField, map.columns.activity, row)
      return nil
    }
    let transition = map.columns.transition.flatMap { logged.text($0, in: row) }
    let rule = map.rule(for: activity, transition)
    if rule == nil { note(.unknownCode, map.columns.activity, row) }
    guard rule?.meaning != .ignored else { return nil }
    let called = LoggedActivity(
      name: activity, transition: transition,
      resource: map.columns.resource.flatMap { logged.text($0, in: row) })
    let event: TicketEvent
    switch rule?.meaning {
    case .submitted where isFirst: event = .submitted(submission(row, id: id, draft))
    case .submitted:
      note(.repeatedStart, map.columns.activity, row)
      event = Self.note(of: called)
    default: event = rule.flatMap { self.event($0, row) } ?? Self.note(of: called)
    }
    return TicketDraft.Step(
      event: event, time: time(row), field: map.columns.time, line: row.line, activity: called)
  }

  /// The event of a rule; `nil` where a row lacks what it needs, or is a note.
  private mutating func event(_ rule: ActivityMap.Rule, _ row: LoggedRow) -> TicketEvent? {
    let reason = rule.reason ?? Self.unstated
    switch rule.meaning {
    case .submitted, .note, .ignored: return nil
    case .accepted: return .accepted(priority: scale(.priority, row, Priority.init), category: nil)
    case .dispatched:
      lastAssignment = lastAssignment.next
      return .workerDispatched(
        WorkerDispatch(
          worker: identifier(.worker, row, PersonID.init), assignment: lastAssignment))
    case .handedOver:
      guard let worker = identifier(.worker, row, PersonID.init) else {
        note(.missingField, ColumnMap.Field.worker.rawValue, row)
        return nil
      }
      lastAssignment = lastAssignment.next
      return .workHandedOver(worker: worker, reason: rule.reason, assignment: lastAssignment)
    case .acknowledged: return .workAcknowledged
    case .arrived: return .workerArrived(place: nil)
    case .accessDenied: return .accessDenied(text: nil)
    case .started: return .workStarted
    case .rejected: return reason.map { .workRejected(reason: $0, text: nil) }
    case .released: return reason.map { .assignmentReleased(reason: $0, assignment: nil) }
    case .held:
      return .held(
        reason: rule.holdReason, until: nil, text: nil,
        pausesClock: TicketPolicy.standard.pausingHolds.contains(rule.holdReason))
    case .resumed: return .resumed(text: nil)
    case .completed:
      return .workCompleted(
        WorkCompletion(cause: text(.cause, row), workDone: text(.workDone, row)))
    case .reworkRequested:
      return reason.map { .reworkRequested(reason: $0, text: nil, to: nil, assignment: nil) }
    case .confirmed: return .resultConfirmed
    case .confirmedByDefault: return .confirmedByDefault
    case .evaluated:
      return .evaluated(
        TicketEvaluation(
          result: scale(.rating, row, Rating.init),
          efficiency: scale(.efficiency, row, Rating.init), text: text(.ratingText, row)))
    case .cancelled:
      return .cancelled(
        TicketCancellation(
          kind: nil,
          reason: identifier(.cancelReason, row, ReasonCode.init) ?? rule.reason,
          remark: text(.cancelRemark, row)))
    case .reopened: return reason.map { .reopened(reason: $0, text: nil) }
    case .hurried: return .hurried
    }
  }

  /// What stands for a reason that the log does not give.
  private static let unstated = ReasonCode("unknown")

  private static func note(of activity: LoggedActivity) -> TicketEvent {
    let transition = activity.transition.map { " (\($0))" } ?? ""
    return .noteAdded(text: activity.name + transition, internal: true)
  }

  private mutating func submission(
    _ row: LoggedRow, id: String, _ draft: TicketDraft
  ) -> TicketSubmission {
    let contact = Contact(
      name: text(.contactName, row), phone: text(.contactPhone, row),
      openID: text(.contactOpenID, row))
    return TicketSubmission(
      campus: required(.campus, row, CampusCode.init) ?? unknown.campus,
      category: required(.category, row, CategoryCode.init) ?? unknown.category,
      description: text(.description, row) ?? "",
      place: Place(code: text(.placeCode, row), address: text(.address, row)),
      contact: contact.isEmpty ? nil : contact, channel: .import,
      asset: identifier(.asset, row, AssetCode.init), legacy: LegacyRecord(id: id, raw: draft.raw))
  }

  /// The case as it was: what is said of it as a whole and its events, as one JSON object.
  private mutating func raw() throws -> String {
    var writer = JSONWriter(capacity: 2_048)
    func object(_ fields: [(name: String, text: String)]) {
      writer.beginObject()
      for field in fields {
        writer.key(field.name)
        writer.string(field.text)
      }
      writer.endObject()
    }
    writer.beginObject()
    if !logged.fields.isEmpty {
      writer.key("case")
      object(logged.fields)
    }
    writer.key("events")
    writer.beginArray()
    for row in logged.rows { object(row.fields) }
    writer.endArray()
    writer.endObject()
    guard writer.bytes.count > Self.rawLimit else {
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    findings.append(RecordFinding(kind: .recordTooLarge))
    let digest = try SHA256Digest(hashing: writer.bytes).description
    return "{\"events\":\(logged.rows.count),\"sha256\":\"\(digest)\"}"
  }

  // MARK: - Values

  private mutating func note(
    _ kind: ImportFindingKind, _ field: String?, _ row: LoggedRow
  ) {
    findings.append(RecordFinding(kind: kind, field: field, line: row.line))
  }

  private mutating func time(_ row: LoggedRow) -> TicketDraft.Time {
    let name = map.columns.time
    guard let text = logged.text(name, in: row) else {
      note(.unreadableTime, name, row)
      return .unknown
    }
    var found: [RecordFinding] = []
    let time = times.read(Self.inMilliseconds(text)).drafted(name, noting: &found)
    for finding in found { note(finding.kind, finding.field, row) }
    return time ?? .unknown
  }

  /// Cuts what is finer than a millisecond, which process mining tools write; the raw record has it.
  private static func inMilliseconds(_ text: String) -> String {
    guard let point = text.firstIndex(of: ".") else { return text }
    let digits = text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }
    guard digits.count > 3 else { return text }
    return String(text[...point] + digits.prefix(3) + text[digits.endIndex...])
  }

  /// A field's text: that of the row, or, for what a report says, of the first row that has one.
  private mutating func text(_ field: ColumnMap.Field, _ row: LoggedRow) -> String? {
    guard let source = map.fields[field] else { return nil }
    let parts = source.columns.compactMap { column in
      Self.ofReport.contains(field) ? logged.firstText(column) : logged.text(column, in: row)
    }
    let text = parts.joined(separator: source.separator)
    guard !text.isEmpty else { return source.otherwise }
    guard let values = source.values else { return text }
    if let meaning = values[text] { return meaning }
    note(.unknownCode, source.columns.first, row)
    return source.otherwise ?? text
  }

  private static let ofReport: Set<ColumnMap.Field> = [
    .campus, .category, .description, .address, .placeCode, .asset, .requester, .contactName,
    .contactPhone, .contactOpenID,
  ]

  private mutating func identifier<Value>(
    _ field: ColumnMap.Field, _ row: LoggedRow, _ make: (String) -> Value?
  ) -> Value? {
    guard let text = text(field, row) else { return nil }
    guard let value = make(text) else {
      note(.textTooLong, map.fields[field]?.columns.first, row)
      return nil
    }
    return value
  }

  private mutating func required<Value>(
    _ field: ColumnMap.Field, _ row: LoggedRow, _ make: (String) -> Value?
  ) -> Value? {
    let value = identifier(field, row, make)
    if value == nil { note(.missingField, field.rawValue, row) }
    return value
  }

  private mutating func scale<Value>(
    _ field: ColumnMap.Field, _ row: LoggedRow, _ make: (Int) -> Value?
  ) -> Value? {
    guard let text = text(field, row) else { return nil }
    guard let number = Int(text), let value = make(number) else {
      note(.outOfRange, map.fields[field]?.columns.first, row)
      return nil
    }
    return value
  }
}
