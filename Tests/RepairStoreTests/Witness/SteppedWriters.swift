import RepairCore
import RepairStore

@testable import log_hammer

/// Programs that write into the tables of a log past the store, some of them wrongly.
///
/// Each has a connection of its own, and a seed says whose turn it is, statement by statement: what
/// goes wrong once in a million runs of real threads goes wrong here in every second one.
final class SteppedWriters {
  /// What the programs do wrong.
  enum Fault: CaseIterable {
    case nothing
    case versionCheckedBeforeLock, noVersionCheck, keyCheckedBeforeLock, conditionCheckedBeforeLock
    case placeTakenBeforeLock, placesCountedApart, snapshotKeptOpen, answeredBeforeCommit
  }

  /// What a writer has found out about the log.
  private struct Knowledge {
    var version = 0
    var head = 0
    var match = 0
    var keyed: (first: Int, last: Int)?
  }

  private enum Step {
    case idle, looking, locking, committing(Reply), answering(Reply)
  }

  private struct Writer {
    let database: RawDatabase
    var step = Step.idle
    var call = 0
    var before = Knowledge()
    /// The reader's own connection, where a snapshot may be left open.
    let reader: RawDatabase
    var hasSnapshot = false
  }

  private let fault: Fault
  private let path: String
  private let folder: TemporaryFolder
  private var writers: [Writer] = []
  private var random: SplitMix
  private var calls: [Call] = []
  private var time: UInt64 = 0
  private var counter = 0

  private static let streams = 2

  init(_ fault: Fault, seed: UInt64) throws {
    self.fault = fault
    random = SplitMix(seed: seed)
    folder = try TemporaryFolder()
    path = folder.file("log.db")
    try EventLog.create(at: path).close()
    writers = try (0..<3).map { _ in
      Writer(database: try RawDatabase(path), reader: try RawDatabase(path))
    }
    for id in 1...Self.streams {
      try writers[0].database.execute("INSERT INTO stream VALUES(\(id), 's-\(id)')")
    }
    try writers[0].database.execute(
      "INSERT INTO event_type VALUES(1, 'A', 1); INSERT INTO tag VALUES(1, 'x:1')")
  }

  /// Lets the programs make some calls and tells what they were answered and what is in the log.
  func run(calls limit: Int) throws -> (calls: [Call], log: [LogEntry]) {
    while true {
      let able = writers.indices.filter {
        if case .idle = writers[$0].step { calls.count < limit } else { true }
      }
      guard let index = able.randomElement(using: &random) else { break }
      time += 1
      try advance(&writers[index], session: "\(index)")
    }
    for writer in writers {
      writer.database.close()
      writer.reader.close()
    }
    let log = try EventLog.open(at: path, mode: .readOnly)
    defer { log.close() }
    return (calls, try LogEntry.all(in: log))
  }

  private func advance(_ writer: inout Writer, session: String) throws {
    switch writer.step {
    case .idle:
      writer.call = calls.count
      let request = try makeRequest()
      calls.append(Call(id: CallID(session, calls.count), request: request, invoked: time))
      writer.step = .looking
    case .looking:
      guard case .append(let append) = calls[writer.call].request else {
        writer.step = .answering(.head(try head(&writer)))
        return
      }
      // Only the faulty use what they saw here.
      writer.before = try look(append, writer.database)
      writer.step = .locking
    case .locking:
      guard case .append(let append) = calls[writer.call].request,
        writer.database.code("BEGIN IMMEDIATE") == 0
      else { return }
      let reply = try write(append, writer)
      writer.step = .committing(reply)
      if fault == .answeredBeforeCommit { answer(writer.call, reply) }
    case .committing(let reply):
      // A kill, as far as the file is concerned.
      let isKilled = fault == .answeredBeforeCommit && below(4) == 0
      try writer.database.execute(isKilled ? "ROLLBACK" : "COMMIT")
      writer.step = .answering(reply)
    case .answering(let reply):
      if fault != .answeredBeforeCommit || calls[writer.call].reply == nil {
        answer(writer.call, reply)
      }
      writer.step = .idle
    }
  }

  private func answer(_ call: Int, _ reply: Reply) {
    calls[call].returned = time
    calls[call].reply = reply
  }

  // MARK: What is asked

  private func makeRequest() throws -> Request {
    if below(4) == 0 { return .head }
    let keyed = calls.compactMap {
      if case .append(let append) = $0.request, append.key != nil { append } else { nil }
    }
    if below(4) == 0, let again = keyed.last { return .append(again) }
    let id = 1 + below(Self.streams)
    let known = calls.filter { $0.returned != nil }.count { call in
      if case .append(let append) = call.request, case .appended(_, _, _, false) = call.reply {
        append.stream.rawValue == "s-\(id)"
      } else {
        false
      }
    }
    let head = calls.compactMap {
      if case .appended(_, let last, _, _) = $0.reply { last } else { nil }
    }.max()
    var append = AppendRequest(
      name: "r\(calls.count)", stream: try stream("s-\(id)"), expected: .any,
      tags: [try tag("x:1")])
    switch below(4) {
    case 0: append.key = "k\(calls.count)"
    case 1:
      append.condition = AppendCondition(
        noneOf: EventQuery(tags: append.tags), after: LogPosition(head ?? 0))
    default: append.expected = .exactly(StreamVersion(known))
    }
    return .append(append)
  }

  private func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  // MARK: What is done

  private func head(_ writer: inout Writer) throws -> Int {
    if fault == .snapshotKeptOpen, !writer.hasSnapshot {
      try writer.reader.execute("BEGIN")
      writer.hasSnapshot = true
    } else if writer.hasSnapshot, below(3) == 0 {
      try writer.reader.execute("COMMIT")
      writer.hasSnapshot = false
    }
    return try number("SELECT COALESCE(MAX(position), 0) FROM event", writer.reader)
  }

  private func look(_ append: AppendRequest, _ database: RawDatabase) throws -> Knowledge {
    var found = Knowledge()
    found.head = try number("SELECT COALESCE(MAX(position), 0) FROM event", database)
    found.version = try number(
      "SELECT COALESCE(MAX(version), 0) FROM event WHERE stream=\(id(append))", database)
    if let condition = append.condition {
      found.match = try number(
        """
        SELECT COALESCE(MIN(position), 0) FROM event_tag
        WHERE tag=1 AND position>\(condition.after)
        """, database)
    }
    if let key = append.key {
      let first = try number(
        "SELECT COALESCE(MAX(first_position), 0) FROM idempotency WHERE key='\(key)'", database)
      if first > 0 {
        let last = try number(
          "SELECT last_position FROM idempotency WHERE key='\(key)'", database)
        found.keyed = (first, last)
      }
    }
    return found
  }

  private func write(_ append: AppendRequest, _ writer: Writer) throws -> Reply {
    let database = writer.database
    var now = try look(append, database)
    let fresh = now
    switch fault {
    case .versionCheckedBeforeLock, .noVersionCheck: now.version = writer.before.version
    case .keyCheckedBeforeLock: now.keyed = writer.before.keyed
    case .conditionCheckedBeforeLock: now.match = writer.before.match
    case .placeTakenBeforeLock: now.head = writer.before.head
    case .nothing, .placesCountedApart, .snapshotKeptOpen, .answeredBeforeCommit: break
    }
    counter += 1
    if let (first, last) = now.keyed {
      let version = try number("SELECT version FROM event WHERE position=\(last)", database)
      return .appended(first: first, last: last, version: version, repeated: true)
    }
    if fault != .noVersionCheck, !append.expected.isMet(by: now.version) {
      return .conflict(actual: now.version)
    }
    if now.match > 0 { return .conditionFailed(position: now.match) }
    let position = fault == .placesCountedApart ? counter : now.head + 1
    // Who takes a place early must expect to find it taken, and this is the worst way to deal with it.
    let verb = fault == .placeTakenBeforeLock ? "INSERT OR REPLACE" : "INSERT"
    try database.execute(
      """
      \(verb) INTO event VALUES(\(position), randomblob(16), \(id(append)), \(fresh.version + 1), 1,
        1767225600000, 1767225600000, 'hammer', 'system', NULL, NULL, NULL, '0', '\(append.name)',
        randomblob(16), '{}')
      """)
    try database.execute("INSERT OR IGNORE INTO event_tag VALUES(1, 1, \(position))")
    if let key = append.key {
      try database.execute(
        """
        INSERT OR IGNORE INTO idempotency
        VALUES('\(key)', randomblob(32), \(position), \(position))
        """)
    }
    return .appended(first: position, last: position, version: fresh.version + 1, repeated: false)
  }

  private func id(_ append: AppendRequest) -> String { String(append.stream.rawValue.dropFirst(2)) }

  private func number(_ sql: String, _ database: RawDatabase) throws -> Int {
    guard let number = Int(try database.text(sql)) else { throw CallFailed(call: sql) }
    return number
  }
}
