import RepairCore
import RepairStore
import Testing

/// What every store does with idempotency keys.
@Suite("Every store, with idempotency keys")
struct KeyConformanceTests {
  @Test(
    "gives a repeated request its first result, whatever holds by now", arguments: StoreKind.all)
  func repeated(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("Before", to: "other")
      let request = Append(
        [try event("A", tags: ["x:1"]), try event("B")], to: try stream("s"), expecting: .noStream,
        condition: AppendCondition(noneOf: EventQuery(tags: [try tag("x:1")])),
        key: try key("k", for: "request"))
      let first = try await store.append(request)
      try await store.add("C", "D")
      let again = try await store.append(request)
      #expect(!first.repeated && again.repeated)
      #expect(again.firstPosition == LogPosition(2) && again.lastPosition == LogPosition(3))
      #expect(again.version == StreamVersion(2) && first.version == StreamVersion(2))
      #expect(try await store.head() == LogPosition(5))
    }
  }

  @Test("refuses a key for another request, and names no payload", arguments: StoreKind.all)
  func duplicate(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      func request(_ digest: String) throws -> Append {
        Append(
          [try event(payload: #"{"secret":1}"#)], to: try stream("s"), expecting: .any,
          key: try key("k", for: digest))
      }
      try await store.append(request("one"))
      let error = await #expect(throws: StoreError.self) {
        try await store.append(request("two"))
      }
      #expect(error?.code == .duplicateKey)
      #expect(error?.context.first { $0.name == "position" }?.value == "1")
      #expect(error?.description.contains("secret") == false)
      #expect(try await store.head() == LogPosition(1))
    }
  }

  @Test("finds what was appended under a key", arguments: StoreKind.all)
  func lookup(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("Before")
      let name = try key("k", for: "request")
      try await store.append(
        Append([event(), event()], to: stream("s"), expecting: .any, key: name))
      let wanted = KeyRecord(
        key: name, firstPosition: LogPosition(2), lastPosition: LogPosition(3))
      #expect(try await store.lookup(key: "k") == wanted)
      for absent in ["", "K", "k ", "k\u{0}", String(repeating: "k", count: 10_000)] {
        #expect(try await store.lookup(key: absent) == nil)
      }
    }
  }

  @Test("tells keys apart by their bytes", arguments: StoreKind.all)
  func byBytes(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let names = [
        "caf\u{E9}", "cafe\u{301}", "CAFE\u{301}", "%", "_", "'", "k;--", "水", "\u{1F6B0}",
      ]
      for (index, name) in names.enumerated() {
        let result = try await store.append(
          Append([event()], to: stream("s"), expecting: .any, key: key(name, for: "request")))
        #expect(!result.repeated && result.lastPosition == LogPosition(index + 1))
      }
      for (index, name) in names.enumerated() {
        let record = try #require(try await store.lookup(key: name))
        #expect(record.firstPosition == LogPosition(index + 1))
        #expect(Array(record.key.name.utf8) == Array(name.utf8))
      }
    }
  }

  @Test("refuses a malformed request before it looks at its key", arguments: StoreKind.all)
  func malformed(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let name = try key("k", for: "request")
      try await store.append(Append([event()], to: stream("s"), expecting: .any, key: name))
      let empty = Append([], to: try stream("s"), expecting: .any, key: name)
      #expect(await failure { try await store.append(empty) } == .invalidEvent)
    }
  }
}
