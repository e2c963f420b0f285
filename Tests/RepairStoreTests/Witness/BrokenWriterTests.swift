import RepairStore
import Testing

@testable import log_hammer

/// Programs that really break a promise on a real file, and one that does not.
@Suite struct BrokenWriterTests {
  @Test("Writers that check everything under the lock are believed, whoever's turn it is")
  func healthy() throws {
    for seed in 0..<25 as Range<UInt64> {
      let (calls, log) = try SteppedWriters(.nothing, seed: seed).run(calls: 40)
      let violations = LogWitness.violations(in: calls, log: log)
      #expect(violations.isEmpty, "seed \(seed): \(violations)")
      #expect(log.count > 5)
    }
  }

  @Test(
    "A writer that breaks a promise is found out",
    arguments: zip(
      SteppedWriters.Fault.allCases.dropFirst(),
      [
        .condition, .condition, .idempotency, .condition, .occurrence, .occurrence, .read,
        .occurrence,
      ]
        as [LogWitness.Rule]))
  func broken(fault: SteppedWriters.Fault, rule: LogWitness.Rule) throws {
    var found: Set<LogWitness.Rule> = []
    for seed in 0..<12 as Range<UInt64> {
      do {
        let (calls, log) = try SteppedWriters(fault, seed: seed).run(calls: 40)
        found.formUnion(LogWitness.violations(in: calls, log: log).map(\.rule))
      } catch let error as StoreError where error.code == .corrupt {
        // A log with a place that nothing is at tells of itself, before the witness has read it.
        found.insert(.occurrence)
      }
      if found.contains(rule) { break }
    }
    #expect(found.contains(rule), "\(fault): \(found)")
  }
}
