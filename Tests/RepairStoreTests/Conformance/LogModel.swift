import RepairCore
import RepairStore

/// What a log must be, as an array: slow, plain, and written without a look at any store.
struct LogModel {
  struct Event: Equatable {
    let stream: StreamName
    let version: Int
    let type: String
    let tags: [EventTag]
    let payload: [UInt8]
  }

  /// What an append must come to.
  enum Outcome: Equatable {
    case kept(first: Int, last: Int, version: Int)
    case repeated(first: Int, last: Int, version: Int)
    case conflict(actual: Int, inTheWay: [Int])
    case conditionFailed(at: Int)
    case refused(StoreError.Code)
  }

  private(set) var events: [Event] = []
  private(set) var keys: [String: (digest: SHA256Digest, first: Int, last: Int)] = [:]

  /// Appends, or does not.
  mutating func append(_ append: Append) -> Outcome {
    if append.events.isEmpty { return .refused(.invalidEvent) }
    if let key = append.key, let used = keys[key.name] {
      guard used.digest == key.digest else { return .refused(.duplicateKey) }
      return .repeated(first: used.first, last: used.last, version: events[used.last - 1].version)
    }
    let own = events.indices.filter { events[$0].stream == append.stream }
    let version = own.count
    let (holds, known) =
      switch append.expected {
      case .any: (true, 0)
      case .noStream: (version == 0, 0)
      case .exists: (version > 0, 0)
      case .exactly(let expected): (version == expected.rawValue, expected.rawValue)
      @unknown default: (false, 0)
      }
    if !holds {
      let inTheWay = own.filter { events[$0].version > known }.suffix(20).map { $0 + 1 }
      return .conflict(actual: version, inTheWay: inTheWay)
    }
    if let condition = append.condition {
      let met = positions(condition.query).first { $0 > condition.after.rawValue }
      if let met { return .conditionFailed(at: met) }
    }
    let first = events.count + 1
    for (index, new) in append.events.enumerated() {
      events.append(
        Event(
          stream: append.stream, version: version + index + 1, type: new.type.name, tags: new.tags,
          payload: new.payload))
    }
    if let key = append.key { keys[key.name] = (key.digest, first, events.count) }
    return .kept(first: first, last: events.count, version: version + append.events.count)
  }

  /// Where the events are that a query means.
  func positions(_ query: EventQuery) -> [Int] {
    events.indices.filter { index in
      let event = events[index]
      return query.items.contains { item in
        (item.types.isEmpty || item.types.contains(event.type))
          && item.tags.allSatisfy { event.tags.contains($0) }
      }
    }.map { $0 + 1 }
  }

  /// Where the events of a stream are.
  func positions(of stream: StreamName) -> [Int] {
    events.indices.filter { events[$0].stream == stream }.map { $0 + 1 }
  }
}
