import RepairCore
import RepairStore

/// Requests over a few streams, types, tags and keys, so that they get into each other's way.
struct RandomRequests {
  var numbers: RandomNumbers
  private var count = 0

  init(seed: UInt64) {
    numbers = RandomNumbers(seed: seed)
  }

  mutating func append(head: Int) throws -> Append {
    let events = try (0..<numbers.number(numbers.number(0...20) == 0 ? 0...0 : 1...4)).map { _ in
      try newEvent()
    }
    var append = Append(events, to: try streamName(), expecting: expected(head: head))
    if numbers.number(0...2) == 0 {
      append.condition = AppendCondition(noneOf: try query(), after: place(head: head))
    }
    if numbers.number(0...2) == 0 {
      append.key = try key(
        "k-\(numbers.number(0...30))", for: numbers.number(0...4) == 0 ? "other" : "request")
    }
    return append
  }

  mutating func newEvent() throws -> NewEvent {
    count += 1
    let tags = ["a:1", "a:2", "b:1", "é", "e\u{301}"].filter { _ in numbers.number(0...2) == 0 }
    return try event(
      type(), tags: tags, payload: #"{"n":\#(count),"text":"\#(numbers.text())"}"#)
  }

  mutating func streamName() throws -> StreamName { try stream("s-\(numbers.number(0...3))") }

  /// A place in the log, and now and then one outside.
  mutating func place(head: Int) -> LogPosition {
    LogPosition(
      numbers.number(0...9) == 0 ? numbers.number(-2...head + 3) : numbers.number(0...head))
  }

  mutating func query() throws -> EventQuery {
    EventQuery(
      try (0..<numbers.number(0...3)).map { _ in
        EventQuery.Item(
          types: (0..<numbers.number(0...2)).map { _ in type() },
          tags: try ["a:1", "a:2", "b:1", "é", "no:1"].filter { _ in numbers.number(0...4) == 0 }
            .map { try tag($0) })
      })
  }

  private mutating func type() -> String { ["A", "B", "C", "Ä"][numbers.number(0...3)] }

  private mutating func expected(head: Int) -> ExpectedVersion {
    switch numbers.number(0...7) {
    case 0: .noStream
    case 1: .exists
    case 2: .exactly(StreamVersion(numbers.number(0...3 + head / 4)))
    default: .any
    }
  }
}
