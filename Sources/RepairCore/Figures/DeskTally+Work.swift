/// What the costs of one budget in one currency come to.
struct CostTally {
  struct Key: Hashable {
    var funding: Int32
    var currency: Int32
  }

  var tickets = 0
  var amount: Int64 = 0
  var requester: Int64 = 0
  var isExact = true

  mutating func add(_ cost: TicketLife.Cost) {
    let (sum, overflow) = amount.addingReportingOverflow(cost.amount)
    guard !overflow else {
      isExact = false
      return
    }
    amount = sum
    if cost.requesterPays { requester = requester.addingClamped(cost.amount) }
  }
}

/// Of how many tickets each gap could be one.
struct GapBases {
  var accepted = 0
  var withWorker = 0
  var done = 0
}

extension DeskTally {
  /// Adds how well the work was done.
  mutating func addWork(_ life: TicketLife) {
    for reason in life.reopenReasons { reopenReasons.add(reason) }
    work.reopenings += life.reopenReasons.count
    if !life.reopenReasons.isEmpty { work.reopenedTickets += 1 }
    work.hurries += life.hurries
    for rework in life.reworks { reworkReasons.add(rework.reason) }
    work.reworks += life.reworks.count
    if !life.reworks.isEmpty { work.reworkedTickets += 1 }
    handBacks.count += life.handBacks.count
    if !life.handBacks.isEmpty { handBacks.tickets += 1 }
    if life.isPingPong { handBacks.pingPong += 1 }
    for handBack in life.handBacks { handBackRows.add(handBack) }
    guard life.wasCompleted else { return }
    work.n += 1
    outcomes[life.outcome ?? -1, default: 0] += 1
    if life.isFirstTimeFixed { work.firstTimeFixed += 1 }
  }

  /// Adds what the workers of a ticket did.
  mutating func addWorkers(_ life: TicketLife) {
    for number in life.assignments { count(number) { $0.assignments += 1 } }
    for number in life.finishers { count(number) { $0.completed += 1 } }
    for handBack in life.handBacks { count(handBack.worker) { $0.handedBack += 1 } }
    for rework in life.reworks { count(rework.worker) { $0.reworked += 1 } }
    if life.completions > 0 {
      count(life.firstFinisher) {
        $0.firstVisits += 1
        if life.isFirstTimeFixed { $0.firstTimeFixed += 1 }
      }
    }
    if let mark = life.result {
      count(life.ratedWorker) {
        $0.rated += 1
        $0.ratingSum += mark
      }
    }
  }

  private mutating func count(_ number: Int32, _ change: (inout WorkerFigure) -> Void) {
    guard number != NamePool.none else { return }
    let fresh = worker(number)
    change(&workers[number, default: fresh])
  }

  /// Adds what the requester says.
  mutating func addRatings(_ life: TicketLife) {
    guard life.wasCompleted else { return }
    ratings.n += 1
    if life.isRated { ratings.rated += 1 }
    if life.phase == .completed {
      switch life.agreement {
      case .byDefault: ratings.confirmedByDefault += 1
      case .unconfirmed: ratings.unconfirmed += 1
      case .unknown, .confirmed: break
      }
    }
    ratings.result.add(life.result)
    ratings.efficiency.add(life.efficiency)
    ratings.attitude.add(life.attitude)
  }

  /// Adds what was used, and what it cost.
  mutating func addUse(_ life: TicketLife) {
    freeText += life.consumableNotes
    var named: [Int32] = []
    for line in life.materials {
      let name = line.item == NamePool.none ? line.text : line.item
      var row = materials[name] ?? MaterialRow(name: names[name])
      if !named.contains(name) { row.tickets += 1 }
      named.append(name)
      row.issued = row.issued.addingClamped(line.issued)
      row.used = row.used.addingClamped(line.used)
      row.returned = row.returned.addingClamped(line.returned)
      row.writtenOff = row.writtenOff.addingClamped(line.writtenOff)
      materials[name] = row
    }
    var paid: [CostTally.Key] = []
    for cost in life.costs where !cost.isReplaced {
      let funding = cost.funding == NamePool.none ? life.funding : cost.funding
      let key = CostTally.Key(funding: funding, currency: cost.currency)
      costs[key, default: CostTally()].add(cost)
      if !paid.contains(key) {
        costs[key]?.tickets += 1
        paid.append(key)
      }
    }
  }

  /// Adds what a ticket's record leaves out.
  mutating func addGaps(_ life: TicketLife) {
    func count(_ kind: GapFigure.Kind, _ isThere: Bool) {
      if isThere { gaps[kind, default: 0] += 1 }
    }
    let hasWorker =
      switch life.phase {
      case .dispatched, .completed, .evaluated: true
      case .submitted, .accepted, .rejectedByWorker, .cancelled: false
      }
    if hasWorker { gapBases.withWorker += 1 }
    if life.acceptedAt != nil { gapBases.accepted += 1 }
    if life.wasCompleted { gapBases.done += 1 }
    count(.workerUnknown, hasWorker && life.worker == NamePool.none)
    count(.priorityUnknown, life.acceptedAt != nil && life.priority == nil)
    count(.categoryUnknown, names[life.category] == "unknown")
    count(.campusUnknown, names[life.campus] == "unknown")
    count(.placeUnknown, life.place == NamePool.none)
    count(.descriptionEmpty, life.lacksDescription)
    count(.contactUnknown, life.lacksContact)
    count(.requesterUnknown, life.lacksRequester)
    count(.outcomeUnknown, life.wasCompleted && life.outcome == nil)
    count(.endUnknown, life.wasCompleted && life.completions == 0)
    gaps[.timeInferred, default: 0] += life.inferred
    gaps[.timeClamped, default: 0] += life.clamped
    gaps[.timeMoved, default: 0] += life.moved
  }

  /// Adds a fault to those of its place and its thing.
  mutating func addFault(_ life: TicketLife) {
    for (index, kind) in RepeatFigure.Kind.allCases.enumerated() {
      let name = kind == .place ? life.place : life.asset
      guard name != NamePool.none else { continue }
      faults[index].faults.append(
        RepeatTally.Fault(
          name: name, category: kind == .place ? life.category : NamePool.none,
          at: life.submittedAt))
    }
  }
}

extension TicketLife {
  /// Whether it went to and fro.
  var isPingPong: Bool { handBacks.count + handOvers >= 2 }

  /// Whether the first visit mended it, as far as is known.
  var isFirstTimeFixed: Bool {
    guard wasCompleted, reworks.isEmpty, !wasReopenedAfterWork else { return false }
    guard let outcome = firstOutcome else { return true }
    return outcome == Int(Outcome.fixed.order)
  }
}

/// The faults of places or of things.
struct RepeatTally {
  struct Fault {
    var name: Int32
    var category: Int32
    var at: Int64
  }

  var faults: [Fault] = []

  /// What the faults come to.
  func finished(
    _ kind: RepeatFigure.Kind, atLeast minimum: Int, _ names: NamePool
  ) -> (total: Int, rows: [RepeatRow]) {
    let sorted = faults.sorted {
      ($0.name, $0.category, $0.at) < ($1.name, $1.category, $1.at)
    }
    var total = 0
    var rows: [(fault: Fault, row: RepeatRow)] = []
    var start = 0
    while start < sorted.count {
      let first = sorted[start]
      var (end, repeats) = (start + 1, 0)
      while end < sorted.count, sorted[end].name == first.name,
        sorted[end].category == first.category
      {
        if sorted[end].at - sorted[end - 1].at <= RepeatFigure.window.milliseconds { repeats += 1 }
        end += 1
      }
      if repeats > 0 { total += 1 }
      if repeats > 0, end - start >= minimum {
        rows.append(
          (
            first,
            RepeatRow(
              name: names[first.name] ?? "", category: names[first.category],
              faults: end - start, repeats: repeats)
          ))
      }
      start = end
    }
    rows.sort { left, right in
      if left.row.repeats != right.row.repeats { return left.row.repeats > right.row.repeats }
      if left.row.faults != right.row.faults { return left.row.faults > right.row.faults }
      if left.fault.name != right.fault.name {
        return names.precedes(left.fault.name, right.fault.name)
      }
      return names.precedes(left.fault.category, right.fault.category)
    }
    return (total, rows.map(\.row))
  }
}
