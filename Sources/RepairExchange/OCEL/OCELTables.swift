import RepairCore
import RepairStore

/// The tables of OCEL 2.0 in SQLite.
enum OCELTables {
  /// When attributes are said to have had their first value.
  static let beginning = "1970-01-01T00:00:00.000Z"

  /// The tables that every log of this kind has.
  static let shared = [
    "CREATE TABLE event_map_type(ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)",
    "CREATE TABLE object_map_type(ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)",
    """
    CREATE TABLE event(ocel_id TEXT PRIMARY KEY, ocel_type TEXT,
      FOREIGN KEY(ocel_type) REFERENCES event_map_type(ocel_type))
    """,
    """
    CREATE TABLE object(ocel_id TEXT PRIMARY KEY, ocel_type TEXT,
      FOREIGN KEY(ocel_type) REFERENCES object_map_type(ocel_type))
    """,
    """
    CREATE TABLE event_object(ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT,
      PRIMARY KEY(ocel_event_id, ocel_object_id, ocel_qualifier),
      FOREIGN KEY(ocel_event_id) REFERENCES event(ocel_id),
      FOREIGN KEY(ocel_object_id) REFERENCES object(ocel_id))
    """,
    """
    CREATE TABLE object_object(ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT,
      PRIMARY KEY(ocel_source_id, ocel_target_id, ocel_qualifier),
      FOREIGN KEY(ocel_source_id) REFERENCES object(ocel_id),
      FOREIGN KEY(ocel_target_id) REFERENCES object(ocel_id))
    """,
  ]

  /// Makes a table for each kind of event and of thing, and names them in the two map tables.
  static func make(_ kinds: [TicketEventKind], on connection: Connection) throws {
    for kind in kinds {
      try connection.execute(
        """
        CREATE TABLE event_\(kind.rawValue)(ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP,
          actor TEXT, role TEXT, FOREIGN KEY(ocel_id) REFERENCES event(ocel_id))
        """)
      try map("INSERT INTO event_map_type VALUES(?1,?1)", kind.rawValue, on: connection)
    }
    for kind in OCELObject.Kind.allCases {
      let attributes =
        kind == .ticket
        ? "ocel_changed_field TEXT, "
          + OCELStory.Attribute.allCases.map { "\($0.rawValue) TEXT, " }.joined() : ""
      try connection.execute(
        """
        CREATE TABLE object_\(kind.rawValue)(ocel_id TEXT, ocel_time TIMESTAMP, \(attributes)
          FOREIGN KEY(ocel_id) REFERENCES object(ocel_id))
        """)
      try map("INSERT INTO object_map_type VALUES(?1,?1)", kind.rawValue, on: connection)
    }
  }

  private static func map(_ sql: String, _ name: String, on connection: Connection) throws {
    try connection.withStatement(sql) {
      try $0.bind(name, at: 1)
      try $0.run()
    }
  }
}

/// The statements that fill those tables.
struct OCELStatements {
  /// Which of the two tables of relations.
  enum Relation { case eventObject, objectObject }

  let event: Statement
  let events: [TicketEventKind: Statement]
  let objects: [OCELObject.Kind: Statement]
  let ticket: Statement
  private let object: Statement
  private let eventObject: Statement
  private let objectObject: Statement
  private let connection: Connection

  init(_ kinds: [TicketEventKind], on connection: Connection) throws {
    self.connection = connection
    event = try connection.prepare("INSERT INTO event VALUES(?1,?2)")
    object = try connection.prepare("INSERT INTO object VALUES(?1,?2) ON CONFLICT DO NOTHING")
    eventObject = try connection.prepare(
      "INSERT INTO event_object VALUES(?1,?2,?3) ON CONFLICT DO NOTHING")
    objectObject = try connection.prepare(
      "INSERT INTO object_object VALUES(?1,?2,?3) ON CONFLICT DO NOTHING")
    ticket = try connection.prepare(
      "INSERT INTO object_ticket VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)")
    var events: [TicketEventKind: Statement] = [:]
    for kind in kinds {
      events[kind] = try connection.prepare(
        "INSERT INTO event_\(kind.rawValue) VALUES(?1,?2,?3,?4)")
    }
    self.events = events
    var objects: [OCELObject.Kind: Statement] = [:]
    for kind in OCELObject.Kind.allCases where kind != .ticket {
      objects[kind] = try connection.prepare("INSERT INTO object_\(kind.rawValue) VALUES(?1,?2)")
    }
    self.objects = objects
  }

  /// Adds a row.
  func run(_ statement: Statement, _ values: [String?]) throws {
    for (index, value) in values.enumerated() {
      try statement.bind(value, at: Int32(clamping: index + 1))
    }
    try statement.run()
  }

  /// Adds a thing; `false` when it was there.
  func add(_ thing: OCELObject) throws -> Bool {
    try run(object, [thing.id, thing.kind.rawValue])
    return connection.changedRows > 0
  }

  /// Adds a relation, whose qualifier is what kind of thing is related to.
  func relate(_ relation: Relation, _ id: String, _ thing: OCELObject) throws {
    try run(
      relation == .eventObject ? eventObject : objectObject, [id, thing.id, thing.kind.rawValue])
  }
}
