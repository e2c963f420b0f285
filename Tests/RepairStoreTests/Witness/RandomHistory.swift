import RepairCore
import RepairStore

@testable import log_hammer

/// A history of a few calls that overlap at random, as a healthy log would have answered them.
struct RandomHistory {
  private(set) var calls: [Call] = []
  private(set) var log: [LogEntry] = []
  private var random: SplitMix

  /// A caller between two steps.
  private enum Step {
    case idle, invoked(Int), done(Int, Reply), gone
  }

  init(seed: UInt64, count: Int = 8, sessions: Int = 3) {
    random = SplitMix(seed: seed)
    var model = ModelLog()
    var steps = [Step](repeating: .idle, count: sessions)
    var time: UInt64 = 0
    while true {
      let able = steps.indices.filter {
        switch steps[$0] {
        case .idle: calls.count < count
        case .invoked, .done: true
        case .gone: false
        }
      }
      guard let session = able.randomElement(using: &random) else { break }
      time += 1
      switch steps[session] {
      case .idle:
        let id = CallID("\(session)", calls.count)
        calls.append(Call(id: id, request: makeRequest(), invoked: time))
        steps[session] = .invoked(calls.count - 1)
      case .invoked(let index):
        // A kill before the append was made.
        if below(20) == 0 {
          steps[session] = .gone
        } else {
          steps[session] = .done(index, model.perform(calls[index].request))
        }
      case .done(let index, let reply):
        // A kill after it.
        if below(20) == 0 {
          steps[session] = .gone
        } else {
          calls[index].returned = time
          calls[index].reply = reply
          steps[session] = .idle
        }
      case .gone: break
      }
    }
    log = model.entries
  }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  private mutating func makeRequest() -> Request {
    let streams = ["s", "t"].compactMap { StreamName($0) }
    let stream = streams[below(2)]
    let query = EventQuery(
      types: below(2) == 0 ? [] : ["A"],
      tags: below(2) == 0 ? [] : [EventTag("x:1")].compactMap(\.self))
    switch below(10) {
    case ..<6:
      if below(4) == 0, let again = keyed.randomElement(using: &random) { return .append(again) }
      var append = AppendRequest(
        name: "r\(calls.count)", stream: stream, expected: .any, count: 1 + below(2),
        type: ["A", "B"][below(2)], tags: below(2) == 0 ? [] : [EventTag("x:1")].compactMap(\.self))
      switch below(6) {
      case 0: append.expected = .noStream
      case 1: append.expected = .exists
      case 2, 3: append.expected = .exactly(StreamVersion(below(4)))
      default: break
      }
      if below(3) == 0 {
        append.condition = AppendCondition(noneOf: query, after: LogPosition(below(5)))
      }
      if below(3) == 0 {
        append.key = "k\(below(3))"
      }
      return .append(append)
    case 6: return .head
    case 7: return .stream(stream, from: 1 + below(3), limit: 1 + below(4))
    case 8: return .page(query, after: below(4), limit: 1 + below(4))
    default: return .key("k\(below(3))")
    }
  }

  private var keyed: [AppendRequest] {
    calls.compactMap {
      if case .append(let append) = $0.request, append.key != nil { append } else { nil }
    }
  }

  // MARK: Lies

  /// Changes something that may or may not be possible then.
  mutating func distort() {
    guard !calls.isEmpty else { return }
    let index = below(calls.count)
    // Who was never answered has not returned, whatever else is changed.
    defer { for index in calls.indices { settle(index) } }
    switch below(9) {
    case 0: log = Array(log.dropLast())
    case 1:
      if !log.isEmpty { log[below(log.count)].position += 1 }
    case 2:
      // Two neighbours change places, with their numbers put right.
      guard log.count > 1 else { return }
      let place = below(log.count - 1)
      log.swapAt(place, place + 1)
      (log[place].position, log[place + 1].position) = (place + 1, place + 2)
    case 3:
      let other = below(calls.count)
      (calls[index].reply, calls[other].reply) = (
        calls[other].reply, calls[index].reply
      )
    case 4, 5:
      let end = calls.compactMap(\.returned).max() ?? 1
      calls[index].invoked = 1 + UInt64(below(Int(end)))
      if calls[index].returned != nil {
        calls[index].returned = calls[index].invoked + 1 + UInt64(below(6))
      }
    case 6:
      calls[index].reply =
        calls[index].reply == .busy ? nil : .conflict(actual: below(3))
    case 7:
      calls[index].reply = nil
    default: calls[index].reply = calls[index].reply.map { nudged($0) }
    }
  }

  private mutating func settle(_ index: Int) {
    if calls[index].reply == nil {
      calls[index].returned = nil
    } else if calls[index].returned == nil {
      calls[index].returned = calls[index].invoked + 1 + UInt64(below(6))
    }
  }

  private mutating func nudged(_ reply: Reply) -> Reply {
    let step = below(2) == 0 ? 1 : -1
    switch reply {
    case .appended(let first, let last, let version, let repeated):
      return [
        .appended(first: first + step, last: last + step, version: version, repeated: repeated),
        .appended(first: first, last: last, version: version + step, repeated: repeated),
        .appended(first: first, last: last, version: version, repeated: !repeated),
      ][below(3)]
    case .conflict(let actual): return .conflict(actual: actual + step)
    case .conditionFailed(let position): return .conditionFailed(position: position + step)
    case .head(let head): return .head(head + step)
    case .stream(let events, let head):
      return below(2) == 0
        ? .stream(events.dropLast(), head: head) : .stream(events, head: head.map { $0 + step })
    case .page(let events, let through, let isAtHead):
      return [
        .page(events.dropLast(), through: through, isAtHead: isAtHead),
        .page(events, through: through + step, isAtHead: isAtHead),
        .page(events, through: through, isAtHead: !isAtHead),
      ][below(3)]
    case .key(let range):
      return .key(range.map { $0.lowerBound + 1...$0.upperBound + 1 })
    case .duplicateKey: return .conflict(actual: 0)
    case .busy, .unknown, .failed: return reply
    }
  }
}
