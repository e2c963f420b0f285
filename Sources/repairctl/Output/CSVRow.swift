import RepairCore
import RepairExchange
import RepairReport

/// A record as a row of CSV, as spreadsheets read it.
enum CSVRow {
  /// The first row: the names of the columns.
  static func header(_ keys: [String]) -> [UInt8] {
    var writer = CSVWriter()
    for key in keys { writer.text(key) }
    writer.endRecord()
    return writer.take()
  }

  /// The members of a record in the columns' order; what is absent is empty.
  static func text(_ record: Record, keys: [String], in zone: DisplayZone) -> [UInt8] {
    var writer = CSVWriter()
    for key in keys {
      switch record[key] {
      case nil: writer.empty()
      case .text(let text): writer.text(InertText.escaped(text, as: .block))
      case .integer(let number): writer.number(number)
      case .boolean(let value): writer.text(value ? "true" : "false")
      case .time(let time): writer.text(zone.isUTC ? time.description : zone.text(time))
      case .list(let value): writer.text(json(.list(value)))
      case .record(let value): writer.text(json(.record(value)))
      case .json(let value): writer.text(json(.json(value)))
      }
    }
    writer.endRecord()
    return writer.take()
  }

  private static func json(_ value: OutputValue) -> String {
    String(decoding: InertJSON.text(value), as: UTF8.self)
  }
}
