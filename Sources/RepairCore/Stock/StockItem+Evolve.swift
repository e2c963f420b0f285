extension StockItem {
  /// Applies one fact to a material in a store; it never judges.
  ///
  /// - Parameters:
  ///   - state: the material before; `nil` before its first event. Unchanged when this throws.
  ///   - name: the store and the material.
  ///   - fact: what happened next.
  /// - Throws: ``ImpossibleHistory`` when the first event does not register it, a later one does, or a
  ///   version is missing.
  public static func evolve(
    _ state: inout StockItem?, named name: StockName, with fact: Fact<StockEvent>
  ) throws(ImpossibleHistory) {
    func impossible(_ fault: ImpossibleHistory.Fault) -> ImpossibleHistory {
      ImpossibleHistory(
        of: "stock \(name)", version: fact.version, event: fact.event.kind.rawValue, fault: fault)
    }
    let last = state?.version ?? .none
    guard fact.version == last.next else { throw impossible(.gap(after: last)) }
    if case .registered(let campus, let description, let unit) = fact.event {
      guard state == nil else { throw impossible(.beginsAgain) }
      state = StockItem(
        name: name, version: fact.version, updatedAt: fact.occurredAt, campus: campus,
        description: description, unit: unit)
      return
    }
    guard state != nil else {
      throw impossible(.doesNotBegin(with: StockEventKind.registered.rawValue))
    }
    state?.version = fact.version
    state?.updatedAt = fact.occurredAt
    if case .counted = fact.event { state?.countedAt = fact.occurredAt }
  }

  /// The tags an event is filed under: the material's own, and that of the store it goes to.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - name: the store and the material.
  /// - Returns: one tag or two; what begins to be kept is also found among all that is.
  public static func tags(for event: StockEvent, of name: StockName) -> [EventTag] {
    switch event {
    case .registered: [.stock(name), .stocks]
    case .transferred(_, let store, _):
      [.stock(name), .stock(StockName(store: store, item: name.item))]
    case .received, .counted, .writtenOff: [.stock(name)]
    }
  }
}
