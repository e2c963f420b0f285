import RepairCore
import RepairStore

@testable import log_hammer

extension LogWitness {
  /// The sizes at which an answer is right, less those in the middle of an append, which nobody may
  /// ever see.
  mutating func wholeRange(of index: Int) -> Sizes? {
    guard let sizes = range(of: index) else { return nil }
    guard sizes.appended == 0 else { return sizes }
    var whole = sizes
    if sizes.low > 0, let place = places[log[sizes.low - 1].request] {
      whole.low = place.upperBound
    }
    if sizes.high > 0, let place = places[log[sizes.high - 1].request],
      place.upperBound > sizes.high
    {
      whole.high = place.lowerBound - 1
    }
    guard whole.low <= whole.high else {
      report(
        rule(for: index), "this is so in the middle of an append only, at \(sizes.low)", [index])
      return nil
    }
    return whole
  }

  /// The promise that a wrong answer breaks.
  private func rule(for index: Int) -> Rule {
    switch calls[index].reply {
    case .conflict, .conditionFailed: .condition
    case .duplicateKey, .appended: .idempotency
    default: .read
    }
  }

  /// The sizes of the log at which an answer is right; `nil` for a call that says nothing.
  private mutating func range(of index: Int) -> Sizes? {
    let call = calls[index]
    let whole = Sizes(low: 0, high: log.count)
    switch (call.request, call.reply) {
    case (.append(let append), .appended(_, _, _, false)):
      return sizes(ofWritten: append, index)
    case (.append(let append), nil), (.append(let append), .unknown):
      return writers[append.name] == index ? sizes(ofWritten: append, index) : nil
    case (.append(let append), .appended(let first, let last, let version, true)):
      return sizes(ofRepeated: append, first, last, version, index)
    case (.append(let append), .conflict(let actual)):
      return sizes(ofConflict: append, actual, index)
    case (.append(let append), .conditionFailed(let position)):
      return sizes(ofRefused: append, position, index)
    case (.append(let append), .duplicateKey):
      guard let key = append.key, let owner = keys[key], owner != append.name,
        let place = places[owner]
      else {
        report(.idempotency, "refused a key that no other request has used", [index])
        return nil
      }
      return Sizes(low: place.upperBound, high: whole.high)
    case (.head, .head(let head)):
      return checked(Sizes(low: head, high: head), .read, "the log never had that head", index)
    case (.stream(let stream, let from, let limit), .stream(let events, let head)):
      return sizes(ofStream: stream, from, limit, events, head, index)
    case (.page(let query, let after, let limit), .page(let events, let through, let isAtHead)):
      return sizes(ofPage: query, after, limit, events, through, isAtHead, index)
    case (.key(let key), .key(let range)):
      let place = keys[key].flatMap { places[$0] }
      guard let range else { return Sizes(low: 0, high: (place?.lowerBound ?? whole.high + 1) - 1) }
      guard place == range else {
        report(.read, "the key \(key) is said to be at \(range)", [index])
        return nil
      }
      return Sizes(low: range.upperBound, high: whole.high)
    case (_, .busy), (_, nil), (_, .unknown): return nil
    default:
      report(.occurrence, "an answer to another question", [index])
      return nil
    }
  }

  // MARK: Appends

  /// An append stands at one place; what was demanded must have been true just before it.
  private mutating func sizes(ofWritten append: AppendRequest, _ index: Int) -> Sizes? {
    guard let place = places[append.name] else { return nil }
    let before = place.lowerBound - 1
    let version = log[before].version - 1
    if !append.expected.isMet(by: version) {
      report(
        .condition, "appended at \(place) where the stream was at \(version), not as expected",
        [index])
    }
    if let condition = append.condition, let match = firstMatch(condition), match <= before {
      report(
        .condition, "appended at \(place) although position \(match) stands against it", [index])
    }
    return Sizes(low: before, high: before, appended: place.count)
  }

  private mutating func sizes(
    ofRepeated append: AppendRequest, _ first: Int, _ last: Int, _ version: Int, _ index: Int
  ) -> Sizes? {
    guard let key = append.key, keys[key] == append.name, let place = places[append.name],
      place.lowerBound == first, place.upperBound == last,
      log[place.upperBound - 1].version == version
    else {
      report(
        .idempotency, "a retry was told \(first)...\(last), which is not the first result", [index])
      return nil
    }
    return Sizes(low: last, high: log.count)
  }

  private mutating func sizes(
    ofConflict append: AppendRequest, _ actual: Int, _ index: Int
  ) -> Sizes? {
    guard !append.expected.isMet(by: actual) else {
      report(.condition, "a conflict with version \(actual), which was expected", [index])
      return nil
    }
    let sizes = sizes(withVersions: actual...actual, of: append.stream)
    return checked(
      beforeKey(of: append, sizes), .condition,
      "a conflict with a version that the stream never had then", index)
  }

  private mutating func sizes(
    ofRefused append: AppendRequest, _ position: Int, _ index: Int
  ) -> Sizes? {
    guard let condition = append.condition, firstMatch(condition) == position else {
      report(
        .condition, "refused for position \(position), which is not what stands against it",
        [index])
      return nil
    }
    let wanted: ClosedRange<Int> =
      switch append.expected {
      case .any: 0...Int.max
      case .noStream: 0...0
      case .exists: 1...Int.max
      case .exactly(let version): version.rawValue...version.rawValue
      }
    var sizes = beforeKey(of: append, sizes(withVersions: wanted, of: append.stream))
    sizes.low = max(sizes.low, position)
    return checked(
      sizes, .condition, "refused by the condition where the version was not as expected", index)
  }

  /// The sizes at which a stream had one of some versions.
  private func sizes(withVersions versions: ClosedRange<Int>, of stream: StreamName) -> Sizes {
    let places = streams[stream] ?? []
    let (least, most) = (versions.lowerBound, versions.upperBound)
    // No stream is ever at a version below none.
    guard least >= 0 else { return Sizes(low: 1, high: 0) }
    return Sizes(
      low: least == 0 ? 0 : least <= places.count ? places[least - 1] : log.count + 1,
      high: most < places.count ? places[most] - 1 : log.count)
  }

  /// A request that was judged by its version or condition had not been done before.
  private func beforeKey(of append: AppendRequest, _ sizes: Sizes) -> Sizes {
    var sizes = sizes
    if let key = append.key, let place = keys[key].flatMap({ places[$0] }) {
      sizes.high = min(sizes.high, place.lowerBound - 1)
    }
    return sizes
  }

  /// The sizes, or a report when there are none.
  private mutating func checked(
    _ sizes: Sizes, _ rule: Rule, _ message: String, _ index: Int
  ) -> Sizes? {
    guard sizes.low >= 0, sizes.low <= sizes.high, sizes.high <= log.count else {
      report(rule, message, [index])
      return nil
    }
    return sizes
  }

  // MARK: Reads

  private mutating func sizes(
    ofStream stream: StreamName, _ from: Int, _ limit: Int, _ events: [SeenEvent], _ head: Int?,
    _ index: Int
  ) -> Sizes? {
    let places = streams[stream] ?? []
    let wanted = places.dropFirst(from - 1).prefix(events.count)
    guard events.count <= limit, events == wanted.map({ SeenEvent(log[$0 - 1]) }) else {
      report(.read, "\(stream) from \(from) was never like that", [index])
      return nil
    }
    var sizes = Sizes(low: wanted.last ?? 0, high: log.count)
    // A page that is not full says that there was no more, and one that is says nothing.
    let next = from - 1 + events.count
    if events.count < limit {
      if next < places.count { sizes.high = places[next] - 1 }
    }
    if let head {
      sizes.low = max(sizes.low, head)
      sizes.high = min(sizes.high, head)
    }
    return checked(sizes, .read, "\(stream) and the head are of different moments", index)
  }

  private mutating func sizes(
    ofPage query: EventQuery, _ after: Int, _ limit: Int, _ events: [SeenEvent], _ through: Int,
    _ isAtHead: Bool, _ index: Int
  ) -> Sizes? {
    guard (0...log.count).contains(through) else {
      report(.read, "read through \(through), which is no place of the log", [index])
      return nil
    }
    let wanted =
      after < through
      ? log[after...through - 1].filter { query.matches(type: $0.type, tags: $0.tags) } : []
    guard events.count <= limit, events == wanted.map(SeenEvent.init) else {
      report(.read, "the log from \(after) through \(through) was never like that", [index])
      return nil
    }
    guard !isAtHead else { return Sizes(low: through, high: through) }
    // A page ends before the head because it is full, or because it has looked far enough.
    let isFull = events.count == limit && events.last?.position == through
    guard isFull || through - after >= LogLimit.pageScan else {
      report(.read, "a page ended at \(through) for no reason", [index])
      return nil
    }
    return checked(
      Sizes(low: through + 1, high: log.count), .read, "there never was more after \(through)",
      index)
  }

  // MARK: Conditions

  /// The first event of the final log that stands against a condition.
  ///
  /// Looked for by the rarest tag of each item, so that a long history stays quick to judge.
  private func firstMatch(_ condition: AppendCondition) -> Int? {
    let after = max(0, condition.after.rawValue)
    func matches(_ position: Int) -> Bool {
      condition.query.matches(type: log[position - 1].type, tags: log[position - 1].tags)
    }
    return condition.query.items.compactMap { item -> Int? in
      guard !item.tags.isEmpty else {
        return after < log.count ? (after + 1...log.count).first(where: matches) : nil
      }
      let rarest = item.tags.map { tagged[$0] ?? [] }.min { $0.count < $1.count } ?? []
      let start = rarest.start { $0 > after }
      return rarest[start...].first(where: matches)
    }.min()
  }
}

extension SeenEvent {
  /// What a read should have shown of an entry.
  init(_ entry: LogEntry) {
    self.init(
      position: entry.position, version: entry.version, request: entry.request, index: entry.index)
  }
}

extension ExpectedVersion {
  /// Whether a stream at this version is as expected.
  func isMet(by version: Int) -> Bool {
    switch self {
    case .any: true
    case .noStream: version == 0
    case .exists: version > 0
    case .exactly(let expected): version == expected.rawValue
    }
  }
}

extension Array {
  /// The index of the first element for which something holds, as it does for all after it.
  fileprivate func start(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
