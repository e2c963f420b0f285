import RepairCore
import RepairStore

@testable import log_hammer

/// What a log does, in the plainest way there is: an array, looked through from its beginning.
struct ModelLog {
  private(set) var entries: [LogEntry] = []

  /// Does what is asked, at once and alone.
  mutating func perform(_ request: Request) -> Reply {
    switch request {
    case .append(let append): return self.append(append)
    case .head: return .head(entries.count)
    case .stream(let stream, let from, let limit):
      let events = entries.filter { $0.stream == stream && $0.version >= from }.prefix(limit)
      return .stream(events.map(SeenEvent.init), head: entries.count)
    case .page(let query, let after, let limit):
      let events = entries.filter {
        $0.position > after && query.matches(type: $0.type, tags: $0.tags)
      }.prefix(limit).map(SeenEvent.init)
      let through = events.count == limit ? events.last?.position ?? 0 : entries.count
      return .page(events, through: through, isAtHead: through == entries.count)
    case .key(let key):
      let events = entries.filter { $0.key == key }
      guard let first = events.first, let last = events.last else { return .key(nil) }
      return .key(first.position...last.position)
    }
  }

  private mutating func append(_ append: AppendRequest) -> Reply {
    if let key = append.key {
      let before = entries.filter { $0.key == key }
      if let first = before.first, let last = before.last {
        guard first.request == append.name else { return .duplicateKey }
        return .appended(
          first: first.position, last: last.position, version: last.version, repeated: true)
      }
    }
    let version = entries.count { $0.stream == append.stream }
    guard append.expected.isMet(by: version) else { return .conflict(actual: version) }
    let match = entries.first { entry in
      guard let condition = append.condition else { return false }
      return entry.position > condition.after.rawValue
        && condition.query.matches(type: entry.type, tags: entry.tags)
    }
    if let match { return .conditionFailed(position: match.position) }
    let first = entries.count + 1
    for index in 0..<append.count {
      entries.append(
        LogEntry(
          position: first + index, stream: append.stream, version: version + index + 1,
          type: append.type, tags: append.tags, request: append.name, index: index,
          key: append.key))
    }
    return .appended(
      first: first, last: entries.count, version: version + append.count, repeated: false)
  }
}
