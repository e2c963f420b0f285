/// How long something took, and how long it was waited for where it has not come yet.
///
/// What is unfinished is neither dropped, which would make a desk look quick that leaves its hard
/// cases lying, nor counted as if it ended now. The quantiles are those of the product-limit
/// estimate of Kaplan and Meier; without unfinished waits they are the ordinary ones of the nearest
/// rank.
struct SurvivalSample: Sendable {
  private var finished: [Int64] = []
  private var unfinished: [Int64] = []
  private var unknown = 0

  /// Adds a wait.
  ///
  /// - Parameters:
  ///   - length: how long it lasted, in milliseconds; less than nothing counts as nothing.
  ///   - isFinished: whether what was waited for came.
  mutating func add(_ length: Int64, isFinished: Bool) {
    if isFinished {
      finished.append(max(length, 0))
    } else {
      unfinished.append(max(length, 0))
    }
  }

  /// Adds a wait of which it is not known how long it was.
  mutating func addUnknown() { unknown += 1 }

  /// What the sample comes to.
  ///
  /// - Complexity: O(n log n).
  func figure() -> DurationFigure {
    let (finished, unfinished) = (finished.sorted(), unfinished.sorted())
    return DurationFigure(
      n: finished.count + unfinished.count, finished: finished.count, unknown: unknown,
      median: Self.quantile(50, finished, unfinished),
      p90: Self.quantile(90, finished, unfinished))
  }

  /// The shortest time by which so many per cent are estimated to have finished; `nil` when the
  /// estimate never comes so far.
  ///
  /// Between two unfinished waits the share that remains is a fraction of whole numbers; over them
  /// it is carried on as so many of 2⁶², rounded down. So there is no rounding at all as long as
  /// nothing shorter than the quantile is unfinished, and the same figure on every machine
  /// otherwise.
  static func quantile(_ percent: UInt64, _ finished: [Int64], _ unfinished: [Int64]) -> TimeSpan? {
    let whole: UInt64 = 1 << 62
    let goal = (whole / 100) * (100 - percent) + (whole % 100) * (100 - percent) / 100
    var base = whole
    // How many there were when the base was right, and how many of them are left.
    var atStart = UInt64(finished.count + unfinished.count)
    var left = atStart
    var dropped = 0
    for (index, time) in finished.enumerated() {
      var gone: UInt64 = 0
      // Who is given up in the moment another finishes was still there then.
      while dropped < unfinished.count, unfinished[dropped] < time {
        dropped += 1
        gone += 1
      }
      if gone > 0 {
        base = scaled(base, by: left, over: atStart)
        left -= gone
        atStart = left
      }
      left -= 1
      guard index + 1 == finished.count || finished[index + 1] != time else { continue }
      let isReached =
        base == whole
        ? left * 100 <= atStart * (100 - percent) : scaled(base, by: left, over: atStart) <= goal
      if isReached { return TimeSpan(milliseconds: time) }
    }
    return nil
  }

  /// A number times a fraction that is not more than one, rounded down.
  private static func scaled(_ base: UInt64, by part: UInt64, over all: UInt64) -> UInt64 {
    guard part < all else { return base }
    return all.dividingFullWidth(base.multipliedFullWidth(by: part)).quotient
  }
}

/// How long something takes, with what is unfinished counted as unfinished.
public struct DurationFigure: Codable, Hashable, Sendable {
  /// How many waits are counted, the unfinished ones too.
  public var n: Int
  /// How many of them are over.
  public var finished: Int
  /// How many more there were whose length nobody knows: another system's record implies that they
  /// ended, but not when.
  public var unknown: Int
  /// By when half of them are over; `nil` where that has not come yet.
  public var median: TimeSpan?
  /// By when nine in ten are over; `nil` where that has not come yet.
  public var p90: TimeSpan?

  /// How many are not over: still open, or given up.
  public var unfinished: Int { n - finished }
}
