import RepairCore
import Testing

@testable import RepairStore

@Suite("A clock that goes back")
struct ClockTests {
  private func times(_ log: EventLog) throws -> [Int64] {
    try log.readLog().map(\.recordedAt.milliseconds)
  }

  @Test("The recorded time never goes back, though the clock does")
  func withinOneLog() throws {
    let fixture = try LogFixture()
    for moment: Int64 in [5_000, 9_000, 2_000, 9_001] {
      fixture.clock.set(Timestamp(clamping: moment))
      try fixture.log.append([event()], to: stream("s-\(moment)"), expecting: .any)
    }
    #expect(try times(fixture.log) == [5_000, 9_000, 9_000, 9_001])
  }

  @Test("nor when the log is opened anew, or written by others")
  func overReopening() throws {
    let fixture = try LogFixture()
    fixture.clock.set(Timestamp(clamping: 9_000))
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    let other = try EventLog.open(
      at: fixture.path, mode: .readWrite, configuration: fixture.log.configuration)
    fixture.clock.set(Timestamp(clamping: 1_000))
    try other.append([event()], to: stream("s"), expecting: .any)
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    #expect(try times(other) == [9_000, 9_000, 9_000])
  }

  @Test("and ids keep the order of the events, and events are found by time")
  func idsAndTimes() throws {
    let fixture = try LogFixture()
    for moment: Int64 in [5_000, 9_000, 2_000, 1_000, 9_500] {
      fixture.clock.set(Timestamp(clamping: moment))
      try fixture.log.append([event()], to: stream("s"), expecting: .any)
    }
    let ids = try fixture.log.readLog().map(\.id)
    #expect(ids == ids.sorted())
    #expect(try fixture.log.position(recordedBy: Timestamp(clamping: 9_000)) == LogPosition(4))
    #expect(try fixture.log.position(recordedBy: Timestamp(clamping: 8_999)) == LogPosition(1))
  }

  @Test("What is said to have happened is kept as it was said")
  func occurred() throws {
    let fixture = try LogFixture()
    fixture.clock.set(Timestamp(clamping: 5_000))
    for moment: Int64 in [4_000, 9_000, 3_000] {
      try fixture.log.append([event(at: moment)], to: stream("s-\(moment)"), expecting: .any)
    }
    #expect(try fixture.log.readLog().map(\.occurredAt.milliseconds) == [4_000, 9_000, 3_000])
  }
}
