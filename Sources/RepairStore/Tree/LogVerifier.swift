/// Verifies a whole log: every hash from what a reader is shown, every table against the others.
struct LogVerifier {
  private let connection: Connection
  private let identity: EventLog.Identity
  private let hasher: TreeHasher
  /// Opens the log once more for the other thread; `nil` where only one connection can read it.
  private let helper: (@Sendable () throws -> sending EventLog)?
  private var findings: [LogVerification.Finding] = []

  init(
    _ connection: Connection, identity: EventLog.Identity,
    helper: (@Sendable () throws -> sending EventLog)? = nil
  ) throws {
    self.connection = connection
    self.identity = identity
    self.helper = helper
    hasher = try TreeHasher()
  }

  /// Reads everything; the caller holds a snapshot.
  mutating func run(
    progress: (_ done: Int, _ of: Int) throws -> Void
  ) throws -> LogVerification {
    try noting { try $0.checkTables() }
    let names = try noting { try EntryNames($0.connection) }
    guard let names, let size = try noting({ try $0.checkSize() }) else {
      return report(events: 0, head: nil)
    }
    let queue = VerificationQueue()
    let hasHelper = try startHelper(queue, names)
    var used: [Bool]?
    do {
      used = try noting { try $0.hash(through: size, names, queue, progress) }
      if !hasHelper { try noting { $0.note(try Self.damage(in: $0.connection)) } }
      try noting { try $0.checkStreams(names) }
      queue.close()
      if hasHelper { try queue.waitForHelper { try progress(queue.done, size) } }
    } catch {
      // Reading a large file for broken pages takes minutes, and nobody wants to know any more.
      queue.abandon()
      if hasHelper { queue.waitForHelper {} }
      throw error
    }
    let results = try queue.results()
    note(queue.notes)
    let head = try noting { try $0.checkTree(results, size: size) }
    if let used { checkUse(results, tags: used, names) }
    return report(events: size, head: head ?? nil)
  }

  /// Takes damage that ends a check for a finding; what else fails makes the verification fail.
  @discardableResult
  private mutating func noting<Result>(
    _ check: (inout Self) throws -> Result
  ) throws -> Result? {
    do {
      return try StoreError.mapping(path: connection.path) { try check(&self) }
    } catch let error as StoreError where error.code == .corrupt {
      let place = error.context.first { $0.name == "position" }.flatMap { Int($0.value) }
      note(error.message, at: place)
      return nil
    }
  }

  private mutating func note(_ message: String, at place: Int? = nil) {
    findings.append(.init(position: place.map { LogPosition($0) }, message: message))
  }

  private mutating func note(_ lines: [String]) {
    for line in lines { note(line) }
  }

  private func report(events: Int, head: TreeHead?) -> LogVerification {
    let sorted = findings.enumerated().sorted { left, right in
      let (first, second) = (left.element.position ?? .end, right.element.position ?? .end)
      return first != second ? first < second : left.offset < right.offset
    }
    return LogVerification(
      events: events, head: head,
      findings: sorted.prefix(LogVerification.limit).map(\.element))
  }

  // MARK: Tables

  /// The schema, and the facts that no entry has.
  private mutating func checkTables() throws {
    try LogSchema.check(connection)
    var keys: [String] = []
    var digest: [UInt8]?
    try connection.withStatement("SELECT key, value FROM log ORDER BY key") { row in
      while try row.step() {
        let key = try row.text(0)
        keys.append(key)
        if key == "digest" { digest = Array(try row.blobBytes(1)) }
      }
    }
    if keys != ["created", "digest", "id", "origin"] { note("the log's own facts are not four") }
    let found = try EventLog.Identity.read(from: connection)
    if try found != identity || digest != found.digest().bytes {
      note("the log's name, origin or age is not what it was made with")
    }
  }

  /// Compares how many events there are with the last one's place and with the tree.
  ///
  /// - Returns: up to where to read: a place made up far beyond the end is not gone to.
  private mutating func checkSize() throws -> Int {
    var (last, count): (Int64, Int) = (0, 0)
    try connection.withStatement("SELECT max(position), count(*) FROM event") { row in
      guard try row.step(), !row.isNull(0) else { return }
      (last, count) = (try row.int64(0), Int(clamping: try row.int64(1)))
    }
    if last != Int64(count) { note("there are \(count) events, and the last has place \(last)") }
    let leaves = try TreeTiles.size(in: connection)
    if leaves != count { note("the hash tree has \(leaves) events and the log has \(count)") }
    return count
  }

  /// What SQLite itself finds wrong: broken pages, and indexes that say another thing than tables.
  static func damage(in connection: Connection) throws -> [String] {
    try connection.withStatement("PRAGMA integrity_check(20)") { row in
      var lines: [String] = []
      while try row.step() { lines.append(try row.text(0)) }
      return lines.filter { $0 != "ok" }
    }
  }

  /// Versions of a stream are 1, 2, 3 … in the order of the log, and no stream is without an event.
  private mutating func checkStreams(_ names: EntryNames) throws {
    var (stream, version, place): (Int64, Int64, Int64) = (0, 0, 0)
    var (streams, bad): (Int, Int?) = (0, nil)
    try connection.withStatement(
      "SELECT stream, version, position FROM event ORDER BY stream, version"
    ) { row in
      while try row.step() {
        let (next, number, position) = (try row.int64(0), try row.int64(1), try row.int64(2))
        if next != stream {
          (stream, version, place) = (next, 0, 0)
          streams += 1
        }
        // An event before the first place is counted elsewhere.
        if position > 0, number != version + 1 || position <= place {
          bad = min(bad ?? .max, Int(clamping: position))
        }
        (version, place) = (number, position)
        guard version < .max - 1 else { return }
      }
    }
    if let bad { note("its version is not the next one of its stream", at: bad) }
    if streams != names.streams.count {
      note("\(names.streams.count) streams are named and \(streams) have events")
    }
  }

  // MARK: Events

  /// Hands out the log in stretches and takes part; answers which tags events have.
  private mutating func hash(
    through size: Int, _ names: EntryNames, _ queue: VerificationQueue,
    _ progress: (Int, Int) throws -> Void
  ) throws -> [Bool] {
    var used = [Bool](repeating: false, count: names.tags.count)
    var (marks, keys, lastKeyed) = (0, 0, 0)
    let verifier = StretchVerifier(
      connection: connection, origin: identity.origin, names: names, hasher: hasher)
    for start in stride(from: 1, through: size, by: EntryWindow.width) {
      let places = start...min(size, start + EntryWindow.width - 1)
      let window = try EntryWindow(places, of: connection, names: names, with: hasher)
      marks += window.markCount
      window.note(&used)
      for (first, last) in window.keySpans {
        keys += 1
        if first <= lastKeyed { note("two idempotency keys cover it", at: first) }
        lastKeyed = last
      }
      var stretches = stride(from: start, through: places.upperBound, by: StretchVerifier.width)
        .map { first in
          VerificationQueue.Stretch(
            places: first...min(places.upperBound, first + StretchVerifier.width - 1),
            window: window)
        }
      // What is not in a whole tile yet may move while we read, and is of our own snapshot.
      let ours =
        size % TreeShape.width != 0 && places.upperBound == size ? stretches.popLast() : nil
      queue.add(stretches)
      if let ours { queue.settle(ours, try verifier.verify(ours)) }
      while let stretch = queue.take(waiting: false) {
        queue.settle(stretch, try verifier.verify(stretch))
        try progress(queue.done, size)
      }
      // The other thread may have taken all of it.
      try progress(queue.done, size)
    }
    try countRows("event_tag", "SELECT count(*) FROM event_tag", expected: marks)
    try countRows("idempotency", "SELECT count(*) FROM idempotency", expected: keys)
    return used
  }

  private mutating func countRows(_ table: String, _ sql: String, expected: Int) throws {
    let count = try connection.withStatement(sql) { try $0.step() ? try $0.int64(0) : 0 }
    if count != Int64(expected) {
      note("\(table) has \(count) rows, of which \(expected) belong to an event")
    }
  }

  /// Starts a thread that looks for broken pages and then hashes too.
  private func startHelper(_ queue: VerificationQueue, _ names: EntryNames) throws -> Bool {
    guard let helper else { return false }
    let origin = identity.origin
    try BlockingThread.start {
      defer { queue.endHelper() }
      do {
        let log = try helper()
        defer { log.close() }
        let connection = try log.openDatabase().connection
        queue.help(interruptedBy: connection.interruptHandle)
        let verifier = StretchVerifier(
          connection: connection, origin: origin, names: names, hasher: try TreeHasher())
        do {
          let lines = try StoreError.mapping(path: log.path) { try Self.damage(in: connection) }
          queue.note(lines)
        } catch let error as StoreError where error.code == .corrupt {
          queue.note([error.message])
        }
        while let stretch = queue.take(waiting: true) {
          queue.settle(stretch, try verifier.verify(stretch))
        }
      } catch {
        queue.fail(error)
      }
    }
    return true
  }

  // MARK: The tree above the leaves

  /// Builds the tree over what was hashed and compares it with the tiles above the leaves.
  private mutating func checkTree(
    _ results: [VerificationQueue.Result], size: Int
  ) throws -> TreeHead? {
    var last = Int64.min
    for result in results {
      findings += result.findings
      guard let recorded = result.recorded else { continue }
      if recorded.lowerBound < last { note("the recorded time goes back between two events") }
      last = recorded.upperBound
    }
    var level = results.flatMap { $0.roots.map(\.root) }
    let rest = results.last?.rest ?? []
    guard level.count * TreeShape.width + rest.count == size else { return nil }
    var tiles = level.count
    var above = 1
    var root = try rest.isEmpty ? nil : hasher.root(of: rest[...])
    // From the right edge upwards: what is left of each level stands before what was below it.
    while !level.isEmpty {
      tiles += try compareLevel(level, above)
      let whole = level.count / TreeShape.width * TreeShape.width
      let left = level[whole...]
      if !left.isEmpty {
        root = try hasher.join(left, with: root)
      }
      level = try stride(from: 0, to: whole, by: TreeShape.width).map {
        try hasher.root(of: level[$0..<$0 + TreeShape.width])
      }
      above += 1
    }
    try countRows("tree_tile", "SELECT count(*) FROM tree_tile", expected: tiles)
    try checkTail(after: size / TreeShape.width * TreeShape.width)
    return TreeHead(size: UInt64(size), root: try root ?? hasher.emptyRoot())
  }

  /// What is in a whole tile is not in the tail any more: nothing reads a row that is left there.
  private mutating func checkTail(after last: Int) throws {
    let sql = "SELECT count(*) FROM tree_tail WHERE position<=?1"
    let count = try connection.withStatement(sql) { row in
      try row.bind(last, at: 1)
      return try row.step() ? try row.int64(0) : 0
    }
    if count > 0 { note("tree_tail has \(count) rows for events that are in whole tiles") }
  }

  /// Compares the hashes of a level with its tiles, and says how many those are.
  private mutating func compareLevel(_ hashes: [SHA256Digest], _ level: Int) throws -> Int {
    var tiles = 0
    for start in stride(from: 0, to: hashes.count, by: TreeShape.width) {
      let expected = hashes[start..<min(hashes.count, start + TreeShape.width)]
      let stored: [SHA256Digest]
      do {
        stored = try TreeTiles.stored(level: level, number: tiles, in: connection)
      } catch let mismatch as ColumnMismatch {
        note("tile \(tiles) of level \(level) of the hash tree: \(mismatch)")
        tiles += 1
        continue
      }
      if stored[...] != expected {
        note("tile \(tiles) of level \(level) of the hash tree is not over the level below")
      }
      tiles += 1
    }
    return tiles
  }

  /// No type and no tag is without an event: what nothing uses was put there by somebody else.
  private mutating func checkUse(
    _ results: [VerificationQueue.Result], tags: [Bool], _ names: EntryNames
  ) {
    guard findings.isEmpty else { return }
    let types = results.reduce(into: Set<Int64>()) { $0.formUnion($1.types) }
    if types.count != names.types.count {
      note("\(names.types.count) event types are named and \(types.count) have events")
    }
    let idle = tags.count { !$0 }
    if idle > 0 { note("\(idle) tags are named that no event has") }
  }
}
