import RepairCore
import Testing

/// Folds of tagged events beside counting over whole tickets, in random stories of many tickets; a
/// failure names the seed that made it.
struct OtherTicketsPropertyTests {
  /// A campus full of tickets, all of whose events are kept as a log would have them.
  private struct Story {
    var tickets: [TicketID: Ticket] = [:]
    var random: SeededGenerator
    /// The tickets sent to each worker while they rested, which the worker's events do not say.
    var sentAtRest: Set<TicketID> = []

    static let names: [TicketID] = (1...12).map { TicketID("N-\($0)") ?? "N-0" }
    static let workers: [PersonID] = ["w-1", "w-2", "w-3"]
    static let assets: [AssetCode] = ["tap-7", "lamp-1"]
    static let categories: [CategoryCode] = ["plumbing", "electric"]

    /// Something happens to a ticket; the tags it is filed under, or `nil` when it was refused.
    mutating func step() throws -> (id: TicketID, event: TicketEvent, tags: [EventTag])? {
      let id = random.pick(Self.names)
      let before = tickets[id]
      let actor = random.actor(near: before)
      let at = (before?.updatedAt ?? .start) + .minutes(random.pick([1, 60, 60 * 24]))
      let context = CommandContext(actor: actor, at: at)
      let allowed = Ticket.allowedCommands(
        on: before, named: id, in: context, under: .standard)
      guard !allowed.isEmpty else { return nil }
      let telling: Set<TicketCommandKind> = [
        .submit, .amend, .accept, .dispatch, .handOver, .hold, .resume, .recordNoAccess, .checkIn,
        .reopen, .recategorise, .rejectResult, .reject, .release,
      ]
      let often = allowed.filter(telling.contains)
      let kind = random.isLikely(70) && !often.isEmpty ? random.pick(often) : random.pick(allowed)
      let command = command(kind, at: at)
      guard
        let decision = try? Ticket.decide(
          .command(command), on: before, named: id, in: context, under: .standard)
      else { return nil }
      let event = decision.events[0]
      let tags = Ticket.tags(for: event, by: actor, before: before)
      let fact = TicketFact(
        version: (before?.version ?? .none).next, occurredAt: decision.occurredAt,
        actor: actor.id, role: actor.role, onBehalfOf: actor.onBehalfOf, event: event)
      var after = before
      try Ticket.evolve(&after, named: id, with: fact)
      tickets[id] = after
      let isSent = after?.assignment?.number != before?.assignment?.number
      if isSent, after?.hold != nil { sentAtRest.insert(id) }
      if after?.hold == nil { sentAtRest.remove(id) }
      return (id, event, tags)
    }

    private mutating func command(_ kind: TicketCommandKind, at: Timestamp) -> TicketCommand {
      switch kind {
      case .submit:
        var report = TicketSubmission.leak
        report.asset = random.perhaps(Self.assets)
        report.category = random.pick(Self.categories)
        return .submit(report)
      case .amend: return .amend(TicketAmendment(asset: random.pick(Self.assets)))
      case .accept:
        return .accept(priority: nil, category: random.perhaps(Self.categories))
      case .recategorise: return .recategorise(random.pick(Self.categories), reason: "x")
      case .dispatch:
        return .dispatch(worker: random.pick(Self.workers), override: nil, force: true)
      case .handOver: return .handOver(worker: random.pick(Self.workers), reason: nil)
      case .hold: return .hold(reason: random.pick([.parts, .access]), until: nil, text: nil)
      default: return .sample(kind, at: at)
      }
    }

    func openJobs(of worker: PersonID) -> [TicketID] {
      tickets.filter { $0.value.assignment?.worker == worker && $0.value.hold == nil }.keys
        .sorted()
    }

    func open(_ asset: AssetCode, _ category: CategoryCode) -> [TicketID] {
      tickets.filter {
        $0.value.phase.isOpen && $0.value.asset == asset && $0.value.category == category
      }.keys.sorted()
    }
  }

  @Test(
    "A worker's folded jobs are those counted over the tickets", arguments: PropertyTests.seeds)
  func jobs(_ seed: UInt64) throws {
    var story = Story(random: SeededGenerator(seed: seed))
    var folds = Story.workers.map { WorkerJobs(of: $0) }
    var most = 0
    var corrections = 0
    for _ in 0..<1_500 {
      guard let (id, event, tags) = try story.step() else { continue }
      for index in folds.indices where tags.contains(folds[index].tag) {
        folds[index].apply(event, of: id)
      }
      for (index, worker) in Story.workers.enumerated() {
        let truth = story.openJobs(of: worker)
        most = max(most, truth.count)
        let extra = Set(folds[index].openTickets).subtracting(truth)
        try #require(Set(truth).isSubset(of: folds[index].openTickets), "seed \(seed)")
        try #require(extra.isSubset(of: story.sentAtRest), "seed \(seed): \(event)")
        // Now and then somebody looks, as before a refusal; what comes later must still fit.
        guard story.random.isLikely(20) else { continue }
        corrections += extra.count
        for ticket in folds[index].openTickets {
          folds[index].correct(ticket, to: story.tickets[ticket])
        }
        try #require(folds[index].openTickets == truth, "seed \(seed)")
      }
    }
    // A story in which nobody has much to do proves nothing.
    #expect(most >= 3 && corrections > 0, "seed \(seed): \(most), \(corrections)")
  }

  @Test(
    "A thing's folded faults are those counted over the tickets", arguments: PropertyTests.seeds)
  func faults(_ seed: UInt64) throws {
    var story = Story(random: SeededGenerator(seed: seed))
    var folds = Story.assets.map { AssetFaults(of: $0) }
    var most = 0
    for _ in 0..<1_500 {
      guard let (id, event, tags) = try story.step() else { continue }
      for index in folds.indices where tags.contains(folds[index].tag) {
        folds[index].apply(event, of: id)
      }
      for (index, asset) in Story.assets.enumerated() {
        let all = Set(Story.categories.flatMap { story.open(asset, $0) })
        for category in Story.categories {
          let truth = story.open(asset, category)
          most = max(most, truth.count)
          let said = folds[index].tickets(of: category)
          try #require(Set(truth).isSubset(of: said), "seed \(seed): \(event)")
          try #require(Set(said).isSubset(of: all), "seed \(seed): \(event)")
          guard story.random.isLikely(10) else { continue }
          for ticket in said { folds[index].correct(ticket, to: story.tickets[ticket]) }
          try #require(folds[index].tickets(of: category) == truth, "seed \(seed)")
        }
      }
    }
    #expect(most >= 2, "seed \(seed): \(most)")
  }

  @Test("A fold is changed by no event of a kind it does not name", arguments: [7])
  func otherEventsChangeNothing(_ seed: UInt64) throws {
    var story = Story(random: SeededGenerator(seed: seed))
    for _ in 0..<2_000 {
      guard let (id, event, _) = try story.step() else { continue }
      if !WorkerJobs.kinds.contains(event.kind) {
        var jobs = WorkerJobs(of: "w-1")
        jobs.correct(id, to: story.tickets[id])
        let before = jobs
        jobs.apply(event, of: id)
        #expect(jobs == before)
      }
      if !AssetFaults.kinds.contains(event.kind) {
        var faults = AssetFaults(of: "tap-7")
        faults.correct(id, to: story.tickets[id])
        let before = faults
        faults.apply(event, of: id)
        #expect(faults == before)
      }
    }
  }
}
