import Foundation
import RepairCore

/// Reads the legacy ticket table, `repair_service_sheet`.
///
/// A row becomes at most: submitted, accepted (inferred), dispatched, completed, evaluated,
/// cancelled, with the requester's message and the desk's remarks as notes. What contradicts itself
/// is written as it stands, as far as it can be, and reported.
struct SheetImport {
  private let depositor: TicketDepositor
  private let unknown: UnknownCodes
  private var row: SheetRow

  /// Reads a whole table into the log.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` and the line; what the store throws.
  /// - Complexity: O(file), in memory that does not grow with it.
  static func run(
    _ source: TextSource, zone: TimeZone, map: CodeMap, into depositor: TicketDepositor
  ) throws {
    let reader = try CSVReader(source)
    guard try reader.next() else {
      throw ExchangeError(.malformed, "the file is empty; a table begins with a heading")
    }
    let columns = try SheetColumns(heading: reader.texts)
    var sheet = try SheetImport(
      depositor: depositor,
      row: SheetRow(reader, columns, map: map, times: LegacyTimeReader(zone: zone)))
    while try reader.next() {
      try depositor.beginRecord()
      try sheet.readRow(reader, columns)
    }
  }

  private init(depositor: TicketDepositor, row: SheetRow) throws {
    self.depositor = depositor
    unknown = try UnknownCodes()
    self.row = row
  }

  private mutating func readRow(_ reader: CSVReader, _ columns: SheetColumns) throws {
    guard reader.fieldCount == columns.heading.count else {
      return depositor.skip(.wrongFieldCount, line: reader.line)
    }
    guard let id = row.word(.id) else { return depositor.skip(.missingID, "id", line: reader.line) }
    var draft = TicketDraft(
      ticket: try TicketNaming.ticket(id, prefix: "sheet-"), line: reader.line,
      raw: RawRecord.make(columns: columns.heading, row: reader))
    row.findings.removeAll(keepingCapacity: true)
    draft.requester = row.identifier(.teacherId, PersonID.init)
    draft.steps = [.init(event: submission(id: id, raw: draft.raw), time: .unknown)]
    addLife(to: &draft)
    try depositor.deposit(draft, findings: row.findings)
  }

  // MARK: - Steps

  private mutating func submission(id: String, raw: String) -> TicketEvent {
    let photos = row.list(.imageUrl).map { Attachment(kind: "photo", url: $0) }
    let voices = row.list(.radioUrl).map { Attachment(kind: "voice", url: $0) }
    let contact = Contact(
      name: row.text(.applicantName), phone: row.text(.mobile), openID: row.text(.openid))
    return .submitted(
      TicketSubmission(
        campus: row.code(.campus, .campus, CampusCode.init) ?? unknown.campus,
        category: row.code(.type, .type, CategoryCode.init) ?? unknown.category,
        description: row.text(.description) ?? "",
        place: Place(code: row.meaning(.location, .location), address: row.text(.address)),
        contact: contact.isEmpty ? nil : contact, channel: .import, attachments: photos + voices,
        legacy: LegacyRecord(
          id: id, warranty: row.warranty(),
          funding: row.meaning(.fundingSources, .fundingSources), raw: raw)))
  }

  /// Adds what the row says came of the report.
  private mutating func addLife(to draft: inout TicketDraft) {
    let life = SheetLife(&row)
    draft.steps[0].time = row.time(.repairDate) ?? .unknown
    draft.steps[0].field = "repairDate"
    if let message = row.text(.message) {
      draft.steps.append(
        .init(event: .noteAdded(text: message, internal: false), time: .asBefore))
    }
    if let remarks = row.text(.remarks) {
      draft.steps.append(.init(event: .noteAdded(text: remarks, internal: true), time: .asBefore))
    }
    draft.steps += life.steps(&row)
  }

}
