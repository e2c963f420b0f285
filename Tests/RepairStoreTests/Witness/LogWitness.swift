import RepairCore
import RepairStore

@testable import log_hammer

/// Judges a history of calls by the final log, which is the witness of what happened in which order.
///
/// In general it is a hard problem whether calls that overlapped can be put into an order that
/// explains every answer. Here the log has kept the order of the appends, and every other answer can
/// only have been given at certain sizes of the log, a range of them. So it is decided exactly, in
/// O(n log n): each call gets the range of sizes at which its answer would have been right, and one
/// pass over time looks whether the sizes can be chosen so that they never go back from a call that
/// had returned to one that was made after it.
struct LogWitness {
  /// What was found not to be as promised.
  struct Violation: CustomStringConvertible {
    let rule: Rule
    let message: String
    let calls: [CallID]

    var description: String {
      "(\(rule.rawValue)) \(message) [\(calls.map(\.description).joined(separator: ", "))]"
    }
  }

  /// The promises, as the design of the store has them.
  enum Rule: String {
    /// What was acknowledged is there once, whole and where it was said to be; what failed is not.
    case occurrence = "a"
    /// An append that returned before another was made stands before it.
    case realTime = "b"
    /// An append was made, or refused, as its expected version and condition demand at its place.
    case condition = "c"
    /// A read shows the log as it was at one moment between its call and its return.
    case read = "d"
    /// A request with a key is done once, and every retry gets the first result.
    case idempotency = "e"
  }

  /// Finds all that is wrong with a history.
  ///
  /// - Parameters:
  ///   - calls: every call that was made on the log since it was empty.
  ///   - log: the final log.
  /// - Returns: what is not as promised; empty when the history can be explained.
  static func violations(in calls: [Call], log: [LogEntry]) -> [Violation] {
    var witness = LogWitness(calls, log)
    witness.checkLog()
    // Positions that are none would make everything that follows meaningless.
    guard witness.found.isEmpty else { return witness.found }
    witness.index()
    witness.checkOccurrence()
    guard witness.found.isEmpty else { return witness.found }
    let ranges = witness.calls.indices.map { witness.wholeRange(of: $0) }
    witness.checkOrder(ranges)
    return witness.found
  }

  let calls: [Call]
  let log: [LogEntry]
  var found: [Violation] = []
  /// Where the events of each stream are.
  var streams: [StreamName: [Int]] = [:]
  /// Where the events of each request are.
  var places: [String: ClosedRange<Int>] = [:]
  /// The call that appended each request's events.
  var writers: [String: Int] = [:]
  /// The request that used a key first.
  var keys: [String: String] = [:]
  /// Where the events with each tag are.
  var tagged: [EventTag: [Int]] = [:]

  private init(_ calls: [Call], _ log: [LogEntry]) {
    self.calls = calls.sorted { $0.invoked < $1.invoked }
    self.log = log
  }

  mutating func report(_ rule: Rule, _ message: String, _ calls: [Int]) {
    found.append(
      Violation(rule: rule, message: message, calls: calls.map { self.calls[$0].id })
    )
  }

  // MARK: Order

  /// The sizes of the log at which an answer is right, before and after the call did what it did.
  struct Sizes {
    var low: Int
    var high: Int
    /// How many events the call itself appended.
    var appended = 0
  }

  /// Looks whether each call can be given a size at which its answer is right.
  ///
  /// Taking the least size every time is enough: a larger one only leaves less to the calls after it.
  private mutating func checkOrder(_ ranges: [Sizes?]) {
    enum Moment { case invoked, returned }
    var moments: [(time: UInt64, Moment, Int)] = []
    for (index, call) in calls.enumerated() where ranges[index] != nil {
      moments.append((call.invoked, .invoked, index))
      if let returned = call.returned, call.reply != .unknown {
        moments.append((returned, .returned, index))
      }
    }
    // Two calls at the same nanosecond overlap: first they are all made, then they return.
    moments.sort { ($0.time, $0.1 == .invoked ? 0 : 1) < ($1.time, $1.1 == .invoked ? 0 : 1) }
    var floor = (size: 0, by: Int?.none)
    var floors = [(size: Int, by: Int?)](repeating: (0, nil), count: calls.count)
    for (_, moment, index) in moments {
      switch moment {
      case .invoked:
        floors[index] = floor
        guard let sizes = ranges[index], floor.size > sizes.high, let other = floor.by else {
          continue
        }
        report(
          rule(between: other, and: index),
          "had seen \(floor.size) events before the second was made, which is right only up to "
            + "\(sizes.high)", [other, index])
      case .returned:
        guard let sizes = ranges[index] else { continue }
        let size = max(sizes.low, min(floors[index].size, sizes.high)) + sizes.appended
        if size > floor.size { floor = (size, index) }
      }
    }
  }

  /// Which promise is broken when one call returned before another was made, and yet saw more.
  private func rule(between first: Int, and second: Int) -> Rule {
    switch (calls[first].reply, calls[second].reply) {
    case (_, .conflict), (_, .conditionFailed): .condition
    case (_, .duplicateKey), (_, .appended(_, _, _, true)): .idempotency
    case (_, .head), (_, .stream), (_, .page), (_, .key): .read
    case (.head, _), (.stream, _), (.page, _), (.key, _): .read
    default: .realTime
    }
  }
}
