import RepairCore
import RepairStore

/// Gives the legacy user table back as it was, but for what was never kept.
///
/// Formulas are not guarded here, because a field that is given back is not to be changed.
enum UsersExport {
  /// Writes the heading and a row for each member who came from such a table.
  ///
  /// Several tables with different columns become one that has them all; a column that was not kept is
  /// there and empty, so that the table has its shape.
  static func write(
    _ log: EventLog, _ file: OutputFile, _ options: ExportOptions
  ) throws -> ExportReport {
    var columns: [String] = []
    var known: Set<[UInt8]> = []
    var dropped: [String] = []
    _ = try rows(log, options) { fields in
      for field in fields {
        if known.insert(Array(field.column.utf8)).inserted { columns.append(field.column) }
        if field.text == nil, !dropped.contains(field.column) { dropped.append(field.column) }
      }
    }
    var style = CSVWriter.Options()
    style.guardsFormulas = false
    style.byteOrderMark = options.byteOrderMark
    var table = CSVWriter(options: style)
    if !columns.isEmpty {
      columns.forEach { table.text($0) }
      table.endRecord()
    }
    var report = try rows(log, options) { fields in
      let texts = Dictionary(
        fields.map { (Array($0.column.utf8), $0.text ?? "") },
        uniquingKeysWith: { first, _ in first })
      for column in columns { table.text(texts[Array(column.utf8)] ?? "") }
      table.endRecord()
      try file.write(table.take())
    }
    try file.write(table.take())
    report.columnsNotKept = dropped
    return report
  }

  /// Goes through the raw rows, in the order they came in; a column without a text was not kept.
  private static func rows(
    _ log: EventLog, _ options: ExportOptions,
    _ body: ([(column: String, text: String?)]) throws -> Void
  ) throws -> ExportReport {
    var report = ExportReport()
    var options = options
    options.filter.types = [MemberEventKind.registered.rawValue]
    try Exporter.events(log, options) { event, _, _ in
      guard case .registered(let registration) = try Member.fact(of: event).event,
        let raw = registration.legacy?.raw,
        case .object(let object) = try JSONValue(parsing: raw.utf8)
      else {
        report.leftOut += 1
        return
      }
      try body(
        object.members.map { member in
          if case .string(let text) = member.value {
            (member.name, text)
          } else {
            (member.name, nil)
          }
        })
      report.rows += 1
    }
    return report
  }
}
