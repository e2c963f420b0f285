import Foundation
import RepairCore

/// Reads any table by a map of its columns.
struct TableImport {
  /// A source of text with its columns found.
  private struct Source {
    var source: ColumnMap.Source
    var places: [Int]
  }

  private struct Rule {
    var event: ColumnMap.Event
    var time: (name: String, place: Int)?
    var condition: (place: Int, values: [String])?
  }

  private let map: ColumnMap
  private let heading: [String]
  private let idPlace: Int
  private let unknown: UnknownCodes
  private var sources: [ColumnMap.Field: Source] = [:]
  private var rules: [Rule] = []
  private var times: LegacyTimeReader
  private let reader: CSVReader
  private var findings: [RecordFinding] = []

  /// Reads a whole table into the log.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` and the line, or `invalidMap` for a column that
  ///   the table does not have; what the store throws.
  /// - Complexity: O(file), in memory that does not grow with it.
  static func run(
    _ source: TextSource, zone: TimeZone, map: ColumnMap, into depositor: TicketDepositor
  ) throws {
    let reader = try CSVReader(source)
    guard try reader.next() else {
      throw ExchangeError(.malformed, "the file is empty; a table begins with a heading")
    }
    var table = try TableImport(reader, map, zone)
    while try reader.next() {
      try depositor.beginRecord()
      try table.readRow(into: depositor)
    }
  }

  private init(_ reader: CSVReader, _ map: ColumnMap, _ zone: TimeZone) throws {
    let heading = reader.texts
    try TableHeading.check(heading)
    func place(_ column: String) throws -> Int {
      guard let place = heading.firstIndex(of: column) else {
        throw ExchangeError(
          .invalidMap,
          "the map names the column `\(column)`, but the table has only "
            + heading.prefix(40).joined(separator: ", "))
      }
      return place
    }
    self.map = map
    self.reader = reader
    self.heading = heading
    unknown = try UnknownCodes()
    times = LegacyTimeReader(zone: zone)
    idPlace = try place(map.idColumn)
    for (field, source) in map.fields {
      sources[field] = Source(source: source, places: try source.columns.map(place))
    }
    rules = try map.events.map { rule in
      Rule(
        event: rule.event, time: try rule.timeColumn.map { ($0, try place($0)) },
        condition: try rule.condition.map { (try place($0.column), $0.values) })
    }
  }

  private mutating func readRow(into depositor: TicketDepositor) throws {
    let line = reader.line
    guard reader.fieldCount == heading.count else {
      return depositor.skip(.wrongFieldCount, line: line)
    }
    guard !reader.isEmpty(at: idPlace) else {
      return depositor.skip(.missingID, map.idColumn, line: line)
    }
    let id = reader.text(at: idPlace)
    findings.removeAll(keepingCapacity: true)
    var draft = TicketDraft(
      ticket: try TicketNaming.ticket(id, prefix: map.prefix), line: line,
      raw: RawRecord.make(columns: heading, row: reader))
    draft.requester = identifier(.requester, PersonID.init)
    draft.worker = identifier(.worker, PersonID.init)
    for rule in rules {
      guard let time = time(of: rule) else { continue }
      draft.steps.append(
        .init(
          event: event(rule.event, id: id, draft), time: time,
          field: rule.time?.name))
    }
    try depositor.deposit(draft, findings: findings)
  }

  private mutating func event(
    _ event: ColumnMap.Event, id: String, _ draft: TicketDraft
  ) -> TicketEvent {
    switch event {
    case .submitted: .submitted(submission(id: id, draft))
    case .accepted: .accepted(priority: scale(.priority, Priority.init), category: nil)
    case .dispatched:
      .workerDispatched(
        WorkerDispatch(worker: draft.worker, assignment: AssignmentNumber.none.next))
    case .completed: .workCompleted(WorkCompletion(cause: text(.cause), workDone: text(.workDone)))
    case .evaluated:
      .evaluated(
        TicketEvaluation(
          result: scale(.rating, Rating.init), efficiency: scale(.efficiency, Rating.init),
          text: text(.ratingText)))
    case .cancelled:
      .cancelled(
        TicketCancellation(
          kind: nil, reason: identifier(.cancelReason, ReasonCode.init),
          remark: text(.cancelRemark)))
    }
  }

  private mutating func submission(id: String, _ draft: TicketDraft) -> TicketSubmission {
    let contact = Contact(
      name: text(.contactName), phone: text(.contactPhone), openID: text(.contactOpenID))
    return TicketSubmission(
      campus: required(.campus, CampusCode.init) ?? unknown.campus,
      category: required(.category, CategoryCode.init) ?? unknown.category,
      description: text(.description) ?? "",
      place: Place(code: text(.placeCode), address: text(.address)),
      contact: contact.isEmpty ? nil : contact, channel: .import,
      asset: identifier(.asset, AssetCode.init), legacy: LegacyRecord(id: id, raw: draft.raw))
  }

  // MARK: - Values

  /// When an event happened; `nil` when it did not.
  private mutating func time(of rule: Rule) -> TicketDraft.Time? {
    var isCertain = false
    if let condition = rule.condition {
      let text = reader.text(at: condition.place)
      guard condition.values.contains(text) else { return nil }
      isCertain = true
    }
    guard let (name, place) = rule.time else { return .unknown }
    let time = reader.withBytes(at: place) { times.read($0) }
    if time == .absent { return isCertain || rule.event == .submitted ? .unknown : nil }
    return time.drafted(name, noting: &findings)
  }

  private mutating func text(_ field: ColumnMap.Field) -> String? {
    guard let source = sources[field] else { return nil }
    let parts = source.places.filter { !reader.isEmpty(at: $0) }.map { reader.text(at: $0) }
    let text = parts.joined(separator: source.source.separator)
    guard !text.isEmpty else { return source.source.otherwise }
    guard let values = source.source.values else { return text }
    if let meaning = values[text] { return meaning }
    findings.append(.init(kind: .unknownCode, field: source.source.columns.first))
    return source.source.otherwise ?? text
  }

  private mutating func identifier<Value>(
    _ field: ColumnMap.Field, _ make: (String) -> Value?
  ) -> Value? {
    guard let text = text(field) else { return nil }
    guard let value = make(text) else {
      findings.append(.init(kind: .textTooLong, field: map.fields[field]?.columns.first))
      return nil
    }
    return value
  }

  private mutating func required<Value>(
    _ field: ColumnMap.Field, _ make: (String) -> Value?
  ) -> Value? {
    let value = identifier(field, make)
    if value == nil { findings.append(.init(kind: .missingField, field: field.rawValue)) }
    return value
  }

  private mutating func scale<Value>(
    _ field: ColumnMap.Field, _ make: (Int) -> Value?
  ) -> Value? {
    guard let text = text(field) else { return nil }
    guard let number = Int(text), let value = make(number) else {
      findings.append(.init(kind: .outOfRange, field: map.fields[field]?.columns.first))
      return nil
    }
    return value
  }
}
