import CFaultVFS
import RepairCore
import Testing

@testable import RepairStore

/// SQLite without memory, in a process of its own: its allocator can be replaced there only.
@Suite("Memory that runs out")
struct MemoryTests {
  /// Runs `body` with the first allocation failing, the second, … until a run meets no failure.
  ///
  /// With `always` every later allocation fails too; from the hundredth on, one in `step` is tried.
  private static func eachAllocation(
    always: Bool, step: Int, _ body: () throws -> Void, after: () throws -> Void
  ) throws {
    var nth = 1
    while true {
      cfault_memory_fail(nth, always ? 1 : 0)
      do {
        try body()
      } catch let error as StoreError {
        let isTyped = [.inputOutput, .outcomeUnknown].contains(error.code)
        try demand(isTyped, "allocation \(nth): \(error)")
      }
      let faults = cfault_memory_faults()
      cfault_memory_fail(0, 0)
      do {
        try after()
      } catch {
        try demand(false, "after allocation \(nth): \(error)")
      }
      if faults == 0 { return }
      nth += nth < 100 ? 1 : step
    }
  }

  @Test("in an append leaves all of it or nothing, and the log goes on", arguments: [false, true])
  func appending(always: Bool) async throws {
    let fixture = try LogFixture()
    fixture.log.close()
    await #expect(processExitsWith: .success) {
      [path = fixture.path as String, always = always as Bool] in
      try demand(cfault_memory_install() == 0)
      let log = try EventLog.open(at: path, mode: .readWrite)
      var history = CrashHistory()
      var number = 0
      func append() throws {
        number += 1
        let append = Append(
          [try event("A", tags: ["t:\(number)"]), try event("B")],
          to: try stream("s-\(number % 7)"), expecting: .any,
          key: try key("k-\(number)", for: "x"))
        history.ask([append])
        do {
          try log.append(append)
          history.acknowledge()
        } catch let error as StoreError where error.code == .outcomeUnknown {
          throw error
        } catch {
          history.refuse()
          throw error
        }
      }
      try Self.eachAllocation(always: always, step: 1, append) {
        try append()
        let verdict = try history.settle(log)
        try demand(verdict.lost == 0 && verdict.problems.isEmpty, "\(verdict)")
      }
      try demand(number > 10)
    }
  }

  @Test("in opening a log is an error, and opening works afterwards", arguments: [false, true])
  func opening(always: Bool) async throws {
    let fixture = try LogFixture()
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    fixture.log.close()
    await #expect(processExitsWith: .success) {
      [path = fixture.path as String, always = always as Bool] in
      try demand(cfault_memory_install() == 0)
      try Self.eachAllocation(always: always, step: 13) {
        try EventLog.open(at: path, mode: .readWrite).close()
      } after: {
        let log = try EventLog.open(at: path, mode: .readWrite)
        try demand(try log.readLog().count == 1 && log.integrityProblems().isEmpty)
        log.close()
      }
    }
  }
}
