import RepairCore
import RepairStore

extension StoreKind {
  static let sqlite = StoreKind(name: "SQLite") { clock in
    let folder = try TemporaryFolder()
    let store = try await SQLiteEventStore(
      creating: folder.file("log.db"), configuration: SQLiteUnderTest.configuration(clock))
    return SQLiteUnderTest(folder: folder, clock: clock, log: store)
  }
}

private struct SQLiteUnderTest: StoreUnderTest {
  let folder: TemporaryFolder
  let clock: TestClock
  let log: SQLiteEventStore
  var store: any EventStore { log }

  func reopened() async throws -> (any StoreUnderTest)? {
    await log.close()
    let again = try await SQLiteEventStore(
      opening: folder.file("log.db"), configuration: Self.configuration(clock))
    return SQLiteUnderTest(folder: folder, clock: clock, log: again)
  }

  func close() async { await log.close() }

  static func configuration(_ clock: TestClock) -> SQLiteEventStore.Configuration {
    var configuration = SQLiteEventStore.Configuration()
    configuration.log.clock = { clock.now }
    configuration.readers = 2
    return configuration
  }
}
