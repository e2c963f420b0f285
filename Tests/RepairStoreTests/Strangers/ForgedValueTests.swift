import RepairCore
import Testing

@testable import RepairStore

@Suite("Values where they do not belong, in a log whose schema looks right")
struct ForgedValueTests {
  private static let values: [ForgedLog.Value] = [
    .integer(.max), .integer(.min), .integer(-1), .integer(0), .integer(8_640_000_000_000_001),
    .real(1.5), .real(1e300), .null, .blob([0xFF, 0, 0xFE]), .blob([]), .text([]),
    .text(Array("x\u{1B}[31m".utf8)), .text([0xFF, 0xFE, 0xFA]), .text([0x61, 0, 0x62]),
    .text(Array(repeating: 0x5B, count: 100_000)), .text(Array("{\"a\":1e999}".utf8)),
    .text(Array("ticket/../../etc".utf8)), .blob(Array(repeating: 7, count: 1 << 20)),
  ]

  /// Every column of every table, with the row that is changed in it.
  private static let columns: [(table: String, column: String, row: String)] = {
    let tables: [(String, String, [String])] = [
      (
        "event", "position=5",
        [
          "id", "stream", "version", "type", "occurred_at", "recorded_at", "actor", "role",
          "on_behalf_of", "command", "command_id", "causation", "correlation", "salt", "payload",
        ]
      ),
      ("event", "position=(SELECT max(position) FROM event)", ["position"]),
      ("stream", "id=1", ["id", "name"]), ("event_type", "id=1", ["id", "name", "schema"]),
      ("tag", "id=1", ["id", "name"]),
      ("event_tag", "position=1 AND tag=1", ["tag", "type", "position"]),
      ("idempotency", "first_position=1", ["key", "digest", "first_position", "last_position"]),
      ("tree_tile", "level=0", ["level", "number", "hashes"]),
      ("tree_tail", "position=(SELECT max(position) FROM tree_tail)", ["position", "hashes"]),
      ("log", "key='id'", ["key", "value"]), ("log", "key='origin'", ["value"]),
      ("log", "key='created'", ["value"]), ("log", "key='digest'", ["value"]),
    ]
    return tables.flatMap { table, row, columns in columns.map { (table, $0, row) } }
  }()

  /// Everything a reader asks; each question may fail, in the store's words.
  private static func ask(_ log: EventLog) throws {
    let questions: [() throws -> Void] = [
      { _ = try log.status() }, { _ = try log.readLog() },
      { try log.scanWithTagsAndKeys { row, _, _ in _ = try row.stored() } },
      { _ = try Replay(of: log) }, { try Views(of: log).catchUp(Views.standard) },
      { _ = try log.treeHead() }, { _ = try log.inclusionProof(of: LogPosition(5)) },
      { _ = try log.asOf(Replay.Extent(through: LogPosition(4))).head() },
      { _ = try TicketLog(log).directory() },
    ]
    for question in questions {
      do {
        try question()
      } catch is StoreError {
      } catch is ProjectionFailure {
      } catch is ImpossibleHistory {
      }
    }
  }

  @Test("Nothing in them traps, hangs or passes", arguments: columns.indices)
  func values(index: Int) throws {
    let (table, column, row) = Self.columns[index]
    let original = try Self.smallLog()
    var taken = 0
    for (number, value) in Self.values.enumerated() {
      let folder = try TemporaryFolder()
      let path = folder.file("log.db")
      try write(original, to: path)
      guard
        try ForgedLog.change(
          path, "UPDATE " + table + " SET " + column + "=?1 WHERE " + row, to: value)
      else { continue }
      taken += 1
      // The two differ in what is done at the opening alone.
      let modes: [EventLog.Mode] = number % 4 == index % 4 ? [.readOnly] : [.untrusted]
      for mode in modes {
        do {
          let log = try EventLog.open(at: path, mode: mode)
          let isSound = try log.verify().isSound
          // What is stored as it was is no forgery: a number of nothing, an empty text.
          let isChanged = try bytes(of: path) != original && Self.shows(log, other: original)
          #expect(!isSound || !isChanged, "\(table).\(column) = \(value)")
          try Self.ask(log)
        } catch is StoreError {
        }
      }
    }
    // A row's number can only be a number.
    #expect(taken >= 5, "\(table).\(column) took \(taken) of \(Self.values.count)")
  }

  /// Whether a log shows anything but what another file does.
  private static func shows(_ log: EventLog, other file: [UInt8]) throws -> Bool {
    let folder = try TemporaryFolder()
    try write(file, to: folder.file("log.db"))
    let before = try EventLog.open(at: folder.file("log.db"), mode: .readOnly)
    return try log.readLog() != before.readLog()
  }

  private static func smallLog() throws -> [UInt8] {
    let fixture = try LogFixture { $0.durability = .processCrashOnly }
    for number in 1...10 {
      try fixture.log.append(
        [event(tags: ["a:1", "b:\(number)"]), event("NoteAdded", payload: "{\"n\":\(number)}")],
        to: stream("ticket/N-\(number % 3)"), expecting: .any, key: key("k\(number)", for: "r"))
    }
    fixture.log.close()
    return try bytes(of: fixture.path)
  }
}
