import RepairCore
import Testing

@testable import RepairStore

/// What somebody who has the file, and knows how a log is made, can do without the checkpoints kept.
@Suite("Somebody who has the file")
struct AttackTests {
  /// A way to change what a log says, and the first place that differs from then on.
  struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let place: Int
    let statements: [String]
  }

  /// Moves everything after a place; by way of the negative numbers, so that no two are ever one.
  private static func move(after place: Int, by step: Int) -> [String] {
    [
      "UPDATE event SET position=-(position+\(step)) WHERE position>\(place)",
      "UPDATE event SET position=-position WHERE position<0",
      "UPDATE event_tag SET position=-(position+\(step)) WHERE position>\(place)",
      "UPDATE event_tag SET position=-position WHERE position<0",
      """
      UPDATE idempotency SET first_position=first_position+\(step), last_position=last_position+\(step)
      WHERE first_position>\(place)
      """,
    ]
  }

  static let attacks = [
    Attack(
      testDescription: "an event altered", place: 300,
      statements: ["UPDATE event SET payload='{\"n\":-1}' WHERE position=300"]),
    Attack(
      testDescription: "two events exchanged", place: 300,
      statements: [
        "UPDATE event SET position=-300 WHERE position=300",
        "UPDATE event SET position=300 WHERE position=400",
        "UPDATE event SET position=400 WHERE position=-300",
      ]),
    Attack(
      testDescription: "an event removed, and the others moved up", place: 300,
      statements: [
        "DELETE FROM event WHERE position=300", "DELETE FROM event_tag WHERE position=300",
      ] + move(after: 300, by: -1)),
    Attack(
      testDescription: "an event put in between, and the others moved on", place: 301,
      statements: move(after: 300, by: 1) + [
        """
        INSERT INTO event SELECT 301, zeroblob(16), stream, version+100000, type, occurred_at,
        recorded_at, actor, role, on_behalf_of, command, command_id, causation, correlation, salt, payload
        FROM event WHERE position=300
        """
      ]),
    Attack(
      testDescription: "the end taken away", place: 501,
      statements: [
        "DELETE FROM event WHERE position>500", "DELETE FROM event_tag WHERE position>500",
        "DELETE FROM idempotency WHERE last_position>500",
        "DELETE FROM tag WHERE id NOT IN (SELECT tag FROM event_tag)",
      ]),
  ]

  /// A closed log of 600 events, done this to, and the checkpoint that somebody else had kept.
  private func attacked(
    _ attack: Attack, andThen more: [String] = []
  ) throws -> (LogFixture, LogCheckpoint) {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 600, seed: 41)
    let kept = try fixture.log.checkpoint()
    fixture.log.close()
    try VerifyTests.tamper(fixture.path, attack.statements + more)
    return (fixture, kept)
  }

  @Test("and changes rows is found by verify, at the first row that differs", arguments: attacks)
  func rows(attack: Attack) throws {
    let (fixture, _) = try attacked(attack)
    let found = try EventLog.open(at: fixture.path, mode: .readOnly).verify()
    #expect(!found.isSound)
    // What is cut off at the end has no row of its own; the tree says how many there were.
    if attack.place <= 500 { #expect(found.firstBad == LogPosition(attack.place), "\(found)") }
  }

  @Test(
    "and computes the whole tree anew is found by a checkpoint that was kept, and by the anchor",
    arguments: attacks)
  func recomputed(attack: Attack) throws {
    // given
    let (fixture, kept) = try attacked(
      attack, andThen: ["DELETE FROM tree_tile", "DELETE FROM tree_tail"])
    let rebuilt = try EventLog.open(at: fixture.path, mode: .readWrite)
    try rebuilt.bulk { _ in }
    rebuilt.close()
    // when
    let log = try EventLog.open(at: fixture.path, mode: .readOnly)
    // then the tree is the events' own, and not the one that was kept
    #expect(try log.treeHead().root == TreeHasher().root(of: LogTreeTests.leaves(of: log)[...]))
    #expect(code { try log.check(kept) } == .rolledBack)
    log.close()
    try write(Array(kept.description.utf8), to: fixture.path + EventLog.anchorSuffix)
    #expect(code { _ = try EventLog.open(at: fixture.path, mode: .readWrite) } == .rolledBack)
  }

  /// What is done to the `-wal` of a log that was not closed.
  enum WAL: CaseIterable {
    case removed
    case cut
    case oneBit
  }

  @Test("and damages or removes the -wal is found by the anchor", arguments: WAL.allCases)
  func wal(attack: WAL) throws {
    // given a log whose last events are in the -wal
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 40)
    fixture.log.close()
    let log = try EventLog.open(
      at: fixture.path, mode: .readWrite, configuration: fixture.log.configuration)
    try LogTreeTests.fill(log, to: 80, seed: 4)
    try log.keepAnchor()
    let kept = try log.treeHead()
    let (file, all) = (try bytes(of: fixture.path), try bytes(of: fixture.path + "-wal"))
    let anchor = try bytes(of: fixture.path + EventLog.anchorSuffix)
    var wal = all
    // when
    switch attack {
    case .removed: wal = []
    case .cut: wal.removeLast(wal.count / 3)
    case .oneBit: wal[wal.count / 2] ^= 1
    }
    let copy = fixture.folder.file("copy.db")
    try write(file, to: copy)
    if !wal.isEmpty { try write(wal, to: copy + "-wal") }
    try write(anchor, to: copy + EventLog.anchorSuffix)
    // then
    #expect(code { _ = try EventLog.open(at: copy, mode: .readWrite) } == .rolledBack)
    // and with its -wal as it was the copy is the log
    try write(all, to: copy + "-wal")
    #expect(try EventLog.open(at: copy, mode: .readWrite).treeHead() == kept)
  }
}
