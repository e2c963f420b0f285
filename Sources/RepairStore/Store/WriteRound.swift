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
    var outcomes: [Outcome] = []
    var before = LogPosition.start
    var head = LogPosition.start
    var hasBegun = false
    do {
      try log.bulk { writer in
        hasBegun = true
        before = writer.head
        for request in requests { outcomes.append(try perform(request, with: writer)) }
        head = writer.head
      }
    } catch {
      observeFailure(error, of: requests.count)
      resolve(requests, outcomes, after: error, hasBegun: hasBegun)
      return
    }
    let took = ContinuousClock.now - began
    if head > before { onCommit(head) }
    for (request, outcome) in zip(requests, outcomes) { answer(request, outcome) }
    guard let observer else { return }
    observer.observe(
      .committed(
        StoreSignal.Commit(
          appends: requests.count, refused: outcomes.count { $0.refusal != nil },
          conflicts: outcomes.count { Self.isConflict($0.refusal) },
          events: head.rawValue - before.rawValue,
          waited: requests.map { began - $0.asked }.max() ?? .zero, took: took,
          queueDepth: queue.depth, walPages: log.walPages, head: head)))
  }

  /// What a request came to within a transaction.
  private struct Outcome {
    var refusal: (any Error)?
    var hasWritten: Bool
  }

  /// Runs a request in a transaction.
  ///
  /// - Throws: what nothing in the transaction can survive.
  private func perform(
    _ request: any WriteRequest, with writer: LogWriter
  ) throws -> Outcome {
    let head = writer.head
    var refusal: (any Error)?
    do {
      try StoreError.mapping(path: log.path) { try request.perform(with: writer) }
    } catch {
      refusal = error
    }
    // Half an append may be in the transaction, or there may be none any more.
    if writer.hasFailed {
      throw refusal ?? StoreError(.inputOutput, "\(log.path): nothing was kept")
    }
    return Outcome(refusal: refusal, hasWritten: writer.head > head)
  }

  private func answer(_ request: any WriteRequest, _ outcome: Outcome) {
    if let refusal = outcome.refusal { request.fail(refusal) } else { request.succeed() }
  }

  /// Answers requests whose transaction failed.
  private func resolve(
    _ requests: [any WriteRequest], _ outcomes: [Outcome], after error: any Error,
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
      if isUnknown, index < outcomes.count, outcomes[index].hasWritten {
        request.fail(error)
      } else if let blocked {
        request.fail(blocked)
      } else {
        // An answer may have been due to events that are now not there; a failure may be another's.
        blocked = commitAlone(request)
      }
    }
  }

  /// Runs one request in a transaction of its own and answers it; the error if nobody can write.
  private func commitAlone(_ request: any WriteRequest) -> (any Error)? {
    var hasBegun = false
    do {
      let (outcome, head) = try log.bulk { writer in
        hasBegun = true
        return (try perform(request, with: writer), writer.head)
      }
      onCommit(head)
      answer(request, outcome)
    } catch {
      observeFailure(error, of: 1)
      request.fail(error)
      return hasBegun ? nil : error
    }
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
