#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Threads of our own, for calls that block: Swift's few pool threads must never wait for a disk.
enum BlockingThread {
  /// Starts a thread that runs `body` and ends.
  ///
  /// - Throws: ``StoreError`` with `busy` when the system gives no more threads.
  static func start(_ body: @escaping @Sendable () -> Void) throws {
    let code = startThread(body)
    guard code == 0 else {
      throw StoreError(.busy, "no thread can be started (error \(code)); try again")
    }
  }
}

/// Starts a detached thread; answers 0 or the error's number.
private func startThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
  let box = Unmanaged.passRetained(ThreadBody(body))
  // Not made by its initializer: libcrypto's headers bring the same type in, and whose it is would
  // depend on which files are compiled together.
  let code = withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { room -> Int32 in
    guard let attributes = room.baseAddress else { return ENOMEM }
    pthread_attr_init(attributes)
    defer { pthread_attr_destroy(attributes) }
    pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
    // Secondary threads get half a megabyte on some systems, which SQLite's deepest calls may need.
    pthread_attr_setstacksize(attributes, 4 << 20)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    return pthread_create(&thread, attributes, runThreadBody, box.toOpaque())
  }
  if code != 0 { box.release() }
  return code
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}

#if canImport(Darwin)
  private func runThreadBody(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }
#else
  private func runThreadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }
#endif
