import CSQLite
import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("A file that may not be written")
struct ReadOnlyFileTests {
  private static let isRoot = getuid() == 0

  @Test(
    "A log whose file is read-only is refused for writing, and read as it is",
    .enabled(if: isRoot, "only root may become another user"))
  func readOnlyFile() async throws {
    let fixture = try LogFixture()
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    fixture.log.close()
    chmod(fixture.path, 0o444)
    chmod(fixture.folder.path, 0o777)
    let before = try bytes(of: fixture.path)
    await #expect(processExitsWith: .success) { [path = fixture.path as String] in
      try becomeNobody()
      try demand(code { _ = try EventLog.open(at: path, mode: .readWrite) } == .readOnly)
      let log = try EventLog.open(at: path, mode: .readOnly)
      try demand(try log.readLog().count == 1)
      try demand(
        code { try log.append([event()], to: stream("s"), expecting: .any) } == .readOnly)
    }
    #expect(try bytes(of: fixture.path) == before)
  }

  @Test(
    "A log on a disk mounted read-only is refused for writing, and read with its -wal",
    .enabled(if: SmallDisk.canMount, "only root may mount a disk"), arguments: [false, true])
  func readOnlyDisk(isClean: Bool) async throws {
    await #expect(processExitsWith: .success) { [isClean = isClean as Bool] in
      let folder = try TemporaryFolder()
      let disk = try SmallDisk(at: folder.path)
      defer { disk.end() }
      let fixture = try LogFixture()
      try fixture.log.append([event()], to: stream("s"), expecting: .any)
      if isClean { fixture.log.close() }
      for suffix in isClean ? [""] : ["", "-wal"] {
        try write(bytes(of: fixture.path + suffix), to: folder.file("log.db" + suffix))
      }
      try disk.forbidWriting()
      let path = folder.file("log.db")
      try demand(code { _ = try EventLog.open(at: path, mode: .readWrite) } == .readOnly)
      try demand(code { _ = try EventLog.create(at: path + "2") } == .cannotCreate)
      let log = try EventLog.open(at: path, mode: .readOnly)
      try demand(try log.readLog().count == 1)
      try demand(try Views(of: log).query(BoardQuery()).rows.isEmpty)
      log.close()
    }
  }

  @Test("A disk that becomes read-only fails appends, keeps answering reads, and is used again")
  func becomesReadOnly() throws {
    let disk = try FaultDisk()
    let log = try EventLog.create(at: disk.file("log.db"), configuration: disk.configuration())
    try log.append([event()], to: stream("s"), expecting: .any)
    disk.fail(
      FaultDisk.Fault(
        operations: [.write, .truncate, .delete], isLasting: true, code: SQLITE_IOERR | 3 << 8),
      nth: 1)
    for _ in 0..<3 {
      let found = code { try log.append([event()], to: stream("s"), expecting: .any) }
      #expect(found == .outcomeUnknown || found == .inputOutput)
      #expect(try log.readLog().count == 1)
    }
    disk.heal()
    try log.append([event()], to: stream("s"), expecting: .exactly(StreamVersion(1)))
    #expect(try log.readLog().count == 2)
    #expect(try log.integrityProblems().isEmpty)
  }
}
