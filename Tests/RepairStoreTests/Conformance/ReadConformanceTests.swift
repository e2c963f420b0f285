import RepairCore
import RepairStore
import Testing

/// How every store is read.
@Suite("Every store, read")
struct ReadConformanceTests {
  @Test("is empty at first", arguments: StoreKind.all)
  func empty(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      #expect(try await store.head() == .start)
      #expect(try await store.readStream(stream("s"), from: .none, limit: 10).isEmpty)
      for after in [LogPosition(-1), .start, LogPosition(7), .end] {
        let page = try await store.readPage(.all, after: after, limit: 10)
        #expect(page.events.isEmpty && page.through == .start && page.isAtHead)
      }
    }
  }

  @Test("gives a stream from a version on, as many as are wanted", arguments: StoreKind.all)
  func streams(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      for _ in 0..<5 {
        try await store.add("A", "B", to: "s")
        try await store.add("C", to: "other")
      }
      func versions(_ first: Int, _ limit: Int) async throws -> [Int] {
        try await store.readStream(stream("s"), from: StreamVersion(first), limit: limit)
          .map(\.version.rawValue)
      }
      #expect(try await versions(1, 100) == Array(1...10))
      #expect(try await versions(4, 3) == [4, 5, 6])
      #expect(try await versions(10, 3) == [10])
      #expect(try await versions(-7, 2) == [1, 2])
      #expect(try await versions(.min, .max) == Array(1...10))
      for (first, limit) in [(11, 3), (.max, 3), (1, 0), (1, -1)] {
        #expect(try await versions(first, limit).isEmpty)
      }
      #expect(try await store.readStream(stream("S"), from: .none, limit: 10).isEmpty)
    }
  }

  @Test("gives the log in pages that meet", arguments: StoreKind.all, [1, 2, 5, 9, 100])
  func pages(kind: StoreKind, limit: Int) async throws {
    try await kind.run { store, _ in
      for number in 0..<3 { try await store.add("A", "B", "C", to: "s-\(number)") }
      var seen: [Int] = []
      var after = LogPosition.start
      while true {
        let page = try await store.readPage(.all, after: after, limit: limit)
        #expect(page.events.count <= limit && !page.events.isEmpty)
        #expect(page.through == page.events.last?.position)
        #expect(page.isAtHead == (page.through == LogPosition(9)))
        seen += page.events.map(\.position.rawValue)
        after = page.through
        if page.isAtHead { break }
      }
      #expect(seen == Array(1...9))
    }
  }

  @Test("says how far it has looked where nothing matches", arguments: StoreKind.all)
  func lookedThrough(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", "B", "A", "B", "B")
      let rare = EventQuery(types: ["A"])
      let first = try await store.readPage(rare, after: .start, limit: 1)
      #expect(first.events.map(\.position.rawValue) == [1] && !first.isAtHead)
      #expect(first.through == LogPosition(1))
      let second = try await store.readPage(rare, after: first.through, limit: 10)
      #expect(second.events.map(\.position.rawValue) == [3] && second.isAtHead)
      #expect(second.through == LogPosition(5))
      let last = try await store.readPage(rare, after: LogPosition(4), limit: 10)
      #expect(last.events.isEmpty && last.isAtHead && last.through == LogPosition(5))
    }
  }

  @Test("takes any place and any limit", arguments: StoreKind.all)
  func oddArguments(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", "B", "C")
      func page(_ after: Int, _ limit: Int) async throws -> EventPage {
        try await store.readPage(.all, after: LogPosition(after), limit: limit)
      }
      #expect(try await page(.min, 10).events.count == 3)
      #expect(try await page(0, .max).events.count == 3)
      // A page of nothing would leave a reader where it is for ever.
      #expect(try await page(0, 0).events.count == 1)
      #expect(try await page(0, .min).events.count == 1)
      for beyond in [3, 4, .max] {
        let page = try await page(beyond, 10)
        #expect(page.events.isEmpty && page.isAtHead && page.through == LogPosition(3))
      }
    }
  }

  @Test("bounds a page, whatever is asked for", arguments: StoreKind.all)
  func boundedPages(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let most = [NewEvent](repeating: try event(), count: LogLimit.appendEvents)
      try await store.append(Append(most, to: stream("s"), expecting: .any))
      try await store.add("Last")
      let page = try await store.readPage(.all, after: .start, limit: .max)
      #expect(page.events.count == LogLimit.pageEvents && !page.isAtHead)
      let stream = try await store.readStream(stream("s"), from: .none, limit: .max)
      #expect(stream.count == LogLimit.pageEvents)
    }
  }

  @Test("waits for nothing that is there already", arguments: StoreKind.all)
  func alreadyThere(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", "B")
      try await store.waitForEvents(after: LogPosition(-1))
      try await store.waitForEvents(after: .start)
      try await store.waitForEvents(after: LogPosition(1))
    }
  }
}
