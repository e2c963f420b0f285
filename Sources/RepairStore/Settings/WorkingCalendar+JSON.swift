import RepairCore

// A calendar as a plan's JSON has it: see `TargetPlan+JSON.swift`.

extension SettingsReader {
  /// Takes the fields of a calendar.
  mutating func calendar() throws(MalformedSettings) -> WorkingCalendar {
    guard let code: CalendarCode = try name("code") else { throw wrong("code", "is missing") }
    guard var zone = try object("zone") else { throw wrong("zone", "is missing") }
    let read = try zone.zone()
    guard var week = try object("week") else { throw wrong("week", "is missing") }
    var days: [Weekday: WorkingHours] = [:]
    for day in Weekday.allCases { days[day] = try week.hours(day.jsonName) }
    try week.finish()
    var exceptions: [CalendarDay: WorkingHours] = [:]
    if var reader = try object("exceptions") {
      for name in reader.restNames {
        guard let day = CalendarDay(name) else {
          throw reader.wrong(name, "is no day; one is written 2026-10-01")
        }
        exceptions[day] = try reader.hours(name)
      }
    }
    try finish()
    return WorkingCalendar(
      code: code, zone: read, week: WorkingCalendar.Week { days[$0] ?? .none },
      exceptions: exceptions)
  }

  private mutating func zone() throws(MalformedSettings) -> CalendarZone {
    let name = try neededText("name")
    let offset = try offset("offset")
    var transitions: [CalendarZone.Transition] = []
    for var item in try objects("transitions") ?? [] {
      guard let at = Timestamp(try item.neededText("at")) else {
        throw item.wrong("at", "must be a time as RFC 3339 writes it")
      }
      transitions.append(CalendarZone.Transition(at: at, offset: try item.offset("offset")))
      try item.finish()
    }
    try finish()
    do throws(InvalidField) {
      return try CalendarZone(name: name, offset: offset, transitions: transitions)
    } catch {
      throw wrong(error.field, error.problem)
    }
  }

  /// Takes an offset from UTC, in seconds.
  private mutating func offset(_ name: String) throws(MalformedSettings) -> Int {
    let text = try neededText(name)
    guard let seconds = CalendarZone.seconds(ofOffset: text) else {
      throw wrong(name, "must be an offset from UTC such as \"+08:00\"")
    }
    return seconds
  }

  /// Takes the hours of a day; none where they are left out.
  private mutating func hours(_ name: String) throws(MalformedSettings) -> WorkingHours {
    var spans: [Range<Int>] = []
    for (index, element) in (try elements(name) ?? []).enumerated() {
      guard case .string(let text) = element, let span = WorkingHours.span(of: text) else {
        throw wrong("\(name)[\(index)]", "must be hours such as \"08:00-12:00\"")
      }
      spans.append(span)
    }
    guard let hours = WorkingHours(spans) else {
      throw wrong(name, "must have its hours in order, none over another")
    }
    return hours
  }
}

extension JSONWriter {
  /// Writes a calendar.
  mutating func calendar(_ calendar: WorkingCalendar) {
    beginObject()
    member("code", calendar.code?.rawValue ?? "")
    key("zone")
    beginObject()
    member("name", calendar.zone.name)
    member("offset", CalendarZone.text(ofOffset: calendar.zone.firstOffset))
    list("transitions", calendar.zone.transitions) { writer, transition in
      writer.beginObject()
      writer.member("at", transition.at)
      writer.member("offset", CalendarZone.text(ofOffset: transition.offset))
      writer.endObject()
    }
    endObject()
    key("week")
    beginObject()
    for day in Weekday.allCases where !calendar.week[day].isEmpty {
      hours(day.jsonName, calendar.week[day])
    }
    endObject()
    key("exceptions")
    beginObject()
    for day in calendar.exceptions.keys.sorted() {
      hours(day.description, calendar.exceptions[day] ?? .none)
    }
    endObject()
    endObject()
  }

  private mutating func hours(_ name: String, _ hours: WorkingHours) {
    key(name)
    beginArray()
    for span in hours.spans {
      string(WorkingHours.text(of: span.lowerBound) + "-" + WorkingHours.text(of: span.upperBound))
    }
    endArray()
  }
}

extension Weekday {
  fileprivate var jsonName: String {
    switch self {
    case .monday: "monday"
    case .tuesday: "tuesday"
    case .wednesday: "wednesday"
    case .thursday: "thursday"
    case .friday: "friday"
    case .saturday: "saturday"
    case .sunday: "sunday"
    }
  }
}

extension WorkingHours {
  /// Reads a span such as `08:00-12:00`, in minutes after midnight.
  fileprivate static func span(of text: String) -> Range<Int>? {
    let ends = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard ends.count == 2, let from = minutes(of: ends[0]), let to = minutes(of: ends[1]), from < to
    else { return nil }
    return from..<to
  }

  private static func minutes(of text: Substring.UTF8View.SubSequence) -> Int? {
    guard let (hours, minutes, seconds) = clock(text), seconds == 0,
      hours < 24 || hours == 24 && minutes == 0
    else { return nil }
    return hours * 60 + minutes
  }

  fileprivate static func text(of minutes: Int) -> String {
    "\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))"
  }
}

extension CalendarZone {
  /// Reads an offset such as `+08:00` or, of times long past, `+08:05:43`.
  package static func seconds(ofOffset text: String) -> Int? {
    let utf8 = text.utf8
    let sign =
      utf8.first == UInt8(ascii: "+") ? 1 : utf8.first == UInt8(ascii: "-") ? -1 : 0
    guard sign != 0, let (hours, minutes, seconds) = clock(utf8.dropFirst()) else { return nil }
    return sign * (hours * 3_600 + minutes * 60 + seconds)
  }

  package static func text(ofOffset offset: Int) -> String {
    let total = Int(offset.magnitude)
    let seconds = total % 60
    return (offset < 0 ? "-" : "+") + twoDigits(total / 3_600) + ":" + twoDigits(total / 60 % 60)
      + (seconds == 0 ? "" : ":" + twoDigits(seconds))
  }
}

/// Hours, minutes and perhaps seconds, each of two digits.
private func clock(_ text: some Collection<UInt8>) -> (hours: Int, minutes: Int, seconds: Int)? {
  let parts = Array(text).split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
  guard parts.count == 2 || parts.count == 3,
    parts.allSatisfy({
      $0.count == 2 && $0.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
    })
  else { return nil }
  let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1) - 48 } }
  guard numbers[0] <= 24, numbers[1] < 60, parts.count == 2 || numbers[2] < 60 else { return nil }
  return (numbers[0], numbers[1], parts.count == 3 ? numbers[2] : 0)
}

private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
