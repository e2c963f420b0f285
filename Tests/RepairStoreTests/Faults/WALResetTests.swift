import CSQLite
import RepairCore
import Testing

@testable import RepairStore

/// SQLite before 3.51.3 loses commits that another connection makes while a WAL checkpoint begins.
///
/// The checkpoint has looked at the `-wal` once and begins to work; in between, a writer finds all of
/// it written back already, begins it anew, and commits. The schedule is played here call by call.
@Suite("SQLite's WAL-reset fault")
struct WALResetTests {
  private static let libraryHasIt = sqlite3_libversion_number() < 3_051_003

  @Test("loses nothing of a log, because no other writer can commit in the window")
  func ours() throws {
    let disk = try FaultDisk()
    let configuration = disk.configuration { $0.walCheckpointPages = 1_000_000 }
    let first = try EventLog.create(at: disk.file("log.db"), configuration: configuration)
    let second = try EventLog.open(
      at: disk.file("log.db"), mode: .readWrite, configuration: configuration)
    try first.append([event()], to: stream("s"), expecting: .any)
    try first.checkpointWAL()
    var appended = 1
    let large = try event(payload: String(repeating: "x", count: 1_000))
    func append(_ count: Int) throws {
      for _ in 0..<count { try second.append([large], to: stream("s"), expecting: .any) }
      appended += count
    }
    try append(100)
    try second.checkpointWAL()
    var found: StoreError.Code?
    var isThere = false
    disk.interrupt(.checkpointWindow, of: .database) {
      isThere = true
      found = code { try second.append([large], to: stream("s"), expecting: .any) }
    }
    try first.checkpointWAL()
    #expect(isThere)
    #expect(found == .busy)
    try append(200)
    try second.checkpointWAL()
    try append(1)
    first.close()
    second.close()
    let log = try EventLog.open(
      at: disk.file("log.db"), mode: .readWrite, configuration: configuration)
    #expect(try log.head() == LogPosition(appended))
    #expect(try log.integrityProblems().isEmpty)
  }

  @Test(
    "is shown by the library itself, where it has it",
    .enabled(if: libraryHasIt, "this SQLite is mended"))
  func canary() throws {
    let disk = try FaultDisk()
    let path = disk.file("raw.db")
    let first = try RawDatabase(path, vfs: FaultDisk.vfs)
    let second = try RawDatabase(path, vfs: FaultDisk.vfs)
    try first.execute("PRAGMA journal_mode=WAL")
    try first.execute("CREATE TABLE row(id INTEGER PRIMARY KEY, text TEXT)")
    let insert = "INSERT INTO row(text) VALUES(hex(randomblob(1000)))"
    try second.execute("BEGIN")
    for _ in 0..<200 { try second.execute(insert) }
    try second.execute("COMMIT")
    _ = second.passiveCheckpoint()
    var inWindow: Int32?
    disk.interrupt(.checkpointWindow, of: .database) { inWindow = second.code(insert) }
    _ = first.passiveCheckpoint()
    #expect(inWindow == SQLITE_OK)
    for _ in 0..<300 { try second.execute(insert) }
    _ = second.passiveCheckpoint()
    try second.execute(insert)
    first.close()
    second.close()
    let left = try RawDatabase(path)
    let isWhole = try left.text("PRAGMA quick_check") == "ok"
    let count = try? left.text("SELECT count(*) FROM row NOT INDEXED")
    #expect(!isWhole || count != "502")
  }
}
