import CSQLite

/// Stops a statement that is running on a connection, from any thread.
///
/// The interrupted call fails with the code `interrupted` and its transaction is rolled back.
public final class InterruptHandle: Sendable {
  private let database: Lock<Target>

  /// The connection, which may be used from another thread for `sqlite3_interrupt` and nothing
  /// else; the mutex keeps it from being closed meanwhile.
  private struct Target: @unchecked Sendable {
    var handle: OpaquePointer?
  }

  init(_ handle: OpaquePointer) {
    database = Lock(Target(handle: handle))
  }

  /// Stops what is running now; does nothing when nothing is running or the log is closed.
  public func interrupt() {
    database.withLock { target in
      if let handle = target.handle { sqlite3_interrupt(handle) }
    }
  }

  func disarm() {
    database.withLock { $0.handle = nil }
  }
}
