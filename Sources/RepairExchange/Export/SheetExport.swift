import RepairCore
import RepairStore

/// Gives the legacy table back as it was: the same columns, the same text in every field.
///
/// Formulas are not guarded here, because a field that is given back is not to be changed.
enum SheetExport {
  /// Writes the heading and a row for each ticket that came from such a table.
  ///
  /// Several tables with different columns become one that has them all.
  static func write(
    _ log: EventLog, _ file: OutputFile, _ options: ExportOptions
  ) throws -> ExportReport {
    var columns: [String] = []
    var known: Set<[UInt8]> = []
    var sameAsLast: [String] = []
    _ = try rows(log, options) { fields in
      let names = fields.map(\.column)
      guard names != sameAsLast else { return }
      sameAsLast = names
      for name in names where known.insert(Array(name.utf8)).inserted { columns.append(name) }
    }
    var style = CSVWriter.Options()
    style.guardsFormulas = false
    style.byteOrderMark = options.byteOrderMark
    var table = CSVWriter(options: style)
    guard !columns.isEmpty else { return try rows(log, options) { _ in } }
    columns.forEach { table.text($0) }
    table.endRecord()
    let report = try rows(log, options) { fields in
      if fields.count == columns.count, fields.elementsEqual(columns, by: { $0.column == $1 }) {
        for field in fields { table.text(field.text) }
      } else {
        let texts = Dictionary(
          fields.map { (Array($0.column.utf8), $0.text) }, uniquingKeysWith: { first, _ in first })
        for column in columns { table.text(texts[Array(column.utf8)] ?? "") }
      }
      table.endRecord()
      try file.write(table.take())
    }
    try file.write(table.take())
    return report
  }

  /// Goes through the raw rows, in the order they came in.
  private static func rows(
    _ log: EventLog, _ options: ExportOptions,
    _ body: ([(column: String, text: String)]) throws -> Void
  ) throws -> ExportReport {
    var report = ExportReport()
    var options = options
    options.filter.types = [TicketEventKind.submitted.rawValue]
    let codec = TicketEventCodec.current
    try Exporter.events(log, options) { event, _, _ in
      let plan = try codec.plan(for: event.type)
      let decoded: TicketEvent
      let remarks: EventRemarks?
      do {
        (decoded, remarks) = try event.payload.withUnsafeBytes { try codec.decode(plan, $0) }
      } catch let error as JSONError {
        throw ExchangeError(
          .unsuitableLog,
          "position \(event.position) (\(event.stream) version \(event.version), \(event.type)): "
            + "the payload \(error)")
      }
      guard case .submitted(let submission) = decoded,
        remarks?.imported?.format == ImportFormat.sheet.rawValue,
        let raw = submission.legacy?.raw
      else {
        report.leftOut += 1
        return
      }
      try body(try RawRecord.fields(of: raw))
      report.rows += 1
    }
    return report
  }
}
