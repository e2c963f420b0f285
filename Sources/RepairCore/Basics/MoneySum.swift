/// Amounts added up, each currency by itself: what is in two currencies is never one number.
///
/// ```swift
/// var sum = MoneySum()
/// sum.add(price)
/// ```
public struct MoneySum: Hashable, Sendable {
  /// The sums, one a currency, in the order of the currencies' codes.
  public private(set) var amounts: [Money] = []

  /// Whether every amount is in the sums; `false` once one did not fit and was left out.
  public private(set) var isExact = true

  /// Makes the sum of nothing.
  public init() {}

  /// Makes the sum of some amounts.
  public init(_ amounts: some Sequence<Money>) {
    for amount in amounts { add(amount) }
  }

  /// Whether nothing was added.
  public var isEmpty: Bool { amounts.isEmpty }

  /// The sum in one currency; `nil` where nothing is in it.
  public func amount(in currency: String) -> Money? {
    amounts.first { $0.currency == currency }
  }

  /// Adds an amount to the sum of its currency.
  ///
  /// - Parameter amount: how much.
  /// - Complexity: O(currencies).
  public mutating func add(_ amount: Money) {
    guard let index = amounts.firstIndex(where: { $0.currency >= amount.currency }) else {
      amounts.append(amount)
      return
    }
    guard amounts[index].currency == amount.currency else {
      amounts.insert(amount, at: index)
      return
    }
    if let sum = amounts[index].adding(amount) {
      amounts[index] = sum
    } else {
      isExact = false
    }
  }

  /// Adds other sums to these.
  ///
  /// - Parameter other: the sums.
  public mutating func add(_ other: MoneySum) {
    for amount in other.amounts { add(amount) }
    if !other.isExact { isExact = false }
  }
}
