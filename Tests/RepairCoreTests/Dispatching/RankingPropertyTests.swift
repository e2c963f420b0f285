import RepairCore
import Testing

/// What holds of every ranking, on random workers.
struct RankingPropertyTests {
  private static let trades: [[CategoryCode]?] = [
    nil, ["plumbing"], ["electric", "plumbing"], ["electric"],
  ]
  private static let campuses: [[CampusCode]?] = [nil, nil, ["north"], ["south"]]

  private static func candidate(
    _ number: Int, _ random: inout SeededGenerator
  ) throws -> Candidate {
    // Few values each, so that ties are common; now and then one that no sound source would give.
    let wild = Int.random(in: 0..<50, using: &random) == 0
    let ratings = wild ? Int.max : Int.random(in: 0...9, using: &random)
    let id = try #require(PersonID("w-\(number + 100)"))
    return Candidate(
      WorkerProfile(
        id: id, isActive: [nil, true, true, false].randomElement(using: &random) ?? nil,
        isOnDuty: [nil, true, true, false].randomElement(using: &random) ?? nil,
        campuses: campuses.randomElement(using: &random) ?? nil,
        trades: trades.randomElement(using: &random) ?? nil,
        location: Bool.random(using: &random)
          ? nil
          : Coordinates(
            latitudeE6: Int.random(in: 39_900_000...39_910_000, using: &random),
            longitudeE6: 116_407_400)),
      workload: Workload(
        openJobs: wild ? .min : Int.random(in: 0...3, using: &random),
        jobsOnHold: wild ? .max : Int.random(in: 0...2, using: &random),
        recentDispatches: wild ? .max : Int.random(in: 0...2, using: &random),
        lastSentAt: Bool.random(using: &random)
          ? nil : .start(.minutes(Int64.random(in: 0...3, using: &random))),
        ratings: ratings, ratingSum: wild ? .max : ratings * Int.random(in: 1...5, using: &random)))
  }

  private static func rank(_ candidates: [Candidate], order: [DispatchCriterion]) throws
    -> WorkerRanking
  {
    var policy = TicketPolicy.standard
    policy.dispatching.order = order
    let here = try #require(Coordinates(latitudeE6: 39_904_200, longitudeE6: 116_407_400))
    let given = Given(.rejectedByWorker).and(
      .amended(TicketAmendment(place: Place(code: "dorm-5", coordinates: here))))
    return WorkerRanking(
      of: candidates, for: try #require(given.ticket), at: given.soon, under: policy)
  }

  @Test(
    "Neither the order of the candidates nor the others decide who of two comes first",
    arguments: 1...40)
  func independent(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let order = DispatchCriterion.allCases.shuffled(using: &random)
    let candidates = try (0..<30).map { try Self.candidate($0, &random) }
    let ranking = try Self.rank(candidates, order: order)
    #expect(ranking.ranked.count + ranking.excluded.count == candidates.count)
    #expect(try Self.rank(candidates.shuffled(using: &random), order: order) == ranking)
    // Without those who cannot be sent, and without any one of the others, the rest stay as they are.
    let names = ranking.ranked.map(\.worker)
    let fit = candidates.filter { names.contains($0.id) }
    #expect(try Self.rank(fit, order: order).ranked == ranking.ranked)
    for absent in names {
      let rest = try Self.rank(fit.filter { $0.id != absent }, order: order)
      #expect(rest.ranked == ranking.ranked.filter { $0.worker != absent })
    }
  }

  @Test("Somebody who is worse in every respect never comes first", arguments: 1...20)
  func worse(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let candidates = try (0..<20).map { try Self.candidate($0, &random) }
    let before = try Self.rank(candidates, order: DispatchRules.standard.order)
    guard let first = before.ranked.first,
      var worse = candidates.first(where: { $0.id == first.worker })
    else { return }
    worse.profile.id = "w-0-worse"
    worse.workload.openJobs += worse.workload.openJobs < 9 ? 1 : 0
    worse.workload.lastSentAt = .start(.days(1))
    let after = try Self.rank(candidates + [worse], order: DispatchRules.standard.order)
    #expect(after.ranked.first == first)
  }
}
