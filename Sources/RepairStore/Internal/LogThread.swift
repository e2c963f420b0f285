import Dispatch

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A thread of its own for one resource that blocks and may not be shared, such as an open log.
///
/// The resource is made on the thread, used there by one job after another, and given up there; it
/// never leaves. So blocking calls hold up neither Swift's few pool threads nor each other's
/// transactions.
final class LogThread<Resource>: Sendable {
  private let queue: JobQueue<Resource>

  /// Starts a thread and makes its resource there.
  ///
  /// - Parameters:
  ///   - limit: how many jobs may wait; one more is refused.
  ///   - make: makes the resource.
  ///   - end: gives the resource up, after the last job.
  /// - Throws: what `make` throws; then there is no thread.
  init(
    limit: Int, make: @escaping @Sendable () throws -> Resource,
    end: @escaping @Sendable (Resource) -> Void
  ) async throws {
    let queue = JobQueue<Resource>(limit: limit)
    try await withCheckedThrowingContinuation { (begun: CheckedContinuation<Void, any Error>) in
      let code = startThread {
        do {
          let resource = try make()
          begun.resume()
          queue.run(on: resource)
          end(resource)
        } catch {
          begun.resume(throwing: error)
        }
        queue.finish()
      }
      if code != 0 {
        begun.resume(
          throwing: StoreError(.busy, "no thread can be started (error \(code)); try again"))
      }
    }
    self.queue = queue
  }

  deinit {
    queue.close(nil)
  }

  /// Runs a job on the thread, after those that wait already.
  ///
  /// - Parameter body: the job.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; ``StoreError`` with `busy` when too many jobs wait, and `misuse`
  ///   after ``stop()``; `CancellationError` when the task was cancelled before the job began.
  func run<Result: Sendable>(
    _ body: @escaping @Sendable (Resource) throws -> Result
  ) async throws -> Result {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
      let refusal = queue.add { resource in
        continuation.resume(with: Swift.Result { try body(resource) })
      }
      if let refusal { continuation.resume(throwing: refusal) }
    }
  }

  /// Lets the waiting jobs finish, gives the resource up and ends the thread.
  func stop() async {
    await withCheckedContinuation { queue.close($0) }
  }
}

/// The jobs that wait for a thread.
private final class JobQueue<Resource>: Sendable {
  typealias Job = @Sendable (Resource) -> Void

  private struct State {
    var jobs: [Job] = []
    var isClosed = false
    var hasFinished = false
    /// Those who wait for the thread's end.
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let limit: Int
  private let state = Lock(State())
  private let work = DispatchSemaphore(value: 0)

  init(limit: Int) {
    self.limit = limit
  }

  /// Adds a job, or answers why not.
  func add(_ job: @escaping Job) -> StoreError? {
    let refusal = state.withLock { state -> StoreError? in
      if state.isClosed { return StoreError(.misuse, "the engine is closed") }
      guard state.jobs.count < limit else {
        return StoreError(.busy, "\(limit) calls wait for the log already; try again later")
      }
      state.jobs.append(job)
      return nil
    }
    if refusal == nil { work.signal() }
    return refusal
  }

  /// Refuses further jobs; `continuation` is resumed when the thread has ended.
  func close(_ continuation: CheckedContinuation<Void, Never>?) {
    let hasFinished = state.withLock { state in
      state.isClosed = true
      if let continuation, !state.hasFinished { state.waiting.append(continuation) }
      return state.hasFinished
    }
    if hasFinished { continuation?.resume() }
    work.signal()
  }

  /// Runs jobs, all that wait at a time, until the queue is closed and empty.
  func run(on resource: Resource) {
    while true {
      let (jobs, isClosed) = state.withLock { state in
        let jobs = state.jobs
        state.jobs = []
        return (jobs, state.isClosed)
      }
      for job in jobs { job(resource) }
      if jobs.isEmpty {
        if isClosed { return }
        work.wait()
      }
    }
  }

  /// Says that the thread is at its end.
  func finish() {
    let waiting = state.withLock { state in
      state.isClosed = true
      state.hasFinished = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// Starts a detached thread; answers 0 or the error's number.
private func startThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
  let box = Unmanaged.passRetained(ThreadBody(body))
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  // Secondary threads get half a megabyte on some systems, which SQLite's deepest calls may need.
  pthread_attr_setstacksize(&attributes, 4 << 20)
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let code = pthread_create(&thread, &attributes, runThreadBody, box.toOpaque())
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
