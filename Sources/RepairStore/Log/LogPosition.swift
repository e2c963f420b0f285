/// The place of an event in the log: 1 for the first, contiguous, given once and never again.
public struct LogPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The place before the first event, which is the head of an empty log.
  public static let start = LogPosition(0)

  /// A place after every event there can be.
  public static let end = LogPosition(Int.max)

  /// The number itself.
  public let rawValue: Int

  /// Makes a position of a number.
  public init(_ rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The next place.
  public var next: LogPosition { LogPosition(rawValue == .max ? .max : rawValue + 1) }

  /// Whether `left` comes first in the log.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }
}
