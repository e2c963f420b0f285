import RepairCore
import RepairStore

/// Writes a log as a table, an event a row.
enum EventTable {
  /// The heading.
  static let columns = [
    "position", "id", "ticket", "version", "type", "time", "recordedAt", "actor", "role",
    "onBehalfOf", "command", "data",
  ]

  /// Writes the heading and a row for each event.
  static func write(
    _ log: EventLog, _ file: OutputFile, _ options: ExportOptions
  ) throws -> ExportReport {
    var style = CSVWriter.Options()
    style.byteOrderMark = options.byteOrderMark
    var table = CSVWriter(options: style)
    columns.forEach { table.text($0) }
    table.endRecord()
    var report = ExportReport()
    try Exporter.events(log, options) { event, _, _ in
      table.number(event.position.rawValue)
      table.text(event.id.description)
      table.text(shown(event.stream.ticket?.rawValue ?? event.stream.rawValue))
      table.number(event.version.rawValue)
      table.text(shown(event.type.name))
      table.text(event.occurredAt.description)
      table.text(event.recordedAt.description)
      table.text(shown(event.actor.rawValue))
      table.text(event.role.rawValue)
      table.text(shown(event.onBehalfOf?.rawValue ?? ""))
      table.text(shown(event.command ?? ""))
      table.text(shown(String(decoding: event.payload, as: UTF8.self), inJSON: true))
      table.endRecord()
      try file.write(table.take())
      report.rows += 1
    }
    try file.write(table.take())
    return report
  }

  /// A text with its control characters shown, as XML and calendars have them too.
  ///
  /// A table is looked at with whatever is at hand, and nobody means anything by them. All else is as
  /// it was written.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - isJSON: whether it is JSON, where such a character stands inside a string and has an escape.
  /// - Returns: the same text where there are none.
  private static func shown(_ text: String, inJSON isJSON: Bool = false) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        let digits = String(scalar.value, radix: 16)
        let zeros = String(repeating: "0", count: 4 - digits.utf8.count)
        shown += isJSON ? "\\u\(zeros)\(digits)" : "\\u{\(digits)}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0x00...0x1F, 0x7F...0x9F: true
    default: false
    }
  }
}
