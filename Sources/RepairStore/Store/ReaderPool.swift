/// Threads that read, each with a connection of its own, so that a long read holds up no other one.
///
/// A read sees everything that was answered before it began. It runs on its thread from beginning to
/// end and hands out values only: no statement outlives it.
final class ReaderPool: Sendable {
  private let queue: WorkQueue<ReadRequest>
  private let threads: WorkerThreads<ReadRequest, ReadingThread>
  private let running: Lock<[Int: RunningRead]>
  private let observer: (any StoreObserver)?

  /// Starts the threads and opens their logs.
  ///
  /// - Parameters:
  ///   - count: how many threads.
  ///   - queue: where reads wait.
  ///   - observer: who watches.
  ///   - open: opens a log for reading; called on each thread.
  /// - Throws: what `open` throws.
  init(
    count: Int, queue: WorkQueue<ReadRequest>, observer: (any StoreObserver)?,
    open: @escaping @Sendable () throws -> EventLog
  ) async throws {
    self.queue = queue
    self.observer = observer
    let running = Lock<[Int: RunningRead]>([:])
    self.running = running
    let numbers = Lock(0)
    threads = try await WorkerThreads(
      count: max(1, count), queue: queue,
      make: {
        let number = numbers.withLock { number in
          number += 1
          return number
        }
        return ReadingThread(try open(), number: number)
      },
      run: { thread in
        while let request = queue.take(most: 1)?.first {
          guard request.begin() else { continue }
          let began = ContinuousClock.now
          running.withLock {
            $0[thread.number] = RunningRead(
              thread: thread.number, what: request.what, since: began)
          }
          request.perform(thread)
          running.withLock { $0[thread.number] = nil }
          observer?.observe(
            .read(
              StoreSignal.Read(
                what: request.what, waited: began - request.asked,
                took: ContinuousClock.now - began)))
        }
      }, end: { $0.close() })
  }

  /// Runs a read on a thread that is free.
  ///
  /// - Parameters:
  ///   - what: what is read, for whoever looks why a read takes long.
  ///   - body: reads; what it is lent must not outlive it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; ``StoreError``; `CancellationError` when it was not begun.
  func read<Result: Sendable>(
    _ what: String, _ body: @escaping @Sendable (ReadingThread) throws -> Result
  ) async throws -> Result {
    try Task.checkCancellation()
    let answer = Answer<Result>()
    let request = ReadRequest(
      what: what, begin: { answer.begin() },
      perform: { thread in answer.settle(Swift.Result { try body(thread) }) })
    try await queue.add(request)
    return try await answer.wait {}
  }

  /// What runs now, the longest first.
  var runningReads: [RunningRead] {
    running.withLock { Array($0.values) }.sorted { $0.since < $1.since }
  }

  /// Lets the waiting reads finish, closes the logs and ends the threads.
  func stop() async {
    await threads.stop()
  }
}

/// A read that waits for a thread.
struct ReadRequest: Sendable {
  let what: String
  let asked = ContinuousClock.now
  let begin: @Sendable () -> Bool
  let perform: @Sendable (ReadingThread) -> Void
}

/// A read that runs on one of the reading threads.
public struct RunningRead: Sendable {
  /// Which thread, from 1.
  public let thread: Int
  /// What is read, such as `page` or `board`.
  public let what: String
  /// Since when.
  public let since: ContinuousClock.Instant
}

/// What a reading thread has: a log opened for reading, and what its reads keep for the next one.
package final class ReadingThread {
  /// The log.
  package let log: EventLog
  let number: Int
  private var kept: [ObjectIdentifier: AnyObject] = [:]

  init(_ log: EventLog, number: Int) {
    self.log = log
    self.number = number
  }

  /// What an earlier read on this thread kept, or a new one.
  ///
  /// - Parameters:
  ///   - type: what is kept, one of each type.
  ///   - make: makes it the first time.
  /// - Returns: the kept object.
  /// - Throws: what `make` throws.
  package func kept<Kept: AnyObject>(
    _ type: Kept.Type = Kept.self, or make: (EventLog) throws -> Kept
  ) rethrows -> Kept {
    if let found = kept[ObjectIdentifier(type)] as? Kept { return found }
    let made = try make(log)
    kept[ObjectIdentifier(type)] = made
    return made
  }

  func close() {
    kept.removeAll()
    log.close()
  }
}
