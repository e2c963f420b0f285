import RepairCore

/// Stands before a channel: whatever the channel does, the sender gets one answer, in time.
final class NoticeGate: Sendable {
  /// What became of an attempt.
  enum Outcome: Sendable {
    case sent(receipt: String?)
    case failed(reason: String, isFinal: Bool)
  }

  /// Where a call to the channel is.
  private enum CallState: Sendable {
    case running
    /// It has answered, in time or not.
    case returned
    /// It took too long and was left behind.
    case lost
  }

  private let channel: any NoticeChannel
  private let limit: Int
  /// How many calls did not answer in time and have not come back since.
  private let lost = Lock(0)

  /// - Parameters:
  ///   - channel: the channel.
  ///   - limit: how many calls may be lost before no more are made.
  init(_ channel: any NoticeChannel, limit: Int) {
    self.channel = channel
    self.limit = limit
  }

  /// Whether so many calls hang that another one would only hang with them.
  var isStuck: Bool { lost.withLock { $0 } >= limit }

  /// Whether another call may be made beside those that are being waited for.
  func hasRoom(beside running: Int) -> Bool { lost.withLock { $0 } + running < limit }

  /// Asks the channel to send.
  ///
  /// - Parameters:
  ///   - message: what.
  ///   - span: how long it may take.
  /// - Returns: what became of it; an answer that comes later is nobody's.
  /// - Throws: `CancellationError` when the caller is cancelled: then it may have been sent.
  func send(_ message: NoticeMessage, within span: TimeSpan) async throws -> Outcome {
    let answer = Answer<Outcome>()
    let state = Lock(CallState.running)
    // Not a child: one that hangs and does not hear that it is cancelled must be left behind.
    let call = Task { [channel, lost] in
      do {
        answer.settle(.success(.sent(receipt: try await channel.send(message))))
      } catch let error as NoticeUndeliverable {
        answer.settle(.success(.failed(reason: error.reason, isFinal: true)))
      } catch {
        answer.settle(.success(.failed(reason: Self.reason(of: error), isFinal: false)))
      }
      let wasLost = state.withLock { state in
        defer { state = .returned }
        return state == .lost
      }
      if wasLost { lost.withLock { $0 -= 1 } }
    }
    let timer = Task { [lost] in
      try await Task.sleep(for: .milliseconds(max(1, span.milliseconds)))
      let isLost = state.withLock { state in
        guard state == .running else { return false }
        state = .lost
        return true
      }
      guard isLost else { return }
      lost.withLock { $0 += 1 }
      call.cancel()
      answer.settle(
        .success(.failed(reason: "the channel did not answer within \(span)", isFinal: false)))
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
      try await answer.wait {}
    } onCancel: {
      call.cancel()
    }
  }

  /// What an error may be called in the log, in the clear.
  private static func reason(of error: any Error) -> String {
    switch error {
    case is CancellationError: "the channel gave up"
    // Ours say it in words already; of another's the type may be all there is.
    case let error as StoreError: error.message
    default: "\(type(of: error)): \(error)"
    }
  }
}
