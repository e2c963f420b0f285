import Dispatch

@testable import RepairStore

/// Runs `body` with a new store, which is closed and removed afterwards.
func withStore(
  waitingLimit: Int = 10_000,
  overload: SQLiteEventStore.Configuration.Overload = .waits,
  observer: (any StoreObserver)? = nil,
  _ body: (SQLiteEventStore) async throws -> Void
) async throws {
  let folder = try TemporaryFolder()
  var configuration = SQLiteEventStore.Configuration()
  configuration.waitingLimit = waitingLimit
  configuration.overload = overload
  configuration.observer = observer
  let store = try await SQLiteEventStore(
    creating: folder.file("log.db"), configuration: configuration)
  do {
    try await body(store)
  } catch {
    await store.close()
    throw error
  }
  await store.close()
}

/// Runs what blocks on a thread that may be blocked.
func blocking(_ body: @escaping @Sendable () -> Void) async {
  await withCheckedContinuation { continuation in
    DispatchQueue.global().async {
      body()
      continuation.resume()
    }
  }
}

/// Keeps what a store says about itself.
final class SignalRecorder: StoreObserver {
  private let signals = Lock<[StoreSignal]>([])
  private let names = Lock<[String]>([])

  func observe(_ signal: StoreSignal) {
    signals.withLock { $0.append(signal) }
  }

  func perform<Result>(
    _ operation: StoreOperation, _ body: () async throws -> sending Result
  ) async throws -> sending Result {
    names.withLock { $0.append(operation.name) }
    return try await body()
  }

  var all: [StoreSignal] { signals.withLock { $0 } }

  var operations: [String] { names.withLock { $0 } }

  var commits: [StoreSignal.Commit] {
    all.compactMap { if case .committed(let commit) = $0 { commit } else { nil } }
  }
}
