import RepairCore
import Testing

@testable import RepairStore

/// What a log as it was says about its tree, its file and its keys.
@Suite("A log as it was")
struct PastTreeTests {
  @Test("refuses what only the log as it is can answer")
  func refused() throws {
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 30)
    let checkpoint = try fixture.log.checkpoint(at: LogPosition(10))
    let past = try fixture.log.asOf(Replay.Extent(through: LogPosition(20)))
    let copy = fixture.folder.file("copy.db")
    #expect(code { try past.backup(to: copy) } == .misuse)
    #expect(!fixture.folder.names.contains { $0.hasPrefix("copy.db") })
    #expect(code { _ = try past.verify() } == .misuse)
    #expect(code { _ = try past.integrityProblems() } == .misuse)
    #expect(code { _ = try past.treeHead() } == .misuse)
    #expect(code { _ = try past.treeEntry(at: LogPosition(1)) } == .misuse)
    #expect(code { _ = try past.inclusionProof(of: LogPosition(1)) } == .misuse)
    #expect(code { _ = try past.consistencyProof(from: LogPosition(1)) } == .misuse)
    #expect(code { _ = try past.checkpoint() } == .misuse)
    #expect(code { try past.check(checkpoint) } == .misuse)
    let status = try past.status()
    #expect(status.head == LogPosition(20) && status.root == nil)
  }

  @Test("knows the idempotency keys whose events it has")
  func keys() throws {
    let fixture = try LogFixture()
    let first: Int64 = 1_767_225_600_000
    for (name, at) in [("a", first), ("b", first + 1_000)] {
      try fixture.log.append(
        [event(at: at)], to: stream(name), expecting: .any, key: key(name, for: "r"))
    }
    for extent in [
      Replay.Extent(through: LogPosition(1)),
      Replay.Extent(occurredBy: Timestamp(clamping: first)),
      // A later place of an earlier time.
      Replay.Extent(through: LogPosition(2), occurredBy: Timestamp(clamping: first)),
    ] {
      let past = try fixture.log.asOf(extent)
      #expect(try past.lookup(key: "a") != nil)
      #expect(try past.lookup(key: "b") == nil)
    }
  }
}
