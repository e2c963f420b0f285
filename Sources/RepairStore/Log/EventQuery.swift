public import RepairCore

/// Which events are meant, by their types and tags: those that match at least one item.
///
/// ```swift
/// // What opened or closed an assignment of one worker.
/// let jobs = EventQuery(
///   types: ["TicketDispatched", "TicketCompleted"], tags: [.worker(worker)])
/// ```
public struct EventQuery: Hashable, Sendable {
  /// One way to match: an event has one of the types and every one of the tags.
  public struct Item: Hashable, Sendable {
    /// Names of types, any schema; without one, any type matches.
    public var types: [String]
    /// The tags an event must all carry; without one, any event matches.
    public var tags: [EventTag]

    /// Makes an item; without arguments every event matches it.
    public init(types: [String] = [], tags: [EventTag] = []) {
      self.types = types
      self.tags = tags
    }
  }

  /// Every event.
  public static let all = EventQuery([Item()])

  /// The ways to match; without one, nothing matches.
  public var items: [Item]

  /// Makes a query of several items.
  public init(_ items: [Item]) {
    self.items = items
  }

  /// Makes a query of one item.
  public init(types: [String] = [], tags: [EventTag] = []) {
    self.init([Item(types: types, tags: tags)])
  }

  /// Whether an event of this type with these tags is meant.
  ///
  /// - Parameters:
  ///   - type: the name of its type.
  ///   - tags: all its tags.
  /// - Returns: whether an item matches it.
  /// - Complexity: O(types and tags of the query, times `tags`).
  public func matches(type: String, tags: [EventTag]) -> Bool {
    items.contains { item in
      (item.types.isEmpty || item.types.contains { $0.utf8.elementsEqual(type.utf8) })
        && item.tags.allSatisfy(tags.contains)
    }
  }
}
