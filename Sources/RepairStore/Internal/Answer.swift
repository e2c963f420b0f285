/// One caller's wait for one answer, which comes from a thread of our own.
///
/// Until somebody begins to work on it the caller may be cancelled, and then it is certain that
/// nothing was done. From then on the answer is waited for, whatever becomes of the task.
final class Answer<Value: Sendable>: Sendable {
  private struct State {
    var hasBegun = false
    var result: Result<Value, any Error>?
    var caller: CheckedContinuation<Value, any Error>?
  }

  private let state = Lock(State())

  /// Waits for the answer.
  ///
  /// - Parameter ask: hands the question on; called once.
  /// - Returns: the answer.
  /// - Throws: what the answer is, or `CancellationError` when nobody had begun.
  func wait(_ ask: () -> Void) async throws -> Value {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { caller in
        let result = state.withLock { state in
          if state.result == nil { state.caller = caller }
          return state.result
        }
        // Cancelled before it was asked: then it never is.
        if let result { caller.resume(with: result) } else { ask() }
      }
    } onCancel: {
      settle(.failure(CancellationError()), onlyIfNotBegun: true)
    }
  }

  /// Takes the question in hand; `false` when the caller does not wait any more.
  func begin() -> Bool {
    state.withLock { state in
      guard state.result == nil else { return false }
      state.hasBegun = true
      return true
    }
  }

  /// Gives the answer; only the first one counts.
  func settle(_ result: Result<Value, any Error>) {
    settle(result, onlyIfNotBegun: false)
  }

  private func settle(_ result: Result<Value, any Error>, onlyIfNotBegun: Bool) {
    let caller = state.withLock { state -> CheckedContinuation<Value, any Error>? in
      guard state.result == nil, !(onlyIfNotBegun && state.hasBegun) else { return nil }
      state.result = result
      defer { state.caller = nil }
      return state.caller
    }
    caller?.resume(with: result)
  }
}
