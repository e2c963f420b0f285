/// What came in and went out by day, all days there were.
struct FlowTally: Sendable {
  /// What came in and went out on a day.
  struct Day: Sendable {
    var submitted = 0
    var reopened = 0
    var reworked = 0
    var completed = 0
    var cancelled = 0
  }

  private let zone: CalendarZone
  /// The days by their numbers.
  private(set) var days: [Int64: Day] = [:]

  init(_ zone: CalendarZone) { self.zone = zone }

  private static func day(of moment: Int64, in zone: CalendarZone) -> Int64 {
    let offset = Int64(zone.offset(at: Timestamp(clamping: moment))) * 1_000
    let local = Timestamp(clamping: moment + offset).milliseconds
    return local.flooredQuotient(by: CalendarDay.length)
  }

  /// Adds what one ticket did to the number of open ones, or takes it away.
  mutating func add(_ turns: [TicketLife.Turn], _ unit: Int) {
    for turn in turns {
      let day = Self.day(of: turn.at, in: zone)
      switch turn.kind {
      case .submitted: days[day, default: Day()].submitted += unit
      case .reopened: days[day, default: Day()].reopened += unit
      case .reworked: days[day, default: Day()].reworked += unit
      case .completed: days[day, default: Day()].completed += unit
      case .cancelled: days[day, default: Day()].cancelled += unit
      }
    }
  }

  /// Adds a whole day.
  mutating func add(_ counts: Day, on day: Int64) { days[day] = counts }

  /// The days asked for, each with what was open at its end.
  func finished(_ request: FiguresRequest) -> [FlowFigure] {
    let last = Self.day(of: request.at.milliseconds, in: request.zone)
    let count = Int64(min(max(request.days, 1), FiguresRequest.dayLimit))
    // The calendar begins with the year 1.
    let first = max(last - count + 1, Self.day(of: Timestamp.earliest.milliseconds, in: .utc))
    var figures = (first...max(last, first)).compactMap { number in
      CalendarDay(daysSinceEpoch: Int(number)).map { FlowFigure(day: $0) }
    }
    var open = 0
    for (number, day) in days {
      guard number >= first else {
        open += day.submitted + day.reopened + day.reworked - day.completed - day.cancelled
        continue
      }
      // Clocks that are put back can make a later moment's day an earlier one, never a later.
      guard !figures.isEmpty else { continue }
      let place = min(Int(number - first), figures.count - 1)
      figures[place].submitted += day.submitted
      figures[place].reopened += day.reopened
      figures[place].reworked += day.reworked
      figures[place].completed += day.completed
      figures[place].cancelled += day.cancelled
    }
    for index in figures.indices {
      open += figures[index].inflow - figures[index].outflow
      figures[index].openAtEnd = open
    }
    return figures
  }
}
