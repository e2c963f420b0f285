import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Whether this process may become another user, which root alone may.
private let isRoot = getuid() == 0

@Suite("Reading logs that were left unclean or may not be written")
struct UncleanTests {
  /// A log with one event in the file and one in the `-wal`, as a killed process leaves it.
  private func unclean(sharedMemory: Bool) throws -> TemporaryFolder {
    let fixture = try LogFixture()
    try fixture.log.append([event("A")], to: stream("s"), expecting: .any)
    try fixture.log.checkpointWAL()
    try fixture.log.append([event("B")], to: stream("s"), expecting: .any)
    let folder = try TemporaryFolder()
    for suffix in ["", "-wal"] + (sharedMemory ? ["-shm"] : []) {
      try write(bytes(of: fixture.path + suffix), to: folder.file("log.db" + suffix))
    }
    return folder
  }

  private func contents(_ folder: TemporaryFolder) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in folder.names { contents[name] = try bytes(of: folder.file(name)) }
    return contents
  }

  @Test("Without -shm every committed event is read and no byte changes")
  func withoutSharedMemory() throws {
    let folder = try unclean(sharedMemory: false)
    let before = try contents(folder)
    let log = try EventLog.open(at: folder.file("log.db"), mode: .readOnly)
    let copy = try #require(log.location.privateFolder)
    #expect(try log.readLog().map(\.type.name) == ["A", "B"])
    log.close()
    #expect(try contents(folder) == before)
    #expect(access(copy, F_OK) != 0)
  }

  @Test("With -shm every committed event is read and the log does not change")
  func withSharedMemory() throws {
    let folder = try unclean(sharedMemory: true)
    let before = try contents(folder)
    let log = try EventLog.open(at: folder.file("log.db"), mode: .readOnly)
    #expect(try log.readLog().map(\.type.name) == ["A", "B"])
    log.close()
    for name in ["log.db", "log.db-wal"] {
      #expect(try bytes(of: folder.file(name)) == before[name])
    }
  }

  @Test("A writer recovers every committed event")
  func writerRecovers() throws {
    let folder = try unclean(sharedMemory: false)
    let log = try EventLog.open(at: folder.file("log.db"), mode: .readWrite)
    try log.append([event("C")], to: stream("s"), expecting: .exactly(StreamVersion(2)))
    log.close()
    #expect(folder.names == ["log.db"])
  }

  @Test("A clean log is read without a trace")
  func clean() throws {
    let fixture = try LogFixture()
    try fixture.log.append([event("A")], to: stream("s"), expecting: .any)
    fixture.log.close()
    let before = try contents(fixture.folder)
    let time = Files.imprint(of: fixture.path)
    let log = try EventLog.open(at: fixture.path, mode: .readOnly)
    #expect(try log.readLog().count == 1)
    #expect(try log.integrityProblems().isEmpty)
    log.close()
    #expect(try contents(fixture.folder) == before)
    #expect(Files.imprint(of: fixture.path) == time)
  }

  @Test("A reader that is the last to close does not write the -wal back")
  func lastReader() throws {
    let fixture = try LogFixture()
    fixture.log.close()
    // Opened beside no -wal, it could write the file when it closes.
    let reader = try EventLog.open(at: fixture.path, mode: .readOnly)
    #expect(reader.location.access == .queryOnly)
    let writer = try EventLog.open(at: fixture.path, mode: .readWrite)
    try writer.append([event("A")], to: stream("s"), expecting: .any)
    writer.close()
    let before = Files.imprint(of: fixture.path)
    #expect(try reader.head() == LogPosition(1))
    reader.close()
    #expect(Files.imprint(of: fixture.path) == before)
    #expect(fixture.folder.names.contains("log.db-wal"))
    #expect(try EventLog.open(at: fixture.path, mode: .readOnly).head() == LogPosition(1))
  }

  @Test("Another user reads a clean log in a folder they may not write", .enabled(if: isRoot))
  func foreignReadOnly() async throws {
    let fixture = try LogFixture()
    try fixture.log.append([event("A")], to: stream("s"), expecting: .any)
    fixture.log.close()
    try share(fixture.folder)
    let before = try contents(fixture.folder)
    await #expect(processExitsWith: .success) { [path = fixture.path as String] in
      try becomeNobody()
      let log = try EventLog.open(at: path, mode: .readOnly)
      try demand(log.location.access == .immutable)
      try demand(try log.readLog().count == 1)
      try demand(code { _ = try EventLog.open(at: path, mode: .readWrite) } == .readOnly)
      try demand(code { _ = try EventLog.create(at: path + "2") } == .cannotCreate)
    }
    #expect(try contents(fixture.folder) == before)
  }

  @Test(
    "Another user reads every event of an unclean log they may not write", .enabled(if: isRoot),
    arguments: [false, true])
  func foreignUnclean(sharedMemory: Bool) async throws {
    let folder = try unclean(sharedMemory: sharedMemory)
    try share(folder)
    let before = try contents(folder)
    await #expect(processExitsWith: .success) { [path = folder.file("log.db") as String] in
      try becomeNobody()
      let log = try EventLog.open(at: path, mode: .readOnly)
      try demand(try log.readLog().map(\.type.name) == ["A", "B"])
    }
    #expect(try contents(folder) == before)
  }

  @Test("A log changed while it is read without locks is busy", .enabled(if: isRoot))
  func changedWhileRead() async throws {
    let fixture = try LogFixture()
    fixture.log.close()
    try share(fixture.folder)
    await #expect(processExitsWith: .success) { [path = fixture.path as String] in
      // The kernel looks at the effective user, and root's comes back for the change.
      guard seteuid(65_534) == 0 else { throw CallFailed(call: "seteuid") }
      let log = try EventLog.open(at: path, mode: .readOnly)
      guard seteuid(0) == 0 else { throw CallFailed(call: "seteuid") }
      try demand(try log.head() == .start)
      guard utimes(path, nil) == 0 else { throw CallFailed(call: "utimes") }
      try demand(code { _ = try log.head() } == .busy)
    }
  }

  @Test("A file that may not be read is unreadable", .enabled(if: isRoot))
  func unreadable() async throws {
    let fixture = try LogFixture()
    fixture.log.close()
    chmod(fixture.folder.path, 0o755)
    await #expect(processExitsWith: .success) { [path = fixture.path as String] in
      try becomeNobody()
      try demand(code { _ = try EventLog.open(at: path, mode: .readOnly) } == .unreadable)
    }
  }

  /// Lets others read the files of a folder, and nothing more.
  private func share(_ folder: TemporaryFolder) throws {
    for name in folder.names { chmod(folder.file(name), 0o644) }
    chmod(folder.path, 0o755)
  }
}

/// Gives up being root for good, so that permissions count.
func becomeNobody() throws {
  guard setgid(65_534) == 0, setuid(65_534) == 0 else { throw CallFailed(call: "setuid") }
}
