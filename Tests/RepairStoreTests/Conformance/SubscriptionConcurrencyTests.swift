import RepairCore
import RepairStore
import Testing

/// Following a log while others append to it; these also run under the Thread Sanitizer.
@Suite("Every store, followed", .timeLimit(.minutes(5)))
struct SubscriptionConcurrencyTests {
  @Test("gives what is there, then what comes", arguments: StoreKind.all)
  func catchUpThenLive(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", "B", "C")
      let subscription = store.subscribe(pageLimit: 2)
      var types: [[String]] = []
      for try await page in subscription {
        types.append(page.events.map(\.type.name))
        #expect(page.through == page.events.last?.position)
        switch page.through.rawValue {
        case 3: try await store.add("D")
        case 4: try await store.add("E", "F")
        default: break
        }
        if page.through == LogPosition(6) { break }
      }
      #expect(types == [["A", "B"], ["C"], ["D"], ["E", "F"]])
    }
  }

  @Test("gives a page again that was left in the middle, and no other", arguments: StoreKind.all)
  func leftInTheMiddle(kind: StoreKind) async throws {
    struct Failed: Error {}
    try await kind.run { store, _ in
      for _ in 0..<5 { try await store.add("A", "B") }
      let subscription = store.subscribe(pageLimit: 3)
      var done: [Int] = []
      for failing in [3, 6, 0] {
        do {
          for try await page in subscription {
            let places = page.events.map(\.position.rawValue)
            #expect(subscription.through.rawValue == done.count)
            if page.through.rawValue == failing { throw Failed() }
            done += places
            if page.through == LogPosition(10) { break }
          }
        } catch is Failed {}
      }
      #expect(done == Array(1...10))
      #expect(subscription.through == LogPosition(9))
    }
  }

  @Test(
    "misses nothing and repeats nothing, however often one begins anew", arguments: StoreKind.all)
  func reconnects(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await write(store) }
        for reader in 0..<4 {
          group.addTask {
            var random = RandomNumbers(seed: UInt64(reader))
            var seen: [Int] = []
            var after = LogPosition.start
            while seen.count < Self.written {
              let subscription = store.subscribe(after: after, pageLimit: random.number(1...20))
              var left = random.number(1...5)
              for try await page in subscription {
                seen += page.events.map(\.position.rawValue)
                after = page.through
                left -= 1
                if left == 0 || seen.count >= Self.written { break }
              }
            }
            #expect(seen == Array(1...Self.written))
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("gives a filter's events alone, each once", arguments: StoreKind.all)
  func filters(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let cases = [
        (EventQuery(types: ["T-1"]), 60), (EventQuery(tags: [try tag("even:1")]), 90),
        (
          EventQuery([
            .init(types: ["T-0"], tags: [try tag("even:1")]), .init(types: ["T-2"]),
          ]), 90
        ),
      ]
      async let writing: Void = write(store)
      let found = try await withThrowingTaskGroup(of: [Int: [StoredEvent]].self) { group in
        for (index, (query, count)) in cases.enumerated() {
          group.addTask {
            var events: [StoredEvent] = []
            for try await page in store.subscribe(to: query, pageLimit: 7) {
              #expect(!page.events.isEmpty && page.events.count <= 7)
              events += page.events
              if events.count >= count { break }
            }
            return [index: events]
          }
        }
        return try await group.reduce(into: [:]) { $0.merge($1) { $1 } }
      }
      try await writing
      for (index, (query, _)) in cases.enumerated() {
        #expect(found[index] == (try await store.everything(query)))
      }
    }
  }

  @Test("begins after any place", arguments: StoreKind.all)
  func anyPlace(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      for _ in 0..<4 { try await store.add("A", "B", "C") }
      for after in -1...11 {
        let first = max(0, after) + 1
        var places: [Int] = []
        for try await page in store.subscribe(after: LogPosition(after), pageLimit: 5) {
          places += page.events.map(\.position.rawValue)
          if page.isAtHead { break }
        }
        #expect(places == Array(first...12))
      }
    }
  }

  @Test("refuses to go on after a place that the log does not reach", arguments: StoreKind.all)
  func beyondTheHead(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", "B", "C")
      for after in [4, 1_000, .max] {
        var pages = store.subscribe(after: LogPosition(after)).makeAsyncIterator()
        let error = await #expect(throws: StoreError.self) { try await pages.next() }
        #expect(error?.code == .misuse)
        #expect(error?.context.first { $0.name == "head" }?.value == "3")
      }
    }
  }

  @Test("ends with the task, whether it waits or not", arguments: StoreKind.all)
  func cancellation(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await store.add("A", "B", "C")
      for number in 0..<40 {
        let subscription = store.subscribe(after: LogPosition(number % 4), pageLimit: 1)
        let task = Task { for try await _ in subscription {} }
        // Sometimes it has not begun by then, sometimes it waits at the head.
        for _ in 0..<number { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(subscription.through >= LogPosition(number % 4))
      }
    }
  }

  @Test("ends when the store is closed, also for those that wait", arguments: StoreKind.all)
  func closing(kind: StoreKind) async throws {
    try await kind.runClosing { open, _, close in
      let store = open.store
      try await store.add("A")
      let tasks = (0..<8).map { number in
        Task { for try await _ in store.subscribe(after: LogPosition(number % 2)) {} }
      }
      for _ in 0..<20 { await Task.yield() }
      await close()
      for task in tasks {
        let error = await #expect(throws: StoreError.self) { try await task.value }
        #expect(error?.code == .misuse)
      }
    }
  }

  @Test(
    "wakes everyone who waits, and whoever waits past the head waits on", arguments: StoreKind.all)
  func waking(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let waiting = (0..<16).map { number in
        Task { try await store.waitForEvents(after: LogPosition(number / 4)) }
      }
      for number in 0..<4 {
        try await store.add("A")
        for task in waiting[number * 4..<number * 4 + 4] { try await task.value }
      }
      let late = Task { try await store.waitForEvents(after: LogPosition(4)) }
      for _ in 0..<20 { await Task.yield() }
      late.cancel()
      await #expect(throws: CancellationError.self) { try await late.value }
    }
  }

  // MARK: Helpers

  /// How many events ``write(_:)`` appends from three tasks.
  private static let written = 180

  private func write(_ store: any EventStore) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<3 {
        group.addTask {
          for step in 0..<Self.written / 6 {
            let tags = step.isMultiple(of: 2) ? ["even:1"] : []
            try await store.add("T-\(step % 3)", "T-\(writer)", to: "s-\(writer)", tags: tags)
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
