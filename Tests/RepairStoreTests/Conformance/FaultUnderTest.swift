import RepairCore

@testable import RepairStore

extension StoreKind {
  /// The store in a file on a disk that loses its power whenever the log is opened again.
  static let powerLoss = StoreKind(name: "SQLite, power lost") { clock in
    let disk = try FaultDisk()
    let store = try await SQLiteEventStore(
      creating: disk.file("log.db"), configuration: FaultUnderTest.configuration(disk, clock))
    return FaultUnderTest(disk: disk, clock: clock, log: store, losses: 0)
  }
}

private struct FaultUnderTest: StoreUnderTest {
  let disk: FaultDisk
  let clock: TestClock
  let log: SQLiteEventStore
  let losses: UInt64
  var store: any EventStore { log }

  func reopened() async throws -> (any StoreUnderTest)? {
    disk.cutPower(seed: losses + 1)
    await log.close()
    // The thread that watches the file lets go of it a little later.
    while disk.openFiles > 0 { await Task.yield() }
    try disk.restart()
    let again = try await SQLiteEventStore(
      opening: disk.file("log.db"), configuration: Self.configuration(disk, clock))
    return FaultUnderTest(disk: disk, clock: clock, log: again, losses: losses + 1)
  }

  func close() async { await log.close() }

  static func configuration(_ disk: FaultDisk, _ clock: TestClock) -> SQLiteEventStore.Configuration
  {
    var configuration = SQLiteEventStore.Configuration()
    configuration.log = disk.configuration {
      $0.clock = { clock.now }
      $0.busyTimeout = .seconds(60)
    }
    configuration.readers = 2
    return configuration
  }
}
