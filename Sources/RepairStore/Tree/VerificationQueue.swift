import Dispatch

/// The stretches of a log that wait to be hashed, and what has been found in the others.
///
/// Two threads take from it: the one that verifies, and a helper with a connection of its own.
final class VerificationQueue: Sendable {
  /// A stretch that begins with a tile, and what belongs to its events.
  struct Stretch: Sendable {
    let places: ClosedRange<Int>
    let window: EntryWindow
  }

  /// What was found in a stretch.
  struct Result: Sendable {
    /// The hashes over its whole tiles, by their numbers.
    var roots: [(tile: Int, root: SHA256Digest)] = []
    /// The hashes of the leaves after the last whole tile.
    var rest: [SHA256Digest] = []
    /// When the log learned of its first and of its last event.
    var recorded: ClosedRange<Int64>?
    /// The numbers of the types its events have.
    var types: Set<Int64> = []
    var findings: [LogVerification.Finding] = []
  }

  private struct State {
    var waiting: [Stretch] = []
    var results: [Int: Result] = [:]
    var done = 0
    var notes: [String] = []
    var failure: (any Error)?
    /// Stops what the helper is at.
    var helper: InterruptHandle?
    var isAbandoned = false
  }

  private let state = Lock(State())
  /// Counts what waits, and the closing.
  private let available = DispatchSemaphore(value: 0)
  private let helperEnded = DispatchSemaphore(value: 0)

  /// How many events have been read.
  var done: Int { state.withLock { $0.done } }

  /// Adds stretches in order.
  func add(_ stretches: [Stretch]) {
    state.withLock { $0.waiting += stretches }
    for _ in stretches { available.signal() }
  }

  /// Takes the next stretch.
  ///
  /// - Parameter waiting: whether to wait for one, until the queue is closed.
  /// - Returns: the stretch, or `nil` when there is none.
  func take(waiting: Bool) -> Stretch? {
    if waiting {
      available.wait()
    } else if available.wait(timeout: .now()) == .timedOut {
      return nil
    }
    return state.withLock { state in
      guard !state.waiting.isEmpty else { return nil }
      return state.waiting.removeFirst()
    }
  }

  /// Keeps what was found in a stretch.
  func settle(_ stretch: Stretch, _ result: Result) {
    state.withLock { state in
      state.results[stretch.places.lowerBound] = result
      state.done += stretch.places.count
    }
  }

  /// Keeps an error that makes the whole verification fail, and ends it.
  func fail(_ error: any Error) {
    state.withLock { state in
      if state.failure == nil { state.failure = error }
      state.waiting = []
    }
  }

  /// Keeps what is about the file and not about a stretch.
  func note(_ lines: [String]) {
    state.withLock { $0.notes += lines }
  }

  /// The results in the order of the log, once nobody works any more; what is about the file is last.
  ///
  /// - Throws: what somebody has failed with.
  func results() throws -> [Result] {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.results.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// What was found about the file.
  var notes: [String] { state.withLock { $0.notes } }

  // MARK: The helper

  /// Says how the helper's statements are stopped, before it begins with the first.
  func help(interruptedBy handle: InterruptHandle) {
    state.withLock { $0.helper = handle }
  }

  /// Drops what waits and stops the helper: nobody wants the answer any more.
  func abandon() {
    state.withLock { state in
      state.waiting = []
      state.isAbandoned = true
    }
    close()
  }

  /// Ends the helper's waiting.
  func close() {
    available.signal()
  }

  /// Says that the helper has ended.
  func endHelper() { helperEnded.signal() }

  /// Waits until the helper has ended.
  ///
  /// - Parameter body: called now and then meanwhile; when it throws, the helper has not ended yet.
  func waitForHelper(_ body: () throws -> Void) rethrows {
    repeat {
      try body()
      let abandoned = state.withLock { $0.isAbandoned ? $0.helper : nil }
      // Again and again: between two statements there is nothing that would be interrupted.
      abandoned?.interrupt()
    } while helperEnded.wait(timeout: .now() + .milliseconds(50)) == .timedOut
  }
}
