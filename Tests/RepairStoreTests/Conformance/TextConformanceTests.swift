import RepairCore
import RepairStore
import Testing

/// How large and how strange what a store takes may be.
@Suite("Every store, given anything")
struct TextConformanceTests {
  /// Text that breaks what is not written with care.
  static let hostile = [
    "'; DROP TABLE event; --", "\"quoted\"", "%", "_", "\\", "a/b//c", "?1", ":x", "{}", "\n\r\t",
    "\u{1B}[31m", "\u{7F}", "caf\u{E9}", "cafe\u{301}", "\u{202E}gnp", "水管漏水", "\u{1F6B0}",
    "\u{FEFF}x", "\u{10FFFF}", " ", "NULL", "0", "1e3", "A", "a", String(repeating: "长", count: 85),
  ]

  @Test("keeps hostile text apart and as it is", arguments: StoreKind.all)
  func hostileText(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      for text in Self.hostile {
        var new = try event(text, payload: text)
        new.tags = [EventTag(text)].compactMap(\.self)
        new.command = text
        new.causation = text
        new.correlation = text
        try await store.append(Append([new], to: stream(text), expecting: .noStream))
      }
      let all = try await store.everything()
      #expect(all.count == Self.hostile.count)
      for (text, stored) in zip(Self.hostile, all) {
        let bytes = Array(text.utf8)
        #expect(Array(stored.stream.rawValue.utf8) == bytes && stored.payload == bytes)
        #expect(Array(stored.type.name.utf8) == bytes)
        for kept in [stored.command, stored.causation, stored.correlation] {
          #expect(kept.map { Array($0.utf8) } == bytes)
        }
        #expect(try await store.readStream(stream(text), from: .none, limit: 9) == [stored])
        #expect(try await store.everything(EventQuery(types: [text])) == [stored])
        if let tag = EventTag(text) {
          #expect(try await store.everything(EventQuery(tags: [tag])) == [stored])
        }
      }
    }
  }

  @Test("takes the largest of everything", arguments: StoreKind.all)
  func largest(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      var large = try event(String(repeating: "t", count: LogLimit.nameBytes))
      large.payload = [UInt8](repeating: UInt8(ascii: "x"), count: LogLimit.payloadBytes)
      large.tags = try (0..<LogLimit.tags).map { try tag("x:\($0)") }
      large.command = String(repeating: "c", count: LogLimit.nameBytes)
      large.type = EventType(large.type.name, schema: .max)
      let batch = [NewEvent](repeating: large, count: LogLimit.appendBytes / LogLimit.payloadBytes)
      let name = String(repeating: "s", count: 256)
      try await store.append(
        Append(
          batch, to: stream(name), expecting: .noStream,
          key: key(String(repeating: "k", count: 256), for: "request")))
      let stored = try await store.readStream(stream(name), from: .none, limit: 1)
      #expect(stored.first?.payload == large.payload && stored.first?.type == large.type)
      #expect(try await store.head() == LogPosition(batch.count))
    }
  }

  @Test("takes every time there is, and an empty payload", arguments: StoreKind.all)
  func extremes(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      var (first, last) = (try event(payload: ""), try event())
      first.occurredAt = .earliest
      last.occurredAt = .latest
      try await store.append(Append([first, last], to: stream("s"), expecting: .any))
      let stored = try await store.everything()
      #expect(stored.map(\.occurredAt) == [.earliest, .latest])
      #expect(stored.first?.payload.isEmpty == true)
    }
  }

  @Test("refuses what is too large or no text", arguments: StoreKind.all)
  func refused(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      func refuse(
        _ wanted: StoreError.Code, sourceLocation: SourceLocation = #_sourceLocation,
        _ change: (inout NewEvent) throws -> Void
      ) async throws {
        var new = try event()
        try change(&new)
        let append = Append([try event(), new], to: try stream("s"), expecting: .any)
        let found = await failure { try await store.append(append) }
        #expect(found == wanted, sourceLocation: sourceLocation)
      }
      let largest = LogLimit.payloadBytes
      try await refuse(.limitExceeded) { $0.payload = Array(repeating: 32, count: largest + 1) }
      try await refuse(.limitExceeded) { $0.tags = try (0...32).map { try tag("x:\($0)") } }
      for text in [String(repeating: "x", count: LogLimit.nameBytes + 1), "", "a\u{0}b"] {
        try await refuse(.limitExceeded) { $0.command = text }
        try await refuse(.limitExceeded) { $0.causation = text }
        try await refuse(.limitExceeded) { $0.correlation = text }
        try await refuse(.invalidEvent) { $0.type = EventType(text) }
      }
      try await refuse(.invalidEvent) { $0.type = EventType("A", schema: 0) }
      for bytes: [UInt8] in [
        [0], [0x7B, 0, 0x7D], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE6, 0xB0],
      ] {
        try await refuse(.invalidEvent) { $0.payload = bytes }
      }
      #expect(try await store.head() == .start)
    }
  }

  @Test("refuses no events, too many, and too many bytes", arguments: StoreKind.all)
  func refusedBatches(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      var large = try event()
      large.payload = [UInt8](repeating: UInt8(ascii: "x"), count: LogLimit.payloadBytes)
      let batches: [(NewEvent, Int, StoreError.Code)] = [
        (large, 0, .invalidEvent), (try event(), LogLimit.appendEvents + 1, .limitExceeded),
        (large, LogLimit.appendBytes / LogLimit.payloadBytes + 1, .limitExceeded),
      ]
      for (new, count, wanted) in batches {
        let batch = [NewEvent](repeating: new, count: count)
        let append = Append(batch, to: try stream("s"), expecting: .any)
        #expect(await failure { try await store.append(append) } == wanted)
      }
      #expect(try await store.head() == .start)
    }
  }
}
