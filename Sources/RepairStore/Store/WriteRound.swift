/// The writer's work: one transaction after another, each for everybody who waits.
struct WriteRound {
  let log: EventLog
  let queue: WorkQueue<any WriteRequest>
  let observer: (any StoreObserver)?
  let onCommit: @Sendable (LogPosition) -> Void

  /// How many requests share a transaction at most.
  private static let most = 1_000

  /// Works until the queue is closed and empty.
  mutating func runUntilClosed() {
    // Answers come before the WAL checkpoint, which nobody should have to wait for.
    log.checkpointsItself = false
    while true {
      var weight = 0
      let taken = queue.take(most: Self.most) { request in
        weight += request.weight
        return weight <= LogLimit.appendEvents
      }
      guard let taken else { return }
      let requests = taken.filter { $0.begin() }
      guard !requests.isEmpty else { continue }
      commit(requests)
      checkpointWAL()
    }
  }

  /// Runs requests in one transaction and answers them.
  private func commit(_ requests: [any WriteRequest]) {
    let began = ContinuousClock.now
    var refusals: [(any Error)?] = []
    var before = LogPosition.start
    var head = LogPosition.start
    var hasBegun = false
    do {
      try log.bulk { writer in
        hasBegun = true
        before = writer.head
        for request in requests {
          do {
            try request.perform(with: writer)
            refusals.append(nil)
          } catch {
            // Half an append may be in the transaction: none of it can be kept.
            if writer.hasFailed { throw error }
            refusals.append(error)
          }
        }
        head = writer.head
      }
    } catch {
      observeFailure(error, of: requests.count)
      resolve(requests, refusals, after: error, hasBegun: hasBegun)
      return
    }
    let took = ContinuousClock.now - began
    if head > before { onCommit(head) }
    for (request, refusal) in zip(requests, refusals) {
      if let refusal { request.fail(refusal) } else { request.succeed() }
    }
    guard let observer else { return }
    observer.observe(
      .committed(
        StoreSignal.Commit(
          appends: requests.count, refused: refusals.count { $0 != nil },
          conflicts: refusals.count { Self.isConflict($0) },
          events: head.rawValue - before.rawValue,
          waited: requests.map { began - $0.asked }.max() ?? .zero, took: took,
          queueDepth: queue.depth, walPages: log.walPages, head: head)))
  }

  /// Answers requests whose transaction failed.
  private func resolve(
    _ requests: [any WriteRequest], _ refusals: [(any Error)?], after error: any Error,
    hasBegun: Bool
  ) {
    guard hasBegun, requests.count > 1 else {
      // Nobody got to write at all, or there is nobody else whose fault it could be.
      for request in requests { request.fail(error) }
      return
    }
    let isUnknown = (error as? StoreError)?.code == .outcomeUnknown
    var blocked: (any Error)?
    for (index, request) in requests.enumerated() {
      if let blocked {
        request.fail(blocked)
      } else if isUnknown, index < refusals.count, refusals[index] == nil {
        request.fail(error)
      } else {
        // A refusal may have been over events that are now not there; a failure may be another's.
        blocked = commitAlone(request)
      }
    }
  }

  /// Runs one request in a transaction of its own and answers it; the error if nobody can write.
  private func commitAlone(_ request: any WriteRequest) -> (any Error)? {
    var hasBegun = false
    var refusal: (any Error)?
    var head = LogPosition.start
    do {
      try log.bulk { writer in
        hasBegun = true
        do {
          try request.perform(with: writer)
        } catch {
          if writer.hasFailed { throw error }
          refusal = error
        }
        head = writer.head
      }
      onCommit(head)
    } catch {
      observeFailure(error, of: 1)
      request.fail(error)
      return hasBegun ? nil : error
    }
    if let refusal { request.fail(refusal) } else { request.succeed() }
    return nil
  }

  private func checkpointWAL() {
    guard log.isWALCheckpointDue else { return }
    let began = ContinuousClock.now
    let pages = log.walPages
    let isComplete = log.checkpointWALNow()
    observer?.observe(
      .walCheckpointed(
        isComplete: isComplete, pages: pages, took: ContinuousClock.now - began))
  }

  private func observeFailure(_ error: any Error, of appends: Int) {
    guard let observer, let failure = error as? StoreError else { return }
    observer.observe(.commitFailed(failure, appends: appends))
  }

  private static func isConflict(_ refusal: (any Error)?) -> Bool {
    guard let error = refusal as? StoreError else { return false }
    return [.conflict, .conditionFailed].contains(error.code)
  }
}
