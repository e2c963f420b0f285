public import RepairCore

/// What a storekeeper and whoever pays want to know.
extension RepairEngine {
  /// What storekeepers have to prepare; see ``Views/materialsToPrepare(campus:)``.
  ///
  /// - Parameter campus: only for tickets of this campus; all when `nil`.
  /// - Returns: the lines, as they are after everything acknowledged before the call.
  /// - Throws: ``StoreError``.
  public func materialsToPrepare(campus: CampusCode? = nil) async throws -> [MaterialToPrepare] {
    let observer = store.configuration.observer
    return try await store.read("materials") {
      try $0.views(for: observer).materialsToPrepare(campus: campus)
    }
  }

  /// What repairs cost, added up; see ``Views/costs(by:campus:)``.
  ///
  /// - Parameters:
  ///   - grouping: by what.
  ///   - campus: only tickets of this campus; all when `nil`.
  /// - Returns: a total a group and currency.
  /// - Throws: ``StoreError``.
  public func costs(
    by grouping: CostGrouping, campus: CampusCode? = nil
  ) async throws -> [CostTotal] {
    let observer = store.configuration.observer
    return try await store.read("costs") {
      try $0.views(for: observer).costs(by: grouping, campus: campus)
    }
  }

  /// How much of a material a store has; see ``TicketLog/stock(_:)``.
  ///
  /// - Parameter name: the store and the material.
  /// - Returns: the stock, or `nil` where the store does not keep it.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a stock's.
  public func stock(_ name: StockName) async throws -> StockStatus? {
    try await read { try $0.stock(name) }
  }

  /// What the stores have; see ``TicketLog/stocks(campus:store:)``.
  ///
  /// - Parameters:
  ///   - campus: only the stores of this campus; all when `nil`.
  ///   - store: only this store; all when `nil`.
  /// - Returns: the stocks.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a stock's.
  public func stocks(
    campus: CampusCode? = nil, store: StoreCode? = nil
  ) async throws -> [StockStatus] {
    try await read { try $0.stocks(campus: campus, store: store) }
  }
}
