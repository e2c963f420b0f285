import RepairCore

// Literals for the small types, so that a test reads like the scene it describes. A literal that is
// not one of them is a mistake in the test itself. Beware: `TicketID("a b")` is then a literal too;
// a test of the failable initialisers passes a variable.

extension TextIdentifier {
  fileprivate static func made(of text: String) -> Self {
    guard let identifier = Self(text) else { preconditionFailure("\(text) is no \(Self.self)") }
    return identifier
  }
}

extension TicketID: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension PersonID: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension CampusCode: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension CategoryCode: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension AssetCode: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension GroupCode: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension ReasonCode: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension EventTag: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension ItemCode: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension StoreCode: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension StockName: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension CostKind: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension FundingCode: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .made(of: text) }
}

extension Quantity: ExpressibleByIntegerLiteral {
  init(integerLiteral number: Int) {
    guard let quantity = Quantity(number as Int) else {
      preconditionFailure("\(number) is no quantity")
    }
    self = quantity
  }
}

extension LineNumber: ExpressibleByIntegerLiteral {
  init(integerLiteral number: Int) {
    guard let line = LineNumber(number as Int) else { preconditionFailure("\(number) is no line") }
    self = line
  }
}

extension Money {
  /// So many fen, whatever the number.
  static func cny(_ minorUnits: Int64) -> Money { made(minorUnits, "CNY") }

  /// So many cents, whatever the number.
  static func eur(_ minorUnits: Int64) -> Money { made(minorUnits, "EUR") }

  private static func made(_ minorUnits: Int64, _ currency: String) -> Money {
    guard let money = Money(minorUnits: minorUnits, currency: currency) else {
      preconditionFailure("\(currency) is no currency")
    }
    return money
  }
}

extension Priority: ExpressibleByIntegerLiteral {
  init(integerLiteral number: Int) {
    guard let priority = Priority(number as Int) else {
      preconditionFailure("\(number) is no priority")
    }
    self = priority
  }
}

extension Rating: ExpressibleByIntegerLiteral {
  init(integerLiteral number: Int) {
    guard let rating = Rating(number as Int) else { preconditionFailure("\(number) is no mark") }
    self = rating
  }
}

extension AssignmentNumber: ExpressibleByIntegerLiteral {
  init(integerLiteral number: Int) {
    guard let assignment = AssignmentNumber(number as Int) else {
      preconditionFailure("\(number) is no assignment")
    }
    self = assignment
  }
}

extension VisitWindow {
  /// A window that a test knows to be one.
  static func between(_ from: Timestamp, _ to: Timestamp) -> VisitWindow {
    guard let window = VisitWindow(from: from, to: to) else {
      preconditionFailure("\(to) is not after \(from)")
    }
    return window
  }
}

extension Timestamp {
  /// When every story in these tests begins: 2026-03-01T08:00:00Z.
  static let start = Timestamp(clamping: 1_772_352_000_000)

  /// Some time after the beginning.
  static func start(_ span: TimeSpan) -> Timestamp { start + span }
}

extension TimeSpan {
  /// The smallest step there is.
  static let millisecond = TimeSpan(milliseconds: 1)
}

/// A ticket's attachment; the testing library has an `Attachment` of its own.
typealias TicketFile = Attachment
