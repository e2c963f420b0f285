import RepairCore
import RepairStore
import Testing

/// What every store does with an append.
@Suite("Every store, appending")
struct AppendConformanceTests {
  @Test("gives an event back as it was given", arguments: StoreKind.all)
  func roundTrip(kind: StoreKind) async throws {
    try await kind.run { store, clock in
      var given = try event(tags: ["worker:w-7"], payload: #"{"text":"水管漏水"}"#)
      given.type = EventType("Reported", schema: 3)
      given.onBehalfOf = PersonID("u-2")
      given.command = "submit"
      given.commandID = ULID("01J00000000000000000000000")
      given.causation = "cause"
      given.correlation = "whole"
      let plain = try event("Plain", at: -1)
      try await store.append(Append([given, plain], to: stream("s"), expecting: .noStream))
      let events = try await store.readStream(stream("s"), from: StreamVersion(1), limit: 10)
      #expect(events == (try await store.everything()))
      #expect(events.count == 2)
      for (stored, new) in zip(events, [given, plain]) {
        #expect(stored.stream == (try stream("s")))
        #expect(stored.type == new.type && stored.payload == new.payload)
        #expect(stored.occurredAt == new.occurredAt && stored.recordedAt == clock.now)
        #expect(stored.actor == new.actor && stored.role == new.role)
        #expect(stored.onBehalfOf == new.onBehalfOf && stored.command == new.command)
        #expect(stored.commandID == new.commandID && stored.causation == new.causation)
        #expect(stored.correlation == new.correlation && stored.salt.count == 16)
        #expect(stored.id.milliseconds == clock.now.milliseconds)
      }
      #expect(Set(events.map(\.id)).count == 2 && Set(events.map(\.salt)).count == 2)
    }
  }

  @Test("numbers the log without a gap, and each stream by itself", arguments: StoreKind.all)
  func numbers(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let first = try await store.add("A", "B", to: "x")
      let second = try await store.add("C", to: "y")
      let third = try await store.add("D", "E", "F", to: "x")
      #expect([first, second, third].map(\.firstPosition.rawValue) == [1, 3, 4])
      #expect([first, second, third].map(\.lastPosition.rawValue) == [2, 3, 6])
      #expect([first, second, third].map(\.version.rawValue) == [2, 1, 5])
      #expect([first, second, third].allSatisfy { !$0.repeated })
      let events = try await store.everything()
      #expect(events.map(\.position.rawValue) == Array(1...6))
      #expect(events.map(\.version.rawValue) == [1, 2, 1, 3, 4, 5])
      #expect(events.map(\.type.name) == ["A", "B", "C", "D", "E", "F"])
      #expect(try await store.head() == LogPosition(6))
    }
  }

  @Test(
    "compares the expected version",
    arguments: StoreKind.all,
    [
      ExpectedCase(.any, onNew: true, onTwo: true),
      ExpectedCase(.noStream, onNew: true, onTwo: false),
      ExpectedCase(.exists, onNew: false, onTwo: true),
      ExpectedCase(.exactly(.none), onNew: true, onTwo: false),
      ExpectedCase(.exactly(StreamVersion(2)), onNew: false, onTwo: true),
      ExpectedCase(.exactly(StreamVersion(1)), onNew: false, onTwo: false),
      ExpectedCase(.exactly(StreamVersion(3)), onNew: false, onTwo: false),
      ExpectedCase(.exactly(StreamVersion(-1)), onNew: false, onTwo: false),
      ExpectedCase(.exactly(StreamVersion(.max)), onNew: false, onTwo: false),
    ])
  func expectedVersions(kind: StoreKind, wanted: ExpectedCase) async throws {
    try await kind.run { store, _ in
      try await store.add("A", "B", to: "two")
      let two = await failure {
        try await store.append(Append([event()], to: stream("two"), expecting: wanted.expected))
      }
      let new = await failure {
        try await store.append(Append([event()], to: stream("new"), expecting: wanted.expected))
      }
      #expect(two == (wanted.onTwo ? nil : .conflict))
      #expect(new == (wanted.onNew ? nil : .conflict))
    }
  }

  @Test("tells what is in the way of an append", arguments: StoreKind.all)
  func conflict(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", "B", "C")
      let expected = ExpectedVersion.exactly(StreamVersion(1))
      let error = await #expect(throws: StoreError.self) {
        try await store.append(Append([event()], to: stream("s"), expecting: expected))
      }
      let conflict = try #require(error?.conflict)
      #expect(conflict.stream == (try stream("s")) && conflict.expected == expected)
      #expect(conflict.actual == StreamVersion(3))
      #expect(conflict.events.map(\.type.name) == ["B", "C"])
      #expect(conflict.events == Array(try await store.everything().dropFirst()))
    }
  }

  @Test("tells of the twenty newest events in the way at most", arguments: StoreKind.all)
  func boundedConflict(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let thirty = [NewEvent](repeating: try event(), count: 30)
      try await store.append(Append(thirty, to: stream("s"), expecting: .any))
      let error = await #expect(throws: StoreError.self) {
        try await store.append(Append([event()], to: stream("s"), expecting: .noStream))
      }
      #expect(error?.conflict?.events.map(\.version.rawValue) == Array(11...30))
    }
  }

  @Test("keeps nothing of what it refuses", arguments: StoreKind.all)
  func refusedLeavesNothing(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A")
      var bad = try event()
      bad.payload = [0xFF]
      let refused = [
        Append(
          [try event()], to: try stream("s"), expecting: .noStream, key: try key("k", for: "")),
        Append(
          [try event(), bad], to: try stream("t"), expecting: .any, key: try key("k", for: "")),
        Append(
          [try event(tags: ["x:1"])], to: try stream("t"), expecting: .any,
          condition: AppendCondition(noneOf: .all), key: try key("k", for: "")),
      ]
      for append in refused {
        #expect(await failure { try await store.append(append) } != nil)
      }
      #expect(try await store.head() == LogPosition(1))
      #expect(try await store.lookup(key: "k") == nil)
      #expect(try await store.readStream(stream("t"), from: .none, limit: 10).isEmpty)
      #expect(try await store.everything(EventQuery(tags: [tag("x:1")])).isEmpty)
      let next = try await store.add("B", to: "t")
      #expect(next.firstPosition == LogPosition(2) && next.version == StreamVersion(1))
    }
  }

  @Test("records times that never go back, though the clock does", arguments: StoreKind.all)
  func recordedTimes(kind: StoreKind) async throws {
    try await kind.run { store, clock in
      let start = clock.now
      for shift in [0, 5, -3_600, 2, -86_400 * 400, 6] {
        clock.set(start + .seconds(Int64(shift)))
        try await store.add("A", "B")
      }
      let events = try await store.everything()
      let seconds = events.map { ($0.recordedAt.milliseconds - start.milliseconds) / 1_000 }
      #expect(seconds == [0, 0, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6])
      #expect(zip(events, events.dropFirst()).allSatisfy { $0.id < $1.id })
    }
  }

  @Test("keeps appends when it is closed and opened again", arguments: StoreKind.all)
  func reopening(kind: StoreKind) async throws {
    try await kind.runClosing { closed, clock, _ in
      let keyed = Append(
        [try event("A", tags: ["x:1"])], to: try stream("s"), expecting: .noStream,
        key: try key("k", for: "request"))
      try await closed.store.append(keyed)
      let before = try await closed.store.everything()
      clock.advance(.seconds(-60))
      guard let opened = try await closed.reopened() else { return }
      do {
        let store = opened.store
        #expect(try await store.everything() == before)
        #expect(try await store.append(keyed).repeated)
        #expect(try await store.add("B").version == StreamVersion(2))
        let failed = AppendCondition(noneOf: EventQuery(tags: [try tag("x:1")]))
        let append = Append([try event()], to: try stream("t"), expecting: .any, condition: failed)
        #expect(await failure { try await store.append(append) } == .conditionFailed)
        let times = try await store.everything().map(\.recordedAt)
        #expect(times == times.sorted())
      } catch {
        await opened.close()
        throw error
      }
      await opened.close()
    }
  }

  @Test("does nothing for a task that was cancelled before", arguments: StoreKind.all)
  func cancelled(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        try await store.add("A")
      }
      await #expect(throws: CancellationError.self) { try await task.value }
      let head = try await store.head()
      #expect(head == .start)
    }
  }

  @Test("refuses every call once it is closed", arguments: StoreKind.all)
  func closed(kind: StoreKind) async throws {
    try await kind.runClosing { closing, _, close in
      let store = closing.store
      try await store.add("A")
      await close()
      await close()
      #expect(await failure { try await store.add("B") } == .misuse)
      #expect(await failure { _ = try await store.head() } == .misuse)
      #expect(await failure { _ = try await store.everything() } == .misuse)
      #expect(await failure { _ = try await store.lookup(key: "k") } == .misuse)
      #expect(
        await failure {
          _ = try await store.readStream(stream("s"), from: StreamVersion(1), limit: 1)
        } == .misuse)
      #expect(await failure { try await store.waitForEvents(after: .start) } == .misuse)
    }
  }
}

/// An expected version, and whether it holds for a new stream and for one of two events.
struct ExpectedCase: Sendable, CustomTestStringConvertible {
  let expected: ExpectedVersion
  let onNew: Bool
  let onTwo: Bool

  init(_ expected: ExpectedVersion, onNew: Bool, onTwo: Bool) {
    self.expected = expected
    self.onNew = onNew
    self.onTwo = onTwo
  }

  var testDescription: String { "\(expected)" }
}
