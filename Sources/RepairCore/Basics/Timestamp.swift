/// A moment in whole milliseconds since 1970-01-01T00:00:00Z, in the years 0001 to 9999.
///
/// The range is what RFC 3339 can write, so every moment that can be made can also be printed and
/// read back. Leap seconds do not exist here, as in every POSIX clock.
///
/// ```swift
/// let at = Timestamp("2026-03-01T08:00:00.000Z")
/// ```
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 0001-01-01T00:00:00.000Z.
  public static let earliest = Timestamp(unchecked: -62_135_596_800_000)

  /// 9999-12-31T23:59:59.999Z.
  public static let latest = Timestamp(unchecked: 253_402_300_799_999)

  /// 1970-01-01T00:00:00.000Z.
  public static let epoch = Timestamp(unchecked: 0)

  /// Milliseconds since 1970-01-01T00:00:00Z, negative before.
  public let milliseconds: Int64

  /// Makes a moment, or `nil` outside the years 0001 to 9999.
  public init?(milliseconds: Int64) {
    guard (Self.earliest.milliseconds...Self.latest.milliseconds).contains(milliseconds) else {
      return nil
    }
    self.milliseconds = milliseconds
  }

  /// Makes a moment, or the nearest one there is when it lies outside the years 0001 to 9999.
  public init(clamping milliseconds: Int64) {
    self.milliseconds = min(
      max(milliseconds, Self.earliest.milliseconds), Self.latest.milliseconds)
  }

  private init(unchecked milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Whether `left` comes before `right`.
  public static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment a span later, or the nearest one there is.
  public static func + (left: Timestamp, right: TimeSpan) -> Timestamp {
    let (sum, overflow) = left.milliseconds.addingReportingOverflow(right.milliseconds)
    return overflow ? (right.milliseconds < 0 ? .earliest : .latest) : Timestamp(clamping: sum)
  }

  /// The moment a span earlier, or the nearest one there is.
  public static func - (left: Timestamp, right: TimeSpan) -> Timestamp {
    let (sum, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
    return overflow ? (right.milliseconds < 0 ? .latest : .earliest) : Timestamp(clamping: sum)
  }

  /// The time from `right` to `left`; it always fits, because the range of moments is far smaller
  /// than that of `Int64`.
  public static func - (left: Timestamp, right: Timestamp) -> TimeSpan {
    TimeSpan(milliseconds: left.milliseconds &- right.milliseconds)
  }

  /// RFC 3339 in UTC with milliseconds, such as `2026-03-01T08:00:00.000Z`.
  public var description: String {
    withRFC3339 { String(decoding: $0, as: UTF8.self) }
  }
}
