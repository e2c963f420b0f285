import CSQLite
import RepairCore
import Testing

@testable import RepairStore

@Suite("A log from somebody one need not trust")
struct UntrustedFileTests {
  private func contents(_ folder: TemporaryFolder) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in folder.names { contents[name] = try bytes(of: folder.file(name)) }
    return contents
  }

  /// A ticket's life and a member, the log closed.
  private func received() throws -> LogFixture {
    let fixture = try LogFixture { $0.durability = .processCrashOnly }
    try Self.fill(fixture.log)
    fixture.log.close()
    return fixture
  }

  private static func fill(_ log: EventLog) throws {
    for number in 1...6 {
      try log.append(
        (1...50).flatMap { _ in try [event("A", tags: ["worker:w-1"]), event("B")] },
        to: stream("thing/\(number)"), expecting: .any, key: key("k\(number)", for: "r"))
    }
  }

  @Test("It is read whole, and no byte changes and nothing is left in its folder")
  func reads() throws {
    let fixture = try received()
    let before = try contents(fixture.folder)
    let log = try EventLog.open(at: fixture.path, mode: .untrusted)
    #expect(try log.readLog().count == 600)
    #expect(try log.verify().isSound)
    #expect(try log.integrityProblems().isEmpty)
    #expect(try log.status().head == LogPosition(600))
    #expect(try log.asOf(Replay.Extent(through: LogPosition(10))).readLog().count == 10)
    #expect(try log.makeReader().mode == .untrusted)
    #expect(try Replay(of: log, threads: 2).events == 600)
    log.close()
    #expect(try contents(fixture.folder) == before)
  }

  @Test("It cannot be written, and no checkpoint is kept beside it")
  func isNotWritten() throws {
    let fixture = try received()
    let log = try EventLog.open(at: fixture.path, mode: .untrusted)
    #expect(code { try log.append([event()], to: stream("s"), expecting: .any) } == .readOnly)
    #expect(code { try log.keepAnchor() } == .readOnly)
    #expect(fixture.folder.names == ["log.db"])
  }

  @Test("What its -wal has is read without believing the -shm that came along")
  func forgedSharedMemory() throws {
    let fixture = try LogFixture { $0.durability = .processCrashOnly }
    try Self.fill(fixture.log)
    let folder = try TemporaryFolder()
    for suffix in ["", "-wal"] {
      try write(bytes(of: fixture.path + suffix), to: folder.file("log.db" + suffix))
    }
    // It says that the -wal has nothing.
    var shared = try bytes(of: fixture.path + "-shm")
    for index in shared.indices where index >= 136 { shared[index] = 0xFF }
    try write(shared, to: folder.file("log.db-shm"))
    let before = try contents(folder)
    let log = try EventLog.open(at: folder.file("log.db"), mode: .untrusted)
    #expect(try log.readLog().count == 600)
    log.close()
    #expect(try contents(folder) == before)
  }

  @Test("Views that came along are not believed, nor is a checkpoint")
  func forgedNeighbours() throws {
    let fixture = try received()
    let path = Views.path(besides: fixture.path)
    do {
      let log = try EventLog.open(at: fixture.path, mode: .readWrite)
      try log.keepAnchor()
      _ = try Views(of: log)
      log.close()
    }
    #expect(fixture.folder.names.contains("log.views.db"))
    let before = try contents(fixture.folder)
    let log = try EventLog.open(at: fixture.path, mode: .untrusted)
    #expect(try Views(of: log).isTemporary)
    #expect(try log.anchor() == nil)
    #expect(try log.consumers().isEmpty)
    log.close()
    #expect(try contents(fixture.folder) == before)
    #expect(try bytes(of: path) == before["log.views.db"])
  }

  @Test("A page that SQLite would stumble over is found before anything is read")
  func damagedPage() throws {
    let fixture = try received()
    var file = try bytes(of: fixture.path)
    // The count of cells of some page in the middle.
    let page = (file.count / 4_096 / 2) * 4_096
    file[page + 3] ^= 0xFF
    try write(file, to: fixture.folder.file("damaged.db"))
    #expect(
      code { _ = try EventLog.open(at: fixture.folder.file("damaged.db"), mode: .untrusted) }
        == .corrupt)
  }

  @Test("A table of the sender's own is refused before what it says of its columns is computed")
  func foreignTable() throws {
    let fixture = try received()
    let raw = try RawDatabase(fixture.path)
    // Looking through the pages would compute this, and find that it does not hold.
    try raw.execute("CREATE TABLE mine(x CHECK(x<length(hex(zeroblob(100)))))")
    try raw.execute("PRAGMA ignore_check_constraints=ON")
    try raw.execute("INSERT INTO mine VALUES(1000)")
    raw.close()
    #expect {
      _ = try EventLog.open(at: fixture.path, mode: .untrusted)
    } throws: {
      ($0 as? StoreError)?.message.contains("tables and triggers of a log") == true
    }
  }

  @Test(
    "Its connection does nothing but read",
    arguments: [
      "DELETE FROM event", "INSERT INTO tag(name) VALUES('x')", "UPDATE log SET value=1",
      "CREATE TABLE t(x)", "CREATE TEMP TABLE t(x)", "DROP TABLE tag", "PRAGMA writable_schema=1",
      "PRAGMA journal_mode=DELETE", "ATTACH 'x' AS y", "SELECT load_extension('x')",
      "SELECT sqlite_compileoption_get(1)", "VACUUM", "REINDEX", "ANALYZE",
    ])
  func onlyReads(sql: String) throws {
    let fixture = try received()
    let log = try EventLog.open(at: fixture.path, mode: .untrusted)
    let connection = try log.openDatabase().connection
    #expect {
      try connection.execute(sql)
    } throws: {
      ($0 as? SQLiteError).map {
        $0.primaryCode == SQLITE_AUTH || $0.message.hasPrefix("not authorized to use function")
      } ?? false
    }
  }

  @Test("A place far beyond the last event does not keep a reader of batches busy for ever")
  func forgedLastPlace() throws {
    let fixture = try received()
    try ForgedLog.change(
      fixture.path, "UPDATE event SET position=?1 WHERE position=600",
      to: .integer(8_640_000_000_000))
    for mode in [EventLog.Mode.readOnly, .untrusted] {
      let log = try EventLog.open(at: fixture.path, mode: mode)
      #expect(code { _ = try Replay(of: log) } == .corrupt)
      #expect(code { try Views(of: log).catchUp(Views.standard) } == .corrupt)
      #expect(try !log.verify().isSound)
    }
  }
}
