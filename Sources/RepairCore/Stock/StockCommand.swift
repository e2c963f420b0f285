/// What can be asked of a material in a store.
@nonexhaustive
public enum StockCommand: Hashable, Sendable {
  /// The store begins to keep it.
  case register(campus: CampusCode, description: String, unit: String?)
  /// More of it came in.
  case receive(quantity: Quantity, text: String?)
  /// 盘点: so much of it was found on the shelf, whatever the records said.
  case count(quantity: Quantity, text: String?)
  /// It goes to another store that keeps it. `override` is the reason to send what the records say is
  /// not there.
  case transfer(quantity: Quantity, to: StoreCode, override: String?)
  /// It is lost or broken before it was handed out.
  case writeOff(quantity: Quantity, reason: ReasonCode, override: String?)

  /// How much there must be for the command; `nil` where the level does not matter.
  public var takenFromStock: Quantity? {
    switch self {
    case .transfer(let quantity, _, let override), .writeOff(let quantity, _, let override):
      FieldRules.forces(override) ? nil : quantity
    case .register, .receive, .count: nil
    }
  }
}
