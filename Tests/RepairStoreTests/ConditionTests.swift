import RepairCore
import RepairStore
import Testing

@Suite("Append conditions")
struct ConditionTests {
  @Test("An append is refused when an event with the tag and the type came after the place")
  func refuses() throws {
    let log = try LogFixture().log
    let seen = try log.append([event("A")], to: stream("s"), expecting: .any).lastPosition
    try log.append([event("Taken", tags: ["worker:w"])], to: stream("t"), expecting: .any)
    var append = Append([try event()], to: try stream("u"), expecting: .noStream)
    append.condition = AppendCondition(
      noneOf: EventQuery(types: ["Taken"], tags: [try tag("worker:w")]), after: seen)
    let error = #expect(throws: StoreError.self) { try log.append(append) }
    #expect(error?.code == .conditionFailed)
    #expect(error?.context.first { $0.name == "position" }?.value == "2")
    #expect(try log.head() == LogPosition(2))
  }

  @Test("An event at or before the place does not stand in the way")
  func seenBefore() throws {
    let log = try LogFixture().log
    let seen = try log.append([event("A", tags: ["x:1"])], to: stream("s"), expecting: .any)
    var append = Append([try event()], to: try stream("s"), expecting: .exists)
    append.condition = AppendCondition(
      noneOf: EventQuery(tags: [try tag("x:1")]), after: seen.lastPosition)
    #expect(try log.append(append).lastPosition == LogPosition(2))
  }

  @Test("Items are alternatives, and so are types; tags must all be there")
  func semantics() throws {
    let log = try LogFixture().log
    try log.append([event("A", tags: ["x:1", "y:1"])], to: stream("s"), expecting: .any)
    let (x, y, z) = (try tag("x:1"), try tag("y:1"), try tag("z:1"))
    func fails(_ query: EventQuery) throws -> Bool {
      var append = Append([try event("Other")], to: try stream("new"), expecting: .any)
      append.condition = AppendCondition(noneOf: query)
      return code { try log.append(append) } == .conditionFailed
    }
    #expect(try fails(.all))
    #expect(try fails(EventQuery(types: ["B", "A"])))
    #expect(try fails(EventQuery(tags: [x, y])))
    #expect(try fails(EventQuery([.init(types: ["B"]), .init(types: ["A"], tags: [y])])))
    #expect(try !fails(EventQuery(tags: [x, z])))
    #expect(try !fails(EventQuery(types: ["B"], tags: [x])))
    #expect(try !fails(EventQuery([])))
  }

  @Test("A condition sees what was appended earlier in the same transaction")
  func ownBatch() throws {
    let log = try LogFixture().log
    var append = Append([try event("A", tags: ["x:1"])], to: try stream("s"), expecting: .any)
    append.condition = AppendCondition(noneOf: EventQuery(tags: [try tag("x:1")]))
    try log.bulk { writer in
      try writer.append(append)
      #expect(code { try writer.append(append) } == .conditionFailed)
    }
    #expect(try log.head() == LogPosition(1))
  }

  @Test("A repeated request gets its first result, although its condition fails by now")
  func repeated() throws {
    let log = try LogFixture().log
    var append = Append([try event("A", tags: ["x:1"])], to: try stream("s"), expecting: .noStream)
    append.condition = AppendCondition(noneOf: EventQuery(tags: [try tag("x:1")]))
    append.key = try IdempotencyKey("k", digest: SHA256Digest(hashing: [1]))
    let first = try log.append(append)
    let second = try log.append(append)
    #expect(!first.repeated && second.repeated)
    #expect(second.lastPosition == first.lastPosition)
  }

  @Test("A page holds exactly what the query means", arguments: 0..<40 as Range<UInt64>)
  func matching(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let log = try LogFixture().log
    var model: [(type: String, tags: [EventTag])] = []
    try log.bulk { writer in
      for _ in 0..<Int.random(in: 0...120, using: &random) {
        let tags = try ["a:1", "a:2", "b:1", "c:1"].filter { _ in Bool.random(using: &random) }
          .map(tag)
        let type = ["A", "B", "C"].randomElement(using: &random) ?? "A"
        var new = try event(type)
        new.tags = tags
        try writer.append([new], to: stream("s"), expecting: .any)
        model.append((type, tags))
      }
    }
    for _ in 0..<20 {
      let items = try (0..<Int.random(in: 0...3, using: &random)).map { _ in
        EventQuery.Item(
          types: ["A", "B", "D"].filter { _ in Int.random(in: 0..<3, using: &random) == 0 },
          tags: try ["a:1", "a:2", "b:1", "d:1"].filter { _ in
            Int.random(in: 0..<4, using: &random) == 0
          }.map(tag))
      }
      let query = EventQuery(items)
      let after = Int.random(in: 0...model.count, using: &random)
      let limit = Int.random(in: 1...20, using: &random)
      let wanted = model.indices.filter {
        $0 >= after && query.matches(type: model[$0].type, tags: model[$0].tags)
      }.map { $0 + 1 }
      let page = try log.readPage(query, after: LogPosition(after), limit: limit)
      let found = page.events.map(\.position.rawValue)
      #expect(found == Array(wanted.prefix(limit)), "seed \(seed), \(query), after \(after)")
      let through = page.isAtHead ? model.count : page.through.rawValue
      #expect(wanted.filter { $0 <= through } == found, "seed \(seed)")
    }
  }

}
