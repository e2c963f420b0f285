import Dispatch

/// Work that waits for threads: first come, first served, bounded, and closed in the end.
final class WorkQueue<Work: Sendable>: Sendable {
  /// What becomes of work that comes when the queue is full.
  enum Overflow: Sendable {
    /// Its caller waits for room.
    case waits
    /// It is refused.
    case isRefused
  }

  private struct State {
    var work: [Work] = []
    /// Those who wait for room, oldest first.
    var callers: [Answer<Void>] = []
    /// Places that are kept for callers who were let in and have not come yet.
    var kept = 0
    /// What wakes each thread that waits for work; the one that came last is woken first, since what
    /// it has in its caches is the freshest.
    var idle: [DispatchSemaphore] = []
    var isClosed = false
  }

  private enum Entry {
    case added
    case full
    case closed
  }

  private let limit: Int
  private let overflow: Overflow
  private let state = Lock(State())

  /// Makes a queue.
  ///
  /// - Parameters:
  ///   - limit: how much work may wait.
  ///   - overflow: what becomes of more.
  init(limit: Int, overflow: Overflow) {
    self.limit = max(1, limit)
    self.overflow = overflow
  }

  /// How much work waits.
  var depth: Int { state.withLock { $0.work.count } }

  /// Adds work, if need be once there is room.
  ///
  /// - Throws: ``StoreError`` with `busy` when the queue is full and refuses, and with `misuse` when
  ///   it is closed; `CancellationError` when the task is cancelled while it waits for room.
  func add(_ work: Work) async throws {
    switch enter(work, isKept: false) {
    case .added: return
    case .closed: throw Self.closed
    case .full:
      guard overflow == .waits else {
        throw StoreError(.busy, "\(limit) calls wait for the log already; try again later")
      }
      let room = Answer<Void>()
      do {
        try await room.wait { letInOrQueue(room) }
      } catch {
        state.withLock { state in state.callers.removeAll { $0 === room } }
        throw error
      }
      if case .closed = enter(work, isKept: true) { throw Self.closed }
    }
  }

  /// Takes work, at least one piece, in the order it came; blocks the thread until there is some.
  ///
  /// - Parameters:
  ///   - most: how many pieces at most.
  ///   - fits: whether one more may go with those before it; the first one always does.
  /// - Returns: the work, or `nil` once the queue is closed and empty.
  func take(most: Int, where fits: (Work) -> Bool = { _ in true }) -> [Work]? {
    let wake = DispatchSemaphore(value: 0)
    while true {
      let (taken, isClosed) = state.withLock { state -> ([Work], Bool) in
        var count = 0
        while count < min(most, state.work.count), fits(state.work[count]) || count == 0 {
          count += 1
        }
        let taken = Array(state.work.prefix(count))
        state.work.removeFirst(count)
        letIn(&state)
        if taken.isEmpty, !state.isClosed { state.idle.append(wake) }
        return (taken, state.isClosed)
      }
      if !taken.isEmpty { return taken }
      if isClosed { return nil }
      wake.wait()
    }
  }

  /// Refuses further work; what waits is still done.
  func close() {
    let (idle, callers) = state.withLock { state -> ([DispatchSemaphore], [Answer<Void>]) in
      state.isClosed = true
      defer {
        state.idle = []
        state.callers = []
      }
      return (state.idle, state.callers)
    }
    for wake in idle { wake.signal() }
    for caller in callers { caller.settle(.failure(Self.closed)) }
  }

  private static var closed: StoreError { StoreError(.misuse, "the store is closed") }

  private func enter(_ work: Work, isKept: Bool) -> Entry {
    let (entry, wake) = state.withLock { state -> (Entry, DispatchSemaphore?) in
      if isKept { state.kept -= 1 }
      if state.isClosed { return (.closed, nil) }
      guard isKept || state.work.count + state.kept < limit && state.callers.isEmpty else {
        return (.full, nil)
      }
      state.work.append(work)
      return (.added, state.idle.popLast())
    }
    wake?.signal()
    return entry
  }

  private func letInOrQueue(_ caller: Answer<Void>) {
    let isClosed = state.withLock { state in
      guard !state.isClosed else { return true }
      state.callers.append(caller)
      // There may be room by now, and nobody left to say so.
      letIn(&state)
      return false
    }
    if isClosed { caller.settle(.failure(Self.closed)) }
  }

  /// Lets as many callers in as there is room for.
  private func letIn(_ state: inout State) {
    var next = 0
    while next < state.callers.count, state.work.count + state.kept < limit {
      // One that was cancelled meanwhile takes no place.
      if state.callers[next].begin() {
        state.kept += 1
        state.callers[next].settle(.success(()))
      }
      next += 1
    }
    if next > 0 { state.callers.removeFirst(next) }
  }
}
