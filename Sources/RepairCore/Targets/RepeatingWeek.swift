/// An ordinary week over and over, on a clock on the wall that never changes.
///
/// Readings here count from the Monday of the week in which 1970 began, and are negative before.
struct RepeatingWeek: Sendable {
  private let days: [WorkingHours]
  /// What a week has at the beginning of each day, and at its end.
  private let times: [Int64]
  private let parts: [Int64]

  init(_ week: WorkingCalendar.Week) {
    days = week.days
    times = days.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.milliseconds) }
    parts = days.reduce(into: [0]) {
      $0.append(($0.last ?? 0) + ($1.isEmpty ? 0 : CalendarDay.length))
    }
  }

  /// What has been worked by a local time.
  func reading(_ measure: WorkingMeasure, at local: Int64) -> Int64 {
    let day = local.flooredQuotient(by: CalendarDay.length)
    let week = (day + 3).flooredQuotient(by: 7)
    let weekday = Int(day + 3 - week * 7)
    let hours = days[weekday]
    let worked = hours.worked(by: local - day * CalendarDay.length)
    switch measure {
    case .time: return week * times[7] + times[weekday] + worked
    case .days:
      return week * parts[7] + parts[weekday] + dayParts(of: worked, in: hours.milliseconds)
    }
  }

  /// The first local time with a reading; `nil` when it never comes or is millennia away.
  func moment(_ measure: WorkingMeasure, of reading: Int64) -> Int64? {
    let sums = measure == .time ? times : parts
    let perWeek = sums[7]
    guard perWeek > 0, reading > Int64.min else { return nil }
    // The end of a day's hours and the beginning of the next day's have one reading: the end is first.
    let week = (reading - 1).flooredQuotient(by: perWeek)
    guard (-200_000...600_000).contains(week) else { return nil }
    let inWeek = reading - week * perWeek
    guard let weekday = (0..<7).last(where: { sums[$0] < inWeek }) else { return nil }
    let hours = days[weekday]
    let inDay = inWeek - sums[weekday]
    let worked = measure == .time ? inDay : workedTime(of: inDay, in: hours.milliseconds)
    let day = week * 7 + Int64(weekday) - 3
    return day * CalendarDay.length + hours.time(byWhichWorked: worked)
  }
}
