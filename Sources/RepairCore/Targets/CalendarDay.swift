/// A day of a calendar on the wall, in the years 0001 to 9999: the same day in every time zone.
///
/// ```swift
/// let day = CalendarDay("2026-10-01")
/// ```
public struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The days since 1970-01-01, negative before.
  public let daysSinceEpoch: Int

  /// Makes a day, or `nil` where there is none.
  public init?(year: Int, month: Int, day: Int) {
    guard let start = Timestamp.milliseconds(year: year, month: month, day: day) else { return nil }
    daysSinceEpoch = Int(start.flooredQuotient(by: Self.length))
  }

  /// Makes a day of its number, or `nil` outside the years 0001 to 9999.
  public init?(daysSinceEpoch days: Int) {
    let first = Int(Timestamp.earliest.milliseconds.flooredQuotient(by: Self.length))
    let last = Int(Timestamp.latest.milliseconds.flooredQuotient(by: Self.length))
    guard (first...last).contains(days) else { return nil }
    daysSinceEpoch = days
  }

  /// Reads a day as ISO 8601 writes it, such as `2026-10-01`; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) })
    else { return nil }
    let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1) - 48 } }
    self.init(year: numbers[0], month: numbers[1], day: numbers[2])
  }

  /// How long a day is, in milliseconds.
  static let length: Int64 = 86_400_000

  /// The day of the week.
  public var weekday: Weekday { Weekday(ofDay: Int64(daysSinceEpoch)) }

  /// The year, the month (1 to 12) and the day of the month.
  public var civil: (year: Int, month: Int, day: Int) {
    Timestamp.civil(daysFromEpoch: daysSinceEpoch)
  }

  /// The day so many days later, or `nil` outside the years 0001 to 9999.
  public func advanced(by days: Int) -> CalendarDay? {
    let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
    return overflow ? nil : CalendarDay(daysSinceEpoch: sum)
  }

  /// Whether `left` is the earlier day.
  public static func < (left: Self, right: Self) -> Bool {
    left.daysSinceEpoch < right.daysSinceEpoch
  }

  /// The day as ISO 8601 writes it, such as `2026-10-01`.
  public var description: String {
    let (year, month, day) = civil
    func padded(_ value: Int, _ modulus: Int) -> Substring { String(modulus + value).dropFirst() }
    return "\(padded(year, 10_000))-\(padded(month, 100))-\(padded(day, 100))"
  }
}

/// A day of the week, the week beginning on Monday.
public enum Weekday: Int, CaseIterable, Hashable, Comparable, Sendable {
  /// 星期一.
  case monday
  /// 星期二.
  case tuesday
  /// 星期三.
  case wednesday
  /// 星期四.
  case thursday
  /// 星期五.
  case friday
  /// 星期六.
  case saturday
  /// 星期日.
  case sunday

  /// The weekday of a day counted from 1970-01-01, which was a Thursday.
  init(ofDay day: Int64) {
    let index = Int(day - (day + 3).flooredQuotient(by: 7) * 7) + 3
    self = Self.allCases[min(max(index, 0), 6)]
  }

  /// Whether `left` comes earlier in the week.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
