import RepairCore
import RepairStore
import Testing

@Suite("Appending")
struct AppendTests {
  @Test("An event comes back as it was given")
  func roundTrip() throws {
    let fixture = try LogFixture()
    var given = try event(tags: ["worker:w-7"], payload: #"{"text":"水管漏水"}"#)
    given.onBehalfOf = PersonID("u-2")
    given.command = "submit"
    given.commandID = ULID("01J00000000000000000000000")
    given.causation = "cause"
    given.correlation = "whole"
    let result = try fixture.log.append([given], to: stream("ticket/N-1"), expecting: .noStream)
    let events = try fixture.log.readStream(stream("ticket/N-1"))
    let stored = try #require(events.first)
    #expect(result.firstPosition == LogPosition(1) && result.lastPosition == LogPosition(1))
    #expect(events.count == 1)
    #expect(stored.position == LogPosition(1) && stored.version == StreamVersion(1))
    #expect(stored.type == given.type && stored.payload == given.payload)
    #expect(stored.occurredAt == given.occurredAt && stored.recordedAt == fixture.clock.now)
    #expect(stored.actor == given.actor && stored.role == given.role)
    #expect(stored.onBehalfOf == given.onBehalfOf && stored.command == given.command)
    #expect(stored.commandID == given.commandID && stored.causation == given.causation)
    #expect(stored.correlation == given.correlation && stored.salt.count == 16)
    #expect(stored.stream == (try stream("ticket/N-1")))
    #expect(stored.id.milliseconds == fixture.clock.now.milliseconds)
  }

  @Test(
    "Each expected version holds exactly where it should",
    arguments: [
      (ExpectedVersion.any, true, true), (.noStream, true, false), (.exists, false, true),
      (.exactly(.none), true, false), (.exactly(StreamVersion(2)), false, true),
      (.exactly(StreamVersion(1)), false, false), (.exactly(StreamVersion(3)), false, false),
    ])
  func expectedVersions(expected: ExpectedVersion, onNew: Bool, onTwo: Bool) throws {
    let fixture = try LogFixture()
    try fixture.log.append([event(), event()], to: stream("two"), expecting: .any)
    let two = code { try fixture.log.append([event()], to: stream("two"), expecting: expected) }
    let new = code { try fixture.log.append([event()], to: stream("new"), expecting: expected) }
    #expect(new == (onNew ? nil : .conflict))
    #expect(two == (onTwo ? nil : .conflict))
  }

  @Test("A conflict carries the actual version and the events in the way")
  func conflict() throws {
    let fixture = try LogFixture()
    try fixture.log.append([event("A"), event("B"), event("C")], to: stream("s"), expecting: .any)
    let error = #expect(throws: StoreError.self) {
      try fixture.log.append([event()], to: stream("s"), expecting: .exactly(StreamVersion(1)))
    }
    let conflict = try #require(error?.conflict)
    #expect(conflict.actual == StreamVersion(3))
    #expect(conflict.events.map(\.type.name) == ["B", "C"])
  }

  @Test("A conflict carries at most the twenty newest events")
  func boundedConflict() throws {
    let fixture = try LogFixture()
    try fixture.log.append(
      [NewEvent](repeating: event(), count: 30), to: stream("s"), expecting: .any)
    let error = #expect(throws: StoreError.self) {
      try fixture.log.append([event()], to: stream("s"), expecting: .noStream)
    }
    #expect(error?.conflict?.events.map(\.version.rawValue) == Array(11...30))
  }

  @Test("A refused append leaves no trace")
  func refusedLeavesNothing() throws {
    let fixture = try LogFixture()
    #expect(throws: StoreError.self) {
      try fixture.log.append([event()], to: stream("s"), expecting: .exists, key: key("k", for: ""))
    }
    #expect(try fixture.log.head() == .start)
    #expect(try fixture.log.lookup(key: "k") == nil)
    #expect(try fixture.log.status().streams == 0)
  }

  @Test("The same key and the same request get the first result again")
  func repeatedKey() throws {
    let fixture = try LogFixture()
    let first = try fixture.log.append(
      [event(), event()], to: stream("s"), expecting: .noStream, key: key("k", for: "request"))
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    let again = try fixture.log.append(
      [event(), event()], to: stream("s"), expecting: .noStream, key: key("k", for: "request"))
    #expect(!first.repeated && again.repeated)
    #expect(again.firstPosition == first.firstPosition && again.lastPosition == first.lastPosition)
    #expect(again.version == first.version)
    #expect(try fixture.log.head() == LogPosition(3))
  }

  @Test("The same key and another request are an error")
  func duplicateKey() throws {
    let fixture = try LogFixture()
    try fixture.log.append([event()], to: stream("s"), expecting: .any, key: key("k", for: "one"))
    let found = code {
      try fixture.log.append([event()], to: stream("s"), expecting: .any, key: key("k", for: "two"))
    }
    #expect(found == .duplicateKey)
    #expect(try fixture.log.head() == LogPosition(1))
  }

  @Test("A key's record names the events appended under it")
  func keyRecord() throws {
    let fixture = try LogFixture()
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    try fixture.log.append(
      [event(), event()], to: stream("s"), expecting: .any, key: key("k", for: "r"))
    let record = try #require(try fixture.log.lookup(key: "k"))
    #expect(record.key == (try key("k", for: "r")))
    #expect(record.firstPosition == LogPosition(2) && record.lastPosition == LogPosition(3))
  }

  @Test("Positions are contiguous over all streams, versions within each")
  func contiguous() throws {
    let fixture = try LogFixture()
    for index in 0..<60 {
      try fixture.log.append([event(), event()], to: stream("s-\(index % 7)"), expecting: .any)
    }
    let events = try fixture.log.readLog(limit: 1_000)
    #expect(events.map(\.position.rawValue) == Array(1...120))
    for (_, events) in Dictionary(grouping: events, by: \.stream) {
      #expect(events.map(\.version.rawValue) == Array(1...events.count))
    }
  }

  @Test("Ids sort in the order of the events, also within a millisecond")
  func idsSort() throws {
    let fixture = try LogFixture()
    try fixture.log.append(
      [NewEvent](repeating: event(), count: 500), to: stream("s"), expecting: .any)
    let ids = try fixture.log.readLog().map(\.id)
    #expect(ids == ids.sorted() && Set(ids).count == 500)
  }

  @Test("An append without events is refused")
  func empty() throws {
    let fixture = try LogFixture()
    #expect(
      code { try fixture.log.append([], to: stream("s"), expecting: .any) } == .invalidEvent)
  }

  @Test("Text with NUL or that is not UTF-8 is refused")
  func badText() throws {
    let fixture = try LogFixture()
    for payload in [[0x7B, 0x00, 0x7D], [0x7B, 0xFF, 0x7D], [0xED, 0xA0, 0x80]] as [[UInt8]] {
      var bad = try event()
      bad.payload = payload
      #expect(
        code { try fixture.log.append([bad], to: stream("s"), expecting: .any) } == .invalidEvent)
    }
    var bad = try event()
    bad.causation = "a\0b"
    #expect(
      code { try fixture.log.append([bad], to: stream("s"), expecting: .any) } == .limitExceeded)
    #expect(StreamName("a\0b") == nil && EventTag("a\0b") == nil)
  }

  @Test("What is too large is refused")
  func limits() throws {
    let fixture = try LogFixture()
    let large = try event(payload: String(repeating: "x", count: LogLimit.payloadBytes + 1))
    let many = [NewEvent](repeating: try event(), count: LogLimit.appendEvents + 1)
    let tagged = try event(tags: (0...LogLimit.tags).map { "t:\($0)" })
    for events in [[large], many, [tagged]] {
      #expect(
        code { try fixture.log.append(events, to: stream("s"), expecting: .any) } == .limitExceeded)
    }
  }

  @Test("The largest payload and the largest batch are taken")
  func atTheLimits() throws {
    let fixture = try LogFixture()
    let large = try event(payload: String(repeating: "x", count: LogLimit.payloadBytes))
    try fixture.log.append([large], to: stream("s"), expecting: .any)
    try fixture.log.append(
      [NewEvent](repeating: event(), count: LogLimit.appendEvents), to: stream("s"),
      expecting: .any)
    #expect(try fixture.log.event(at: LogPosition(1))?.payload.count == LogLimit.payloadBytes)
    #expect(try fixture.log.head() == LogPosition(1 + LogLimit.appendEvents))
  }

  @Test("Names that look alike but differ in bytes stay apart")
  func lookAlikes() throws {
    let fixture = try LogFixture()
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    try fixture.log.append([event(composed)], to: stream(composed), expecting: .noStream)
    try fixture.log.append([event(decomposed)], to: stream(decomposed), expecting: .noStream)
    #expect(try fixture.log.streamVersion(stream(composed)) == StreamVersion(1))
    let types = try fixture.log.readLog().map { Array($0.type.name.utf8) }
    #expect(types == [Array(composed.utf8), Array(decomposed.utf8)])
    #expect(try fixture.log.readLog(EventFilter(types: [composed])).count == 1)
  }
}
