import RepairStore

@testable import log_hammer

/// Decides by trying every order whether a small history can be explained.
///
/// This is the search of Wing and Gong, good for a handful of calls. It knows nothing of positions
/// or versions beyond what ``ModelLog`` does, so that it can judge the judge.
enum Linearizability {
  /// Whether there is an order of the calls, true to time, in which the model answers as was answered
  /// and ends as the log did.
  static func holds(_ calls: [Call], log: [LogEntry]) -> Bool {
    search(ModelLog(), calls.filter { $0.reply != .busy }, log)
  }

  private static func search(_ model: ModelLog, _ left: [Call], _ log: [LogEntry]) -> Bool {
    guard log.starts(with: model.entries) else { return false }
    if model.entries.count == log.count, left.allSatisfy(isUnknown) { return true }
    for (index, call) in left.enumerated() {
      // Whoever returned before this one was made comes before it.
      let isNext = left.allSatisfy { other in
        isUnknown(other) || (other.returned ?? .max) >= call.invoked
      }
      guard isNext else { continue }
      var next = model
      let answer = next.perform(call.request)
      guard isUnknown(call) || isSame(answer, call.reply) else { continue }
      var rest = left
      rest.remove(at: index)
      if search(next, rest, log) { return true }
    }
    return false
  }

  /// Whether a call may have been done at any time since, or never.
  private static func isUnknown(_ call: Call) -> Bool {
    call.reply == nil || call.reply == .unknown
  }

  private static func isSame(_ answer: Reply, _ reply: Reply?) -> Bool {
    if case .stream(let expected, _) = answer, case .stream(let events, nil) = reply {
      return expected == events
    }
    return answer == reply
  }
}
