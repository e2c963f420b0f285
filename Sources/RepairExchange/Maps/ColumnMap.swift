import RepairCore
import RepairStore

/// How the columns of any table become a ticket's fields and events.
///
/// ```json
/// {"ticket":{"column":"unique_key","prefix":"nyc311-"},
///  "timeZone":"America/New_York",
///  "fields":{"category":"complaint_type",
///            "campus":{"column":"borough","values":{"BRONX":"bronx"},"default":"unknown"},
///            "description":{"columns":["complaint_type","descriptor"],"separator":": "}},
///  "events":[{"event":"submitted","time":"created_date"},
///            {"event":"completed","time":"closed_date",
///             "when":{"column":"status","in":["Closed"]}}]}
/// ```
///
/// An event happened when its time column is not blank; with `when`, when that holds, and its time
/// is then inferred where the column is blank. Events are listed in the order of a ticket's life.
package struct ColumnMap: Sendable {
  /// A field that can be filled.
  enum Field: String, CaseIterable {
    case campus, category, description, address, placeCode, asset
    case requester, contactName, contactPhone, contactOpenID
    case priority, worker, cause, workDone
    case rating, efficiency, ratingText, cancelReason, cancelRemark
  }

  /// An event that a row can have.
  enum Event: String, CaseIterable {
    case submitted, accepted, dispatched, completed, evaluated, cancelled
  }

  /// Where a field's text comes from.
  struct Source {
    /// The columns, put together with the separator; blank ones are left out.
    var columns: [String] = []
    var separator = " "
    /// What each text stands for; one without a meaning stays as it is, and is reported.
    var values: [String: String]?
    /// What stands there when all columns are blank.
    var otherwise: String?
  }

  /// When an event happened.
  struct EventRule {
    var event: Event
    var timeColumn: String?
    var condition: (column: String, values: [String])?
  }

  let idColumn: String
  let prefix: String
  /// The zone of its times, where the map says so.
  package let timeZone: String?
  let fields: [Field: Source]
  let events: [EventRule]

  /// Reads a map.
  ///
  /// - Parameter text: the map as JSON.
  /// - Throws: ``ExchangeError`` with code `invalidMap`, naming the member.
  package init(parsing text: [UInt8]) throws {
    let root = try MapReader(text)
    let members = try root.members(known: ["ticket", "timeZone", "fields", "events"])
    guard let ticket = members["ticket"], let events = members["events"] else {
      throw root.error("needs `ticket` and `events`")
    }
    let naming = try ticket.members(known: ["column", "prefix"])
    guard let column = naming["column"] else { throw ticket.error("needs `column`") }
    idColumn = try column.string()
    prefix = try naming["prefix"]?.string() ?? ""
    timeZone = try members["timeZone"]?.string()
    fields = try Self.fields(members["fields"])
    self.events = try events.elements().map(Self.rule)
    guard self.events.first?.event == .submitted,
      self.events.count(where: { $0.event == .submitted }) == 1
    else { throw events.error("must begin with `submitted`, and have it once") }
  }

  /// Reads where each field's text comes from.
  static func fields(_ reader: MapReader?) throws -> [Field: Source] {
    guard let reader else { return [:] }
    let known = try reader.members(known: Field.allCases.map(\.rawValue))
    var fields: [Field: Source] = [:]
    for field in Field.allCases {
      if let reader = known[field.rawValue] { fields[field] = try source(reader) }
    }
    return fields
  }

  private static func source(_ reader: MapReader) throws -> Source {
    if case .string(let column) = reader.value { return Source(columns: [column]) }
    let members = try reader.members(
      known: ["column", "columns", "separator", "values", "default"])
    var source = Source()
    if let column = members["column"] { source.columns = [try column.string()] }
    if let columns = members["columns"] {
      guard source.columns.isEmpty else { throw reader.error("has both `column` and `columns`") }
      source.columns = try columns.elements().map { try $0.string() }
    }
    guard !source.columns.isEmpty || members["default"] != nil else {
      throw reader.error("needs `column` or `default`")
    }
    source.separator = try members["separator"]?.string() ?? " "
    source.values = try members["values"]?.strings()
    source.otherwise = try members["default"]?.string()
    return source
  }

  private static func rule(_ reader: MapReader) throws -> EventRule {
    let members = try reader.members(known: ["event", "time", "when"])
    guard let event = members["event"] else { throw reader.error("needs `event`") }
    var rule = EventRule(event: try event.code(Event.self))
    rule.timeColumn = try members["time"]?.string()
    if let when = members["when"] {
      let parts = try when.members(known: ["column", "in"])
      guard let column = parts["column"], let values = parts["in"] else {
        throw when.error("needs `column` and `in`")
      }
      rule.condition = (try column.string(), try values.elements().map { try $0.string() })
    }
    guard rule.timeColumn != nil || rule.condition != nil else {
      throw reader.error("needs `time` or `when`")
    }
    return rule
  }
}

extension ColumnMap {
  /// The map of New York's 311 requests.
  static let nyc311 = """
    {"ticket":{"column":"unique_key","prefix":"nyc311-"},"timeZone":"America/New_York",
     "fields":{"category":"complaint_type","campus":"borough",
       "description":{"columns":["complaint_type","descriptor"],"separator":": "},
       "address":{"columns":["location_type","city","incident_zip"],"separator":", "}},
     "events":[{"event":"submitted","time":"created_date"},
       {"event":"completed","time":"closed_date"}]}
    """
}
