/// The names that a log's rows have numbers for, as bytes.
///
/// - Complexity: O(names) of memory.
struct EntryNames: Sendable {
  /// The streams.
  let streams: NameTable
  /// The types' names.
  let types: NameTable
  /// The types' schemas, in the order of their numbers.
  let schemas: [Int64]
  /// The tags.
  let tags: NameTable
  /// Each tag's place among all in the order of their bytes.
  let ranks: [Int32]

  /// Reads them.
  ///
  /// - Throws: ``StoreError`` with `corrupt` where the numbers are not 1, 2, 3 ….
  init(_ connection: Connection) throws {
    streams = try Self.names("SELECT id, name FROM stream ORDER BY id", of: "stream", connection)
    tags = try Self.names("SELECT id, name FROM tag ORDER BY id", of: "tag", connection)
    types = try Self.names(
      "SELECT id, name FROM event_type ORDER BY id", of: "event type", connection)
    schemas = try connection.withStatement("SELECT schema FROM event_type ORDER BY id") { row in
      var schemas: [Int64] = []
      while try row.step() { schemas.append(try row.int64(0)) }
      return schemas
    }
    guard schemas.count == types.count else { throw Self.gap("event type", connection) }
    var ranks = [Int32](repeating: 0, count: tags.count)
    try connection.withStatement("SELECT id FROM tag ORDER BY name") { row in
      var rank: Int32 = 0
      while try row.step() {
        let id = try row.int64(0)
        guard let index = Int(exactly: id - 1), ranks.indices.contains(index) else {
          throw Self.gap("tag", connection)
        }
        ranks[index] = rank
        rank += 1
      }
    }
    self.ranks = ranks
  }

  private static func names(
    _ sql: String, of kind: String, _ connection: Connection
  ) throws -> NameTable {
    try connection.withStatement(sql) { row in
      var table = NameTable()
      while try row.step() {
        guard try row.int64(0) == Int64(table.count + 1), table.count < Int(Int32.max) else {
          throw gap(kind, connection)
        }
        table.append(try row.textBytes(1))
      }
      return table
    }
  }

  private static func gap(_ kind: String, _ connection: Connection) -> StoreError {
    StoreError(
      .corrupt,
      "\(connection.path) is damaged: the numbers of its \(kind)s are not 1, 2, 3 and so on",
      context: [("path", connection.path)])
  }
}

/// Texts by their numbers, which begin with 1, in one piece of memory.
struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// How many there are.
  var count: Int { ends.count }

  /// Adds the next one.
  mutating func append(_ name: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
  }

  /// The text with a number, or `nil` where there is none.
  subscript(id: Int64) -> ArraySlice<UInt8>? {
    guard id >= 1, id <= ends.count else { return nil }
    let index = Int(id) - 1
    return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }
}
