import CSQLite
import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("Files that are and are not logs")
struct FileTests {
  private func mode(_ path: String) throws -> mode_t {
    var info = stat()
    guard stat(path, &info) == 0 else { throw CallFailed(call: "stat \(path)") }
    return info.st_mode & 0o777
  }

  @Test("A new log and what lies beside it can be read by the owner only")
  func modes() throws {
    let fixture = try LogFixture()
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    for suffix in ["", "-wal", "-shm"] { #expect(try mode(fixture.path + suffix) == 0o600) }
  }

  @Test("A file that is there is not overwritten")
  func refusesExisting() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log.db")
    try write(Array("precious".utf8), to: path)
    #expect(code { _ = try EventLog.create(at: path) } == .alreadyExists)
    #expect(try bytes(of: path) == Array("precious".utf8))
  }

  @Test("What another log left over beside the new one is refused")
  func refusesLeftOvers() throws {
    let folder = try TemporaryFolder()
    try write([1], to: folder.file("log.db-wal"))
    #expect(code { _ = try EventLog.create(at: folder.file("log.db")) } == .alreadyExists)
    #expect(folder.names == ["log.db-wal"])
  }

  @Test("A log that cannot be made leaves nothing behind")
  func cleansUp() throws {
    let folder = try TemporaryFolder()
    #expect(code { _ = try EventLog.create(at: folder.file("no/log.db")) } == .missing)
    #expect(
      code { _ = try EventLog.create(at: folder.file("a.db"), origin: "") } == .limitExceeded)
    #expect(code { _ = try EventLog.create(at: folder.path + "/") } == .cannotCreate)
    #expect(code { _ = try EventLog.create(at: folder.file("a\0b")) } == .cannotCreate)
    #expect(folder.names.isEmpty)
  }

  @Test("A log without an origin is named after its file")
  func defaultOrigin() throws {
    let folder = try TemporaryFolder()
    #expect(
      try EventLog.create(at: folder.file("campus repairs.db")).identity.origin == "/campus-repairs"
    )
    #expect(try EventLog.create(at: folder.file("水管.db")).identity.origin == "/------")
  }

  @Test("A closed log leaves one file, and its events are in it")
  func closes() throws {
    let fixture = try LogFixture()
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    fixture.log.close()
    fixture.log.close()
    #expect(fixture.folder.names == ["log.db"])
    #expect(code { _ = try fixture.log.head() } == .misuse)
    #expect(try EventLog.open(at: fixture.path, mode: .readOnly).head() == LogPosition(1))
  }

  @Test("What is no log is refused, and stays as it is")
  func foreign() throws {
    let folder = try TemporaryFolder()
    try write([], to: folder.file("empty.db"))
    try write(Array("id,name\n1,x\n".utf8), to: folder.file("sheet.csv"))
    try write([UInt8](repeating: 0x5A, count: 20_000), to: folder.file("garbage.db"))
    let other = try RawDatabase(folder.file("other.db"))
    try other.execute("CREATE TABLE t(x); INSERT INTO t VALUES(1)")
    other.close()
    for name in folder.names {
      let before = try bytes(of: folder.file(name))
      for mode in [EventLog.Mode.readWrite, .readOnly] {
        #expect(
          code { _ = try EventLog.open(at: folder.file(name), mode: mode) } == .notALog, "\(name)")
      }
      #expect(try bytes(of: folder.file(name)) == before)
    }
    #expect(folder.names == ["empty.db", "garbage.db", "other.db", "sheet.csv"])
  }

  @Test("A missing file, a folder and a symbolic link are told apart")
  func notFiles() throws {
    let fixture = try LogFixture()
    fixture.log.close()
    let folder = fixture.folder
    symlink(fixture.path, folder.file("link.db"))
    #expect(code { _ = try EventLog.open(at: folder.file("no.db"), mode: .readOnly) } == .missing)
    #expect(code { _ = try EventLog.open(at: folder.path, mode: .readOnly) } == .unreadable)
    #expect(
      code { _ = try EventLog.open(at: folder.file("link.db"), mode: .readOnly) } == .unreadable)
  }

  @Test("A folder reached over a symbolic link is fine")
  func linkedFolder() throws {
    let fixture = try LogFixture()
    let other = try TemporaryFolder()
    symlink(fixture.folder.path, other.file("link"))
    #expect(try EventLog.open(at: other.file("link/log.db"), mode: .readOnly).head() == .start)
  }

  @Test("A log from the future is refused, and stays as it is")
  func newer() throws {
    let fixture = try LogFixture()
    fixture.log.close()
    let raw = try RawDatabase(fixture.path)
    try raw.execute("PRAGMA user_version=\(LogSchema.version + 1)")
    raw.close()
    let before = try bytes(of: fixture.path)
    for mode in [EventLog.Mode.readWrite, .readOnly] {
      #expect(code { _ = try EventLog.open(at: fixture.path, mode: mode) } == .newerLog)
    }
    #expect(try bytes(of: fixture.path) == before)
  }

  @Test("A log without one of its triggers, or with a foreign one, is refused")
  func schemaIsExact() throws {
    for tampering in [
      "DROP TRIGGER event_is_not_updated", "CREATE TABLE extra(x)",
      "CREATE TRIGGER t AFTER INSERT ON event BEGIN SELECT 1; END",
    ] {
      let fixture = try LogFixture()
      fixture.log.close()
      let raw = try RawDatabase(fixture.path)
      try raw.execute(tampering)
      raw.close()
      #expect(code { _ = try EventLog.open(at: fixture.path, mode: .readWrite) } == .corrupt)
    }
  }

  @Test(
    "Plain SQL changes and removes nothing",
    arguments: [
      "UPDATE event SET payload='x'", "DELETE FROM event", "UPDATE stream SET name='x'",
      "DELETE FROM stream", "UPDATE event_type SET name='x'", "DELETE FROM event_type",
      "UPDATE tag SET name='x'", "DELETE FROM tag", "UPDATE event_tag SET position=9",
      "DELETE FROM event_tag", "UPDATE idempotency SET first_position=9",
      "DELETE FROM idempotency", "DELETE FROM log", "UPDATE log SET value='x'",
    ])
  func appendOnly(sql: String) throws {
    let fixture = try filledLog()
    fixture.log.close()
    let raw = try RawDatabase(fixture.path)
    #expect(throws: CallFailed.self) { try raw.execute(sql) }
  }

  @Test("Our own connections refuse to replace a row too")
  func noReplace() throws {
    let fixture = try filledLog()
    fixture.log.close()
    let connection = try Connection(path: fixture.path, access: .readWrite)
    for sql in [
      """
      REPLACE INTO event SELECT 1, id, stream, version, type, 0, recorded_at, actor, role, \
      NULL, NULL, NULL, NULL, NULL, salt, 'x' FROM event
      """,
      "INSERT OR REPLACE INTO tag(id, name) VALUES(1, 'x')",
      "INSERT INTO log(key, value) VALUES('id', 'x') ON CONFLICT DO UPDATE SET value='x'",
    ] {
      #expect(throws: SQLiteError.self) { try connection.execute(sql) }
    }
  }

  private func filledLog() throws -> LogFixture {
    let fixture = try LogFixture()
    try fixture.log.append(
      [event(tags: ["t"])], to: stream("s"), expecting: .any, key: key("k", for: ""))
    return fixture
  }

  @Test("A log cut short is refused wherever it is cut")
  func truncated() throws {
    let fixture = try filledLog()
    fixture.log.close()
    let whole = try bytes(of: fixture.path)
    for size in stride(from: 1, to: whole.count - 1, by: 1_531) {
      try write(Array(whole[..<size]), to: fixture.path)
      let found = code { _ = try EventLog.open(at: fixture.path, mode: .readOnly) }
      #expect(found == .corrupt || found == .notALog, "\(size) bytes")
    }
  }

  @Test("A log with one wrong bit is read or refused, never worse")
  func bitFlips() throws {
    let fixture = try filledLog()
    for index in 0..<20 {
      try fixture.log.append([event(tags: ["t"])], to: stream("s-\(index)"), expecting: .any)
    }
    fixture.log.close()
    let whole = try bytes(of: fixture.path)
    var random = SplitMix(seed: 42)
    for _ in 0..<1_500 {
      var flipped = whole
      let place = Int(random.next() % UInt64(whole.count))
      flipped[place] ^= 1 << UInt8(random.next() % 8)
      try write(flipped, to: fixture.path)
      let found = code {
        let log = try EventLog.open(at: fixture.path, mode: .readWrite)
        _ = try log.integrityProblems()
        _ = try log.readLog(EventFilter(tag: tag("t")))
        try log.scanWithTagsAndKeys { row, _, _ in _ = try row.stored() }
        try log.append([event(tags: ["t"])], to: stream("s-1"), expecting: .any)
      }
      let allowed: [StoreError.Code?] = [
        nil, .corrupt, .notALog, .newerLog, .invalidEvent, .inputOutput, .limitExceeded,
        .unreadable,
        .missing, .readOnly,
      ]
      #expect(allowed.contains(found), "byte \(place): \(String(describing: found))")
      for suffix in ["-wal", "-shm", "-journal"] { unlink(fixture.path + suffix) }
    }
  }

  @Test("A damaged row is named by its position and column")
  func damagedRow() throws {
    let fixture = try filledLog()
    fixture.log.close()
    let raw = try RawDatabase(fixture.path)
    let trigger = try raw.text("SELECT sql FROM sqlite_schema WHERE name='event_is_not_updated'")
    try raw.execute("DROP TRIGGER event_is_not_updated")
    try raw.execute("UPDATE event SET salt=x'00'")
    try raw.execute(trigger)
    raw.close()
    let log = try EventLog.open(at: fixture.path, mode: .readOnly)
    let error = #expect(throws: StoreError.self) { try log.readStream(stream("s")) }
    #expect(error?.code == .corrupt)
    #expect(error?.context.contains { $0 == ("position", "1") } == true)
    #expect(error?.context.contains { $0 == ("column", "salt") } == true)
  }

  @Test("A log open for reading refuses to be written")
  func readOnly() throws {
    let fixture = try LogFixture()
    let reader = try fixture.log.makeReader()
    #expect(code { try reader.append([event()], to: stream("s"), expecting: .any) } == .readOnly)
    #expect(code { try reader.checkpointWAL() } == .readOnly)
  }

  @Test("A call can be stopped from elsewhere, and nothing of it is kept")
  func interrupts() throws {
    let fixture = try filledLog()
    let handle = try fixture.log.interruptHandle()
    let found = code {
      try fixture.log.bulk { writer in
        try writer.append([event(), event()], to: stream("s"), expecting: .any)
        try writer.log.scan { _ in handle.interrupt() }
      }
    }
    #expect(found == .interrupted)
    #expect(try fixture.log.head() == LogPosition(1))
    fixture.log.close()
    handle.interrupt()
  }

  @Test("Room on the disk can be asked for beforehand")
  func freeSpace() throws {
    let fixture = try LogFixture()
    try fixture.log.checkFreeSpace(for: 1)
    #expect(code { try fixture.log.checkFreeSpace(for: .max) } == .diskFull)
  }

  @Test("A file with a second name and a folder others may write give warnings")
  func warnings() throws {
    let fixture = try LogFixture()
    #expect(fixture.log.warnings.isEmpty)
    link(fixture.path, fixture.folder.file("second.db"))
    chmod(fixture.folder.path, 0o770)
    #expect(try fixture.log.makeReader().warnings.count == 2)
  }

  @Test("Status says what SQLite it is and whether it has the WAL-reset fault")
  func status() throws {
    let fixture = try filledLog()
    let status = try fixture.log.status()
    #expect(status.head == LogPosition(1) && status.streams == 1)
    #expect(status.schemaVersion == LogSchema.version)
    #expect(status.walBytes > 0 && status.fileBytes > 0)
    #expect(status.sqliteVersion == String(cString: sqlite3_libversion()))
    #expect(status.hasWALResetFault == (sqlite3_libversion_number() < 3_051_003))
    #expect(try fixture.log.integrityProblems().isEmpty)
  }

  @Test("A backup holds the same events and is the owner's only")
  func backup() throws {
    let fixture = try filledLog()
    let target = fixture.folder.file("backup.db")
    #expect(try fixture.log.backup(to: target) == LogPosition(1))
    #expect(try mode(target) == 0o600)
    let copy = try EventLog.open(at: target, mode: .readWrite)
    #expect(try copy.readLog() == fixture.log.readLog() && copy.identity == fixture.log.identity)
    try copy.append([event()], to: stream("s"), expecting: .exactly(StreamVersion(1)))
    copy.close()
    #expect(!fixture.folder.names.contains("backup.db-wal"))
  }

  @Test("A backup does not overwrite, and a failed one leaves nothing")
  func refusedBackup() throws {
    let fixture = try filledLog()
    #expect(code { try fixture.log.backup(to: fixture.path) } == .alreadyExists)
    #expect(code { try fixture.log.backup(to: fixture.folder.file("no/b.db")) } == .missing)
    #expect(try fixture.log.head() == LogPosition(1))
  }

  @Test("A backup of a log open for reading is a log that can be written")
  func backupOfReader() throws {
    let fixture = try filledLog()
    let target = fixture.folder.file("backup.db")
    try fixture.log.makeReader().backup(to: target)
    let copy = try EventLog.open(at: target, mode: .readWrite)
    try copy.append([event()], to: stream("s"), expecting: .exactly(StreamVersion(1)))
  }
}
