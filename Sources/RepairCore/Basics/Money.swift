/// An amount of one currency in its smallest unit, such as 1250 fen: integers, so that sums are
/// exact.
///
/// ```swift
/// let price = Money(minorUnits: 1250, currency: "CNY")
/// ```
public struct Money: Hashable, Sendable, CustomStringConvertible {
  /// The amount in the currency's smallest unit; negative for money that comes back.
  public let minorUnits: Int64
  /// The currency's ISO 4217 code: three capital letters.
  public let currency: String

  /// Makes an amount, or `nil` when the currency is not three capital letters.
  public init?(minorUnits: Int64, currency: String) {
    let letters = currency.utf8
    guard letters.count == 3,
      letters.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
    else { return nil }
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// The sum, or `nil` when the currencies differ or the sum does not fit.
  public func adding(_ other: Money) -> Money? {
    let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
    guard currency == other.currency, !overflow else { return nil }
    return Money(minorUnits: sum, currency: currency)
  }

  /// The amount so many times over, or `nil` when it does not fit.
  public func multiplied(by count: Int64) -> Money? {
    let (product, overflow) = minorUnits.multipliedReportingOverflow(by: count)
    return overflow ? nil : Money(minorUnits: product, currency: currency)
  }

  /// The amount in minor units and the currency, such as `1250 CNY-minor`.
  ///
  /// How many digits stand behind the point depends on the currency, which a printer knows and
  /// this type does not.
  public var description: String { "\(minorUnits) \(currency)-minor" }
}
