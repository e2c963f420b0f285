/// How long something took, and how long it was waited for where it has not come yet.
///
/// What is unfinished is neither dropped, which would make a desk look quick that leaves its hard
/// cases lying, nor counted as if it ended now. The quantiles are those of the product-limit
/// estimate of Kaplan and Meier; without unfinished waits they are the ordinary ones of the nearest
/// rank.
struct SurvivalSample: Sendable {
  var finished = SortedBag<Int64>()
  var unfinished = SortedBag<Int64>()
  var unknown = 0

  /// Adds a wait, or takes it away.
  ///
  /// - Parameters:
  ///   - length: how long it lasted, in milliseconds; less than nothing counts as nothing.
  ///   - isFinished: whether what was waited for came.
  ///   - unit: 1 to add it, -1 to take it away.
  mutating func add(_ length: Int64, isFinished: Bool, _ unit: Int = 1) {
    if isFinished {
      finished.add(max(length, 0), unit)
    } else {
      unfinished.add(max(length, 0), unit)
    }
  }

  /// Adds a wait of which it is not known how long it was, or takes it away.
  mutating func addUnknown(_ unit: Int = 1) { unknown += unit }

  /// What the sample comes to.
  ///
  /// - Complexity: O(n + k log k) in the waits, of which k were added one by one.
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
  /// otherwise. From one unfinished wait to the next the share only falls, so that where it falls
  /// far enough is reckoned and not searched for.
  ///
  /// - Parameters:
  ///   - percent: how many per cent.
  ///   - finished: the lengths of the waits that are over, in order.
  ///   - unfinished: those of the others, in order.
  /// - Returns: the time.
  /// - Complexity: O(u log n) in the unfinished waits shorter than the quantile.
  static func quantile(_ percent: UInt64, _ finished: [Int64], _ unfinished: [Int64]) -> TimeSpan? {
    let whole: UInt64 = 1 << 62
    let goal = (whole / 100) * (100 - percent) + (whole % 100) * (100 - percent) / 100
    var base = whole
    // How many there were when the base was right.
    var atStart = finished.count + unfinished.count
    var (start, dropped) = (0, 0)
    while start < finished.count {
      let most =
        base == whole
        ? UInt64(atStart) * (100 - percent) / 100
        : Self.mostLeft(of: UInt64(atStart), sharing: base, within: goal)
      // The first wait whose end leaves no more than that.
      let reached = start + max(atStart - Int(clamping: most) - 1, 0)
      // Who is given up in the moment another finishes was still there then.
      guard dropped < unfinished.count else {
        return reached < finished.count ? TimeSpan(milliseconds: finished[reached]) : nil
      }
      let end = firstIndex(of: finished, beyond: unfinished[dropped], from: start)
      if reached < end { return TimeSpan(milliseconds: finished[reached]) }
      guard end < finished.count else { return nil }
      let left = atStart - (end - start)
      base = scaled(base, by: UInt64(left), over: UInt64(atStart))
      let next = firstIndex(of: unfinished, notBefore: finished[end], from: dropped)
      atStart = left - (next - dropped)
      (start, dropped) = (end, next)
    }
    return nil
  }

  /// How many of some may be left at most for their share of a base to be within a goal.
  private static func mostLeft(of all: UInt64, sharing base: UInt64, within goal: UInt64) -> UInt64
  {
    // base * left / all, rounded down, is within the goal while base * left < (goal + 1) * all.
    var (high, low) = (goal + 1).multipliedFullWidth(by: all)
    if low == 0 { high = high &- 1 }
    low = low &- 1
    return high < base ? base.dividingFullWidth((high, low)).quotient : all
  }

  private static func firstIndex(of times: [Int64], beyond time: Int64, from start: Int) -> Int {
    firstIndex(of: times, from: start) { $0 > time }
  }

  private static func firstIndex(of times: [Int64], notBefore time: Int64, from start: Int) -> Int {
    firstIndex(of: times, from: start) { $0 >= time }
  }

  /// The first place from one on where something holds that holds ever after; it is mostly near.
  private static func firstIndex(
    of times: [Int64], from start: Int, where holds: (Int64) -> Bool
  ) -> Int {
    var (low, stride) = (start, 1)
    while low + stride <= times.count, !holds(times[low + stride - 1]) {
      low += stride
      stride *= 2
    }
    var high = min(low + stride - 1, times.count)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(times[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
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
