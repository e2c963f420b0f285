import CSQLite
import Foundation
import RepairCore
import RepairStore

/// Something that the tool cannot go on without.
struct Trouble: Error, CustomStringConvertible {
  let description: String
}

/// SQLite as any other program would use it.
final class Database {
  private var handle: OpaquePointer?

  init(_ path: String) throws {
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
      throw Trouble(description: "SQLite does not open \(path)")
    }
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs a statement and answers its rows as texts.
  @discardableResult
  func rows(_ sql: String) throws -> [[String]] {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
      throw Trouble(description: "SQLite does not take \(sql)")
    }
    var rows: [[String]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        rows.append(
          (0..<sqlite3_column_count(statement)).map { column in
            sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
          })
      case SQLITE_DONE: return rows
      default: throw Trouble(description: "SQLite does not do \(sql)")
      }
    }
  }
}

/// A log of twenty events in a file of small pages, so that there are few bits of nothing.
enum SmallLog {
  static let events = 20

  /// Makes one, the same each time.
  static func make(at path: String) throws {
    var configuration = LogConfiguration()
    configuration.clock = { Timestamp(clamping: 1_767_225_600_000) }
    // The names and salts need not be secret here, and have to be the same in every process.
    configuration.random = { buffer in
      for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: index &* 37 &+ 11) }
    }
    let log = try EventLog.create(at: path, origin: "/desk", configuration: configuration)
    for number in 1...events / 2 {
      guard let actor = PersonID("u-\(number)"), let tag = EventTag("水:\(number % 3)"),
        let stream = StreamName("ticket/N-\(number % 4)"),
        let key = IdempotencyKey(
          "k\(number)", digest: try SHA256Digest(hashing: Array("r\(number)".utf8)))
      else { throw Trouble(description: "the log's names are none") }
      let time = Timestamp(clamping: 1_767_225_600_000 + Int64(number) * 60_000)
      let first = NewEvent(
        type: EventType("TicketSubmitted"), occurredAt: time, actor: actor, role: .requester,
        tags: [tag], payload: Array(#"{"description":"水管漏水 \#(number)"}"#.utf8))
      let second = NewEvent(
        type: EventType("NoteAdded"), occurredAt: time, actor: actor, role: .requester,
        payload: Array(#"{"text":"\#(number)"}"#.utf8))
      try log.append([first, second], to: stream, expecting: .any, key: key)
    }
    log.close()
    // As a backup is: one file, without a -wal.
    let database = try Database(path)
    try database.rows("PRAGMA journal_mode=DELETE")
    try database.rows("PRAGMA page_size=512")
    try database.rows("VACUUM")
  }
}
