import Foundation
import RepairStore
import Testing

@testable import log_hammer

/// The judge of histories is judged by a search that tries every order.
@Suite struct WitnessAgreementTests {
  /// How many histories a test looks at.
  private static var histories: Int {
    ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] == nil ? 4_000 : 40_000
  }

  @Test("A history as a healthy log answers it is found to be right")
  func healthy() {
    for seed in 0..<UInt64(Self.histories) {
      let history = RandomHistory(seed: seed)
      let violations = LogWitness.violations(in: history.calls, log: history.log)
      #expect(violations.isEmpty, "seed \(seed): \(violations)")
      #expect(Linearizability.holds(history.calls, log: history.log), "seed \(seed)")
    }
  }

  @Test("Of a distorted history the witness says exactly what a search of all orders says")
  func distorted() {
    var (right, wrong) = (0, 0)
    for seed in 0..<UInt64(Self.histories) {
      var history = RandomHistory(seed: seed, count: 3 + Int(seed % 6))
      for _ in 0...Int(seed % 3) { history.distort() }
      let violations = LogWitness.violations(in: history.calls, log: history.log)
      let holds = Linearizability.holds(history.calls, log: history.log)
      #expect(
        violations.isEmpty == holds,
        "seed \(seed): \(violations), \(history.calls), \(history.log)")
      if holds { right += 1 } else { wrong += 1 }
    }
    // Both verdicts are common, or the two would agree for want of cases.
    #expect(right > Self.histories / 10 && wrong > Self.histories / 10, "\(right), \(wrong)")
  }

  @Test("A line of a history is read as it was written")
  func lines() {
    for seed in 0..<300 as Range<UInt64> {
      let calls = RandomHistory(seed: seed).calls
      let lines = calls.flatMap { call -> [HistoryLine] in
        var lines = [HistoryLine.invoked(call.id, at: call.invoked, call.request)]
        if let returned = call.returned, let reply = call.reply {
          lines.append(.returned(call.id, at: returned, reply))
        }
        return lines
      }
      #expect(lines.map { HistoryLine($0.text) } == lines, "seed \(seed)")
      let read = HistoryLine.calls(lines)
      #expect(read.map(\.request) == calls.map(\.request))
      #expect(read.map(\.reply) == calls.map(\.reply))
      #expect(read.map(\.returned) == calls.map(\.returned))
    }
  }
}
