import RepairCore

/// A moment of a scenario: milliseconds since the first midnight of the term, in local time.
typealias ScenarioMoment = Int

/// The term a scenario plays in: 19 weeks from Monday 2 March 2026 in UTC+8, with its holidays.
enum ScenarioCalendar {
  static let second = 1_000
  static let minute = 60 * second
  static let hour = 60 * minute
  static let day = 24 * hour
  static let weeks = 19
  static let days = weeks * 7
  /// The moment the story breaks off: the last Friday at eleven, while people are at work.
  static let end: ScenarioMoment = (days - 3) * day + 11 * hour

  /// 2026-03-01T16:00:00Z, which is the first midnight of the term in UTC+8.
  private static let firstMidnight: Int64 = (20_513 * 24 + 16) * 3_600_000
  /// Tomb-sweeping, Labour Day and Dragon Boat, as days since the first.
  private static let holidays = [33...35, 60...64, 109...111]

  static func timestamp(_ moment: ScenarioMoment) -> Timestamp {
    Timestamp(clamping: firstMidnight + Int64(moment))
  }

  static func moment(_ timestamp: Timestamp) -> ScenarioMoment {
    Int(timestamp.milliseconds - firstMidnight)
  }

  static func isHoliday(_ day: Int) -> Bool { holidays.contains { $0.contains(day) } }

  /// Monday is 0.
  static func weekday(_ moment: ScenarioMoment) -> Int { moment / day % 7 }

  /// 0 to 23.
  static func hourOfDay(_ moment: ScenarioMoment) -> Int { moment % day / hour }

  /// Whether the desk is closed and only the night shift is there.
  static func isNight(_ moment: ScenarioMoment) -> Bool {
    let hour = hourOfDay(moment)
    return hour < 8 || hour >= 18
  }

  /// The moment some minutes of working time later: 8:00 to 17:30, Saturdays to noon.
  static func working(after moment: ScenarioMoment, minutes: Int) -> ScenarioMoment {
    var at = moment
    var left = minutes * minute
    // A term has a working day at least every five days, so the loop is short.
    while at < 2 * end {
      let today = at / day
      let opens = today * day + 8 * hour
      let isSaturday = today % 7 == 5
      let closes = today * day + (isSaturday ? 12 * hour : 17 * hour + 30 * minute)
      if today % 7 != 6, !isHoliday(today), at < closes {
        at = max(at, opens)
        if at + left <= closes { return at + left }
        left -= closes - at
      }
      at = (today + 1) * day
    }
    return at
  }

  /// The moment some minutes later, or the next morning if people sleep then.
  static func awake(
    after moment: ScenarioMoment, minutes: Int, _ random: inout ScenarioRandom
  ) -> ScenarioMoment {
    let at = moment + minutes * minute + random.below(minute)
    let time = at % day
    let (wakes, sleeps) = (7 * hour + 30 * minute, 23 * hour + 30 * minute)
    if time < wakes { return at - time + wakes + random.below(3 * hour) }
    if time >= sleeps { return at - time + day + wakes + random.below(3 * hour) }
    return at
  }
}
