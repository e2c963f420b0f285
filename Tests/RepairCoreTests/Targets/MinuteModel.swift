import RepairCore

/// Working time the slow and obvious way: minute by minute, what the clock on the wall shows.
struct MinuteModel {
  let calendar: WorkingCalendar
  /// The minutes since 1970 the model knows.
  let range: Range<Int>
  /// Whether each minute of the range is worked.
  private let isWorked: [Bool]
  /// The worked minutes before each minute of the range, and the parts of days.
  private var minutesBefore: [Int] = [0]
  private var partsBefore: [Int64] = [0]

  init(_ calendar: WorkingCalendar, _ range: Range<Int>) {
    self.calendar = calendar
    self.range = range
    var (isWorked, days, totals): ([Bool], [Int], [Int: Int]) = ([], [], [:])
    for minute in range {
      let moment = Timestamp(clamping: Int64(minute) * 60_000)
      let local = minute + calendar.zone.offset(at: moment) / 60
      let day = local / 1_440
      let hours = CalendarDay(daysSinceEpoch: day).flatMap { calendar.exceptions[$0] }
      let weekday = Weekday.allCases[(day + 3) % 7]
      let works = (hours ?? calendar.week[weekday]).spans.contains { $0.contains(local % 1_440) }
      isWorked.append(works)
      days.append(day)
      if works { totals[day, default: 0] += 1 }
    }
    self.isWorked = isWorked
    var worked: [Int: Int] = [:]
    for (works, day) in zip(isWorked, days) {
      let before = worked[day, default: 0]
      let after = before + (works ? 1 : 0)
      worked[day] = after
      let total = Int64(totals[day] ?? 1)
      minutesBefore.append((minutesBefore.last ?? 0) + after - before)
      partsBefore.append(
        (partsBefore.last ?? 0) + Int64(after) * 86_400_000 / total
          - Int64(before) * 86_400_000 / total)
    }
  }

  /// The worked minutes between two.
  func minutes(_ span: Range<Int>) -> Int {
    minutesBefore[span.upperBound - range.lowerBound]
      - minutesBefore[span.lowerBound - range.lowerBound]
  }

  /// What of working days passes in a span, in milliseconds, a working day as one of 24 hours.
  ///
  /// The days at both ends of the model are not known whole, so nobody asks near them.
  func dayParts(_ span: Range<Int>) -> Int64 {
    partsBefore[span.upperBound - range.lowerBound]
      - partsBefore[span.lowerBound - range.lowerBound]
  }

  /// The first minute by which so many minutes of a span's beginning are worked, those of some
  /// spans left out; `nil` when the model's range has not so many.
  func end(of amount: Int, from start: Int, without rests: [Range<Int>] = []) -> Int? {
    var left = amount
    var minute = start
    while left > 0 {
      guard minute < range.upperBound else { return nil }
      if isWorked[minute - range.lowerBound], !rests.contains(where: { $0.contains(minute) }) {
        left -= 1
      }
      minute += 1
    }
    return minute
  }
}

extension SeededGenerator {
  /// A day's hours, none or up to three spans, all of them at whole minutes.
  mutating func hours() -> WorkingHours {
    let kind = Int.random(in: 0..<10, using: &self)
    if kind == 0 { return .none }
    if kind == 1 { return .wholeDay }
    let count = Int.random(in: 1...3, using: &self)
    var ends: Set<Int> = []
    while ends.count < count * 2 { ends.insert(Int.random(in: 0...1_440, using: &self)) }
    let sorted = ends.sorted()
    return WorkingHours((0..<count).map { sorted[$0 * 2]..<sorted[$0 * 2 + 1] }) ?? .none
  }

  /// A calendar whose zone changes its mind often, by up to half a day, within a range of minutes.
  mutating func calendar(within range: Range<Int>) -> WorkingCalendar {
    var moments: Set<Int> = []
    for _ in 0..<Int.random(in: 0...6, using: &self) {
      moments.insert(Int.random(in: range, using: &self))
    }
    let offsets = [-43_200, -18_000, 0, 1_800, 3_600, 7_200, 20_700, 28_800, 50_400]
    let transitions = moments.sorted().map {
      CalendarZone.Transition(at: Timestamp(clamping: Int64($0) * 60_000), offset: pick(offsets))
    }
    var exceptions: [CalendarDay: WorkingHours] = [:]
    for _ in 0..<Int.random(in: 0...8, using: &self) {
      let day = Int.random(in: range, using: &self) / 1_440
      if let day = CalendarDay(daysSinceEpoch: day) { exceptions[day] = hours() }
    }
    let week = WorkingCalendar.Week { _ in .none }
    let hours = Weekday.allCases.map { _ in isLikely(70) ? self.hours() : week[.monday] }
    do {
      return WorkingCalendar(
        code: "random",
        zone: try CalendarZone(name: "random", offset: pick(offsets), transitions: transitions),
        week: WorkingCalendar.Week { hours[$0.rawValue] }, exceptions: exceptions)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
