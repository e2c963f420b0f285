import RepairCore
import RepairStore
import Testing

/// What every store promises to callers that come at once; these also run under the Thread Sanitizer.
@Suite("Every store, used by many tasks at once", .timeLimit(.minutes(5)))
struct ManyTasksConcurrencyTests {
  @Test("numbers their events without a gap, and tells each its own", arguments: StoreKind.all)
  func numbers(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      let results = try await withThrowingTaskGroup(of: [(String, AppendResult)].self) { group in
        for task in 0..<8 {
          group.addTask {
            var results: [(String, AppendResult)] = []
            for step in 0..<12 {
              let type = "T-\(task)-\(step)"
              results.append((type, try await store.add(type, type, to: "s-\(step % 3)")))
            }
            return results
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      let events = try await store.everything()
      #expect(events.map(\.position.rawValue) == Array(1...192))
      for (type, result) in results {
        let own = events.filter { $0.type.name == type }
        #expect(own.map(\.position) == [result.firstPosition, result.lastPosition])
        #expect(own.last?.version == result.version)
      }
      for number in 0..<3 {
        let events = try await store.readStream(stream("s-\(number)"), from: .none, limit: 1_000)
        #expect(events.map(\.version.rawValue) == Array(1...64))
      }
    }
  }

  @Test("lets one of them have each version", arguments: StoreKind.all)
  func oneWinner(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      for version in 0..<8 {
        let wins = try await race { racer in
          try await store.append(
            Append(
              [event("By\(racer)")], to: stream("s"),
              expecting: .exactly(StreamVersion(version))))
        }
        #expect(wins == 1)
      }
      #expect(try await store.head() == LogPosition(8))
    }
  }

  @Test("lets one of sixteen have the last place, always", arguments: StoreKind.all)
  func onePlace(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      for round in 0..<8 {
        let place = try tag("asset:\(round)")
        let after = try await store.head()
        let wins = try await race { racer in
          try await store.append(
            Append(
              [event("Taken", tags: ["asset:\(round)"])], to: stream("racer-\(racer)"),
              expecting: .any,
              condition: AppendCondition(
                noneOf: EventQuery(types: ["Taken"], tags: [place]),
                after: racer.isMultiple(of: 2) ? after : .start)))
        }
        #expect(wins == 1)
        #expect(try await store.everything(EventQuery(tags: [place])).count == 1)
      }
    }
  }

  @Test("does once what they ask under one key", arguments: StoreKind.all)
  func oneKey(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      for round in 0..<8 {
        let append = Append(
          [try event(), try event()], to: try stream("s-\(round)"), expecting: .noStream,
          key: try key("k-\(round)", for: "request"))
        let results = try await withThrowingTaskGroup(of: AppendResult.self) { group in
          for _ in 0..<16 { group.addTask { try await store.append(append) } }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.filter { !$0.repeated }.count == 1)
        #expect(Set(results.map(\.firstPosition)) == [LogPosition(round * 2 + 1)])
        #expect(Set(results.map(\.version)) == [StreamVersion(2)])
      }
    }
  }

  @Test("shows what was acknowledged, in whole appends", arguments: StoreKind.all)
  func readersSeeWholeAppends(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<4 {
          group.addTask {
            for _ in 0..<12 {
              let result = try await store.add("A", "B", "C", to: "s-\(writer)")
              #expect(try await store.head() >= result.lastPosition)
            }
          }
        }
        for writer in 0..<4 {
          group.addTask {
            var seen = 0
            for _ in 0..<24 {
              let stream = try await store.readStream(
                stream("s-\(writer)"), from: .none, limit: 1_000)
              #expect(stream.count.isMultiple(of: 3) && stream.count >= seen)
              seen = stream.count
              let head = try await store.head()
              let page = try await store.readPage(.all, after: .start, limit: 1_000)
              #expect(page.through >= head && page.events.count.isMultiple(of: 3))
              #expect(
                page.events.map(\.position.rawValue) == Array(0..<page.events.count).map { $0 + 1 })
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test(
    "keeps nothing of an append that a cancelled task is told nothing came of",
    arguments: StoreKind.all)
  func cancellation(kind: StoreKind) async throws {
    try await kind.run { store, _ in
      var kept = 0
      for number in 0..<64 {
        let task = Task { try await store.add("A-\(number)") }
        if number.isMultiple(of: 3) { await Task.yield() }
        task.cancel()
        do {
          _ = try await task.value
          kept += 1
        } catch is CancellationError {}
      }
      #expect(try await store.head() == LogPosition(kept))
    }
  }

  /// Lets sixteen tasks append at once; answers how many of them could.
  private func race(
    _ append: @escaping @Sendable (Int) async throws -> AppendResult
  ) async throws -> Int {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for racer in 0..<16 {
        group.addTask {
          do {
            _ = try await append(racer)
            return true
          } catch let error as StoreError
            where error.code == .conflict || error.code == .conditionFailed
          {
            return false
          }
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
  }
}
