import Testing

@testable import RepairCore

/// Quantiles with unfinished waits among the finished.
@Suite struct SurvivalSampleTests {
  private func quantile(_ percent: UInt64, _ finished: [Int64], _ unfinished: [Int64]) -> Int64? {
    SurvivalSample.quantile(percent, finished.sorted(), unfinished.sorted())?.milliseconds
  }

  @Test("Without unfinished waits a quantile is the one of the nearest rank")
  func nearestRank() {
    for count in 1...40 {
      let values = (1...count).map { Int64($0 * 10) }
      #expect(quantile(50, values, []) == Int64((count + 1) / 2 * 10))
      #expect(quantile(90, values, []) == Int64((count * 9 + 9) / 10 * 10))
    }
  }

  @Test("The textbook's remission times give the textbook's median")
  func textbook() {
    // Weeks of remission under 6-MP (Freireich and others, 1963), the sample most textbooks use.
    let ended: [Int64] = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    let lasting: [Int64] = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    #expect(quantile(50, ended, lasting) == 23)
    #expect(quantile(90, ended, lasting) == nil)
  }

  @Test("What is given up in the moment another finishes was still there then")
  func ties() {
    #expect(quantile(50, [5], [5]) == 5)
    #expect(quantile(50, [6], [5]) == 6)
    #expect(quantile(50, [4], [5, 6]) == nil)
    #expect(quantile(50, [], [5]) == nil && quantile(50, [], []) == nil)
  }

  @Test("Random samples agree with exact fractions", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func exact(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      func some() -> [Int64] {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in
          Int64.random(in: 0...8, using: &random)
        }
      }
      let (finished, unfinished) = (some(), some())
      for percent in [50, 90] as [UInt64] {
        #expect(
          quantile(percent, finished, unfinished)
            == Self.model(Int(percent), finished, unfinished),
          "seed \(seed): \(percent) of \(finished) and \(unfinished)")
      }
    }
  }

  /// The definition, in fractions of small whole numbers.
  private static func model(_ percent: Int, _ finished: [Int64], _ unfinished: [Int64]) -> Int64? {
    var (above, below) = (1, 1)
    for time in Set(finished).sorted() {
      let there = (finished + unfinished).count { $0 >= time }
      above *= there - finished.count { $0 == time }
      below *= there
      if above * 100 <= below * (100 - percent) { return time }
    }
    return nil
  }

  @Test("Very many waits, and very long ones, are reckoned without overflow")
  func large() {
    let finished = (0..<100_000).map { Int64($0) * 1_000_000_000 }
    let unfinished = (0..<100_000).map { Int64($0) * 1_000_000_000 + 1 }
    #expect(quantile(50, finished, unfinished) != nil)
    #expect(quantile(50, [.max], [.max]) == .max)
  }
}
