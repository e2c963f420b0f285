/// Threads that share a queue, each with something of its own that may not be shared, such as an
/// open log.
///
/// What a thread has is made there, used there and given up there; it never leaves.
final class WorkerThreads<Work: Sendable, Resource>: Sendable {
  private let queue: WorkQueue<Work>
  private let ending: Ending

  /// Starts threads and makes their resources.
  ///
  /// - Parameters:
  ///   - count: how many threads.
  ///   - queue: where they find their work.
  ///   - make: makes a thread's resource.
  ///   - run: works until the queue is closed and empty.
  ///   - end: gives a thread's resource up.
  /// - Throws: what `make` throws; then there is no thread.
  init(
    count: Int, queue: WorkQueue<Work>, make: @escaping @Sendable () throws -> Resource,
    run: @escaping @Sendable (Resource) -> Void, end: @escaping @Sendable (Resource) -> Void
  ) async throws {
    self.queue = queue
    let ending = Ending()
    self.ending = ending
    for _ in 0..<count {
      let begun = Answer<Void>()
      do {
        try await begun.wait {
          ending.expectOne()
          do {
            try BlockingThread.start {
              defer { ending.oneEnded() }
              do {
                let resource = try make()
                // Making it takes long enough for a caller to give up.
                let isWanted = begun.begin()
                begun.settle(.success(()))
                if isWanted { run(resource) }
                end(resource)
              } catch {
                begun.settle(.failure(error))
              }
            }
          } catch {
            ending.oneEnded()
            begun.settle(.failure(error))
          }
        }
      } catch {
        queue.close()
        await ending.wait()
        throw error
      }
    }
  }

  deinit {
    queue.close()
  }

  /// Lets the waiting work be done, gives the resources up and ends the threads.
  func stop() async {
    queue.close()
    await ending.wait()
  }
}
