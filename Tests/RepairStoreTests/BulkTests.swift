import RepairCore
import RepairStore
import Testing

@Suite("Many appends in one transaction")
struct BulkTests {
  private struct Stop: Error {}

  @Test("All appends are kept together")
  func keepsAll() throws {
    let fixture = try LogFixture()
    try fixture.log.bulk { writer in
      for index in 0..<500 {
        try writer.append(
          [event(tags: ["campus:north"])], to: stream("s-\(index % 9)"), expecting: .any,
          key: key("k-\(index)", for: ""))
      }
    }
    #expect(try fixture.log.head() == LogPosition(500))
    #expect(
      try fixture.log.readLog(EventFilter(tag: tag("campus:north")), limit: 600).count == 500)
  }

  @Test("An error leaves nothing, and the log goes on")
  func rollsBack() throws {
    let fixture = try LogFixture()
    #expect(throws: Stop.self) {
      try fixture.log.bulk { writer in
        try writer.append([event(tags: ["t"])], to: stream("s"), expecting: .any)
        throw Stop()
      }
    }
    #expect(try fixture.log.head() == .start)
    #expect(try fixture.log.status().streams == 0)
    try fixture.log.append([event(tags: ["t"])], to: stream("s"), expecting: .noStream)
    #expect(try fixture.log.readLog(EventFilter(tag: tag("t"))).count == 1)
  }

  @Test("A refused append within does not undo the others")
  func refusalWithin() throws {
    let fixture = try LogFixture()
    try fixture.log.bulk { writer in
      try writer.append([event()], to: stream("s"), expecting: .noStream)
      let refused = code {
        try writer.append([event()], to: stream("s"), expecting: .noStream)
      }
      #expect(refused == .conflict)
      try writer.append([event()], to: stream("s"), expecting: .exactly(StreamVersion(1)))
    }
    #expect(try fixture.log.streamVersion(stream("s")) == StreamVersion(2))
  }

  @Test("Reads within see what was appended so far")
  func readsWithin() throws {
    let fixture = try LogFixture()
    try fixture.log.bulk { writer in
      try writer.append([event("A")], to: stream("s"), expecting: .noStream)
      #expect(try writer.log.readStream(stream("s")).map(\.type.name) == ["A"])
      #expect(try writer.log.head() == writer.head)
    }
  }

  @Test("A writer that outlives its transaction is refused")
  func outlives() throws {
    let fixture = try LogFixture()
    let writer = try fixture.log.bulk { $0 }
    #expect(code { try writer.append([event()], to: stream("s"), expecting: .any) } == .misuse)
  }

  @Test("A write inside a write is refused")
  func nested() throws {
    let fixture = try LogFixture()
    let found = code {
      try fixture.log.bulk { writer in
        _ = try writer.log.append([event()], to: stream("s"), expecting: .any)
      }
    }
    #expect(found == .misuse)
    #expect(try fixture.log.head() == .start)
  }

  @Test("A log copied event by event is the same log")
  func verbatim() throws {
    let (source, target) = (try LogFixture(), try LogFixture())
    try source.log.append(
      [event(tags: ["b", "a"]), event()], to: stream("s"), expecting: .any, key: key("k", for: "x"))
    source.clock.advance(.seconds(1))
    try source.log.append([event(tags: ["a"])], to: stream("t"), expecting: .any)
    try copy(source.log, to: target.log)
    #expect(target.log.identity.origin == source.log.identity.origin)
    #expect(target.log.identity.id == source.log.identity.id)
    #expect(try target.log.readLog() == source.log.readLog())
    #expect(try target.log.lookup(key: "k") == source.log.lookup(key: "k"))
    var (there, here): ([[EventTag]], [[EventTag]]) = ([], [])
    try source.log.scanWithTagsAndKeys { _, tags, _ in there.append(tags) }
    try target.log.scanWithTagsAndKeys { _, tags, _ in here.append(tags) }
    #expect(here == there)
    #expect(try here == [[tag("a"), tag("b")], [], [tag("a")]])
  }

  private func copy(_ source: EventLog, to target: EventLog) throws {
    try target.bulk { writer in
      try writer.adopt(origin: source.identity.origin, id: source.identity.id)
      try source.scanWithTagsAndKeys { row, tags, key in
        let event = try row.stored()
        try writer.appendVerbatim(event, tags: tags)
        if let key, key.lastPosition == event.position { try writer.recordVerbatim(key) }
      }
    }
  }

  @Test(
    "An event that does not continue the log is refused", arguments: ["gap", "version", "time"])
  func verbatimGap(fault: String) throws {
    let (source, target) = (try LogFixture(), try LogFixture())
    try source.log.append([event()], to: stream("s"), expecting: .any)
    source.clock.advance(.seconds(-5))
    try source.log.append([event()], to: stream("s"), expecting: .any)
    let events = try source.log.readLog()
    let first = try #require(events.first)
    let odd = StoredEvent(
      position: LogPosition(fault == "gap" ? 2 : 1), id: first.id, stream: first.stream,
      version: StreamVersion(fault == "version" ? 2 : 1), type: first.type,
      occurredAt: first.occurredAt, recordedAt: first.recordedAt, actor: first.actor,
      role: first.role, salt: first.salt, payload: first.payload)
    let found = code {
      try target.log.bulk { writer in
        if fault == "time" {
          try writer.append([event()], to: stream("other"), expecting: .any)
          try writer.appendVerbatim(first, tags: [])
        } else {
          try writer.appendVerbatim(odd, tags: [])
        }
      }
    }
    #expect(found == .invalidEvent)
    #expect(try target.log.head() == .start)
  }

  @Test("A log with events keeps its origin")
  func adoptsOnlyWhenEmpty() throws {
    let fixture = try LogFixture()
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    #expect(code { try fixture.log.bulk { try $0.adopt(origin: "/other") } } == .readOnly)
    #expect(fixture.log.identity.origin == "/test")
  }

  @Test("An origin that was taken over in vain is not kept")
  func adoptionRollsBack() throws {
    let fixture = try LogFixture()
    #expect(throws: Stop.self) {
      try fixture.log.bulk { writer in
        try writer.adopt(origin: "/other")
        throw Stop()
      }
    }
    let again = try EventLog.open(at: fixture.path, mode: .readOnly)
    #expect(fixture.log.identity.origin == "/test" && again.identity.origin == "/test")
  }
}
