/// The formats that can be read into a log.
@nonexhaustive
public enum ImportFormat: String, CaseIterable, Codable, Hashable, Sendable {
  /// The legacy ticket table, `repair_service_sheet`, as CSV or TSV.
  case sheet
  /// The legacy user table as CSV or TSV; passwords are never read in.
  case users
  /// Any CSV or TSV, with a map: a ticket a row, or an event a row.
  case csv
  /// New York's 311 service requests as CSV.
  case nyc311
  /// Open311 GeoReport v2 service requests as JSON.
  case open311
  /// An event log in XES (IEEE 1849), with a map of its activities.
  case xes
  /// This project's own export, CloudEvents a line.
  case ndjson
}
