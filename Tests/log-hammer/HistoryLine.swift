import RepairCore
import RepairStore

/// One line of a history: a call that is about to be made, or its reply.
///
/// Words are parted by spaces; what is absent is a dash. Names here have no space, comma or slash.
package enum HistoryLine: Hashable, Sendable {
  case invoked(CallID, at: UInt64, Request)
  case returned(CallID, at: UInt64, Reply)

  /// The line without its end.
  package var text: String {
    switch self {
    case .invoked(let id, let time, let request):
      return "> \(time) \(id.session) \(id.number) \(Self.text(request))"
    case .returned(let id, let time, let reply):
      return "< \(time) \(id.session) \(id.number) \(Self.text(reply))"
    }
  }

  /// Reads a line, or answers `nil` when it is none.
  package init?(_ line: String) {
    var words = Words(line.split(separator: " ").map { String($0) })
    guard let sign = words.next(), let time = words.next().flatMap({ UInt64($0) }),
      let session = words.next(), let number = words.number()
    else { return nil }
    let id = CallID(session, number)
    switch sign {
    case ">":
      guard let request = Self.request(&words) else { return nil }
      self = .invoked(id, at: time, request)
    case "<":
      guard let reply = Self.reply(&words) else { return nil }
      self = .returned(id, at: time, reply)
    default: return nil
    }
  }

  /// Puts lines together to calls, in the order of their invocation.
  package static func calls(_ lines: some Sequence<HistoryLine>) -> [Call] {
    var calls: [Call] = []
    var open: [CallID: Int] = [:]
    for line in lines {
      switch line {
      case .invoked(let id, let time, let request):
        open[id] = calls.count
        calls.append(Call(id: id, request: request, invoked: time))
      case .returned(let id, let time, let reply):
        guard let index = open.removeValue(forKey: id) else { continue }
        calls[index].returned = time
        calls[index].reply = reply
      }
    }
    return calls.sorted { $0.invoked < $1.invoked }
  }

  // MARK: Requests

  private static func text(_ request: Request) -> String {
    switch request {
    case .append(let append):
      let condition = append.condition.map { "\(text($0.query))@\($0.after)" }
      return "append \(append.name) \(append.stream.rawValue) \(text(append.expected)) "
        + "\(append.count) \(append.type) \(text(append.tags)) \(condition ?? "-") "
        + (append.key ?? "-")
    case .head: return "head"
    case .stream(let stream, let from, let limit):
      return "stream \(stream.rawValue) \(from) \(limit)"
    case .page(let query, let after, let limit): return "page \(text(query)) \(after) \(limit)"
    case .key(let key): return "key \(key)"
    }
  }

  private static func request(_ words: inout Words) -> Request? {
    switch words.next() {
    case "append":
      guard let name = words.next(), let stream = words.next().flatMap({ StreamName($0) }),
        let expected = words.next().flatMap(expected), let count = words.number(),
        let type = words.next(), let tags = words.next().flatMap(tags),
        let condition = words.next(), let key = words.next()
      else { return nil }
      var append = AppendRequest(
        name: name, stream: stream, expected: expected, count: count, type: type, tags: tags,
        key: key == "-" ? nil : key)
      if condition != "-" {
        let parts = condition.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let query = query(String(parts[0])), let after = Int(parts[1])
        else { return nil }
        append.condition = AppendCondition(noneOf: query, after: LogPosition(after))
      }
      return .append(append)
    case "head": return .head
    case "stream":
      guard let stream = words.next().flatMap({ StreamName($0) }), let from = words.number(),
        let limit = words.number()
      else { return nil }
      return .stream(stream, from: from, limit: limit)
    case "page":
      guard let query = words.next().flatMap(query), let after = words.number(),
        let limit = words.number()
      else { return nil }
      return .page(query, after: after, limit: limit)
    case "key": return words.next().map { .key($0) }
    default: return nil
    }
  }

  private static func text(_ expected: ExpectedVersion) -> String {
    switch expected {
    case .any: "any"
    case .noStream: "none"
    case .exists: "exists"
    case .exactly(let version): "=\(version)"
    }
  }

  private static func expected(_ word: String) -> ExpectedVersion? {
    switch word {
    case "any": .any
    case "none": .noStream
    case "exists": .exists
    default: Int(word.dropFirst()).map { .exactly(StreamVersion($0)) }
    }
  }

  private static func text(_ tags: [EventTag]) -> String {
    tags.isEmpty ? "-" : tags.map(\.rawValue).joined(separator: ",")
  }

  private static func tags(_ word: String) -> [EventTag]? {
    guard word != "-" else { return [] }
    let tags = word.split(separator: ",").compactMap { EventTag(String($0)) }
    return tags.isEmpty ? nil : tags
  }

  private static func text(_ query: EventQuery) -> String {
    guard !query.items.isEmpty else { return "-" }
    return query.items.map { $0.types.joined(separator: ",") + "/" + text($0.tags) }
      .joined(separator: ";")
  }

  private static func query(_ word: String) -> EventQuery? {
    guard word != "-" else { return EventQuery([]) }
    var items: [EventQuery.Item] = []
    for item in word.split(separator: ";") {
      let parts = item.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let tags = tags(String(parts[1])) else { return nil }
      items.append(
        EventQuery.Item(types: parts[0].split(separator: ",").map(String.init), tags: tags))
    }
    return EventQuery(items)
  }

  // MARK: Outcomes

  private static func text(_ reply: Reply) -> String {
    switch reply {
    case .appended(let first, let last, let version, let repeated):
      "appended \(first) \(last) \(version) \(repeated ? 1 : 0)"
    case .conflict(let actual): "conflict \(actual)"
    case .conditionFailed(let position): "condition \(position)"
    case .duplicateKey: "duplicate"
    case .head(let head): "head \(head)"
    case .stream(let events, let head): "stream \(head.map(String.init) ?? "-") \(text(events))"
    case .page(let events, let through, let isAtHead):
      "page \(through) \(isAtHead ? 1 : 0) \(text(events))"
    case .key(let range): range.map { "key \($0.lowerBound) \($0.upperBound)" } ?? "key - -"
    case .busy: "busy"
    case .unknown: "unknown"
    case .failed(let code): "failed \(code)"
    }
  }

  private static func reply(_ words: inout Words) -> Reply? {
    switch words.next() {
    case "appended":
      guard let first = words.number(), let last = words.number(), let version = words.number(),
        let repeated = words.number()
      else { return nil }
      return .appended(first: first, last: last, version: version, repeated: repeated == 1)
    case "conflict": return words.number().map { .conflict(actual: $0) }
    case "condition": return words.number().map { .conditionFailed(position: $0) }
    case "duplicate": return .duplicateKey
    case "head": return words.number().map { .head($0) }
    case "stream":
      guard let head = words.next(), let events = words.next().flatMap(events) else { return nil }
      return .stream(events, head: Int(head))
    case "page":
      guard let through = words.number(), let isAtHead = words.number(),
        let events = words.next().flatMap(events)
      else { return nil }
      return .page(events, through: through, isAtHead: isAtHead == 1)
    case "key":
      guard let first = words.next(), let last = words.next() else { return nil }
      guard let first = Int(first), let last = Int(last), first <= last else { return .key(nil) }
      return .key(first...last)
    case "busy": return .busy
    case "unknown": return .unknown
    case "failed": return words.next().map { .failed($0) }
    default: return nil
    }
  }

  private static func text(_ events: [SeenEvent]) -> String {
    guard !events.isEmpty else { return "-" }
    return events.map { "\($0.position)/\($0.version)/\($0.request)/\($0.index)" }
      .joined(separator: ",")
  }

  private static func events(_ word: String) -> [SeenEvent]? {
    guard word != "-" else { return [] }
    var events: [SeenEvent] = []
    for event in word.split(separator: ",") {
      let parts = event.split(separator: "/")
      guard parts.count == 4, let position = Int(parts[0]), let version = Int(parts[1]),
        let index = Int(parts[3])
      else { return nil }
      events.append(
        SeenEvent(position: position, version: version, request: String(parts[2]), index: index))
    }
    return events
  }
}

/// The words of a line, taken one after the other.
private struct Words {
  private var words: ArraySlice<String>

  init(_ words: [String]) { self.words = words[...] }

  mutating func next() -> String? { words.popFirst() }

  mutating func number() -> Int? { next().flatMap { Int($0) } }
}
