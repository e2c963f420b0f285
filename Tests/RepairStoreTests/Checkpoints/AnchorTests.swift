import RepairCore
import Testing

@testable import RepairStore

/// The checkpoint beside a log: who keeps it, and what it keeps from happening.
@Suite("The checkpoint beside a log")
struct AnchorTests {
  @Test("is kept up to date by who had the log open before there was one")
  func openBefore() throws {
    // given
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 10)
    let other = try EventLog.open(
      at: fixture.path, mode: .readWrite, configuration: fixture.log.configuration)
    // when
    try other.keepAnchor()
    other.close()
    try LogTreeTests.fill(fixture.log, to: 20, seed: 4)
    fixture.log.close()
    // then
    let log = try EventLog.open(at: fixture.path, mode: .readOnly)
    #expect(try log.anchor()?.head.size == 20)
  }

  @Test("keeps its signature while there is nothing to add, and is not set back")
  func signed() throws {
    // given
    let fixture = try LogFixture()
    let signer = try NoteSigner.make(name: "desk", at: fixture.folder.file("a.key"))
    try LogTreeTests.fill(fixture.log, to: 10)
    let note = try fixture.log.signedCheckpoint(by: signer)
    try fixture.log.keepAnchor(note)
    // when
    fixture.log.close()
    // then
    let kept = try bytes(of: fixture.path + ".checkpoint")
    #expect(kept == Array(note.description.utf8))
    let log = try EventLog.open(at: fixture.path, mode: .readWrite)
    try LogTreeTests.fill(log, to: 20, seed: 4)
    try log.keepAnchor()
    try log.keepAnchor(note)
    #expect(try log.anchor()?.head.size == 20)
  }

  /// A closed log of 300 events with a checkpoint of 400 beside it, and what its files hold.
  private func putBack(to release: Int64) throws -> (LogFixture, names: [String], bytes: [UInt8]) {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 300)
    fixture.log.close()
    let backup = try bytes(of: fixture.path)
    let log = try EventLog.open(
      at: fixture.path, mode: .readWrite, configuration: fixture.log.configuration)
    try LogTreeTests.fill(log, to: 400, seed: 4)
    try log.keepAnchor()
    log.close()
    try write(backup, to: fixture.path)
    if release < LogSchema.firstWithTree { try TreeMigrationTests.takeBack(fixture.path) }
    return (fixture, fixture.folder.names, try bytes(of: fixture.path))
  }

  @Test("refuses an older copy before a byte of it is changed", arguments: [1, 2] as [Int64])
  func older(release: Int64) throws {
    let (fixture, names, before) = try putBack(to: release)
    #expect(code { _ = try EventLog.open(at: fixture.path, mode: .readWrite) } == .rolledBack)
    #expect(try bytes(of: fixture.path) == before)
    #expect(fixture.folder.names == names)
  }

  @Test("lets a log of an earlier release through that continues it")
  func migrated() throws {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 300)
    try fixture.log.keepAnchor()
    fixture.log.close()
    try TreeMigrationTests.takeBack(fixture.path)
    let log = try EventLog.open(at: fixture.path, mode: .readWrite)
    #expect(try log.treeHead().size == 300)
  }

  @Test("leaves the -wal of an older copy where it is")
  func olderWithWAL() throws {
    // given
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 40)
    let (file, wal) = (try bytes(of: fixture.path), try bytes(of: fixture.path + "-wal"))
    try LogTreeTests.fill(fixture.log, to: 80, seed: 4)
    try fixture.log.keepAnchor()
    fixture.log.close()
    try write(file, to: fixture.path)
    try write(wal, to: fixture.path + "-wal")
    try #require(!wal.isEmpty)
    // when
    #expect(code { _ = try EventLog.open(at: fixture.path, mode: .readWrite) } == .rolledBack)
    // then
    #expect(try bytes(of: fixture.path) == file)
    #expect(try bytes(of: fixture.path + "-wal") == wal)
  }

  @Test("is not left behind by a log that takes over another one's origin")
  func adopted() throws {
    // given
    let fixture = try LogFixture()
    try fixture.log.keepAnchor()
    // when
    let refused = code { try fixture.log.bulk { try $0.adopt(origin: "/elsewhere") } }
    // then
    #expect(refused == .alreadyExists)
    #expect(fixture.log.identity.origin == "/test")
    try fixture.log.bulk { try $0.adopt(origin: "/test") }
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    fixture.log.close()
    _ = try EventLog.open(at: fixture.path, mode: .readWrite)
  }
}
