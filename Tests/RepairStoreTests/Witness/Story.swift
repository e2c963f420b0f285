import RepairCore
import RepairStore

@testable import log_hammer

/// A history told call by call, as a healthy log would have answered it, to be changed afterwards.
struct Story {
  var calls: [Call] = []
  var log: [LogEntry] = []
  private var model = ModelLog()
  private var time: UInt64 = 0

  /// Tells of a call that begins after all others have returned.
  ///
  /// - Returns: its place in ``calls``.
  @discardableResult
  mutating func ask(_ request: Request, by session: String = "a") -> Int {
    let reply = model.perform(request)
    log = model.entries
    time += 2
    calls.append(
      Call(
        id: CallID(session, calls.count), request: request, invoked: time - 1, returned: time,
        reply: reply))
    return calls.count - 1
  }

  /// Changes what an append asked for, after it was answered.
  mutating func amend(_ index: Int, _ change: (inout AppendRequest) -> Void) {
    guard case .append(var append) = calls[index].request else { return }
    change(&append)
    calls[index].request = .append(append)
  }

  /// What the witness finds.
  var violations: [LogWitness.Violation] { LogWitness.violations(in: calls, log: log) }

  /// The promises that the witness finds broken.
  var broken: Set<LogWitness.Rule> { Set(violations.map(\.rule)) }

  /// Whether a search of all orders finds one that explains the story.
  var isPossible: Bool { Linearizability.holds(calls, log: log) }
}

/// An append of a story.
func appending(
  _ name: String, to stream: StreamName, _ expected: ExpectedVersion = .any, count: Int = 1,
  tags: [EventTag] = [], unless condition: AppendCondition? = nil, key: String? = nil
) -> Request {
  .append(
    AppendRequest(
      name: name, stream: stream, expected: expected, count: count, tags: tags,
      condition: condition, key: key))
}
