import RepairCore
import Testing

@testable import RepairStore

/// Logs of the first release, which had no tree.
@Suite("A log of an earlier release")
struct TreeMigrationTests {
  /// Takes out of a closed log what the second version of its tables added.
  static func takeBack(_ path: String) throws {
    let raw = try RawDatabase(path)
    for statement in LogSchema.migrations[1].statements.reversed() {
      let words = statement.split(separator: " ", maxSplits: 3)
      let name = words[2].prefix { $0 != "(" && $0 != "\n" }
      try raw.execute("DROP \(words[1]) IF EXISTS \(name)")
    }
    let trigger = try raw.text(
      "SELECT sql FROM sqlite_schema WHERE name='log_is_not_deleted'")
    try raw.execute("DROP TRIGGER log_is_not_deleted")
    try raw.execute("DELETE FROM log WHERE key='digest'")
    try raw.execute(trigger)
    try raw.execute("PRAGMA user_version=1")
    raw.close()
  }

  @Test("is read as ever, and says that it has no tree", arguments: [0, 300])
  func reading(count: Int) throws {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: count)
    fixture.log.close()
    try Self.takeBack(fixture.path)
    let before = try bytes(of: fixture.path)
    let log = try EventLog.open(at: fixture.path, mode: .readOnly)
    #expect(try log.head().rawValue == count)
    #expect(try log.status().root == nil && !log.hasTree)
    #expect(code { _ = try log.treeHead() } == .noTree)
    #expect(code { _ = try log.inclusionProof(of: LogPosition(1)) } == .noTree)
    log.close()
    #expect(try bytes(of: fixture.path) == before)
  }

  @Test(
    "gets, when it is opened for writing, the tree it would have had, and no event is touched",
    arguments: [0, 1, 256, 700])
  func migrated(count: Int) throws {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: count)
    let (head, events) = (try fixture.log.treeHead(), try fixture.log.readLog(limit: 10_000))
    fixture.log.close()
    try Self.takeBack(fixture.path)
    let log = try EventLog.open(
      at: fixture.path, mode: .readWrite, configuration: fixture.log.configuration)
    #expect(try log.treeHead() == head)
    #expect(try log.readLog(limit: 10_000) == events)
    #expect(try log.status().schemaVersion == LogSchema.version)
    try LogTreeTests.fill(log, to: count + 300, seed: 9)
    let leaves = try LogTreeTests.leaves(of: log)
    #expect(try log.treeHead().root == TreeHasher().root(of: leaves[...]))
  }

  @Test(
    "What an earlier release appends beside this one is taken into the tree with the next append")
  func behind() throws {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 255)
    fixture.log.close()
    let raw = try RawDatabase(fixture.path)
    for place in 256...260 {
      try raw.execute(
        """
        INSERT INTO event SELECT \(place), id, stream, \(place) + 1000, type, occurred_at,
        recorded_at, actor, role, on_behalf_of, command, command_id, causation, correlation, salt,
        payload FROM event WHERE position=255
        """)
    }
    raw.close()
    let log = try EventLog.open(
      at: fixture.path, mode: .readWrite, configuration: fixture.log.configuration)
    #expect(try log.treeHead().size == 255)
    try log.append([event()], to: stream("s"), expecting: .any)
    #expect(try log.treeHead().size == 261)
    let leaves = try LogTreeTests.leaves(of: log)
    #expect(try log.treeHead().root == TreeHasher().root(of: leaves[...]))
  }

  @Test("A tree with leaves for events that are not there is damage")
  func ahead() throws {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 5)
    fixture.log.close()
    let raw = try RawDatabase(fixture.path)
    try raw.execute("INSERT INTO tree_tail VALUES(6, zeroblob(32))")
    raw.close()
    let log = try EventLog.open(at: fixture.path, mode: .readWrite)
    #expect(code { try log.append([event()], to: stream("s"), expecting: .any) } == .corrupt)
    #expect(try !log.verify().isSound)
  }
}
