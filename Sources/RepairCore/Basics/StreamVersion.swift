/// How many events a stream has, which is also the number of its last one: 1 for the first.
///
/// Versions are contiguous: a stream at version 7 has events 1 to 7.
public struct StreamVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// A stream without events.
  public static let none = StreamVersion(0)

  /// The number itself, 0 or more in any stream that exists.
  public let rawValue: Int

  /// Makes a version of a number.
  public init(_ rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The version of the next event.
  public var next: StreamVersion { StreamVersion(rawValue &+ 1) }

  /// Whether `left` is the earlier version.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }
}
