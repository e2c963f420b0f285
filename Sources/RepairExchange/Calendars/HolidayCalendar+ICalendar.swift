import RepairCore

extension HolidayCalendar {
  /// Reads an iCalendar file (RFC 5545) of holidays.
  ///
  /// An event that fills whole days is a holiday. One with 班 in its summary, such as 国庆节（班）, or
  /// with `X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY`, is a make-up working day. Where some events are
  /// marked as days off, by 休 or 放假 or `WORK-HOLIDAY`, those without a mark are no days off.
  ///
  /// - Parameters:
  ///   - text: the file.
  ///   - years: which years to read; events that come again every year would never end.
  /// - Throws: ``ExchangeError`` with code `malformed` and the line for what is no such file, for a
  ///   rule that is not understood, and for a day that is both off and worked. What is passed over
  ///   is counted in ``findings``.
  public init(ics text: [UInt8], years: ClosedRange<Int>) throws(ExchangeError) {
    self.init()
    let events = try ICalendarEvent.events(
      of: ICalendarLine.lines(of: text), counting: &findings)
    let hasMarks = events.contains { $0.mark == .off }
    for event in events {
      let kind: Kind
      switch event.mark {
      case .makeUp: kind = .makeUp
      case .off: kind = .off
      case nil where hasMarks:
        findings[.unmarkedEvent, default: 0] += 1
        continue
      case nil: kind = .off
      }
      var isUsed = false
      for day in event.days(through: years.upperBound) where years.contains(day.civil.year) {
        isUsed = true
        if let other = days[day], other != kind {
          throw ExchangeError(
            .malformed, "\(day) is a day off by one event and a working day by another",
            at: .init(line: event.line))
        }
        days[day] = kind
      }
      if !isUsed { findings[.outsideYears, default: 0] += 1 }
    }
  }
}

/// An event of whole days in an iCalendar file.
private struct ICalendarEvent {
  /// The line it begins on.
  var line: Int
  /// What it says it is, where it does.
  var mark: HolidayCalendar.Kind?
  private var start: CalendarDay
  private var length: Int
  private var rule: ICalendarRule?
  private var exceptions: Set<CalendarDay>

  /// How many days one event may fill.
  private static let longest = 366

  /// The events of a file, what is no event of whole days being counted.
  static func events(
    of lines: [ICalendarLine], counting findings: inout [HolidayCalendar.Finding: Int]
  ) throws(ExchangeError) -> [ICalendarEvent] {
    var events: [ICalendarEvent] = []
    var components: [ICalendarLine] = []
    var properties: [ICalendarLine] = []
    for line in lines {
      let value = line.value.uppercased()
      switch line.name {
      case "BEGIN":
        guard components.isEmpty == (value == "VCALENDAR"), components.count < 8 else {
          throw line.malformed("\(value.prefix(40)) cannot stand here")
        }
        components.append(line)
        if value == "VEVENT" { properties = [] }
        if components.count == 2, !["VEVENT", "VTIMEZONE"].contains(value) {
          findings[.otherComponent, default: 0] += 1
        }
      case "END":
        guard let open = components.popLast(), open.value.uppercased() == value else {
          throw line.malformed("\(value.prefix(40)) ends what has not begun")
        }
        if value == "VEVENT",
          let event = try ICalendarEvent(properties, begun: open, counting: &findings)
        {
          events.append(event)
        }
      default:
        guard let component = components.last else {
          throw line.malformed("stands outside BEGIN:VCALENDAR")
        }
        if component.value.uppercased() == "VEVENT" { properties.append(line) }
      }
    }
    if let open = components.last { throw open.malformed("\(open.value.prefix(40)) has no end") }
    guard !lines.isEmpty else {
      throw ExchangeError(.malformed, "the file is empty; it must begin with BEGIN:VCALENDAR")
    }
    return events
  }

  /// Reads an event; `nil` where it is counted instead.
  private init?(
    _ properties: [ICalendarLine], begun: ICalendarLine,
    counting findings: inout [HolidayCalendar.Finding: Int]
  ) throws(ExchangeError) {
    var single: [String: ICalendarLine] = [:]
    exceptions = []
    for property in properties {
      switch property.name {
      case "DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY", "STATUS", "X-APPLE-SPECIAL-DAY":
        guard single.updateValue(property, forKey: property.name) == nil else {
          throw property.malformed("stands there twice in one event")
        }
      case "RDATE", "EXRULE", "RECURRENCE-ID":
        throw property.malformed("is not understood here; list the days as events of their own")
      case "EXDATE":
        for text in property.value.split(separator: ",") {
          guard let day = CalendarDay(iCalendar: text.prefix { $0 != "T" }) else {
            throw property.malformed("has something that is no day")
          }
          exceptions.insert(day)
        }
      default: break
      }
    }
    guard let first = single["DTSTART"] else {
      throw ExchangeError(
        .malformed, "the event has no DTSTART", at: .init(line: begun.number))
    }
    if single["STATUS"]?.value.uppercased() == "CANCELLED" {
      findings[.cancelledEvent, default: 0] += 1
      return nil
    }
    let last = single["DTEND"]
    guard let start = try Self.day(first), let end = try last.map(Self.day) ?? start else {
      findings[.timedEvent, default: 0] += 1
      return nil
    }
    self.start = start
    line = begun.number
    if let duration = single["DURATION"] {
      guard last == nil else { throw duration.malformed("stands beside DTEND") }
      length = try Self.days(duration)
    } else {
      // The end is the day after the last; one that is the first day itself means that day.
      length = max(end.daysSinceEpoch - start.daysSinceEpoch, end == start ? 1 : 0)
    }
    guard (1...Self.longest).contains(length) else {
      throw (last ?? first).malformed("makes an event of no days, or of more than a year")
    }
    rule = nil
    if let line = single["RRULE"] { rule = try ICalendarRule(line) }
    mark = Self.mark(
      summary: single["SUMMARY"]?.value ?? "", special: single["X-APPLE-SPECIAL-DAY"]?.value)
  }

  /// The days of the event, each time it comes.
  func days(through lastYear: Int) -> [CalendarDay] {
    let starts = rule?.days(from: start, through: lastYear) ?? [start]
    return starts.filter { !exceptions.contains($0) }.flatMap { first in
      (0..<length).compactMap { first.advanced(by: $0) }
    }
  }

  private static func mark(summary: String, special: String?) -> HolidayCalendar.Kind? {
    switch special?.uppercased() {
    case "ALTERNATE-WORKDAY": return .makeUp
    case "WORK-HOLIDAY": return .off
    default: break
    }
    if summary.contains("班") { return .makeUp }
    return summary.contains("休") || summary.contains("放假") ? .off : nil
  }

  /// Reads a day; `nil` for one with a time other than midnight.
  private static func day(_ line: ICalendarLine) throws(ExchangeError) -> CalendarDay? {
    let parts = line.value.split(separator: "T", omittingEmptySubsequences: false)
    guard let day = parts.first.flatMap({ CalendarDay(iCalendar: $0) }), parts.count <= 2 else {
      throw line.malformed("is no day, which is written 20261001")
    }
    guard parts.count == 2 else { return day }
    guard line.parameters["VALUE"]?.uppercased() != "DATE" else {
      throw line.malformed("is said to be a day and has a time")
    }
    return parts[1] == "000000" ? day : nil
  }

  /// Reads a length such as `P3D` or `P1W`.
  private static func days(_ line: ICalendarLine) throws(ExchangeError) -> Int {
    let text = line.value.uppercased()
    let number = text.dropFirst().dropLast()
    guard text.hasPrefix("P"), let unit = text.last, unit == "D" || unit == "W",
      number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(number),
      count <= longest
    else {
      throw line.malformed("must be a number of days or weeks, such as P3D")
    }
    return unit == "W" ? count * 7 : count
  }
}
