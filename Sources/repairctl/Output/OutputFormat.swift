/// In which form results are printed.
enum OutputFormat: String, CaseIterable, Sendable {
  case table, json, ndjson, csv, mermaid, dot

  /// The forms of anything that is rows.
  static let forRows: [OutputFormat] = [.table, .json, .ndjson, .csv]
}
