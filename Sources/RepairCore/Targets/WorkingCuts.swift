/// All time, cut at the days that are no ordinary ones: see ``WorkingTimeline``.
struct WorkingCuts {
  /// A piece between two local times of one offset.
  struct Cut {
    var start: Int64
    var end: Int64
    var offset: Int64
    /// The local day it is a part of; `nil` for a run of ordinary whole days.
    var day: Int64?
  }

  /// The pieces in order, without gaps; the last is a run of ordinary days.
  private(set) var all: [Cut] = []
  /// What is worked in all on each day that is no ordinary one.
  private(set) var worked: [Int64: Int64] = [:]

  private let week: WorkingCalendar.Week
  private let exceptions: [CalendarDay: WorkingHours]

  init(zone: CalendarZone, week: WorkingCalendar.Week, exceptions: [CalendarDay: WorkingHours]) {
    self.week = week
    self.exceptions = exceptions
    let special = Self.specialDays(zone, exceptions)
    // Whole local days beyond both ends of the moments there are.
    let first = Timestamp.earliest.milliseconds.flooredQuotient(by: CalendarDay.length) - 3
    let last = Timestamp.latest.milliseconds.flooredQuotient(by: CalendarDay.length) + 3
    var offset = Int64(zone.firstOffset) * 1_000
    var start = first * CalendarDay.length
    for transition in zone.transitions {
      let end = transition.at.milliseconds + offset
      cut(from: start, to: end, offset, at: special)
      offset = Int64(transition.offset) * 1_000
      start = transition.at.milliseconds + offset
    }
    cut(from: start, to: last * CalendarDay.length, offset, at: special)
    for cut in all {
      guard let day = cut.day else { continue }
      let hours = hours(of: day)
      let midnight = day * CalendarDay.length
      worked[day, default: 0] +=
        hours.worked(by: cut.end - midnight) - hours.worked(by: cut.start - midnight)
    }
  }

  /// The hours of a local day.
  func hours(of day: Int64) -> WorkingHours {
    CalendarDay(daysSinceEpoch: Int(day)).flatMap { exceptions[$0] } ?? week[Weekday(ofDay: day)]
  }

  /// The days that are otherwise or on which the clocks change, in order.
  private static func specialDays(
    _ zone: CalendarZone, _ exceptions: [CalendarDay: WorkingHours]
  ) -> [Int64] {
    var days = Set(exceptions.keys.map { Int64($0.daysSinceEpoch) })
    var offset = Int64(zone.firstOffset) * 1_000
    for transition in zone.transitions {
      let before = transition.at.milliseconds + offset
      offset = Int64(transition.offset) * 1_000
      let after = transition.at.milliseconds + offset
      // A day that is partly over, skipped into, or lived again.
      let from = (min(before, after) - 1).flooredQuotient(by: CalendarDay.length)
      let to = max(before, after).flooredQuotient(by: CalendarDay.length)
      for day in from...to { days.insert(day) }
    }
    return days.sorted()
  }

  /// Cuts a time of one offset; what is not whole days in it is of special days.
  private mutating func cut(
    from start: Int64, to end: Int64, _ offset: Int64, at special: [Int64]
  ) {
    let firstDay = start.flooredQuotient(by: CalendarDay.length)
    var (low, high) = (0, special.count)
    while low < high {
      let middle = (low + high) / 2
      if special[middle] < firstDay { low = middle + 1 } else { high = middle }
    }
    var place = start
    for day in special[low...] {
      let midnight = day * CalendarDay.length
      guard midnight < end else { break }
      let from = max(midnight, start)
      if place < from { all.append(Cut(start: place, end: from, offset: offset, day: nil)) }
      place = min(midnight + CalendarDay.length, end)
      all.append(Cut(start: from, end: place, offset: offset, day: day))
    }
    if place < end { all.append(Cut(start: place, end: end, offset: offset, day: nil)) }
  }
}
