#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A value that one thread at a time may touch.
///
/// `Synchronization.Mutex` would do, but on Linux its contended path lies in the standard library,
/// which the Thread Sanitizer does not see into: it then reports races that are none. A POSIX mutex
/// costs the same here and can be watched.
final class Lock<Value>: @unchecked Sendable {
  // Sendable because `value` is touched in `withLock` alone, with the mutex held.
  private var value: Value
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  /// Puts a value under a lock.
  init(_ value: sending Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Runs `body` while no other thread can touch the value.
  func withLock<Result>(_ body: (inout Value) throws -> sending Result) rethrows -> sending Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
