import RepairCore

/// The numbers that stand for names in the file, remembered so that they are rarely looked up.
///
/// Numbers are never taken back, so what is remembered stays true, except after a rollback.
struct Interning {
  /// How many names of one kind are remembered, which bounds the memory of an import.
  static let limit = 1 << 16

  var streamIDs: [StreamName: Int64] = [:]
  var streamNames: [Int64: StreamName] = [:]
  var typeIDs: [EventType: Int64] = [:]
  var types: [Int64: EventType] = [:]
  var tagIDs: [EventTag: Int64] = [:]
  /// The numbers of every schema of a name, under its schema 0; good while no type is added.
  var typesNamed: [EventType: [Int64]] = [:]
  /// The newest type when that was looked up.
  var newestType: Int64?

  /// Remembers one more in a bounded dictionary, beginning anew when it is full.
  static func remember<Key, Value>(_ value: Value, for key: Key, in known: inout [Key: Value]) {
    if known.count >= limit { known.removeAll(keepingCapacity: true) }
    known[key] = value
  }
}

extension EventLog {
  /// The number of a stream, or `nil` when it has no event.
  func streamID(_ name: StreamName, in database: LogDatabase) throws -> Int64? {
    if let known = interning.streamIDs[name] { return known }
    let statement = try database[.streamID]
    defer { statement.reset() }
    try statement.bind(name.rawValue, at: 1)
    guard try statement.step() else { return nil }
    let id = try statement.int64(0)
    Interning.remember(id, for: name, in: &interning.streamIDs)
    return id
  }

  /// The number of a stream, given now when it has none.
  func makeStreamID(_ name: StreamName, in database: LogDatabase) throws -> Int64 {
    if let known = try streamID(name, in: database) { return known }
    let statement = try database[.addStream]
    try statement.bind(name.rawValue, at: 1)
    try statement.run()
    let id = database.connection.lastInsertedRow
    Interning.remember(id, for: name, in: &interning.streamIDs)
    return id
  }

  /// The number of a type, given now when it has none.
  func makeTypeID(_ type: EventType, in database: LogDatabase) throws -> Int64 {
    if let known = interning.typeIDs[type] { return known }
    let lookup = try database[.typeID]
    defer { lookup.reset() }
    try lookup.bind(type.name, at: 1)
    try lookup.bind(type.schema, at: 2)
    let id: Int64
    if try lookup.step() {
      id = try lookup.int64(0)
    } else {
      let statement = try database[.addType]
      try statement.bind(type.name, at: 1)
      try statement.bind(type.schema, at: 2)
      try statement.run()
      id = database.connection.lastInsertedRow
    }
    Interning.remember(id, for: type, in: &interning.typeIDs)
    return id
  }

  /// The numbers of the types with one of these names, of any schema.
  func typeIDs(named names: [String]) throws -> [Int64] {
    let connection = try openDatabase().connection
    // A rule across tickets names a dozen types with each command: one look instead of a dozen.
    let newest = try connection.withStatement(
      "SELECT id FROM event_type ORDER BY id DESC LIMIT 1"
    ) { try $0.step() ? try $0.int64(0) : 0 }
    if interning.newestType != newest {
      interning.typesNamed = [:]
      interning.newestType = newest
    }
    var ids: Set<Int64> = []
    for name in names {
      let key = EventType(name, schema: 0)
      if let known = interning.typesNamed[key] {
        ids.formUnion(known)
        continue
      }
      var found: [Int64] = []
      try connection.withStatement("SELECT id FROM event_type WHERE name=?1") { statement in
        try statement.bind(name, at: 1)
        while try statement.step() { found.append(try statement.int64(0)) }
      }
      Interning.remember(found, for: key, in: &interning.typesNamed)
      ids.formUnion(found)
    }
    return ids.sorted()
  }

  /// The number of a tag, or `nil` when no event has it.
  func tagID(_ tag: EventTag, in database: LogDatabase) throws -> Int64? {
    if let known = interning.tagIDs[tag] { return known }
    let statement = try database[.tagID]
    defer { statement.reset() }
    try statement.bind(tag.rawValue, at: 1)
    guard try statement.step() else { return nil }
    let id = try statement.int64(0)
    Interning.remember(id, for: tag, in: &interning.tagIDs)
    return id
  }

  /// The number of a tag, given now when it has none.
  func makeTagID(_ tag: EventTag, in database: LogDatabase) throws -> Int64 {
    if let known = try tagID(tag, in: database) { return known }
    let statement = try database[.addTag]
    try statement.bind(tag.rawValue, at: 1)
    try statement.run()
    let id = database.connection.lastInsertedRow
    Interning.remember(id, for: tag, in: &interning.tagIDs)
    return id
  }

  /// The stream that a number in a row stands for.
  ///
  /// - Parameter id: the number, from ``EventRow/streamID``.
  /// - Returns: the stream's name.
  /// - Throws: ``StoreError`` with the code `corrupt` when no stream has that number.
  package func streamName(_ id: Int64) throws -> StreamName {
    if let known = interning.streamNames[id] { return known }
    return try reading { database in
      let statement = try database[.streamName]
      defer { statement.reset() }
      try statement.bind(id, at: 1)
      guard try statement.step(), let name = StreamName(try statement.text(0)) else {
        throw StoreError(
          .corrupt, "\(path) is damaged: no stream has the number \(id). Restore a backup",
          context: [("path", path), ("stream", String(id))])
      }
      Interning.remember(name, for: id, in: &interning.streamNames)
      return name
    }
  }

  /// The type that a number in a row stands for.
  ///
  /// - Parameter id: the number, from ``EventRow/typeID``.
  /// - Returns: the type.
  /// - Throws: ``StoreError`` with the code `corrupt` when no type has that number.
  package func eventType(_ id: Int64) throws -> EventType {
    if let known = interning.types[id] { return known }
    for (number, type) in try eventTypes() { interning.types[number] = type }
    guard let known = interning.types[id] else {
      throw StoreError(
        .corrupt, "\(path) is damaged: no event type has the number \(id). Restore a backup",
        context: [("path", path), ("type", String(id))])
    }
    return known
  }

  /// All types the log has, with the numbers that stand for them in rows.
  package func eventTypes() throws -> [(id: Int64, type: EventType)] {
    try reading { database in
      try database.connection.withStatement("SELECT id, name, schema FROM event_type ORDER BY id") {
        statement in
        var types: [(id: Int64, type: EventType)] = []
        while try statement.step() {
          guard let schema = Int(exactly: try statement.int64(2)) else { continue }
          types.append((try statement.int64(0), EventType(try statement.text(1), schema: schema)))
        }
        return types
      }
    }
  }
}
