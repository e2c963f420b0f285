/// What the costs of one budget in one currency come to.
struct CostTally: Sendable {
  struct Key: Hashable, Sendable {
    var funding: Int32
    var currency: Int32
  }

  var tickets = 0
  var amount: Int64 = 0
  var requester: Int64 = 0
  var isExact = true

  mutating func add(_ cost: TicketLife.Cost, _ unit: Int) {
    let (sum, overflow) = amount.addingReportingOverflow(cost.amount.counted(unit))
    guard !overflow else {
      isExact = false
      return
    }
    amount = sum
    if cost.requesterPays { requester = requester.addingClamped(cost.amount.counted(unit)) }
  }
}

/// Of how many tickets each gap could be one.
struct GapBases: Sendable {
  var accepted = 0
  var withWorker = 0
  var done = 0
}

extension DeskTally {
  /// Adds how well the work was done.
  mutating func addWork(_ life: TicketLife) {
    for reason in life.reopenReasons { reopenReasons.add(reason, unit) }
    work.reopenings += life.reopenReasons.count * unit
    if !life.reopenReasons.isEmpty { work.reopenedTickets += unit }
    work.hurries += life.hurries * unit
    for rework in life.reworks { reworkReasons.add(rework.reason, unit) }
    work.reworks += life.reworks.count * unit
    if !life.reworks.isEmpty { work.reworkedTickets += unit }
    handBacks.count += life.handBacks.count * unit
    if !life.handBacks.isEmpty { handBacks.tickets += unit }
    if life.isPingPong { handBacks.pingPong += unit }
    for handBack in life.handBacks { handBackRows.add(handBack, unit) }
    guard life.wasCompleted else { return }
    work.n += unit
    outcomes[life.outcome ?? -1, default: 0] += unit
    if life.isFirstTimeFixed { work.firstTimeFixed += unit }
  }

  /// Adds what the workers of a ticket did.
  mutating func addWorkers(_ life: TicketLife) {
    for number in life.assignments { count(number) { $0.assignments += $1 } }
    for number in life.finishers { count(number) { $0.completed += $1 } }
    for handBack in life.handBacks { count(handBack.worker) { $0.handedBack += $1 } }
    for rework in life.reworks { count(rework.worker) { $0.reworked += $1 } }
    if life.completions > 0 {
      count(life.firstFinisher) {
        $0.firstVisits += $1
        if life.isFirstTimeFixed { $0.firstTimeFixed += $1 }
      }
    }
    if let mark = life.result {
      count(life.ratedWorker) {
        $0.rated += $1
        $0.ratingSum += mark * $1
      }
    }
  }

  private mutating func count(_ number: Int32, _ change: (inout WorkerFigure, Int) -> Void) {
    guard number != NamePool.none else { return }
    let fresh = worker(number)
    change(&workers[number, default: fresh], unit)
  }

  /// Adds what the requester says.
  mutating func addRatings(_ life: TicketLife) {
    guard life.wasCompleted else { return }
    ratings.n += unit
    if life.isRated { ratings.rated += unit }
    if life.phase == .completed {
      switch life.agreement {
      case .byDefault: ratings.confirmedByDefault += unit
      case .unconfirmed: ratings.unconfirmed += unit
      case .unknown, .confirmed: break
      }
    }
    ratings.result.add(life.result, unit)
    ratings.efficiency.add(life.efficiency, unit)
    ratings.attitude.add(life.attitude, unit)
  }

  /// Adds what was used, and what it cost.
  mutating func addUse(_ life: TicketLife) {
    freeText += life.consumableNotes * unit
    var named: [Int32] = []
    for line in life.materials {
      let name = line.item == NamePool.none ? line.text : line.item
      var row = materials[name] ?? MaterialRow(name: names[name])
      if !named.contains(name) { row.tickets += unit }
      named.append(name)
      row.issued = row.issued.addingClamped(counted(line.issued))
      row.used = row.used.addingClamped(counted(line.used))
      row.returned = row.returned.addingClamped(counted(line.returned))
      row.writtenOff = row.writtenOff.addingClamped(counted(line.writtenOff))
      materials[name] = row
    }
    var paid: [CostTally.Key] = []
    for cost in life.costs where !cost.isReplaced {
      let funding = cost.funding == NamePool.none ? life.funding : cost.funding
      let key = CostTally.Key(funding: funding, currency: cost.currency)
      weigh(cost.amount)
      costs[key, default: CostTally()].add(cost, unit)
      if !paid.contains(key) {
        costs[key]?.tickets += unit
        paid.append(key)
      }
    }
  }

  /// A quantity as it is added or taken away.
  private mutating func counted(_ quantity: Int) -> Int {
    let amount = Int64(quantity)
    weigh(amount)
    return Int(clamping: amount.counted(unit))
  }

  /// Adds what a ticket's record leaves out.
  mutating func addGaps(_ life: TicketLife) {
    func count(_ kind: GapFigure.Kind, _ isThere: Bool) {
      if isThere { gaps[kind, default: 0] += unit }
    }
    let hasWorker =
      switch life.phase {
      case .dispatched, .completed, .evaluated: true
      case .submitted, .accepted, .rejectedByWorker, .cancelled: false
      }
    if hasWorker { gapBases.withWorker += unit }
    if life.acceptedAt != nil { gapBases.accepted += unit }
    if life.wasCompleted { gapBases.done += unit }
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
    gaps[.timeInferred, default: 0] += life.inferred * unit
    gaps[.timeClamped, default: 0] += life.clamped * unit
    gaps[.timeMoved, default: 0] += life.moved * unit
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
