/// How urgent a repair is: 1 urgent, 2 soon, 3 normal, 4 back to the factory, 5 a large job.
public struct Priority: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 1: around the clock.
  public static let urgent = Priority(unchecked: 1)
  /// 3: in working time.
  public static let normal = Priority(unchecked: 3)

  /// 1 to 5.
  public let rawValue: Int

  /// Makes a priority, or `nil` outside 1 to 5.
  public init?(_ rawValue: Int) {
    guard (1...5).contains(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  private init(unchecked rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Whether `left` is the smaller number, which is the more urgent one.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }
}

/// One mark of an evaluation: 1 (bad) to 5 (good).
public struct Rating: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 1 to 5.
  public let rawValue: Int

  /// Makes a mark, or `nil` outside 1 to 5.
  public init?(_ rawValue: Int) {
    guard (1...5).contains(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  /// Whether `left` is the worse mark.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }
}

/// Which assignment of a ticket: 1 for the first worker sent, and one more each time.
public struct AssignmentNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// No assignment yet.
  public static let none = AssignmentNumber(unchecked: 0)

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

  /// The number of the assignment after this one, or the largest number there is.
  ///
  /// It never wraps: a damaged record with a huge number must not lead to a negative one, which
  /// could be written and never be read back.
  public var next: AssignmentNumber {
    AssignmentNumber(unchecked: rawValue == .max ? .max : rawValue + 1)
  }

  /// Whether `left` came first.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }
}
