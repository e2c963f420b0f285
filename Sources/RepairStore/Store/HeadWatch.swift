import Dispatch

/// Those who wait for the log's next event, and how they are woken.
///
/// The writer of this process says when it has appended. For other processes a thread of its own
/// looks at the log every few milliseconds, but only while somebody waits.
final class HeadWatch: Sendable {
  private struct Waiter {
    let position: LogPosition
    let answer: Answer<Void>
  }

  private struct State {
    var head = LogPosition.start
    var waiters: [Waiter] = []
    var hasThread = false
    var isIdle = false
    var isClosed = false
  }

  private let state = Lock(State())
  private let wake = DispatchSemaphore(value: 0)
  private let ending = Ending()
  private let interval: Duration
  private let open: @Sendable () throws -> EventLog

  /// Makes a watch; its thread is started by the first one who waits.
  ///
  /// - Parameters:
  ///   - interval: how often to look for events of other processes.
  ///   - open: opens the log for reading; called on the watch's thread.
  init(interval: Duration, open: @escaping @Sendable () throws -> EventLog) {
    self.interval = min(max(interval, .milliseconds(1)), .seconds(3_600))
    self.open = open
  }

  /// Says that the log reaches a place.
  func advance(to head: LogPosition) {
    let answers = state.withLock { state -> [Answer<Void>] in
      guard head > state.head else { return [] }
      state.head = head
      return Self.takeReached(&state)
    }
    for answer in answers { answer.settle(.success(())) }
  }

  /// Waits until the log reaches beyond a place.
  ///
  /// - Throws: `CancellationError`; ``StoreError`` with `misuse` once the watch is closed, or when the
  ///   log cannot be read.
  func wait(after position: LogPosition) async throws {
    let answer = Answer<Void>()
    do {
      try await answer.wait {
        switch enter(Waiter(position: position, answer: answer)) {
        case .waits: break
        case .isThere: answer.settle(.success(()))
        case .isClosed: answer.settle(.failure(Self.closed))
        case .needsThread: startThread()
        case .needsWake: wake.signal()
        }
      }
    } catch {
      state.withLock { state in state.waiters.removeAll { $0.answer === answer } }
      throw error
    }
  }

  /// Ends every wait and the thread, and waits for it to let go of the file.
  func stop() async {
    close()
    await ending.wait()
  }

  /// Ends every wait, and the thread a little later.
  func close() {
    let answers = state.withLock { state -> [Answer<Void>] in
      state.isClosed = true
      defer { state.waiters = [] }
      return state.waiters.map(\.answer)
    }
    wake.signal()
    for answer in answers { answer.settle(.failure(Self.closed)) }
  }

  private static var closed: StoreError { StoreError(.misuse, "the store is closed") }

  private enum Entry {
    case waits
    case isThere
    case isClosed
    case needsThread
    case needsWake
  }

  private func enter(_ waiter: Waiter) -> Entry {
    state.withLock { state in
      if state.isClosed { return .isClosed }
      if state.head > waiter.position { return .isThere }
      state.waiters.append(waiter)
      if !state.hasThread {
        state.hasThread = true
        // Before anybody can ask for its end.
        ending.expectOne()
        return .needsThread
      }
      guard state.isIdle else { return .waits }
      state.isIdle = false
      return .needsWake
    }
  }

  private static func takeReached(_ state: inout State) -> [Answer<Void>] {
    let head = state.head
    let reached = state.waiters.filter { $0.position < head }.map(\.answer)
    if !reached.isEmpty { state.waiters.removeAll { $0.position < head } }
    return reached
  }

  // MARK: The thread

  private func startThread() {
    do {
      // Holding on to the watch only until it is closed, which its store does in the end.
      try BlockingThread.start {
        self.look()
        self.ending.oneEnded()
      }
    } catch {
      ending.oneEnded()
      failAll(error, endsThread: true)
    }
  }

  private func look() {
    var log: EventLog?
    var version: Int64?
    while true {
      do {
        let current = try log ?? open()
        log = current
        let now = try current.dataVersion()
        // The head is read after the number: what comes between changes the number once more.
        if version != now {
          advance(to: try current.head())
          version = now
        }
      } catch let error as StoreError where error.code == .busy {
        // Somebody recovers or closes the log; the next look will do.
      } catch {
        failAll(error, endsThread: false)
      }
      switch pause() {
      case .looks: wakeUpLate()
      case .sleeps:
        wake.wait()
        // What came meanwhile is found whatever the number says.
        version = nil
      case .ends:
        log?.close()
        return
      }
    }
  }

  private enum Pause {
    case looks
    case sleeps
    case ends
  }

  private func pause() -> Pause {
    state.withLock { state in
      if state.isClosed { return .ends }
      guard state.waiters.isEmpty else { return .looks }
      state.isIdle = true
      return .sleeps
    }
  }

  private func wakeUpLate() {
    let (seconds, attoseconds) = interval.components
    let nanoseconds = Int(clamping: seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    _ = wake.wait(timeout: .now() + .nanoseconds(nanoseconds))
  }

  private func failAll(_ error: any Error, endsThread: Bool) {
    let answers = state.withLock { state -> [Answer<Void>] in
      if endsThread { state.hasThread = false }
      defer { state.waiters = [] }
      return state.waiters.map(\.answer)
    }
    for answer in answers { answer.settle(.failure(error)) }
  }
}
