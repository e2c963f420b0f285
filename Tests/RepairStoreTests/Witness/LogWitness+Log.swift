import RepairCore
import RepairStore

@testable import log_hammer

extension LogWitness {
  /// Whether positions are 1...n and versions contiguous within each stream.
  mutating func checkLog() {
    var versions: [StreamName: Int] = [:]
    for (offset, entry) in log.enumerated() {
      if entry.position != offset + 1 {
        report(.occurrence, "position \(entry.position) stands where \(offset + 1) belongs", [])
      }
      let version = versions[entry.stream, default: 0] + 1
      if entry.version != version {
        report(
          .occurrence,
          "\(entry.stream) has version \(entry.version) at position \(entry.position), not \(version)",
          [])
      }
      versions[entry.stream] = version
    }
  }

  /// Remembers where everything is.
  mutating func index() {
    for entry in log {
      streams[entry.stream, default: []].append(entry.position)
      for tag in entry.tags { tagged[tag, default: []].append(entry.position) }
    }
    var start = 0
    while start < log.count {
      let name = log[start].request
      var end = start
      while end + 1 < log.count, log[end + 1].request == name,
        log[end + 1].index == log[end].index + 1
      {
        end += 1
      }
      if let before = places[name] {
        let callers = calls.indices.filter { appendRequest($0)?.name == name }
        report(
          callers.count > 1 ? .idempotency : .occurrence,
          "the events of \(name) are at \(before) and again at \(start + 1)...\(end + 1)", callers)
      }
      places[name] = start + 1...end + 1
      start = end + 1
    }
  }

  /// Whether what was acknowledged is in the log, whole, once and as asked, and nothing else.
  mutating func checkOccurrence() {
    var claims: [String: [Int]] = [:]
    for (index, call) in calls.enumerated() {
      guard let append = appendRequest(index) else { continue }
      switch call.reply {
      case .appended(let first, let last, let version, false):
        claims[append.name, default: []].append(index)
        checkAcknowledged(append, first...max(first, last), version, index)
      case nil, .unknown:
        // Of several calls that may have done it the first is taken: it leaves most possible.
        if places[append.name] != nil, writers[append.name] == nil { writers[append.name] = index }
      case .failed(let code): report(.occurrence, "no healthy log answers \(code)", [index])
      default: break
      }
    }
    for (name, callers) in claims {
      if callers.count > 1 {
        report(.idempotency, "\(name) was acknowledged more than once as new", callers)
      }
      writers[name] = callers[0]
    }
    for (name, place) in places {
      guard let writer = writers[name], let append = appendRequest(writer) else {
        let callers = calls.indices.filter { appendRequest($0)?.name == name }
        report(
          .occurrence, "the events at \(place) are there, although no append of them succeeded",
          callers)
        continue
      }
      checkEvents(append, place, writer)
    }
  }

  private mutating func checkAcknowledged(
    _ append: AppendRequest, _ range: ClosedRange<Int>, _ version: Int, _ index: Int
  ) {
    guard places[append.name] == range else {
      let found = places[append.name].map { "at \($0)" } ?? "nowhere"
      report(.occurrence, "acknowledged at \(range), and the log has it \(found)", [index])
      return
    }
    if log[range.upperBound - 1].version != version {
      report(
        .occurrence,
        "acknowledged as version \(version), and the log has \(log[range.upperBound - 1].version)",
        [index])
    }
  }

  /// Whether the events at a place are those that were asked for.
  private mutating func checkEvents(
    _ append: AppendRequest, _ place: ClosedRange<Int>, _ writer: Int
  ) {
    if place.count != append.count || log[place.lowerBound - 1].index != 0 {
      report(.occurrence, "\(place.count) of \(append.count) events are at \(place)", [writer])
    }
    for entry in log[place.lowerBound - 1...place.upperBound - 1]
    where entry.stream != append.stream || entry.type != append.type
      || Set(entry.tags) != Set(append.tags)
    {
      report(.occurrence, "the event at \(entry.position) is not the one asked for", [writer])
    }
    for entry in log[place.lowerBound - 1...place.upperBound - 1] where entry.key != append.key {
      report(
        .idempotency,
        "the log has the key \(entry.key ?? "-") at \(entry.position), not \(append.key ?? "-")",
        [writer])
    }
    guard let key = append.key else { return }
    if let other = keys[key], other != append.name, let first = writers[other] {
      report(.idempotency, "two requests were done under the key \(key)", [first, writer])
    }
    keys[key] = append.name
  }

  func appendRequest(_ index: Int) -> AppendRequest? {
    if case .append(let append) = calls[index].request { append } else { nil }
  }
}
