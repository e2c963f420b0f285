/// A length of time in whole milliseconds.
///
/// ```swift
/// let window = TimeSpan.days(7)
/// ```
public struct TimeSpan: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// No time at all.
  public static let zero = TimeSpan(milliseconds: 0)

  /// The length in milliseconds; negative when it points back.
  public let milliseconds: Int64

  /// Makes a length of milliseconds.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// A length of seconds, held at the largest one there is when the product does not fit.
  public static func seconds(_ count: Int64) -> TimeSpan { scaled(count, by: 1_000) }

  /// A length of minutes, held at the largest one there is when the product does not fit.
  public static func minutes(_ count: Int64) -> TimeSpan { scaled(count, by: 60_000) }

  /// A length of hours, held at the largest one there is when the product does not fit.
  public static func hours(_ count: Int64) -> TimeSpan { scaled(count, by: 3_600_000) }

  /// A length of days of 24 hours, held at the largest one there is when the product does not fit.
  public static func days(_ count: Int64) -> TimeSpan { scaled(count, by: 86_400_000) }

  private static func scaled(_ count: Int64, by unit: Int64) -> TimeSpan {
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    return TimeSpan(milliseconds: overflow ? (count < 0 ? .min : .max) : product)
  }

  /// Whether `left` is the shorter one.
  public static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The length in its largest two units, such as `2d 3h`, `10m`, `4.250s`.
  public var description: String {
    let sign = milliseconds < 0 ? "-" : ""
    let total = milliseconds.magnitude
    let (days, hours, minutes) = (total / 86_400_000, total / 3_600_000 % 24, total / 60_000 % 60)
    let (seconds, rest) = (total / 1_000 % 60, total % 1_000)
    let text =
      if days > 0 {
        hours > 0 ? "\(days)d \(hours)h" : "\(days)d"
      } else if hours > 0 {
        minutes > 0 ? "\(hours)h \(minutes)m" : "\(hours)h"
      } else if minutes > 0 {
        seconds > 0 ? "\(minutes)m \(seconds)s" : "\(minutes)m"
      } else if rest > 0 {
        "\(seconds).\(String(rest + 1_000).dropFirst())s"
      } else {
        "\(seconds)s"
      }
    return sign + text
  }
}
