/// Something that happened to a material in a store.
@nonexhaustive
public enum StockEvent: Hashable, Sendable {
  /// The store began to keep it.
  case registered(campus: CampusCode, description: String, unit: String?)
  /// More of it came in.
  case received(quantity: Quantity, text: String?)
  /// So much of it was found.
  case counted(quantity: Quantity, text: String?)
  /// It went to another store.
  case transferred(quantity: Quantity, to: StoreCode, override: String?)
  /// It is lost or broken.
  case writtenOff(quantity: Quantity, reason: ReasonCode, override: String?)

  /// The event's kind, whose raw value is its name in the log.
  public var kind: StockEventKind {
    switch self {
    case .registered: .registered
    case .received: .received
    case .counted: .counted
    case .transferred: .transferred
    case .writtenOff: .writtenOff
    }
  }
}

/// The kinds of fact that the history of a material in a store is made of; the raw value is the name
/// in the log.
@nonexhaustive
public enum StockEventKind: String, CaseIterable, Hashable, Sendable {
  case registered = "StockRegistered"
  case received = "StockReceived"
  case counted = "StockCounted"
  case transferred = "StockTransferred"
  case writtenOff = "StockWrittenOff"
}
