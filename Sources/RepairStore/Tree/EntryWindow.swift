/// The tags and idempotency keys of a stretch of a log, ordered by place.
///
/// The tables are ordered by tag and by key. To sort all of a large log by place would take a file of
/// its own; a stretch at a time takes little memory and one pass over the tables each.
struct EntryWindow: Sendable {
  /// How many places a stretch has at most.
  static let width = 1 << 20

  /// A tag on an event, with the type that its row says the event has.
  struct Mark: Sendable {
    let tag: Int32
    let type: Int32
  }

  /// The places.
  let places: ClosedRange<Int>
  private var marks: [Mark] = []
  /// Where the marks of each place end.
  private var ends: [Int32]
  /// The number of each place's key in `keys`, or -1.
  private var keyed: [Int32]
  private var keys: [SHA256Digest] = []
  /// The first and the last place of each key, in no order.
  private var spans: [(first: Int, last: Int)] = []

  /// Reads what belongs to some places.
  ///
  /// - Throws: ``StoreError`` with `corrupt` where a row cannot belong to an event.
  init(
    _ places: ClosedRange<Int>, of connection: Connection, names: EntryNames,
    with hasher: TreeHasher
  ) throws {
    self.places = places
    ends = [Int32](repeating: 0, count: places.count)
    keyed = [Int32](repeating: -1, count: places.count)
    try readTags(connection, names)
    try readKeys(connection, hasher)
  }

  /// The tags of the event at a place, in the order of their bytes.
  func marks(at place: Int) -> ArraySlice<Mark> {
    let index = place - places.lowerBound
    return marks[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])]
  }

  /// What stands for the key whose last event is at a place, if it is any's.
  func key(at place: Int) -> SHA256Digest? {
    let number = keyed[place - places.lowerBound]
    return number < 0 ? nil : keys[Int(number)]
  }

  /// How many tags there are in all.
  var markCount: Int { marks.count }

  /// The first and the last place of each key, in the order of the log.
  var keySpans: [(first: Int, last: Int)] { spans.sorted { $0.last < $1.last } }

  /// Notes which tags events have.
  func note(_ used: inout [Bool]) {
    for mark in marks { used[Int(mark.tag) - 1] = true }
  }

  private mutating func readTags(_ connection: Connection, _ names: EntryNames) throws {
    var found: [(index: Int32, mark: Mark)] = []
    let sql = "SELECT tag, type, position FROM event_tag WHERE position BETWEEN ?1 AND ?2"
    try connection.withStatement(sql) { row in
      try row.bind(places.lowerBound, at: 1)
      try row.bind(places.upperBound, at: 2)
      while try row.step() {
        let (tag, type) = (try row.int64(0), try row.int64(1))
        let place = try row.position(2).rawValue
        guard tag >= 1, tag <= names.tags.count, type >= 1, type <= names.types.count else {
          throw Self.damaged(connection, place, "a tag or type that is not there is named")
        }
        found.append(
          (Int32(place - places.lowerBound), Mark(tag: Int32(tag), type: Int32(type))))
      }
    }
    for entry in found { ends[Int(entry.index)] += 1 }
    var total: Int32 = 0
    for index in ends.indices {
      total += ends[index]
      ends[index] = total
    }
    // Filled from the end of each place's part, so that what remains in `next` is its beginning.
    var next = ends
    marks = [Mark](repeating: Mark(tag: 0, type: 0), count: found.count)
    for entry in found {
      next[Int(entry.index)] -= 1
      marks[Int(next[Int(entry.index)])] = entry.mark
    }
    sortMarks(by: names.ranks)
  }

  private mutating func sortMarks(by ranks: [Int32]) {
    var start = 0
    for end in ends {
      // An event has a few tags: each is moved down to where it belongs.
      for index in start..<max(start, Int(end)) {
        var place = index
        while place > start,
          ranks[Int(marks[place].tag) - 1] < ranks[Int(marks[place - 1].tag) - 1]
        {
          marks.swapAt(place, place - 1)
          place -= 1
        }
      }
      start = Int(end)
    }
  }

  private mutating func readKeys(_ connection: Connection, _ hasher: TreeHasher) throws {
    let sql = """
      SELECT first_position, last_position, key, digest FROM idempotency \
      WHERE last_position BETWEEN ?1 AND ?2
      """
    try connection.withStatement(sql) { row in
      try row.bind(places.lowerBound, at: 1)
      try row.bind(places.upperBound, at: 2)
      while try row.step() {
        let (first, last) = (try row.position(0).rawValue, try row.position(1).rawValue)
        let index = last - places.lowerBound
        guard first >= 1, first <= last, keyed[index] < 0 else {
          throw Self.damaged(connection, last, "an idempotency key covers what it cannot")
        }
        // What is hashed has no lengths in it: bytes moved from the one to the other would not show.
        let (name, request) = (try row.textBytes(2), try row.blobBytes(3))
        guard request.count == 32, (1...LogLimit.nameBytes).contains(name.count) else {
          throw Self.damaged(connection, last, "an idempotency key is not of the right length")
        }
        let digest = try EntryEncoder.keyDigest(
          name: name, digest: request, first: Int64(first), with: hasher)
        keyed[index] = Int32(keys.count)
        keys.append(digest)
        spans.append((first, last))
      }
    }
  }

  private static func damaged(
    _ connection: Connection, _ place: Int, _ what: String
  ) -> StoreError {
    StoreError(
      .corrupt, "\(connection.path) is damaged: at position \(place) \(what)",
      context: [("path", connection.path), ("position", String(place))])
  }
}
