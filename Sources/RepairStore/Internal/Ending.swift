/// The end of several threads, and those who wait for it.
final class Ending: Sendable {
  private struct State {
    var running = 0
    var callers: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Lock(State())

  /// Says that one more thread is about to begin.
  func expectOne() {
    state.withLock { $0.running += 1 }
  }

  /// Says that a thread has ended, or never began.
  func oneEnded() {
    let callers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.running -= 1
      guard state.running == 0 else { return [] }
      defer { state.callers = [] }
      return state.callers
    }
    for caller in callers { caller.resume() }
  }

  /// Waits until none is left.
  func wait() async {
    await withCheckedContinuation { caller in
      let isOver = state.withLock { state in
        if state.running > 0 { state.callers.append(caller) }
        return state.running == 0
      }
      if isOver { caller.resume() }
    }
  }
}
