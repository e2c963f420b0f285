extension ViewsFile {
  /// Makes a projection's empty tables.
  func createTables(of projection: any Projection, _ place: ProjectionNames.Place) throws {
    let names = try ProjectionNames(of: projection, place)
    for table in projection.tables {
      try connection.execute(Self.statement(for: table, named: names.physical(table.name)))
    }
  }

  private static func statement(for table: ProjectionTable, named name: String) -> String {
    if case .module(let module) = table.kind {
      return "CREATE VIRTUAL TABLE \(name) USING \(module)"
    }
    let columns = table.columns
    // A table without a row number of its own is stored in the order of its key.
    let hasNumber = columns.contains("INTEGER PRIMARY KEY") || !columns.contains("PRIMARY KEY")
    return "CREATE TABLE \(name)(\(columns)) STRICT" + (hasNumber ? "" : ", WITHOUT ROWID")
  }

  /// Whether all tables of a projection are there.
  func hasTables(of projection: any Projection, _ place: ProjectionNames.Place) throws -> Bool {
    let names = try ProjectionNames(of: projection, place)
    return try connection.withStatement(
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1"
    ) { statement in
      try projection.tables.allSatisfy { table in
        statement.resetAndClear()
        try statement.bind(names.physical(table.name), at: 1)
        return try statement.step()
      }
    }
  }

  /// Makes the indexes of a projection's tables.
  ///
  /// An index keeps its name when its table is renamed, so that the live one and the one made anew take
  /// two names in turn.
  func createIndexes(of projection: any Projection, _ place: ProjectionNames.Place) throws {
    for table in projection.tables {
      for index in table.indexes { try createIndex(index, of: table, of: projection, place) }
    }
  }

  /// Makes an index that is not there yet.
  func createIndex(
    _ index: ProjectionTable.Index, of table: ProjectionTable, of projection: any Projection,
    _ place: ProjectionNames.Place
  ) throws {
    let name = try ProjectionNames(of: projection, place).physical(table.name)
    var label = "\(try ProjectionNames(of: projection).physical(table.name))_\(index.name)"
    if try tableOfIndex(label) == name || tableOfIndex(label + "_2") == name { return }
    if try tableOfIndex(label) != nil { label += "_2" }
    let unique = index.isUnique ? "UNIQUE " : ""
    let condition = index.condition.map { " WHERE \($0)" } ?? ""
    try connection.execute(
      "CREATE \(unique)INDEX \(label) ON \(name)(\(index.columns))\(condition)")
  }

  private func tableOfIndex(_ name: String) throws -> String? {
    try connection.withStatement(
      "SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND name = ?1"
    ) {
      try $0.bind(name, at: 1)
      return try $0.step() ? try $0.text(0) : nil
    }
  }

  /// Removes a projection's tables.
  func dropTables(of projection: any Projection, _ place: ProjectionNames.Place) throws {
    let names = try ProjectionNames(of: projection, place)
    for table in projection.tables {
      try connection.execute("DROP TABLE IF EXISTS \(names.physical(table.name))")
    }
  }

  /// Puts the tables made anew in the place of the live ones.
  func swapTables(of projection: any Projection) throws {
    try dropTables(of: projection, .live)
    let (live, shadow) = (
      try ProjectionNames(of: projection), try ProjectionNames(of: projection, .shadow)
    )
    for table in projection.tables {
      let (old, new) = (shadow.physical(table.name), live.physical(table.name))
      try connection.execute("ALTER TABLE \(old) RENAME TO \(new)")
    }
  }

  /// Removes the rows that earlier releases made of a projection.
  func dropEarlierVersions(of projection: any Projection) throws {
    for (name, version) in try projections()
    where name == projection.name && version < projection.version {
      // Whatever tables that version had, their names begin with its own.
      let tables = try connection.withStatement(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?1 ORDER BY name"
      ) { statement in
        try statement.bind("\(name)_v\(version)_*", at: 1)
        var names: [String] = []
        while try statement.step() { names.append(try statement.text(0)) }
        return names
      }
      for table in tables {
        let quoted =
          "\""
          + table.split(separator: "\"", omittingEmptySubsequences: false)
          .joined(separator: "\"\"") + "\""
        try connection.execute("DROP TABLE IF EXISTS \(quoted)")
      }
      try removeCheckpoint(of: name, version: version)
    }
  }
}

extension Connection {
  /// Runs a closure so that, when it throws, only what it wrote is taken back.
  func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
    try withStatement("SAVEPOINT part") { try $0.run() }
    do {
      let result = try body()
      try withStatement("RELEASE part") { try $0.run() }
      return result
    } catch {
      // A failure that ended the whole transaction has taken the savepoint with it.
      if isInTransaction {
        try withStatement("ROLLBACK TO part") { try $0.run() }
        try withStatement("RELEASE part") { try $0.run() }
      }
      throw error
    }
  }
}
