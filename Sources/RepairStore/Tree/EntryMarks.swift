import RepairCore

/// The tags and idempotency keys of some events, wherever they lie in a log.
///
/// The tables are ordered by tag and by key, so that one pass over each serves all the events asked
/// for. ``EntryWindow`` does the same for a stretch in which every place is wanted.
struct EntryMarks {
  /// For how many events at a time this is meant.
  static let limit = 1 << 18

  private let connection: Connection
  private var marks: [Mark] = []
  private var keys: [Int: SHA256Digest] = [:]
  private var names: [Int64: EventTag] = [:]

  private struct Mark {
    let place: Int
    let tag: Int64
  }

  /// Reads what belongs to some places.
  ///
  /// - Throws: ``StoreError`` with `corrupt` where a row cannot belong to an event.
  /// - Complexity: O(tags and keys of the log).
  init(_ places: some Collection<Int>, of connection: Connection, with hasher: TreeHasher) throws {
    self.connection = connection
    guard let low = places.min(), let high = places.max() else { return }
    let wanted = Set(places)
    try readTags(of: wanted, low...high)
    try readKeys(of: wanted, low...high, hasher)
  }

  /// The tags of the event at a place, in the order of their bytes.
  mutating func tags(at place: Int) throws -> [EventTag] {
    var (low, high) = (0, marks.count)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].place < place { low = middle + 1 } else { high = middle }
    }
    var tags: [EventTag] = []
    for mark in marks[low...].prefix(while: { $0.place == place }) {
      tags.append(try name(of: mark.tag))
    }
    return tags.sorted { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }
  }

  /// What stands for the key whose last event is at a place, if it is any's.
  func key(at place: Int) -> SHA256Digest? { keys[place] }

  private mutating func readTags(of wanted: Set<Int>, _ places: ClosedRange<Int>) throws {
    let sql = "SELECT position, tag FROM event_tag WHERE position BETWEEN ?1 AND ?2"
    try connection.withStatement(sql) { row in
      try row.bind(places.lowerBound, at: 1)
      try row.bind(places.upperBound, at: 2)
      while try row.step() {
        let place = try row.position(0).rawValue
        if wanted.contains(place) { marks.append(Mark(place: place, tag: try row.int64(1))) }
      }
    }
    marks.sort { $0.place < $1.place }
  }

  private mutating func readKeys(
    of wanted: Set<Int>, _ places: ClosedRange<Int>, _ hasher: TreeHasher
  ) throws {
    let sql = """
      SELECT first_position, last_position, key, digest FROM idempotency \
      WHERE last_position BETWEEN ?1 AND ?2
      """
    try connection.withStatement(sql) { row in
      try row.bind(places.lowerBound, at: 1)
      try row.bind(places.upperBound, at: 2)
      while try row.step() {
        let last = try row.position(1).rawValue
        guard wanted.contains(last) else { continue }
        let (name, request) = (try row.textBytes(2), try row.blobBytes(3))
        guard request.count == 32 else {
          throw damaged(last, "an idempotency key is not of the right length")
        }
        keys[last] = try EntryEncoder.keyDigest(
          name: name, digest: request, first: try row.int64(0), with: hasher)
      }
    }
  }

  private mutating func name(of tag: Int64) throws -> EventTag {
    if let known = names[tag] { return known }
    let name = try connection.withStatement("SELECT name FROM tag WHERE id=?1") { row in
      try row.bind(tag, at: 1)
      return try row.step() ? EventTag(try row.text(0)) : nil
    }
    guard let name else { throw damaged(0, "a tag that is not there is named") }
    // A log can have as many tags as tickets: those that come often are met again soon.
    if names.count >= 1 << 16 { names.removeAll(keepingCapacity: true) }
    names[tag] = name
    return name
  }

  private func damaged(_ place: Int, _ what: String) -> StoreError {
    StoreError(
      .corrupt, "\(connection.path) is damaged: at position \(place) \(what)",
      context: [("path", connection.path), ("position", String(place))])
  }
}
