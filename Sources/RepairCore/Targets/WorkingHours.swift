/// The hours of one day in which people work, as spans of minutes on the wall clock.
///
/// ```swift
/// let hours = WorkingHours([480..<720, 840..<1080])  // 08:00 to 12:00, 14:00 to 18:00
/// ```
public struct WorkingHours: Hashable, Sendable {
  /// A day off.
  public static let none = WorkingHours(unchecked: [])

  /// From midnight to midnight.
  public static let wholeDay = WorkingHours(unchecked: [0..<1_440])

  /// Minutes after midnight, in order, none touching the next.
  public let spans: [Range<Int>]

  /// How long all spans are together on a day of 24 hours, in milliseconds.
  let milliseconds: Int64

  /// Makes a day's hours.
  ///
  /// A shift over midnight is two spans, on two days. Spans that touch become one.
  ///
  /// - Parameter spans: minutes after midnight, 0 to 1440, in order and apart from one another; `nil`
  ///   is made of anything else, and of an empty span.
  public init?(_ spans: [Range<Int>]) {
    var merged: [Range<Int>] = []
    for span in spans {
      guard !span.isEmpty, span.lowerBound >= 0, span.upperBound <= 1_440 else { return nil }
      guard let last = merged.last else {
        merged.append(span)
        continue
      }
      guard last.upperBound <= span.lowerBound else { return nil }
      if last.upperBound == span.lowerBound {
        merged[merged.count - 1] = last.lowerBound..<span.upperBound
      } else {
        merged.append(span)
      }
    }
    self.init(unchecked: merged)
  }

  private init(unchecked spans: [Range<Int>]) {
    self.spans = spans
    milliseconds = spans.reduce(0) { $0 + Int64($1.count) * 60_000 }
  }

  /// Whether nobody works.
  public var isEmpty: Bool { spans.isEmpty }

  /// How much of the hours has passed by a time of day, both in milliseconds.
  func worked(by time: Int64) -> Int64 {
    var sum: Int64 = 0
    for span in spans {
      let start = Int64(span.lowerBound) * 60_000
      guard start < time else { break }
      sum += min(time, Int64(span.upperBound) * 60_000) - start
    }
    return sum
  }

  /// The first time of day by which so much of the hours has passed, both in milliseconds.
  ///
  /// - Parameter amount: more than nothing and no more than all of it.
  /// - Returns: the time of day.
  func time(byWhichWorked amount: Int64) -> Int64 {
    var left = amount
    for span in spans {
      let length = Int64(span.count) * 60_000
      if left <= length { return Int64(span.lowerBound) * 60_000 + left }
      left -= length
    }
    return CalendarDay.length
  }
}
