/// How much of a material, in whole units of the line's own unit: 0 to 1,000,000,000.
///
/// Whole numbers, because sums must be exact and a storekeeper counts pieces; what is measured names a
/// unit small enough, such as `cm` of cable. The limit lies far below what a sum of them could
/// overflow.
public struct Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Nothing.
  public static let none = Quantity(unchecked: 0)

  /// The most there can be.
  public static let most = Quantity(unchecked: 1_000_000_000)

  /// 0 to 1,000,000,000.
  public let rawValue: Int

  /// Makes a quantity, or `nil` outside 0 to 1,000,000,000.
  public init?(_ rawValue: Int) {
    guard (0...Self.most.rawValue).contains(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  private init(unchecked rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Whether `left` is less.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }
}

/// Which line of a ticket's list of materials, of its costs or of its quotes: 1 for the first.
public struct LineNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The first line.
  public static let first = LineNumber(unchecked: 1)

  /// The number itself.
  public let rawValue: Int

  /// Makes a number, or `nil` below 1.
  public init?(_ rawValue: Int) {
    guard rawValue >= 1 else { return nil }
    self.rawValue = rawValue
  }

  private init(unchecked rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The number after this one, or the largest number there is: a damaged record with a huge number
  /// must not lead to one that could be written and never be read back.
  public var next: LineNumber {
    LineNumber(unchecked: rawValue == .max ? .max : rawValue + 1)
  }

  /// Whether `left` comes first.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }
}

extension Int {
  /// The sum, or the largest or smallest number there is where it does not fit.
  ///
  /// Sums of counts are made of what a log says, and a log may say anything.
  func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// The difference, or the largest or smallest number there is where it does not fit.
  func subtractingClamped(_ other: Int) -> Int {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }
}
