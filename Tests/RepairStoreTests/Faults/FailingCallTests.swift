import CSQLite
import Foundation
import RepairCore
import Testing

@testable import RepairStore

@Suite("A call that fails")
struct FailingCallTests {
  /// Ways to fail, each tried on the first call, the second, and so on until one meets no call.
  private static let faults: [FaultDisk.Fault] = [false, true].flatMap { isLasting in
    [
      FaultDisk.Fault(
        operations: [.read, .write, .truncate, .sync, .size, .delete, .access],
        isLasting: isLasting, code: SQLITE_IOERR | 1 << 8),
      FaultDisk.Fault(operations: [.open], isLasting: isLasting, code: SQLITE_CANTOPEN),
      FaultDisk.Fault(
        operations: [.write, .truncate], isLasting: isLasting, code: SQLITE_FULL),
      FaultDisk.Fault(
        operations: [.lock, .sharedLock], isLasting: isLasting, code: SQLITE_BUSY),
      FaultDisk.Fault(
        operations: [.lock, .sharedLock, .sharedMemory], isLasting: isLasting,
        code: SQLITE_IOERR | 15 << 8),
    ]
  }

  /// Reads that bring the first half of what was asked, where SQLite fills up with zeros.
  ///
  /// It does so in every page and keeps no sums of them, so only opening is tried: a file that is
  /// shorter than it was is no promise of any log.
  private static let shortReads = [false, true].map {
    FaultDisk.Fault(operations: [.read], isLasting: $0, code: SQLITE_IOERR | 2 << 8)
  }

  /// Without the one that the views wait for, five seconds each time.
  private static let viewFaults = faults.filter { $0.code != SQLITE_BUSY || !$0.isLasting }

  /// From the fortieth call on not each one is failed, but where time does not matter.
  private static let step =
    ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] == nil ? 11 : 1

  /// A log of tickets as bytes, with enough pages that not all are read at once.
  private static let log: Result<[UInt8], any Error> = Result {
    let fixture = try LogFixture()
    try fixture.log.bulk { writer in
      for number in 1...40 { try writer.append(submission(number)) }
    }
    fixture.log.close()
    return try bytes(of: fixture.path)
  }

  private static func submission(_ number: Int) throws -> Append {
    let id = try #require(TicketID("N-\(number)"))
    let event = TicketEvent.submitted(
      TicketSubmission(
        campus: try #require(CampusCode("north")), category: try #require(CategoryCode("plumbing")),
        description: "水管漏水 \(number)", place: Place(code: "dorm")))
    var submitted = try RepairStoreTests.event(
      tags: ["campus:north"],
      payload: String(decoding: TicketEventCodec.encode(event), as: UTF8.self))
    submitted.type = TicketEventCodec.type(of: event)
    return Append(
      [submitted], to: StreamName(ticket: id), expecting: .noStream,
      key: try key("submit-\(number)", for: id.rawValue))
  }

  /// One log on one disk, and what it was asked.
  private struct Trial {
    let disk: FaultDisk
    var history = CrashHistory()
    var log: EventLog?
    let fault: FaultDisk.Fault
    let path: String
    private var known = 40

    init(_ fault: FaultDisk.Fault) throws {
      self.fault = fault
      disk = try FaultDisk(holding: ["log.db": try FailingCallTests.log.get()])
      path = disk.file("log.db")
      for number in 1...known {
        history.ask([try submission(number)])
        history.acknowledge()
      }
    }

    mutating func open() throws {
      log = try EventLog.open(at: path, mode: .readWrite, configuration: disk.configuration())
    }

    mutating func submit(_ count: Int) throws {
      let log = try #require(log)
      let appends = try (known + 1...known + count).map { try submission($0) }
      known += count
      history.ask(appends)
      do {
        try log.bulk { writer in for append in appends { try writer.append(append) } }
        history.acknowledge()
      } catch let error as StoreError where error.code == .outcomeUnknown {
        throw error
      } catch {
        // Any other error is a no, and nothing of it may be there.
        history.refuse()
        throw error
      }
    }

    /// Everything is there that was acknowledged, and the log goes on.
    mutating func checkGoesOn(_ comment: Comment) throws {
      if log == nil { try open() }
      for isReopened in [false, true] {
        if isReopened {
          log?.close()
          try open()
        }
        let log = try #require(log)
        let verdict = try history.settle(log)
        #expect(verdict.problems.isEmpty && verdict.lost == 0, comment)
        try submit(1)
      }
      log?.close()
      log = nil
    }
  }

  /// Fails the first call, the second, … of what `body` does, until a run meets no fault.
  ///
  /// The log is open before calls begin to fail if `isReady`. What `after` says has to hold once
  /// calls work again, before the log itself is looked at.
  private func eachCall(
    _ fault: FaultDisk.Fault, isReady: Bool = true, do body: (inout Trial) throws -> Void,
    after: (inout Trial) throws -> Void = { _ in }
  ) throws {
    var nth = 1
    while true {
      let comment = Comment(rawValue: "call \(nth): \(fault.testDescription)")
      var trial = try Trial(fault)
      if isReady {
        try trial.open()
        try trial.submit(2)
      }
      trial.disk.fail(fault, nth: nth)
      do {
        try body(&trial)
      } catch let error as StoreError {
        // A check of a copy says of a page that it cannot read what it says of a damaged one.
        let isAboutTheCopy = error.code == .corrupt && error.message.contains("the copy")
        #expect(
          isAboutTheCopy || Self.codes(for: fault).contains(error.code), "\(comment): \(error)")
      }
      let faults = trial.disk.faults
      trial.disk.heal()
      do {
        try after(&trial)
        try trial.checkGoesOn(comment)
      } catch {
        Issue.record(error, comment)
        return
      }
      if faults == 0 { return }
      nth += nth < 40 ? 1 : Self.step
      try #require(nth < 5_000, "there is no end of calls")
    }
  }

  private static func codes(for fault: FaultDisk.Fault) -> [StoreError.Code] {
    switch fault.code & 0xFF {
    case SQLITE_BUSY: [.busy]
    case SQLITE_FULL: [.diskFull]
    case SQLITE_CANTOPEN: [.unreadable]
    case _ where fault.operations == [.read]:
      [.inputOutput, .corrupt, .notALog, .outcomeUnknown]
    default: [.inputOutput, .outcomeUnknown, .unreadable]
    }
  }

  @Test(
    "in opening a log is an error of its own kind, and opening works afterwards",
    arguments: faults + shortReads)
  func opening(fault: FaultDisk.Fault) throws {
    try eachCall(fault, isReady: false) { try $0.open() }
  }

  @Test(
    "in an append leaves all of it or nothing, and appending works afterwards", arguments: faults)
  func appending(fault: FaultDisk.Fault) throws {
    try eachCall(fault) { try $0.submit(1) }
  }

  @Test("in a long transaction leaves all of it or nothing", arguments: faults)
  func bulk(fault: FaultDisk.Fault) throws {
    try eachCall(fault) { trial in
      // Few pages fit in memory, so that some are written before the commit.
      try trial.log?.reading { try $0.connection.execute("PRAGMA cache_size=4") }
      try trial.submit(25)
    }
  }

  @Test("in a WAL checkpoint loses nothing", arguments: faults)
  func checkpointing(fault: FaultDisk.Fault) throws {
    try eachCall(fault) { try $0.log?.checkpointWAL() }
  }

  @Test("in closing a log loses nothing", arguments: faults)
  func closing(fault: FaultDisk.Fault) throws {
    try eachCall(fault) { trial in
      trial.log?.close()
      trial.log = nil
    }
  }

  @Test("in a backup leaves no half copy, and the next backup holds", arguments: faults)
  func backup(fault: FaultDisk.Fault) throws {
    try eachCall(
      fault,
      do: { trial in
        do {
          try trial.log?.backup(to: trial.disk.file("copy.db"))
        } catch {
          let left = trial.disk.names.filter { $0.hasPrefix("copy") }
          #expect(left.isEmpty, "\(fault.testDescription)")
          throw error
        }
      },
      after: { trial in
        let head = try trial.log?.backup(to: trial.disk.file("second.db"))
        #expect(head == LogPosition(42))
      })
  }

  @Test(
    "while the board is caught up or made anew leaves a board that says what the log says",
    arguments: viewFaults)
  func views(fault: FaultDisk.Fault) throws {
    try eachCall(
      fault,
      do: { trial in
        let log = try #require(trial.log)
        let views = try Views(of: log)
        _ = try views.query(BoardQuery())
        try trial.submit(1)
        _ = try views.query(BoardQuery())
        _ = try views.rebuild()
      },
      after: { trial in
        let log = try #require(trial.log)
        let views = try Views(of: log)
        let count = try views.count(BoardQuery())
        let (head, drift) = (try log.head().rawValue, try views.check().driftCount)
        #expect(count == head && drift == 0)
      })
  }
}
