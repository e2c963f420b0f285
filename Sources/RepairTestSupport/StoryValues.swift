public import RepairCore

/// That a test writes down a value that there is not, such as a priority 9.
public struct NoSuchValue: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was written and what it should be.
  public let description: String

  init(_ text: some Any, as type: Any.Type) {
    description = "\(text) is no \(type)"
  }

  fileprivate static func unwrap<Value>(_ value: Value?, of text: some Any) throws -> Value {
    guard let value else { throw NoSuchValue(text, as: Value.self) }
    return value
  }
}

extension TextIdentifier {
  /// The name or code of this text, in a test.
  ///
  /// - Parameter text: the text.
  /// - Returns: the name or code.
  /// - Throws: ``NoSuchValue`` for a text that is none.
  public static func named(_ text: String) throws -> Self {
    try NoSuchValue.unwrap(Self(text), of: text)
  }
}

extension Timestamp {
  /// The moment of this text in RFC 3339, in a test.
  ///
  /// - Parameter text: such as `2026-03-01T08:00:00Z`.
  /// - Returns: the moment.
  /// - Throws: ``NoSuchValue`` for a text that is none.
  public static func time(_ text: String) throws -> Timestamp {
    try NoSuchValue.unwrap(Timestamp(text), of: text)
  }
}

/// A small type that is a number within limits.
public protocol NumberedValue {
  /// Makes the value, or `nil` outside the limits.
  init?(_ rawValue: Int)
}

extension NumberedValue {
  /// The value of this number, in a test.
  ///
  /// - Parameter number: the number.
  /// - Returns: the value.
  /// - Throws: ``NoSuchValue`` for a number outside the limits.
  public static func number(_ number: Int) throws -> Self {
    try NoSuchValue.unwrap(Self(number), of: number)
  }
}

extension Priority: NumberedValue {}
extension Rating: NumberedValue {}
extension AssignmentNumber: NumberedValue {}
extension LineNumber: NumberedValue {}
extension Quantity: NumberedValue {}

extension Money {
  /// An amount, in a test.
  ///
  /// - Parameters:
  ///   - minorUnits: how much, in the currency's smallest unit.
  ///   - currency: three letters.
  /// - Returns: the amount.
  /// - Throws: ``NoSuchValue`` for what is no currency.
  public static func amount(_ minorUnits: Int64, _ currency: String) throws -> Money {
    try NoSuchValue.unwrap(Money(minorUnits: minorUnits, currency: currency), of: currency)
  }
}

extension Coordinates {
  /// A point on the earth, in a test.
  ///
  /// - Parameters:
  ///   - latitudeE6: degrees north in millionths.
  ///   - longitudeE6: degrees east in millionths.
  /// - Returns: the point.
  /// - Throws: ``NoSuchValue`` for what is no point.
  public static func point(latitudeE6: Int, longitudeE6: Int) throws -> Coordinates {
    try NoSuchValue.unwrap(
      Coordinates(latitudeE6: latitudeE6, longitudeE6: longitudeE6),
      of: "\(latitudeE6), \(longitudeE6)")
  }
}

extension VisitWindow {
  /// An agreed time, in a test.
  ///
  /// - Parameters:
  ///   - from: when the worker comes at the earliest.
  ///   - to: when the worker comes at the latest.
  /// - Returns: the window.
  /// - Throws: ``NoSuchValue`` for a window that does not end after it begins.
  public static func between(_ from: Timestamp, and to: Timestamp) throws -> VisitWindow {
    try NoSuchValue.unwrap(VisitWindow(from: from, to: to), of: "\(from) to \(to)")
  }
}

extension Actor {
  /// Somebody who asks for a repair.
  public static func requester(_ id: String) throws -> Actor {
    Actor(id: try .named(id), role: .requester)
  }

  /// Somebody at the desk, perhaps typing for a caller, perhaps of some campuses only.
  public static func dispatcher(
    _ id: String, for caller: String? = nil, of campuses: [String]? = nil
  ) throws -> Actor {
    try person(id, .dispatcher, for: caller, of: campuses)
  }

  /// Somebody who repairs.
  public static func worker(_ id: String) throws -> Actor {
    Actor(id: try .named(id), role: .worker)
  }

  /// Somebody who keeps a store, perhaps of some campuses only.
  public static func storekeeper(_ id: String, of campuses: [String]? = nil) throws -> Actor {
    try person(id, .storekeeper, of: campuses)
  }

  /// A named automation.
  public static func system(_ id: String) throws -> Actor {
    Actor(id: try .named(id), role: .system)
  }

  /// Anybody, with everything that can be said of them.
  ///
  /// - Parameters:
  ///   - id: who.
  ///   - role: in which capacity.
  ///   - caller: for whom.
  ///   - campuses: which campuses they may act on; `nil` for all.
  /// - Returns: the actor.
  /// - Throws: ``NoSuchValue`` for what is no name or code.
  public static func person(
    _ id: String, _ role: Role, for caller: String? = nil, of campuses: [String]? = nil
  ) throws -> Actor {
    Actor(
      id: try .named(id), role: role, onBehalfOf: try caller.map { try .named($0) },
      campuses: try campuses?.map { try .named($0) })
  }
}
