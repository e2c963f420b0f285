import RepairCore
import Testing

@testable import RepairStore

/// The tree of a log, beside one built naively from the same events.
@Suite("The hash tree of a log")
struct LogTreeTests {
  /// The hashes of all leaves, each from an entry written anew.
  static func leaves(of log: EventLog) throws -> [SHA256Digest] {
    let hasher = try TreeHasher()
    return try entries(of: log).map { try hasher.leaf($0) }
  }

  /// The entries of all events, written anew.
  static func entries(of log: EventLog) throws -> [[UInt8]] {
    let connection = try log.openDatabase().connection
    let head = try log.head().rawValue
    guard head > 0 else { return [] }
    let hasher = try TreeHasher()
    let names = try EntryNames(connection)
    let window = try EntryWindow(1...head, of: connection, names: names, with: hasher)
    let reader = EntryReader(
      connection, origin: log.identity.origin, names: names, window: window, with: hasher)
    var entries: [[UInt8]] = []
    try reader.read(1...head) { _, _, entry in entries.append(Array(entry)) }
    return entries
  }

  /// Fills a log by commits of many sizes, with tags and keys here and there.
  static func fill(_ log: EventLog, to count: Int, seed: UInt64 = 1) throws {
    var random = SplitMix(seed: seed)
    while try log.head().rawValue < count {
      let room = try count - log.head().rawValue
      let appends = Int.random(in: 1...3, using: &random)
      try log.bulk { writer in
        for _ in 0..<appends where writer.head.rawValue < count {
          let most = min(count - writer.head.rawValue, room)
          let size = min(
            most, [1, 1, 2, 3, 40, 300][Int.random(in: 0...5, using: &random)])
          let name = "k\(writer.head)"
          let tags =
            random.next() % 2 == 0
            ? ["b:\(random.next() % 5)", "a:1", "b:\(random.next() % 5)"] : []
          let key = random.next() % 2 == 0 ? try key(name, for: name) : nil
          try writer.append(
            (0..<size).map { _ in
              try event(tags: tags, payload: "{\"n\":\(random.next() % 1_000)}")
            }, to: stream("s\(random.next() % 9)"), expecting: .any, key: key)
        }
      }
    }
  }

  @Test("has at each size the root of its events, computed naively from what is read of them")
  func roots() throws {
    let fixture = try LogFixture()
    #expect(try fixture.log.treeHead() == TreeHead(size: 0, root: TreeHasher().emptyRoot()))
    try Self.fill(fixture.log, to: 1_100)
    let leaves = try Self.leaves(of: fixture.log)
    let hasher = try TreeHasher()
    #expect(leaves.count == 1_100)
    for size in [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 600, 767, 768, 1_000, 1_024, 1_100] {
      let head = try fixture.log.treeHead(at: LogPosition(size))
      #expect(head.size == UInt64(size))
      #expect(try head.root == hasher.root(of: leaves[..<size]), "\(size)")
    }
  }

  @Test("proves each event and each of its own beginnings, and nothing else")
  func proofs() throws {
    let fixture = try LogFixture()
    let log = fixture.log
    try Self.fill(log, to: 700, seed: 2)
    let leaves = try Self.leaves(of: log)
    var random = SplitMix(seed: 3)
    for round in 0..<150 {
      let size = round == 0 ? 700 : Int.random(in: 1...700, using: &random)
      let place = Int.random(in: 1...size, using: &random)
      let root = try log.treeHead(at: LogPosition(size)).root
      let proof = try log.inclusionProof(of: LogPosition(place), in: LogPosition(size))
      #expect(try proof.proves(leaves[place - 1], under: root))
      #expect(try !proof.proves(leaves[place % 700], under: root))
      #expect(try SHA256Digest(leaf: log.treeEntry(at: LogPosition(place))) == leaves[place - 1])
      let old = Int.random(in: 1...size, using: &random)
      let oldRoot = try log.treeHead(at: LogPosition(old)).root
      let growth = try log.consistencyProof(from: LogPosition(old), to: LogPosition(size))
      #expect(try growth.proves(oldRoot, isBeginningOf: root))
      #expect(try old == size || !growth.proves(root, isBeginningOf: oldRoot))
    }
  }

  @Test("A proof about a place that is not there is refused")
  func outside() throws {
    let fixture = try LogFixture()
    try Self.fill(fixture.log, to: 3)
    for body in [
      { _ = try fixture.log.treeHead(at: LogPosition(4)) },
      { _ = try fixture.log.treeHead(at: LogPosition(-1)) },
      { _ = try fixture.log.inclusionProof(of: .start) },
      { _ = try fixture.log.inclusionProof(of: LogPosition(3), in: LogPosition(2)) },
      { _ = try fixture.log.consistencyProof(from: .start) },
      { _ = try fixture.log.consistencyProof(from: LogPosition(4)) },
      { _ = try fixture.log.treeEntry(at: .end) },
    ] { #expect(code(of: body) == .misuse) }
  }

  @Test("grows the same whoever appends: two writers by turns, or a log opened anew")
  func byTurns() throws {
    let fixture = try LogFixture()
    let other = try EventLog.open(
      at: fixture.path, mode: .readWrite, configuration: fixture.log.configuration)
    for round in 0..<200 {
      try (round % 2 == 0 ? fixture.log : other).append(
        (0...round % 4).map { _ in try event() }, to: stream("s"), expecting: .any)
    }
    let leaves = try Self.leaves(of: fixture.log)
    #expect(try other.treeHead().root == TreeHasher().root(of: leaves[...]))
  }

  @Test("has nothing of an append that was refused or thrown away")
  func refused() throws {
    let fixture = try LogFixture()
    try Self.fill(fixture.log, to: 250)
    let before = try fixture.log.treeHead()
    #expect(throws: CallFailed.self) {
      try fixture.log.bulk { writer in
        try writer.append((0..<20).map { _ in try event() }, to: stream("s"), expecting: .any)
        throw CallFailed(call: "on purpose")
      }
    }
    #expect(try fixture.log.treeHead() == before)
    try fixture.log.bulk { writer in
      _ = try? writer.append([event()], to: stream("s1"), expecting: .exactly(StreamVersion(999)))
      try writer.append([event()], to: stream("s1"), expecting: .any)
    }
    let leaves = try Self.leaves(of: fixture.log)
    #expect(try fixture.log.treeHead().root == TreeHasher().root(of: leaves[...]))
    #expect(leaves.count == 251)
  }

  @Test("of a copy event by event is the same tree, and of a part the tree at that place")
  func copied() throws {
    let fixture = try LogFixture()
    try Self.fill(fixture.log, to: 400, seed: 5)
    let (whole, part) = (fixture.folder.file("whole.db"), fixture.folder.file("part.db"))
    try LogCopy(of: fixture.log).write(to: whole)
    let extent = Replay.Extent(through: LogPosition(301))
    try LogCopy(of: fixture.log, extent: extent).write(to: part)
    let backup = fixture.folder.file("backup.db")
    try fixture.log.backup(to: backup)
    let head = try fixture.log.treeHead()
    #expect(try EventLog.open(at: whole, mode: .readOnly).treeHead() == head)
    #expect(try EventLog.open(at: backup, mode: .readOnly).treeHead() == head)
    #expect(
      try EventLog.open(at: part, mode: .readOnly).treeHead()
        == fixture.log.treeHead(at: LogPosition(301)))
  }

  @Test("A tile and what is in the tail cannot be changed or removed by plain SQL")
  func appendOnly() throws {
    let fixture = try LogFixture()
    try Self.fill(fixture.log, to: 300)
    fixture.log.close()
    let raw = try RawDatabase(fixture.path)
    for sql in [
      "UPDATE tree_tile SET hashes=zeroblob(8192)", "UPDATE tree_tile SET number=7",
      "UPDATE tree_tile SET hashes=substr(hashes, 1, 32) WHERE level=0", "DELETE FROM tree_tile",
      "UPDATE tree_tail SET hashes=zeroblob(32)", "DELETE FROM tree_tail",
    ] { #expect(raw.code(sql) != 0, "\(sql)") }
  }

  @Test("An entry is the same bytes in every release")
  func goldenEntry() throws {
    // given
    let id = ULID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)
    guard let actor = PersonID("u-1"), let other = PersonID("u-2"), let tag = EventTag("水:1") else {
      throw CallFailed(call: "names")
    }
    let event = StoredEvent(
      position: LogPosition(258), id: id, stream: try stream("ticket/N-1"),
      version: StreamVersion(2), type: EventType("NoteAdded"),
      occurredAt: Timestamp(clamping: -1), recordedAt: Timestamp(clamping: 1_767_225_600_000),
      actor: actor, role: .worker, onBehalfOf: other, command: "addNote", commandID: id,
      correlation: "", salt: [], payload: [])
    // when
    var encoder = EntryEncoder(origin: "/o")
    let hasher = try TreeHasher()
    encoder.begin(event, payload: try hasher.emptyRoot())
    encoder.add(tags: [tag])
    encoder.end(key: try hasher.emptyRoot())
    // then
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    let name = "0102030405060708090a0b0c0d0e0f10"
    let expected =
      "544b5431" + "00022f6f" + "0000000000000102" + "000a7469636b65742f4e2d31"
      + "0000000000000002" + "00094e6f74654164646564" + "0000000000000001" + name
      + "ffffffffffffffff" + "0000019b76daa800" + "0003752d31" + "0006776f726b6572"
      + "010003752d32" + "0100076164644e6f7465" + "01" + name + "00" + "010000" + empty
      + "0001" + "0005e6b0b43a31" + "01" + empty
    let digits = Array("0123456789abcdef")
    #expect(
      String(encoder.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) == expected)
  }
}
