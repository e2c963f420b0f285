import RepairCore
import RepairStore
import Testing

/// What every store makes of conditions and queries, as dcb.events says.
@Suite("Every store, under conditions")
struct ConditionConformanceTests {
  /// Queries, and whether an event `A` with the tags `x:1` and `y:1` is meant.
  static let queries: [QueryCase] = [
    QueryCase([[]: []], true),
    QueryCase([["A"]: []], true),
    QueryCase([["B", "A"]: []], true),
    QueryCase([["a"]: []], false),
    QueryCase([["A "]: []], false),
    QueryCase([["B"]: []], false),
    QueryCase([[]: ["x:1"]], true),
    QueryCase([[]: ["y:1", "x:1"]], true),
    QueryCase([[]: ["x:1", "x:1"]], true),
    QueryCase([[]: ["x:1", "z:1"]], false),
    QueryCase([[]: ["X:1"]], false),
    QueryCase([[]: ["x:"]], false),
    QueryCase([["A", "B"]: ["x:1", "y:1"]], true),
    QueryCase([["B"]: ["x:1"]], false),
    QueryCase([["A"]: ["z:1"]], false),
    QueryCase([["B"]: [], ["A"]: ["y:1"]], true),
    QueryCase([["B"]: ["x:1"], ["A"]: ["z:1"]], false),
    QueryCase([["B"]: ["x:1"], []: ["z:1"], ["A", "C"]: []], true),
    QueryCase([:], false),
  ]

  @Test(
    "means by items any, by types any, by tags all", arguments: StoreKind.all, queries)
  func semantics(kind: StoreKind, wanted: QueryCase) async throws {
    try await kind.run { store, _ in
      try await store.add("C", tags: ["z:1"])
      let seen = try await store.add("B", to: "t", tags: ["q:1"]).lastPosition
      try await store.add("A", tags: ["x:1", "y:1"])
      let query = try wanted.query
      let append = Append(
        [try event("Other")], to: try stream("new"), expecting: .any,
        condition: AppendCondition(noneOf: query, after: seen))
      let found = try await store.readPage(query, after: seen, limit: 10).events
      #expect(found.map(\.position.rawValue) == (wanted.isMet ? [3] : []))
      let code = await failure { try await store.append(append) }
      #expect(code == (wanted.isMet ? .conditionFailed : nil))
    }
  }

  @Test("looks at what came after the place alone", arguments: StoreKind.all)
  func afterPlace(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      for _ in 0..<3 { try await store.add("A", tags: ["x:1"]) }
      for after in [-1, 0, 1, 2, 3, 4, .max] {
        let append = Append(
          [try event("Other")], to: try stream("t"), expecting: .any,
          condition: AppendCondition(
            noneOf: EventQuery(tags: [try tag("x:1")]), after: LogPosition(after)))
        let code = await failure { try await store.append(append) }
        #expect(code == (after < 3 ? .conditionFailed : nil), "after \(after)")
      }
    }
  }

  @Test("names the first event in the way", arguments: StoreKind.all)
  func names(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", "B", to: "x")
      try await store.add("A", to: "y")
      try await store.add("A", to: "z")
      let append = Append(
        [try event()], to: try stream("t"), expecting: .any,
        condition: AppendCondition(noneOf: EventQuery(types: ["A"]), after: LogPosition(1)))
      let error = await #expect(throws: StoreError.self) { try await store.append(append) }
      let context = Dictionary(
        uniqueKeysWithValues: (error?.context ?? []).map { ($0.name, $0.value) })
      #expect(context["position"] == "3" && context["stream"] == "y" && context["type"] == "A.v1")
    }
  }

  @Test("does not count the events of the append itself", arguments: StoreKind.all)
  func ownEvents(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let once = Append(
        [try event("A", tags: ["x:1"]), try event("A", tags: ["x:1"])], to: try stream("s"),
        expecting: .any,
        condition: AppendCondition(noneOf: EventQuery(types: ["A"], tags: [try tag("x:1")])))
      #expect(try await store.append(once).lastPosition == LogPosition(2))
      #expect(await failure { try await store.append(once) } == .conditionFailed)
    }
  }

  @Test("takes a version's conflict first, and needs both to hold", arguments: StoreKind.all)
  func both(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", tags: ["x:1"])
      let failing = AppendCondition(noneOf: EventQuery(tags: [try tag("x:1")]))
      let holding = AppendCondition(noneOf: EventQuery(tags: [try tag("y:1")]))
      func code(_ expected: ExpectedVersion, _ condition: AppendCondition) async -> StoreError.Code?
      {
        await failure {
          try await store.append(
            Append([event()], to: stream("s"), expecting: expected, condition: condition))
        }
      }
      #expect(await code(.noStream, failing) == .conflict)
      #expect(await code(.noStream, holding) == .conflict)
      #expect(await code(.exists, failing) == .conditionFailed)
      #expect(await code(.exists, holding) == nil)
    }
  }

  @Test("counts a tag once that was given twice", arguments: StoreKind.all)
  func repeatedTag(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", tags: ["x:1", "x:1"])
      #expect(try await store.everything(EventQuery(tags: [tag("x:1")])).count == 1)
    }
  }
}

/// A query, and whether it means an event.
struct QueryCase: Sendable, CustomTestStringConvertible {
  private let items: [(types: [String], tags: [String])]
  let isMet: Bool

  init(_ items: KeyValuePairs<[String], [String]>, _ isMet: Bool) {
    self.items = items.map { ($0.key, $0.value) }
    self.isMet = isMet
  }

  var query: EventQuery {
    get throws {
      EventQuery(
        try items.map { EventQuery.Item(types: $0.types, tags: try $0.tags.map { try tag($0) }) })
    }
  }

  var testDescription: String {
    items.map { "types \($0.types) tags \($0.tags)" }.joined(separator: " or ")
  }
}
