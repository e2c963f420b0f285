import RepairStore

/// The record as it was: a JSON object of its columns in their order.
///
/// It is kept in a ticket's first event, so that the table can be given back unchanged, and so that
/// a second import can tell whether a record has changed.
enum RawRecord {
  /// Writes the current record of a table.
  static func make(columns: [String], row: CSVReader) -> String {
    var writer = JSONWriter(capacity: 512)
    writer.beginObject()
    for (index, column) in columns.enumerated() {
      writer.key(column)
      writer.string(row.text(at: index))
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Writes an object compactly.
  static func make(_ object: JSONObject) -> String {
    var writer = JSONWriter(capacity: 512)
    writer.value(.object(object))
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Reads a record of a table back: its columns and their texts, in order.
  static func fields(of raw: String) throws -> [(column: String, text: String)] {
    guard case .object(let object) = try JSONValue(parsing: raw.utf8) else { return [] }
    return object.members.compactMap { member in
      guard case .string(let text) = member.value else { return nil }
      return (member.name, text)
    }
  }
}
