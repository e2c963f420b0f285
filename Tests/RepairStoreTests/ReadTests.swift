import RepairCore
import RepairStore
import Testing

@Suite("Reading")
struct ReadTests {
  /// Forty events in four streams, of three types, by two people, a second apart.
  private func filled() throws -> LogFixture {
    let fixture = try LogFixture()
    let start = fixture.clock.now.milliseconds
    for index in 0..<40 {
      let new = try event(
        ["A", "B", "C"][index % 3], at: start - Int64(index), actor: "u-\(index % 2)",
        tags: index % 4 == 0 ? ["t", "all"] : ["all"], payload: #"{"n":\#(index)}"#)
      try fixture.log.append([new], to: stream("s-\(index % 4)"), expecting: .any)
      fixture.clock.advance(.seconds(1))
    }
    return fixture
  }

  private func filters(_ start: Int64) throws -> [EventFilter] {
    let time = { (seconds: Int64) in Timestamp(clamping: start + seconds * 1_000) }
    return try [
      EventFilter(), EventFilter(types: ["A"]), EventFilter(types: ["A", "C"]),
      EventFilter(tag: tag("t")), EventFilter(tag: tag("all")), EventFilter(actor: PersonID("u-1")),
      EventFilter(stream: stream("s-2")), EventFilter(recordedAt: time(5)...time(30)),
      EventFilter(occurredAt: Timestamp(clamping: start - 20)...Timestamp(clamping: start - 10)),
      EventFilter(types: ["B"], tag: tag("all"), actor: PersonID("u-0")),
      EventFilter(types: ["B"], tag: tag("t"), stream: stream("s-0")),
      EventFilter(stream: stream("s-1"), recordedAt: time(5)...time(30)),
      EventFilter(types: ["nothing"]), EventFilter(tag: tag("nothing")),
      EventFilter(stream: stream("nothing")),
    ]
  }

  @Test("A scan is of one state of the log, though another process appends behind its last row")
  func scanWhileAppending() throws {
    let fixture = try filled()
    let other = try EventLog.open(at: fixture.path, mode: .readWrite)
    let reader = try fixture.log.makeReader()
    var count = 0
    try reader.scan { _ in
      count += 1
      if count == 40 { try other.append([event("D")], to: stream("s-9"), expecting: .any) }
    }
    #expect(count == 40)
    #expect(try reader.head() == LogPosition(41))
  }

  @Test(
    "Pages of every filter give what a plain look at every event gives",
    arguments: [ReadDirection.forward, .backward], [1, 3, 100])
  func pagesAgree(direction: ReadDirection, limit: Int) throws {
    let fixture = try filled()
    let start = fixture.clock.now.milliseconds - 40_000
    var all: [(event: StoredEvent, tags: [EventTag])] = []
    try fixture.log.scanWithTagsAndKeys { row, tags, _ in all.append((try row.stored(), tags)) }
    for filter in try filters(start) {
      let wanted = all.filter { passes($0.event, $0.tags, filter) }.map(\.event)
      var found: [StoredEvent] = []
      while true {
        let page = try fixture.log.readLog(
          filter, after: found.last?.position, limit: limit, direction: direction)
        found += page
        if page.count < limit { break }
      }
      #expect(found == (direction == .forward ? wanted : wanted.reversed()), "\(filter)")
    }
  }

  private func passes(_ event: StoredEvent, _ tags: [EventTag], _ filter: EventFilter) -> Bool {
    (filter.types.isEmpty || filter.types.contains(event.type.name))
      && filter.tag.map { tags.contains($0) } != false
      && filter.actor.map { $0 == event.actor } != false
      && filter.stream.map { $0 == event.stream } != false
      && filter.recordedAt?.contains(event.recordedAt) != false
      && filter.occurredAt?.contains(event.occurredAt) != false
  }

  @Test("A stream is read from a version and up to a limit")
  func streamPages() throws {
    let fixture = try filled()
    let page = try fixture.log.readStream(stream("s-1"), from: StreamVersion(4), limit: 3)
    #expect(page.map(\.version.rawValue) == [4, 5, 6])
    #expect(try fixture.log.readStream(stream("s-1"), from: StreamVersion(10)).count == 1)
    #expect(try fixture.log.readStream(stream("s-1"), from: StreamVersion(11)).isEmpty)
    #expect(try fixture.log.readStream(stream("nothing")).isEmpty)
    #expect(try fixture.log.readStream(stream("s-1"), limit: -1).isEmpty)
    #expect(try fixture.log.readStream(stream("s-1"), from: StreamVersion(.max)).isEmpty)
  }

  @Test("Every event is found by its id")
  func byID() throws {
    let fixture = try filled()
    for event in try fixture.log.readLog() {
      #expect(try fixture.log.event(id: event.id) == event)
    }
    #expect(try fixture.log.event(id: #require(ULID("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"))) == nil)
    #expect(try fixture.log.event(id: #require(ULID("00000000000000000000000000"))) == nil)
  }

  @Test("An id that says another time than the event was recorded is found all the same")
  func byForeignID() throws {
    let (source, target) = (try filled(), try LogFixture())
    let first = try #require(try source.log.event(at: LogPosition(1)))
    let foreign = StoredEvent(
      position: first.position, id: try #require(ULID("00000000000000000000000042")),
      stream: first.stream, version: first.version, type: first.type,
      occurredAt: first.occurredAt, recordedAt: first.recordedAt, actor: first.actor,
      role: first.role, salt: first.salt, payload: first.payload)
    try target.log.bulk { try $0.appendVerbatim(foreign, tags: []) }
    #expect(try target.log.event(id: foreign.id) == foreign)
  }

  @Test("What was known at a moment ends at one place")
  func recordedBy() throws {
    let fixture = try filled()
    let start = Timestamp(clamping: fixture.clock.now.milliseconds - 40_000)
    #expect(try fixture.log.position(recordedBy: start - .seconds(1)) == .start)
    #expect(try fixture.log.position(recordedBy: start) == LogPosition(1))
    #expect(try fixture.log.position(recordedBy: start + .seconds(10)) == LogPosition(11))
    #expect(try fixture.log.position(recordedBy: .latest) == LogPosition(40))
  }

  @Test("A scan lends the columns of every row")
  func scans() throws {
    let fixture = try filled()
    var read = 0
    try fixture.log.scan(from: LogPosition(11), through: LogPosition(20)) { row in
      let whole = try row.stored()
      #expect(try row.position == whole.position && row.version == whole.version)
      #expect(try fixture.log.streamName(row.streamID) == whole.stream)
      #expect(try fixture.log.eventType(row.typeID) == whole.type)
      #expect(try Array(row.payload) == whole.payload)
      #expect(try Array(row.actorBytes) == Array(whole.actor.rawValue.utf8))
      read += 1
    }
    #expect(read == 10)
  }

  @Test("Readers on other threads scan parts of the log at once")
  func parallelScans() async throws {
    let fixture = try filled()
    let path = fixture.path
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for part in 0..<2 {
        group.addTask {
          let reader = try EventLog.open(at: path, mode: .readOnly)
          var count = 0
          try reader.scan(
            from: LogPosition(part * 20 + 1), through: LogPosition(part * 20 + 20)
          ) { _ in count += 1 }
          return count
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts == [20, 20])
  }

  @Test("A follower sees that another connection has appended")
  func follows() throws {
    let fixture = try LogFixture()
    let reader = try fixture.log.makeReader()
    let before = try reader.dataVersion()
    #expect(try reader.dataVersion() == before)
    try fixture.log.append([event()], to: stream("s"), expecting: .any)
    #expect(try reader.dataVersion() != before)
    #expect(try reader.head() == LogPosition(1))
  }

  @Test("A snapshot does not see what is appended meanwhile")
  func snapshots() throws {
    let fixture = try LogFixture()
    let reader = try fixture.log.makeReader()
    try reader.snapshot {
      #expect(try reader.head() == .start)
      try fixture.log.append([event()], to: stream("s"), expecting: .any)
      #expect(try reader.head() == .start)
    }
    #expect(try reader.head() == LogPosition(1))
  }

  @Test("An error in a scan ends it and the log goes on")
  func scanStops() throws {
    struct Stop: Error {}
    let fixture = try filled()
    #expect(throws: Stop.self) { try fixture.log.scan { _ in throw Stop() } }
    #expect(try fixture.log.head() == LogPosition(40))
  }
}
