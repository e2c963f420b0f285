/// The waits of one part of the way, by three clocks.
struct StageTally: Sendable {
  var wall = SurvivalSample()
  var working = SurvivalSample()
  var net = SurvivalSample()
}

/// The rests for one reason.
struct HoldTally: Sendable {
  var sample = SurvivalSample()
  var total: Int64 = 0
  var working: Int64 = 0
}

extension DeskTally {
  /// Adds how long a ticket took, and how long it rested.
  mutating func addDurations(_ life: TicketLife) {
    let rests = life.rest.map { life.rests + [$0] } ?? life.rests
    add(life.accept, .accept, life, rests)
    if let dispatch = life.dispatch { add(dispatch, .dispatch, life, rests) }
    for wait in life.acknowledgements { add(wait, .acknowledge, life, rests) }
    if let wait = life.acknowledge { add(wait, .acknowledge, life, rests) }
    add(life.arrive, .arrive, life, rests)
    add(life.complete, .complete, life, rests)
    for rest in rests { add(rest) }
  }

  private mutating func add(
    _ wait: TicketLife.Wait, _ stage: DeskStage, _ life: TicketLife, _ rests: [TicketLife.Rest]
  ) {
    guard let index = DeskStage.allCases.firstIndex(of: stage) else { return }
    guard wait.isExact else {
      durations[index].wall.addUnknown(unit)
      durations[index].working.addUnknown(unit)
      durations[index].net.addUnknown(unit)
      return
    }
    let end = max(wait.end ?? life.closedAt ?? now, wait.start)
    let length = end - wait.start
    durations[index].wall.add(length, isFinished: wait.isDone, unit)
    durations[index].working.add(workingTime(wait.start, end), isFinished: wait.isDone, unit)
    var rested: Int64 = 0
    for rest in rests where pauses(rest) {
      rested += max(min(rest.end ?? now, end) - max(rest.start, wait.start), 0)
    }
    durations[index].net.add(length - rested, isFinished: wait.isDone, unit)
  }

  private mutating func add(_ rest: TicketLife.Rest) {
    let index = Int(rest.reason)
    guard holds.indices.contains(index) else { return }
    let end = max(rest.end ?? now, rest.start)
    holds[index].sample.add(end - rest.start, isFinished: rest.end != nil, unit)
    weigh(end - rest.start)
    holds[index].total = holds[index].total.addingClamped((end - rest.start).counted(unit))
    holds[index].working = holds[index].working.addingClamped(
      workingTime(rest.start, end).counted(unit))
  }

  private func workingTime(_ start: Int64, _ end: Int64) -> Int64 {
    calendar.workingTime(from: Timestamp(clamping: start), to: Timestamp(clamping: end))
      .milliseconds
  }

  private func pauses(_ rest: TicketLife.Rest) -> Bool {
    request.plan.pausingHolds?.contains(HoldReason(order: rest.reason)) ?? rest.pausesClock
  }
}

extension Int64 {
  /// The number as it is added, or taken away where less than one is counted.
  func counted(_ unit: Int) -> Int64 { unit < 0 ? Int64.zero.subtractingClamped(self) : self }

  private func subtractingClamped(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }

  /// The sum, or the largest number there is.
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
