import RepairCore

/// A record as a row of CSV, as spreadsheets read it.
///
/// Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers do not.
enum CSVRow {
  /// The first row: the names of the columns.
  static func header(_ keys: [String]) -> [UInt8] {
    line(keys.map { field($0) })
  }

  /// The members of a record in the columns' order; what is absent is empty.
  static func text(_ record: Record, keys: [String], in zone: DisplayZone) -> [UInt8] {
    line(keys.map { key in record[key].map { text($0, in: zone) } ?? [] })
  }

  private static func line(_ fields: [[UInt8]]) -> [UInt8] {
    Array(fields.joined(separator: [UInt8(ascii: ",")])) + [0x0D, 0x0A]
  }

  private static func text(_ value: OutputValue, in zone: DisplayZone) -> [UInt8] {
    switch value {
    case .text(let text): field(text)
    case .integer(let number): Array(String(number).utf8)
    case .boolean(let value): Array((value ? "true" : "false").utf8)
    case .time(let time): field(zone.isUTC ? time.description : zone.text(time))
    case .list, .record, .json: field(String(decoding: InertJSON.text(value), as: UTF8.self))
    }
  }

  private static func field(_ text: String) -> [UInt8] {
    var text = text
    if let first = text.unicodeScalars.first, "=+-@\t\r\0＝＋－＠".unicodeScalars.contains(first) {
      text = "'" + text
    }
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
      return Array(text.utf8)
    }
    let quote = UInt8(ascii: "\"")
    return [quote] + text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}
