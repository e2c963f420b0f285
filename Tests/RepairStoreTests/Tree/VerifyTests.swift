import RepairCore
import Testing

@testable import RepairStore

/// What somebody with the file in hands can do to it, and what verification says.
@Suite("A verification of a log")
struct VerifyTests {
  /// A closed log with a few hundred events, tags and keys, and its tree's head.
  private static func closedLog(events: Int = 600) throws -> (LogFixture, TreeHead) {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: events, seed: 11)
    let head = try fixture.log.treeHead()
    fixture.log.close()
    return (fixture, head)
  }

  /// Runs statements as somebody would who takes the triggers away and puts them back.
  static func tamper(_ path: String, _ statements: [String]) throws {
    let raw = try RawDatabase(path)
    let triggers = LogSchema.migrations.flatMap(\.statements).filter {
      $0.hasPrefix("CREATE TRIGGER")
    }
    for trigger in triggers {
      let name = trigger.split(separator: " ")[2]
      try raw.execute("DROP TRIGGER \(name)")
    }
    for statement in statements { try raw.execute(statement) }
    for trigger in triggers { try raw.execute(trigger) }
    raw.close()
  }

  @Test("finds nothing in a log that nobody has touched", arguments: [0, 1, 255, 256, 257, 17_000])
  func sound(events: Int) throws {
    let fixture = try LogFixture()
    try fixture.log.bulk { writer in
      for number in 0..<(events / 5 + 1) where writer.head.rawValue < events {
        try writer.append(
          (0..<min(5, events - writer.head.rawValue)).map { _ in
            try event(tags: ["a:1", "b:\(number % 7)"])
          },
          to: stream("s\(number % 40)"), expecting: .any, key: key("k\(number)", for: "r"))
      }
    }
    var told = 0
    let found = try fixture.log.verify { done, total in
      #expect(done <= total)
      told += 1
    }
    #expect(found.findings.isEmpty && found.isSound)
    #expect(found.events == events)
    #expect(try found.head == fixture.log.treeHead())
    #expect(events == 0 || told > 0)
  }

  /// What is done to the file, and the first place that no longer holds, where one does not.
  static let tampering: [(sql: String, place: Int?)] = [
    ("UPDATE event SET payload=replace(payload, '{', '{ ') WHERE position=300", 300),
    ("UPDATE event SET payload=NULL WHERE position=300", 300),
    ("UPDATE event SET salt=zeroblob(16) WHERE position=1", 1),
    ("UPDATE event SET salt=zeroblob(15) WHERE position=1", 1),
    ("UPDATE event SET id=zeroblob(16) WHERE position=599", 599),
    ("UPDATE event SET occurred_at=occurred_at+1 WHERE position=17", 17),
    ("UPDATE event SET recorded_at=recorded_at+1 WHERE position=600", 600),
    ("UPDATE event SET recorded_at=recorded_at-1 WHERE position=17", 17),
    ("UPDATE event SET actor='u-2' WHERE position=17", 17),
    ("UPDATE event SET role='worker' WHERE position=17", 17),
    ("UPDATE event SET on_behalf_of='u-2' WHERE position=17", 17),
    ("UPDATE event SET command='x' WHERE position=17", 17),
    ("UPDATE event SET command_id=zeroblob(16) WHERE position=17", 17),
    ("UPDATE event SET causation='x' WHERE position=17", 17),
    ("UPDATE event SET correlation='' WHERE position=17", 17),
    ("UPDATE event_type SET schema=2", 1),
    ("UPDATE event_type SET name='TicketCancelled'", 1),
    (
      """
      UPDATE stream SET name='elsewhere'
      WHERE id=(SELECT stream FROM event WHERE position=1)
      """, 1
    ),
    (
      """
      UPDATE event SET payload=CASE position WHEN 41
        THEN (SELECT payload FROM event WHERE position=40)
        ELSE (SELECT payload FROM event WHERE position=41) END
      WHERE position IN (40, 41)
        AND (SELECT count(DISTINCT payload) FROM event WHERE position IN (40, 41))=2
      """, 40
    ),
    ("DELETE FROM event WHERE position=600", 600),
    ("DELETE FROM event WHERE position=300", 300),
    ("UPDATE event SET position=601 WHERE position=600", 600),
    ("UPDATE event SET position=1<<50 WHERE position=600", 600),
    ("UPDATE event SET position=-5 WHERE position=5", 5),
    (
      """
      INSERT INTO event SELECT 601, id, stream, version+100000, type, occurred_at, recorded_at, actor,
      role, on_behalf_of, command, command_id, causation, correlation, salt, payload
      FROM event WHERE position=600
      """, 601
    ),
    ("DELETE FROM event_tag WHERE position=(SELECT min(position) FROM event_tag)", nil),
    ("INSERT INTO event_tag SELECT 1, type, 5000 FROM event WHERE position=1", nil),
    ("UPDATE tag SET name='a:2' WHERE name='a:1'", nil),
    ("INSERT INTO tag(name) VALUES('never:used')", nil),
    ("INSERT INTO stream(name) VALUES('never/used')", nil),
    ("INSERT INTO event_type(name, schema) VALUES('NeverUsed', 1)", nil),
    ("DELETE FROM idempotency WHERE key=(SELECT min(key) FROM idempotency)", nil),
    (
      "UPDATE idempotency SET digest=zeroblob(32) WHERE key=(SELECT min(key) FROM idempotency)", nil
    ),
    (
      """
      UPDATE idempotency SET digest=CAST(digest || substr(key, 1, 1) AS BLOB), key=substr(key, 2)
      WHERE key=(SELECT max(key) FROM idempotency)
      """, nil
    ),
    ("UPDATE idempotency SET key='other' WHERE key=(SELECT min(key) FROM idempotency)", nil),
    ("INSERT INTO idempotency VALUES('more', zeroblob(32), 1, 1)", nil),
    ("INSERT INTO idempotency VALUES('more', zeroblob(32), 5000, 5001)", nil),
    ("UPDATE log SET value='elsewhere' WHERE key='origin'", nil),
    ("UPDATE log SET value=value+1 WHERE key='created'", nil),
    ("UPDATE log SET value=zeroblob(16) WHERE key='id'", nil),
    ("INSERT INTO log VALUES('more', 1)", nil),
    (
      """
      UPDATE tree_tile SET hashes=CAST(zeroblob(32) || substr(hashes, 33) AS BLOB) WHERE level=0 AND number=1
      """, 257
    ),
    ("UPDATE tree_tile SET hashes=zeroblob(64) WHERE level=1", nil),
    ("DELETE FROM tree_tile WHERE level=1", nil),
    ("INSERT INTO tree_tile VALUES(2, 0, zeroblob(32))", nil),
    ("DELETE FROM tree_tail", nil),
    ("INSERT INTO tree_tail VALUES(5, zeroblob(32))", nil),
    ("INSERT INTO tree_tail VALUES(-5, zeroblob(32))", nil),
    (
      "UPDATE tree_tail SET hashes=zeroblob(length(hashes)) WHERE position=(SELECT max(position) FROM tree_tail)",
      nil
    ),
  ]

  @Test("finds what was changed, added or removed, and where", arguments: tampering)
  func tampered(sql: String, place: Int?) throws {
    let (fixture, _) = try Self.closedLog()
    try Self.tamper(fixture.path, [sql])
    let log = try EventLog.open(at: fixture.path, mode: .readOnly)
    let found = try log.verify()
    #expect(!found.isSound)
    if let place { #expect(found.firstBad == LogPosition(place), "\(found.findings)") }
  }

  @Test(
    "says of an event with another id that the id may be it, and of one with half an id that it is none",
    arguments: [("zeroblob(16)", "its id"), ("zeroblob(8)", "16 bytes")])
  func identity(id: String, words: String) throws {
    let (fixture, _) = try Self.closedLog()
    for column in ["id", "command_id"] {
      try Self.tamper(fixture.path, ["UPDATE event SET \(column)=\(id) WHERE position=17"])
    }
    let found = try EventLog.open(at: fixture.path, mode: .readOnly).verify()
    #expect(found.firstBad == LogPosition(17))
    #expect(found.findings.first?.message.contains(words) == true, "\(found.findings)")
    #expect(found.findings.allSatisfy { !$0.message.contains("larger") })
  }

  @Test("A change by somebody who computes the whole tree anew shows in a root that was kept")
  func recomputed() throws {
    // given
    let (fixture, kept) = try Self.closedLog()
    // when
    try Self.tamper(
      fixture.path,
      [
        "UPDATE event SET actor='u-2' WHERE position=300", "DELETE FROM tree_tile",
        "DELETE FROM tree_tail",
      ])
    let log = try EventLog.open(at: fixture.path, mode: .readWrite)
    try log.append([event()], to: stream("s"), expecting: .any)
    // then
    #expect(try log.verify().isSound)
    let size = LogPosition(Int(kept.size))
    #expect(try log.treeHead(at: size).root != kept.root)
    #expect(
      try !log.consistencyProof(from: size).proves(kept.root, isBeginningOf: log.treeHead().root))
  }

  @Test("Rows that a longer log of ours had are no longer part of a shorter one")
  func cut() throws {
    let (fixture, kept) = try Self.closedLog()
    try Self.tamper(
      fixture.path,
      [
        "DELETE FROM event WHERE position>500", "DELETE FROM event_tag WHERE position>500",
        "DELETE FROM idempotency WHERE last_position>500",
      ])
    let found = try EventLog.open(at: fixture.path, mode: .readOnly).verify()
    #expect(!found.isSound && found.events == 500)
    #expect(kept.size == 600)
  }

  @Test("ends when whoever waits for it no longer does")
  func cancelled() throws {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 600)
    let thrown = #expect(throws: CallFailed.self) {
      _ = try fixture.log.verify { _, _ in throw CallFailed(call: "enough") }
    }
    #expect(thrown?.call == "enough")
    #expect(try fixture.log.verify().isSound)
  }
}
