public import RepairCore

/// How much of a material a store has.
public struct StockStatus: Hashable, Sendable {
  /// The store and the material.
  public var name: StockName
  /// The campus whose store it is.
  public var campus: CampusCode
  /// What it is, in words.
  public var description: String
  /// What one of it is.
  public var unit: String?
  /// How much is there, by the records; negative where more was forced out.
  public var onHand: Int
  /// How much of it is put aside for tickets.
  public var reserved: Int
  /// When it was last counted; `nil` if it never was.
  public var countedAt: Timestamp?

  /// How much can be had.
  public var available: Int { onHand - reserved }
}

extension TicketLog {
  /// How much of a material a store has.
  ///
  /// - Parameter name: the store and the material.
  /// - Returns: the stock, or `nil` where the store does not keep it.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a stock's.
  /// - Complexity: O(its own events, and those that moved it since it was last asked about).
  public func stock(_ name: StockName) throws -> StockStatus? {
    try foldSnapshot { snapshot in
      guard let item = try subject(StockItem.self, name) else { return nil }
      // As if everything were wanted: what is put aside is then asked of the tickets themselves.
      let level = try stockLevel(of: name, sufficingFor: .most, in: snapshot)
      return StockStatus(
        name: name, campus: item.campus, description: item.description, unit: item.unit,
        onHand: level.onHand, reserved: level.reserved, countedAt: item.countedAt)
    }
  }

  /// What the stores have, in the order of their names.
  ///
  /// - Parameters:
  ///   - campus: only the stores of this campus; all when `nil`.
  ///   - store: only this store; all when `nil`.
  /// - Returns: the stocks.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a stock's.
  /// - Complexity: O(events of all stocks), and of what moved them since they were last asked about.
  public func stocks(
    campus: CampusCode? = nil, store: StoreCode? = nil
  ) throws -> [StockStatus] {
    try foldSnapshot { snapshot in
      var names: [StockName] = []
      var position = LogPosition.start
      let query = EventQuery(types: [StockEventKind.registered.rawValue], tags: [.stocks])
      while position < snapshot.head {
        let page = try log.readPage(query, after: position, limit: 1_000)
        names += page.events.compactMap(\.stream.stock)
        position = page.through
      }
      return try names.sorted().filter { store == nil || $0.store == store }
        .compactMap { try stock($0) }.filter { campus == nil || $0.campus == campus }
    }
  }
}
