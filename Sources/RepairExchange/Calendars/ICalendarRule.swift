import RepairCore

/// A rule by which an event comes again every year: `FREQ=YEARLY;BYMONTH=11;BYDAY=4TH`.
struct ICalendarRule: Sendable {
  private var interval = 1
  private var count: Int?
  private var until: CalendarDay?
  private var month: Int?
  private var dayOfMonth: Int?
  /// The how-manieth of a weekday in its month, from the end when negative.
  private var weekday: (place: Int, day: Weekday)?

  private static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  /// Reads a rule.
  ///
  /// - Throws: ``ExchangeError`` with code `malformed` for any part that is not understood: a holiday
  ///   that is wrong in silence would be worse.
  init(_ line: ICalendarLine) throws(ExchangeError) {
    var frequency: String?
    var seen: Set<String> = []
    for part in line.value.split(separator: ";", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = halves.first?.uppercased() ?? ""
      guard halves.count == 2, seen.insert(name).inserted else {
        throw line.malformed("has a part without a value, or one twice")
      }
      let text = String(halves[1])
      switch name {
      case "FREQ": frequency = text.uppercased()
      case "INTERVAL": interval = try Self.number(text, 1...9_999, line)
      case "COUNT": count = try Self.number(text, 1...9_999, line)
      case "UNTIL": until = try Self.until(text, line)
      case "BYMONTH": month = try Self.number(text, 1...12, line)
      case "BYMONTHDAY": dayOfMonth = try Self.number(text, 1...31, line)
      case "BYDAY": weekday = try Self.weekday(text, line)
      case "WKST": break
      default: throw line.malformed("has \(name.prefix(40)), which is not understood here")
      }
    }
    guard frequency == "YEARLY" else {
      throw line.malformed("must be FREQ=YEARLY; holidays that come again otherwise are not read")
    }
    guard weekday == nil || (month != nil && dayOfMonth == nil) else {
      throw line.malformed("must name a month, and no day of it, where it has BYDAY")
    }
    guard count == nil || until == nil else {
      throw line.malformed("has both COUNT and UNTIL")
    }
  }

  /// The days on which an event begins, up to the end of a year.
  func days(from first: CalendarDay, through lastYear: Int) -> [CalendarDay] {
    var days: [CalendarDay] = []
    var year = first.civil.year
    while year <= lastYear, days.count < count ?? .max {
      if let day = day(in: year, like: first), day >= first {
        if let until, until < day { break }
        days.append(day)
      }
      year += interval
    }
    return days
  }

  private func day(in year: Int, like first: CalendarDay) -> CalendarDay? {
    let month = month ?? first.civil.month
    guard let weekday else {
      return CalendarDay(year: year, month: month, day: dayOfMonth ?? first.civil.day)
    }
    guard let start = CalendarDay(year: year, month: month, day: 1) else { return nil }
    if weekday.place > 0 {
      let ahead = (weekday.day.rawValue - start.weekday.rawValue + 7) % 7
      let day = start.advanced(by: ahead + (weekday.place - 1) * 7)
      return day?.civil.month == month ? day : nil
    }
    let last = (28...31).reversed().lazy
      .compactMap { CalendarDay(year: year, month: month, day: $0) }.first
    guard let last else { return nil }
    let back = (last.weekday.rawValue - weekday.day.rawValue + 7) % 7
    let day = last.advanced(by: -back + (weekday.place + 1) * 7)
    return day?.civil.month == month ? day : nil
  }

  private static func number(
    _ text: String, _ range: ClosedRange<Int>, _ line: ICalendarLine
  ) throws(ExchangeError) -> Int {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
      range.contains(number)
    else {
      throw line.malformed("has a number that is none, or a list, which is not understood here")
    }
    return number
  }

  private static func until(
    _ text: String, _ line: ICalendarLine
  ) throws(ExchangeError) -> CalendarDay {
    guard let day = CalendarDay(iCalendar: text.prefix { $0 != "T" }) else {
      throw line.malformed("has an UNTIL that is no day")
    }
    return day
  }

  private static func weekday(
    _ text: String, _ line: ICalendarLine
  ) throws(ExchangeError) -> (place: Int, day: Weekday) {
    guard let index = weekdays.firstIndex(of: text.suffix(2).uppercased()),
      let place = Int(text.dropLast(2)), (1...5).contains(place.magnitude)
    else {
      throw line.malformed("has a BYDAY that is not one weekday with its place, such as 4TH")
    }
    return (place, Weekday.allCases[index])
  }
}

extension CalendarDay {
  /// Reads a day as iCalendar writes it: `20261001`.
  init?(iCalendar text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard digits.count == 8, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    func number(_ range: Range<Int>) -> Int {
      digits[range].reduce(0) { $0 * 10 + Int($1) - 48 }
    }
    self.init(year: number(0..<4), month: number(4..<6), day: number(6..<8))
  }
}
