/// The waits of one part of the way, by three clocks.
struct StageTally {
  var wall = SurvivalSample()
  var working = SurvivalSample()
  var net = SurvivalSample()
}

/// The rests for one reason.
struct HoldTally {
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
      durations[index].wall.addUnknown()
      durations[index].working.addUnknown()
      durations[index].net.addUnknown()
      return
    }
    let end = max(wait.end ?? life.closedAt ?? now, wait.start)
    let length = end - wait.start
    durations[index].wall.add(length, isFinished: wait.isDone)
    durations[index].working.add(workingTime(wait.start, end), isFinished: wait.isDone)
    var rested: Int64 = 0
    for rest in rests where pauses(rest) {
      rested += max(min(rest.end ?? now, end) - max(rest.start, wait.start), 0)
    }
    durations[index].net.add(length - rested, isFinished: wait.isDone)
  }

  private mutating func add(_ rest: TicketLife.Rest) {
    let index = Int(rest.reason)
    guard holds.indices.contains(index) else { return }
    let end = max(rest.end ?? now, rest.start)
    holds[index].sample.add(end - rest.start, isFinished: rest.end != nil)
    holds[index].total = holds[index].total.addingClamped(end - rest.start)
    holds[index].working = holds[index].working.addingClamped(workingTime(rest.start, end))
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
  /// The sum, or the largest number there is.
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}

/// What came in and went out by day, and what was open before.
struct FlowTally {
  private let zone: CalendarZone
  /// The number of the first day told apart.
  private let firstDay: Int64
  private var days: [FlowFigure] = []
  private var openBefore = 0

  init(_ request: FiguresRequest) {
    zone = request.zone
    let last = Self.day(of: request.at.milliseconds, in: request.zone)
    let count = Int64(min(max(request.days, 1), FiguresRequest.dayLimit))
    // The calendar begins with the year 1.
    firstDay = max(last - count + 1, Self.day(of: Timestamp.earliest.milliseconds, in: .utc))
    days = (firstDay...max(last, firstDay)).compactMap { number in
      CalendarDay(daysSinceEpoch: Int(number)).map { FlowFigure(day: $0) }
    }
  }

  private static func day(of moment: Int64, in zone: CalendarZone) -> Int64 {
    let offset = Int64(zone.offset(at: Timestamp(clamping: moment))) * 1_000
    let local = Timestamp(clamping: moment + offset).milliseconds
    return local.flooredQuotient(by: CalendarDay.length)
  }

  /// Adds what one ticket did to the number of open ones.
  mutating func add(_ turns: [TicketLife.Turn]) {
    for turn in turns {
      let index = Int(Self.day(of: turn.at, in: zone) - firstDay)
      let change =
        switch turn.kind {
        case .submitted, .reopened, .reworked: 1
        case .completed, .cancelled: -1
        }
      guard index >= 0 else {
        openBefore += change
        continue
      }
      // Clocks that are put back can make a later moment's day an earlier one, never a later.
      guard !days.isEmpty else { continue }
      let place = min(index, days.count - 1)
      switch turn.kind {
      case .submitted: days[place].submitted += 1
      case .reopened: days[place].reopened += 1
      case .reworked: days[place].reworked += 1
      case .completed: days[place].completed += 1
      case .cancelled: days[place].cancelled += 1
      }
    }
  }

  /// The days, each with what was open at its end.
  func finished() -> [FlowFigure] {
    var open = openBefore
    return days.map { day in
      open += day.inflow - day.outflow
      var day = day
      day.openAtEnd = open
      return day
    }
  }
}
