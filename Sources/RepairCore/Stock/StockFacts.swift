/// What is known of the stock of one material in one store when a command is decided.
public struct StockFacts: Hashable, Sendable {
  /// Which material, where.
  public var name: StockName
  /// Whether the store keeps it at all.
  public var isKept: Bool
  /// The campus the store belongs to; `nil` where it is not known.
  public var campus: CampusCode?
  /// How much is there, by the records.
  public var onHand: Int
  /// How much of it is put aside for others than the one who asks.
  public var reserved: Int

  /// Makes a record of what is known.
  public init(
    name: StockName, isKept: Bool = true, campus: CampusCode? = nil, onHand: Int,
    reserved: Int = 0
  ) {
    self.name = name
    self.isKept = isKept
    self.campus = campus
    self.onHand = onHand
    self.reserved = reserved
  }

  /// How much can be had; negative where more was forced out than there was.
  public var available: Int { onHand.subtractingClamped(reserved) }

  /// Refuses to take more than can be had; what takes nothing is never refused.
  func checkAvailable(_ quantity: Quantity) throws(Refusal) {
    guard quantity > .none, quantity.rawValue > available else { return }
    throw Refusal(
      .limitReached,
      "\(name) has \(onHand)" + (reserved > 0 ? ", \(reserved) of them put aside for others" : "")
        + ", and \(quantity) is too much; override with a reason if the records are wrong")
  }
}
