/// The formats that a log can be written in.
@nonexhaustive
public enum ExportFormat: String, CaseIterable, Codable, Hashable, Sendable {
  /// CloudEvents 1.0, an event a line, with everything the log knows.
  case ndjson
  /// An event a row, for spreadsheets.
  case csv
  /// XES (IEEE 1849), a ticket a trace, for process mining.
  case xes
  /// OCEL 2.0 as a SQLite database: events and everything they are about.
  case ocelSQLite = "ocel-sqlite"
  /// OCEL 2.0 as JSON.
  case ocelJSON = "ocel-json"
  /// Open311 GeoReport v2 service requests as JSON.
  case open311
  /// Open311 GeoReport v2 service requests as XML.
  case open311XML = "open311-xml"
  /// iCalendar (RFC 5545): a task a ticket, an event a visit.
  case ics
  /// The legacy ticket table as it was, from the raw records kept.
  case sheet
  /// The legacy user table as it was, but for what was never kept.
  case users
}
