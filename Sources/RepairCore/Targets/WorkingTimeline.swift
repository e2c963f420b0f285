/// In what working time is counted.
enum WorkingMeasure: Hashable, Sendable {
  /// Milliseconds of working hours.
  case time
  /// Working days, each of 86,400,000 parts.
  case days
}

/// A calendar's working time added up, so that years cost no more than minutes.
///
/// All time is cut into pieces: a part of one local day, for the days that are otherwise and those on
/// which the clocks change, and between them runs of ordinary whole days, in which a week repeats
/// itself and is reckoned by division. A piece knows what had been worked when it began. There are
/// about as many pieces as exceptions and changes of the clocks.
///
/// Readings count from the beginning of time. They never run backwards, and ``moment(_:of:)`` is the
/// first moment that has a reading.
final class WorkingTimeline: Sendable {
  private enum Shape: Sendable {
    /// Ordinary days from a local midnight on.
    case week
    /// A part of one local day: the local midnight, the day's hours, what of them had passed on the
    /// wall clock when the piece began, what had been worked that day before it, and in all.
    case day(midnight: Int64, WorkingHours, passed: Int64, before: Int64, total: Int64)
  }

  private struct Piece: Sendable {
    var offset: Int64
    var shape: Shape
  }

  /// The moments the pieces begin at.
  private let starts: [Int64]
  /// The readings the pieces begin with, in milliseconds and in parts of days.
  private let times: [Int64]
  private let days: [Int64]
  private let pieces: [Piece]
  private let week: RepeatingWeek

  /// Adds up a calendar.
  init(zone: CalendarZone, week: WorkingCalendar.Week, exceptions: [CalendarDay: WorkingHours]) {
    let cuts = WorkingCuts(zone: zone, week: week, exceptions: exceptions)
    let repeating = RepeatingWeek(week)
    var (starts, times, days, pieces): ([Int64], [Int64], [Int64], [Piece]) = ([], [], [], [])
    var (time, day): (Int64, Int64) = (0, 0)
    // What each day that is cut has worked so far. Only looked up, never gone through.
    var worked: [Int64: Int64] = [:]
    for cut in cuts.all {
      starts.append(cut.start - cut.offset)
      times.append(time)
      days.append(day)
      guard let number = cut.day else {
        pieces.append(Piece(offset: cut.offset, shape: .week))
        time += repeating.reading(.time, at: cut.end) - repeating.reading(.time, at: cut.start)
        day += repeating.reading(.days, at: cut.end) - repeating.reading(.days, at: cut.start)
        continue
      }
      let midnight = number * CalendarDay.length
      let hours = cuts.hours(of: number)
      let total = cuts.worked[number] ?? 0
      let before = worked[number] ?? 0
      let passed = hours.worked(by: cut.start - midnight)
      let here = hours.worked(by: cut.end - midnight) - passed
      pieces.append(
        Piece(
          offset: cut.offset,
          shape: .day(
            midnight: midnight, hours, passed: passed, before: before, total: total)))
      time += here
      day += dayParts(of: before + here, in: total) - dayParts(of: before, in: total)
      worked[number] = before + here
    }
    (self.starts, self.times, self.days, self.pieces) = (starts, times, days, pieces)
    self.week = repeating
  }

  /// What has been worked by a moment.
  ///
  /// - Parameters:
  ///   - measure: in what it is counted.
  ///   - moment: in milliseconds since 1970; one before the year 1 or after 9999 counts as the border.
  /// - Returns: the reading.
  /// - Complexity: O(log n) in the pieces.
  func reading(_ measure: WorkingMeasure, at moment: Int64) -> Int64 {
    let moment = Timestamp(clamping: moment).milliseconds
    let index = max(starts.count(whileOrdered: { $0 <= moment }) - 1, 0)
    let piece = pieces[index]
    let base = measure == .time ? times[index] : days[index]
    let local = moment + piece.offset
    switch piece.shape {
    case .week:
      return base + week.reading(measure, at: local)
        - week.reading(measure, at: starts[index] + piece.offset)
    case .day(let midnight, let hours, let passed, let before, let total):
      let here = hours.worked(by: local - midnight) - passed
      guard measure == .days else { return base + here }
      return base + dayParts(of: before + here, in: total) - dayParts(of: before, in: total)
    }
  }

  /// The first moment with a reading.
  ///
  /// - Returns: the moment; `nil` when there is none before the year 10000.
  /// - Complexity: O(log n) in the pieces.
  func moment(_ measure: WorkingMeasure, of reading: Int64) -> Timestamp? {
    let readings = measure == .time ? times : days
    let index = readings.count(whileOrdered: { $0 < reading }) - 1
    guard index >= 0 else { return .earliest }
    let piece = pieces[index]
    let more = reading - readings[index]
    switch piece.shape {
    case .week:
      let start = week.reading(measure, at: starts[index] + piece.offset)
      let (sum, overflow) = start.addingReportingOverflow(more)
      guard !overflow, let local = week.moment(measure, of: sum) else { return nil }
      return Timestamp(milliseconds: local - piece.offset)
    case .day(let midnight, let hours, let passed, let before, let total):
      let here =
        measure == .time
        ? more : workedTime(of: more + dayParts(of: before, in: total), in: total) - before
      let local = midnight + hours.time(byWhichWorked: passed + here)
      return Timestamp(milliseconds: local - piece.offset)
    }
  }
}

/// The parts of a day, of 86,400,000, that so much of its hours is.
func dayParts(of worked: Int64, in total: Int64) -> Int64 {
  total == 0 ? 0 : worked * CalendarDay.length / total
}

/// The least of a day's hours that is so many parts of the day.
func workedTime(of parts: Int64, in total: Int64) -> Int64 {
  (parts * total + CalendarDay.length - 1) / CalendarDay.length
}

extension Array<Int64> {
  /// How many elements meet a condition that a first part of the array meets and the rest does not.
  fileprivate func count(whileOrdered condition: (Int64) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
