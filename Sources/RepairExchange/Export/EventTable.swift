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
      table.text(event.stream.ticket?.rawValue ?? event.stream.rawValue)
      table.number(event.version.rawValue)
      table.text(event.type.name)
      table.text(event.occurredAt.description)
      table.text(event.recordedAt.description)
      table.text(event.actor.rawValue)
      table.text(event.role.rawValue)
      table.text(event.onBehalfOf?.rawValue ?? "")
      table.text(event.command ?? "")
      table.text(String(decoding: event.payload, as: UTF8.self))
      table.endRecord()
      try file.write(table.take())
      report.rows += 1
    }
    try file.write(table.take())
    return report
  }
}
