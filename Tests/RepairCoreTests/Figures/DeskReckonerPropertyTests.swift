import Testing

@testable import RepairCore

/// What holds for figures from strips and a base, whatever the history; a failure names its seed.
@Suite struct DeskReckonerPropertyTests {
  static let seeds: [UInt64] = [1, 2, 3, 20_261_121, 0xDEAD_BEEF, .max]

  @Test(
    "From strips and a base come the figures of the fold, at every place and later moment",
    arguments: seeds)
  func sameAsFold(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for round in 0..<2 {
      var shelf = DeskShelf()
      for step in 0..<6 {
        for _ in 0..<Int.random(in: 1...60, using: &random) {
          try shelf.grow(&random, tickets: 14)
        }
        for campus in [nil, "north", "south", "nowhere"] as [CampusCode?] {
          for days in [0, 45] as [Int64] {
            var request = FiguresRequest(at: shelf.lastAt + .days(days), campus: campus, days: 50)
            request.minimumCount = 2
            request.rows = 6
            let isRenewing = random.isLikely(30)
            let ours = try shelf.figures(request, isRenewing: isRenewing)
            #expect(
              ours == shelf.fold.figures(request),
              "seed \(seed) round \(round) step \(step) \(campus?.rawValue ?? "all") \(days) d")
          }
        }
      }
      #expect(shelf.renewals > 0 && shelf.takenAway > 0, "seed \(seed): nothing was tried")
    }
  }

  @Test("What is settled comes to the same at every later moment", arguments: seeds)
  func settled(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var shelf = DeskShelf()
    var settled = 0
    for _ in 0..<600 {
      try shelf.grow(&random, tickets: 60)
      guard let row = shelf.rows.randomElement(using: &random), row.isSettled else { continue }
      settled += 1
      let bases = try ([0, 1, 40, 4_000] as [Int64]).map { days in
        let request = FiguresRequest(at: shelf.lastAt + .days(days))
        var reckoner = try DeskReckoner(request, isRenewing: true)
        try reckoner.take(row)
        return try #require(reckoner.renewed(at: row.last)?.bytes)
      }
      #expect(Set(bases).count == 1, "seed \(seed) at \(row.last)")
    }
    #expect(settled > 20)
  }

  @Test("What is said to happen later is not counted before, and is late in a base")
  func future() throws {
    var shelf = DeskShelf()
    let given = Given.mended()
    for fact in given.history { try shelf.apply(fact, to: 0) }
    let late = Given.mended(.days(400)).history
    for fact in late { try shelf.apply(fact, to: 1) }
    for hours in [5, 9_602, 9_609] as [Int64] {
      let request = FiguresRequest(at: .start(.hours(hours)))
      #expect(try shelf.figures(request, isRenewing: true) == shelf.fold.figures(request))
      let again = FiguresRequest(at: .start(.hours(hours + 1)))
      #expect(try shelf.figures(again, isRenewing: false) == shelf.fold.figures(again))
      #expect(shelf.bases.values.map(\.late) == (hours < 9_604 ? [[6]] : [[]]))
      let read = try shelf.bases.values.map { try DeskBase(bytes: $0.bytes) }
      #expect(read.map(\.lastAt) == shelf.bases.values.map(\.lastAt))
    }
  }

  @Test("Sums that depend on the order of adding are left to the fold")
  func tooLarge() throws {
    var leftToFold = 0
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      var shelf = DeskShelf()
      shelf.isWild = true
      for _ in 0..<12 {
        for _ in 0..<40 { try shelf.grow(&random, tickets: 12) }
        let request = FiguresRequest(at: shelf.lastAt)
        guard let ours = try shelf.figures(request, isRenewing: random.isLikely(30)) else {
          leftToFold += 1
          continue
        }
        #expect(ours == shelf.fold.figures(request), "seed \(seed)")
      }
    }
    #expect(leftToFold > 0, "nothing was tried")
  }

  @Test("Bytes that are no base and no strip are refused, whatever they are", arguments: seeds)
  func damage(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var shelf = DeskShelf()
    for _ in 0..<200 { try shelf.grow(&random, tickets: 10) }
    let request = FiguresRequest(at: .latest)
    _ = try shelf.figures(request, isRenewing: true)
    let base = try #require(shelf.bases.values.first).bytes
    for _ in 0..<100 {
      var bytes = base
      if random.isLikely(50) {
        bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
      } else {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      // What happens to be a base again gives figures, and nothing traps.
      guard let read = try? DeskBase(bytes: bytes),
        var reckoner = try? DeskReckoner(request, base: read)
      else { continue }
      for row in shelf.rows { try? reckoner.take(row) }
      _ = try? reckoner.figures { number in shelf.rows.first { $0.number == number } }
    }
    for row in shelf.rows {
      for _ in 0..<4 {
        var bytes = row.strip.bytes
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
        var damaged = row
        damaged.strip = DeskStrip(bytes: bytes)
        var reckoner = try DeskReckoner(request)
        try? reckoner.take(damaged)
        _ = try? reckoner.figures { _ in damaged }
      }
    }
  }
}
