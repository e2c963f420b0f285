/// Writes the entries of a log's tree anew, from its rows as a reader is shown them.
final class EntryReader {
  private let connection: Connection
  private let names: EntryNames
  private let window: EntryWindow
  private let hasher: TreeHasher
  private var encoder: EntryEncoder
  /// Which types the events read so far have.
  private var hasType: [Bool]

  init(
    _ connection: Connection, origin: String, names: EntryNames, window: EntryWindow,
    with hasher: TreeHasher
  ) {
    self.connection = connection
    self.names = names
    self.window = window
    self.hasher = hasher
    encoder = EntryEncoder(origin: origin)
    hasType = [Bool](repeating: false, count: names.types.count)
  }

  /// The numbers of the types that the events read so far have.
  var types: Set<Int64> {
    Set(hasType.indices.filter { hasType[$0] }.map { Int64($0 + 1) })
  }

  /// Reads the events of some places and lends the entry of each.
  ///
  /// - Parameters:
  ///   - places: which, all of them in the window.
  ///   - body: is told the place, its recorded time and the entry's bytes.
  /// - Throws: ``StoreError`` with `corrupt` and the `position` of what cannot be an event; what
  ///   SQLite answers, and what `body` throws.
  /// - Complexity: O(places).
  func read(
    _ places: ClosedRange<Int>,
    _ body: (_ place: Int, _ recordedAt: Int64, _ entry: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let sql = """
      SELECT \(EventRow.columns) FROM event WHERE position BETWEEN ?1 AND ?2 ORDER BY position
      """
    var next = places.lowerBound
    try connection.withStatement(sql) { row in
      try row.bind(places.lowerBound, at: 1)
      try row.bind(places.upperBound, at: 2)
      while try row.step() {
        let place = try row.position(0).rawValue
        guard place == next else { throw damaged(next, "there is no event") }
        do {
          try encode(row, at: place)
          let recordedAt = try row.int64(6)
          try encoder.bytes.withUnsafeBytes { try body(place, recordedAt, $0) }
        } catch let mismatch as ColumnMismatch {
          throw damaged(place, "\(mismatch)")
        }
        next = place + 1
      }
    }
    guard next > places.upperBound else { throw damaged(next, "there is no event") }
  }

  private func encode(_ row: Statement, at place: Int) throws {
    let typeID = try row.int64(4)
    guard let stream = names.streams[try row.int64(2)] else {
      throw damaged(place, "the event's stream is not there")
    }
    guard let type = names.types[typeID] else {
      throw damaged(place, "the event's type is not there")
    }
    hasType[Int(typeID) - 1] = true
    guard try row.blobBytes(1).count == 16 else { throw row.mismatch(1, expected: "16 bytes") }
    if !row.isNull(11), try row.blobBytes(11).count != 16 {
      throw row.mismatch(11, expected: "16 bytes")
    }
    let salt = try row.blobBytes(14)
    guard salt.count == 16 else { throw row.mismatch(14, expected: "16 bytes") }
    let payload = try hasher.digest(salt, try row.textBytes(15))
    try encoder.begin(
      row: row, stream: stream, type: type, schema: names.schemas[Int(typeID) - 1],
      payload: payload)
    let marks = window.marks(at: place)
    encoder.add(count: marks.count)
    for mark in marks {
      guard Int64(mark.type) == typeID, let tag = names.tags[Int64(mark.tag)] else {
        throw damaged(place, "a tag's row names another type than the event has")
      }
      encoder.add(tag)
    }
    encoder.end(key: window.key(at: place))
    guard !encoder.isInvalid else { throw damaged(place, "the event is larger than a log takes") }
  }

  private func damaged(_ place: Int, _ what: String) -> StoreError {
    StoreError(
      .corrupt, "\(connection.path) is damaged: at position \(place) \(what)",
      context: [("path", connection.path), ("position", String(place))])
  }
}
