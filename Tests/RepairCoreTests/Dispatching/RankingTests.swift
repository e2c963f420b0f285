import RepairCore
import Testing

/// Who is sent, criterion by criterion: each pair differs in one thing alone.
struct RankingTests {
  /// Who comes first, of candidates given in both orders.
  private func first(
    _ better: Candidate, _ worse: Candidate, for given: Given = Given(.accepted),
    under change: (inout TicketPolicy) -> Void = { _ in }
  ) throws -> PersonID? {
    var policy = given.policy
    change(&policy)
    let ticket = try #require(given.ticket)
    let one = WorkerRanking(of: [better, worse], for: ticket, at: given.soon, under: policy)
    let other = WorkerRanking(of: [worse, better], for: ticket, at: given.soon, under: policy)
    #expect(one == other)
    #expect(one.ranked.count == 2)
    return one.ranked.first?.worker
  }

  /// Whoever would win if nothing else told the two apart is called `a`; the better one is `z`.
  private func worker(_ id: PersonID, _ change: (inout Candidate) -> Void = { _ in }) -> Candidate {
    var candidate = Candidate(WorkerProfile(id: id))
    change(&candidate)
    return candidate
  }

  @Test("Who is known to be on duty and to know the trade comes before who is not")
  func fit() throws {
    let known = worker("z") {
      $0.profile.isOnDuty = true
      $0.profile.trades = ["plumbing"]
    }
    #expect(try first(known, worker("a")) == "z")
  }

  @Test("A preferred group comes first, the earlier named the better")
  func group() throws {
    let night: GroupCode = "night"
    let north: GroupCode = "north"
    let rules: (inout TicketPolicy) -> Void = { $0.dispatching.preferredGroups = [night, north] }
    let inNight = worker("z") { $0.profile.groups = [night] }
    let inNorth = worker("b") { $0.profile.groups = [north] }
    #expect(try first(inNight, inNorth, under: rules) == "z")
    #expect(try first(inNorth, worker("a"), under: rules) == "b")
  }

  @Test(
    "Who has handed this ticket back of late comes after who has not, and is not forgiven early")
  func handBacks() throws {
    // In this history w-3 handed it back, and w-1 had it since.
    let given = Given(.accepted)
      .and(.dispatched("w-3", 1)).and(
        .workRejected(reason: "noParts", text: nil), by: .formerWorker
      )
      .and(.dispatched("w-1", 2)).and(.assignmentReleased(reason: "shift", assignment: nil))
    #expect(try first(worker("w-8"), worker("w-3"), for: given) == "w-8")
    let ticket = try #require(given.ticket)
    func reasons(_ at: Timestamp) -> [DispatchReason] {
      WorkerRanking(of: [worker("w-3")], for: ticket, at: at, under: given.policy)
        .ranked.first?.reasons ?? []
    }
    let rejectedAt = try #require(ticket.turns.first?.endedAt)
    #expect(reasons(rejectedAt + .hours(26)).contains(DispatchReason(.handedBack, 1, 26)))
    #expect(reasons(rejectedAt + .days(30)).contains { $0.code == .handedBack })
    #expect(!reasons(rejectedAt + .days(30) + .millisecond).contains { $0.code == .handedBack })
  }

  @Test("Who has fewer open jobs comes first, and jobs on hold do not count")
  func openJobs() throws {
    let free = worker("z") {
      $0.workload.openJobs = 1
      $0.workload.jobsOnHold = 7
    }
    #expect(try first(free, worker("a") { $0.workload.openJobs = 2 }) == "z")
  }

  @Test("Who is rated better comes first")
  func rating() throws {
    func rated(_ id: PersonID, _ sum: Int, of count: Int) -> Candidate {
      worker(id) {
        $0.workload.ratings = count
        $0.workload.ratingSum = sum
      }
    }
    #expect(try first(rated("z", 47, of: 10), rated("a", 38, of: 10)) == "z")
    #expect(try first(rated("z", 47, of: 10), worker("a")) == "z")
    // A bad record is worse than none.
    #expect(try first(worker("z"), rated("a", 20, of: 10)) == "z")
  }

  @Test("One lucky case does not win, and few good ones do not beat many")
  func luck() throws {
    func rated(_ id: PersonID, _ sum: Int, of count: Int) -> Candidate {
      worker(id) {
        $0.workload.ratings = count
        $0.workload.ratingSum = sum
      }
    }
    #expect(try first(rated("z", 56, of: 12), rated("a", 5, of: 1)) == "z")
    #expect(try first(rated("z", 56, of: 12), rated("a", 20, of: 4)) == "z")
    #expect(try first(rated("z", 480, of: 100), rated("a", 25, of: 5)) == "z")
    let few = WorkerRanking(
      of: [rated("w-9", 20, of: 4)], for: try #require(Given(.accepted).ticket), at: .start,
      under: .standard)
    #expect(few.ranked.first?.reasons.contains(DispatchReason(.fewRatings, 4)) == true)
    #expect(few.ranked.first?.reasons.contains { $0.code == .rated } == false)
  }

  @Test("Marks that differ by less than a step leave it to the next criterion")
  func ratingStep() throws {
    let better = worker("b") {
      $0.workload.ratings = 100
      $0.workload.ratingSum = 441
    }
    let asGood = worker("a") {
      $0.workload.ratings = 100
      $0.workload.ratingSum = 440
    }
    #expect(try first(asGood, better) == "a")
    #expect(try first(better, asGood, under: { $0.dispatching.ratingStep = 1 }) == "b")
  }

  @Test("Who is nearer comes first; who is nobody knows where counts as a usual way off")
  func distance() throws {
    let here = try #require(Coordinates(latitudeE6: 39_904_200, longitudeE6: 116_407_400))
    let given = Given(.accepted).and(
      .amended(TicketAmendment(place: Place(code: "dorm-5", coordinates: here))))
    func away(_ id: PersonID, _ millionths: Int) throws -> Candidate {
      let place = try #require(
        Coordinates(latitudeE6: 39_904_200 + millionths, longitudeE6: 116_407_400))
      return worker(id) { $0.profile.location = place }
    }
    #expect(try first(away("z", 1_000), away("a", 4_000), for: given) == "z")
    #expect(try first(away("z", 1_000), worker("a"), for: given) == "z")
    #expect(try first(worker("z"), away("a", 40_000), for: given) == "z")
    let ranking = try WorkerRanking(
      of: [away("z", 2_200)], for: #require(given.ticket), at: given.soon, under: .standard)
    #expect(ranking.ranked.first?.reasons.contains(DispatchReason(.distance, 245)) == true)
    // Where the ticket is, nobody knows either.
    #expect(try first(worker("a"), away("z", 1)) == "a")
  }

  @Test("Who was sent less often of late comes first, then who has waited longest, then by name")
  func fairness() throws {
    #expect(try first(worker("z"), worker("a") { $0.workload.recentDispatches = 1 }) == "z")
    let longAgo = worker("z") { $0.workload.lastSentAt = .start }
    let justNow = worker("a") { $0.workload.lastSentAt = .start(.minutes(1)) }
    #expect(try first(longAgo, justNow) == "z")
    #expect(try first(worker("z"), longAgo) == "z")
    #expect(try first(worker("a"), worker("z")) == "a")
    // Also where the rules name no criterion at all.
    #expect(try first(longAgo, justNow, under: { $0.dispatching.order = [] }) == "z")
  }

  @Test("The order of the criteria is the rules' to choose")
  func order() throws {
    let rated = worker("z") {
      $0.workload.openJobs = 3
      $0.workload.ratings = 50
      $0.workload.ratingSum = 250
    }
    #expect(try first(worker("a"), rated) == "a")
    #expect(
      try first(rated, worker("a"), under: { $0.dispatching.order = [.rating, .openJobs] }) == "z")
  }

  @Test("Who cannot be sent is named with all that rules them out, and a dispatch would be refused")
  func excluded() throws {
    let given = Given(.rejectedByWorker)
    let cases: [(Candidate, [DispatchReason])] = [
      (worker("w-5") { $0.profile.isActive = false }, [.init(.left)]),
      (worker("w-5") { $0.profile.isOnDuty = false }, [.init(.offDuty)]),
      (worker("w-5") { $0.profile.campuses = ["south"] }, [.init(.otherCampus)]),
      (worker("w-5") { $0.profile.trades = ["electric"] }, [.init(.otherTrade)]),
      (worker("w-5") { $0.workload.openJobs = 10 }, [.init(.jobLimit, 10)]),
      (worker("u-1"), [.init(.requester)]), (worker("w-1"), [.init(.justHandedBack)]),
      (
        worker("u-1") {
          $0.profile.isOnDuty = false
          $0.profile.trades = []
        }, [.init(.requester), .init(.offDuty), .init(.otherTrade)]
      ),
    ]
    for (candidate, reasons) in cases {
      let ranking = WorkerRanking(
        of: [candidate], for: try #require(given.ticket), at: given.soon, under: given.policy)
      #expect(ranking.ranked.isEmpty)
      #expect(ranking.excluded == [RankedWorker(worker: candidate.id, reasons: reasons)])
      #expect(!reasons.contains { !$0.code.rulesOut })
      var facts = candidate.profile.facts
      facts.openJobs = candidate.workload.openJobs
      let refused = given.when(
        .dispatch(worker: candidate.id, override: nil, force: false), by: .dispatcher,
        worker: facts)
      #expect(throws: Refusal.self) { try refused.result.get() }
    }
    let open = Given(.inProgress)
    let ranking = WorkerRanking(
      of: [worker("w-1")], for: try #require(open.ticket), at: open.soon, under: open.policy)
    #expect(ranking.excluded.first?.reasons == [DispatchReason(.hasTicket)])
  }

  @Test("Whom the ranking names can be sent")
  func allowed() throws {
    let given = Given(.accepted)
    let candidate = worker("w-5") {
      $0.profile = WorkerProfile(
        id: "w-5", isActive: true, isOnDuty: true, campuses: ["north"], trades: ["plumbing"])
      $0.workload.openJobs = 9
    }
    let ranking = WorkerRanking(
      of: [candidate], for: try #require(given.ticket), at: given.soon, under: given.policy)
    #expect(ranking.ranked.map(\.worker) == ["w-5"])
    #expect(ranking.ranked.first?.reasons.contains { $0.code.rulesOut } == false)
    given.when(
      .dispatch(worker: "w-5", override: nil, force: false), by: .dispatcher,
      worker: candidate.profile.facts
    ).accepted()
  }
}
