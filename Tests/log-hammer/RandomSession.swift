import RepairCore
import RepairStore

/// A caller that asks for all kinds of things at random, knowing what a real one would know.
struct RandomSession {
  let name: String
  private var random: SplitMix
  private var number = 0
  private var versions = [Int](repeating: 0, count: Self.streams)
  private var head = 0
  /// Requests with a key that were asked before: a retry must find the first result.
  private var keyed: [AppendRequest]

  /// Few enough that callers meet in them.
  private static let streams = 6

  /// Makes a caller.
  ///
  /// - Parameters:
  ///   - name: its name in the history.
  ///   - seed: where its random numbers begin.
  ///   - unanswered: requests to ask again first, because a killed caller never got their answers.
  init(_ name: String, seed: UInt64, unanswered: [AppendRequest]) {
    self.name = name
    random = SplitMix(seed: seed)
    keyed = unanswered
    pending = unanswered
  }

  private var pending: [AppendRequest]

  /// What to ask next.
  mutating func next() -> (CallID, Request) {
    number += 1
    return (CallID(name, number), makeRequest())
  }

  /// Learns from an answer.
  mutating func learn(_ request: Request, _ reply: Reply) {
    switch (request, reply) {
    case (.append(let append), .appended(_, let last, let version, _)):
      note(append.stream, version)
      head = max(head, last)
    case (.append(let append), .conflict(let actual)): note(append.stream, actual)
    case (.append, .conditionFailed(let position)): head = max(head, position)
    case (_, .head(let found)): head = max(head, found)
    case (.stream(let stream, _, _), .stream(let events, let found)):
      if let last = events.last { note(stream, last.version) }
      head = max(head, found ?? 0)
    case (_, .page(_, let through, _)): head = max(head, through)
    default: break
    }
  }

  private mutating func note(_ stream: StreamName, _ version: Int) {
    guard let index = (0..<Self.streams).first(where: { stream.rawValue == "s-\($0)" }) else {
      return
    }
    versions[index] = max(versions[index], version)
  }

  private mutating func makeRequest() -> Request {
    if let append = pending.popLast() { return .append(append) }
    switch below(100) {
    case ..<60: return .append(makeAppend())
    case ..<75:
      let index = below(Self.streams)
      return .stream(
        stream("s-\(index)"), from: max(1, versions[index] - below(6)), limit: 1 + below(12))
    case ..<87:
      return .page(
        below(2) == 0 ? .all : makeQuery(), after: max(0, head - below(12)), limit: 1 + below(12))
    case ..<95: return .head
    default:
      guard let append = keyed.randomElement(using: &random), let key = append.key else {
        return .head
      }
      return .key(key)
    }
  }

  private mutating func makeAppend() -> AppendRequest {
    if below(8) == 0, let again = keyed.randomElement(using: &random) { return again }
    let index = below(Self.streams)
    var append = AppendRequest(
      name: "\(name)-\(number)", stream: stream("s-\(index)"), expected: .any,
      count: below(3) == 0 ? 1 + below(5) : 1, type: ["A", "B"][below(2)], tags: makeTags())
    switch below(20) {
    case ..<6: append.expected = .any
    case ..<14: append.expected = .exactly(StreamVersion(versions[index]))
    case ..<16: append.expected = .exactly(StreamVersion(max(0, versions[index] - 1 + below(3))))
    case ..<18: append.expected = .exists
    default:
      // A stream that others want to make too, perhaps at this moment.
      append.stream = stream("n-\(head / 40)-\(below(2))")
      append.expected = .noStream
    }
    if below(3) == 0 {
      let after = below(4) == 0 ? max(0, head - below(8)) : head
      append.condition = AppendCondition(noneOf: makeQuery(), after: LogPosition(after))
    }
    if below(5) < 2 {
      append.key = "k-\(append.name)"
      // Somebody else's key: an error, and nothing may be kept.
      if below(16) == 0, let other = keyed.randomElement(using: &random) { append.key = other.key }
      keyed.append(append)
      if keyed.count > 30 { keyed.removeFirst() }
    }
    return append
  }

  private mutating func makeQuery() -> EventQuery {
    EventQuery(
      (0..<(below(4) == 0 ? 2 : 1)).map { _ in
        var tags = makeTags()
        if tags.isEmpty, below(4) != 0 { tags = Self.tags(["t:\(below(8))"]) }
        return EventQuery.Item(types: below(2) == 0 ? [] : [["A", "B"][below(2)]], tags: tags)
      })
  }

  private mutating func makeTags() -> [EventTag] {
    switch below(4) {
    case 0: []
    case 1: Self.tags(["t:\(below(8))", "u:\(below(3))"])
    default: Self.tags(["t:\(below(8))"])
    }
  }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  private func stream(_ name: String) -> StreamName { StreamName(name) ?? .policy }

  private static func tags(_ names: [String]) -> [EventTag] { names.compactMap { EventTag($0) } }
}

/// Random numbers that are the same in every run.
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
