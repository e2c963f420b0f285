import Foundation
import RepairCore
import Testing

/// Moments as text, both ways, held against the C library and Foundation.
struct TimestampTests {
  /// What the C library makes of a moment; it knows the years 1 to 9999 as we do.
  private static func expected(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1_000)
    var rest = milliseconds % 1_000
    if rest < 0 {
      seconds -= 1
      rest += 1_000
    }
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return padded(Int(parts.tm_year) + 1_900, 4) + "-" + padded(Int(parts.tm_mon) + 1, 2) + "-"
      + padded(Int(parts.tm_mday), 2) + "T" + padded(Int(parts.tm_hour), 2) + ":"
      + padded(Int(parts.tm_min), 2) + ":" + padded(Int(parts.tm_sec), 2) + "."
      + padded(Int(rest), 3) + "Z"
  }

  private static func check(
    _ milliseconds: Int64, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let moment = try #require(Timestamp(milliseconds: milliseconds))
    let text = moment.description
    #expect(text == expected(milliseconds), sourceLocation: sourceLocation)
    #expect(Timestamp(text) == moment, sourceLocation: sourceLocation)
  }

  @Test(
    "Random moments of all ten thousand years are written as the C library writes them",
    arguments: PropertyTests.seeds)
  func random(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<1_000 {
      try Self.check(
        Int64.random(
          in: Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds, using: &random))
    }
  }

  @Test("The seams of days, months, leap years, centuries and of the range are right")
  func edges() throws {
    try Self.check(Timestamp.earliest.milliseconds)
    try Self.check(Timestamp.latest.milliseconds)
    for year in [1, 4, 100, 400, 1582, 1600, 1900, 1969, 1970, 2000, 2024, 2026, 2100, 9999] {
      for (month, day) in [(1, 1), (2, 28), (3, 1), (12, 31)] {
        let midnight = try #require(Timestamp.milliseconds(year: year, month: month, day: day))
        for step in [-1, 0, 1, 86_399_999] as [Int64] {
          guard Timestamp(milliseconds: midnight + step) != nil else { continue }
          try Self.check(midnight + step)
        }
      }
    }
  }

  @Test("Foundation reads what we write, and writes what we read", arguments: PropertyTests.seeds)
  func foundation(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    for _ in 0..<200 {
      // Whole seconds from 1600 to 2400, where a Double holds the milliseconds exactly enough.
      let seconds = Int64.random(in: -11_676_096_000..<13_569_465_600, using: &random)
      let moment = try #require(Timestamp(milliseconds: seconds * 1_000))
      let date = Date(timeIntervalSince1970: Double(seconds))
      #expect(try style.parse(moment.description) == date)
      let text = date.formatted(style)
      #expect(Timestamp(text) == moment, Comment(rawValue: text))
    }
  }

  @Test(
    "All these are the same moment",
    arguments: [
      "2026-03-01T08:00:00Z", "2026-03-01t08:00:00z", "2026-03-01 08:00:00Z",
      "2026-03-01T08:00:00.0Z", "2026-03-01T08:00:00.000000000Z", "2026-03-01T16:00:00+08:00",
      "2026-03-01T08:00:00+00:00", "2026-03-01T08:00:00-00:00", "2026-02-28T20:30:00-11:30",
      "2026-03-02T07:59:00.00+23:59",
    ])
  func offsets(_ text: String) {
    #expect(Timestamp(text) == .start)
  }

  @Test("A fraction is read to the millisecond")
  func fractions() {
    for (text, rest) in [("5", 500), ("05", 50), ("005", 5), ("999", 999), ("1230000", 123)] {
      #expect(
        Timestamp("2026-03-01T08:00:00.\(text)Z") == .start + TimeSpan(milliseconds: Int64(rest)))
    }
  }

  @Test(
    "None of these is a moment",
    arguments: [
      "", "Z", "2026-03-01", "2026-03-01T08:00:00", "2026-03-01T08:00Z", "2026-3-1T08:00:00Z",
      "2026-03-01T08:00:00.Z", "2026-03-01T08:00:00.0001Z", "2026-03-01T08:00:00,5Z",
      "2026-03-01T24:00:00Z", "2026-03-01T08:60:00Z", "2026-03-01T23:59:60Z",
      "2026-02-29T08:00:00Z", "1900-02-29T08:00:00Z", "2026-04-31T08:00:00Z",
      "2026-00-01T08:00:00Z", "2026-13-01T08:00:00Z", "2026-03-00T08:00:00Z",
      "0000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
      "2026-03-01T08:00:00+8:00", "2026-03-01T08:00:00+0800", "2026-03-01T08:00:00+24:00",
      "2026-03-01T08:00:00+08:60", "2026-03-01T08:00:00Z ", " 2026-03-01T08:00:00Z",
      "2026-03-01T08:00:00ZZ", "2026-03-01T08:00:00Z\0", "２０２６-03-01T08:00:00Z",
      "2026-03-01T08:00:-1Z", "+026-03-01T08:00:00Z", "0001-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01", "2026/03/01T08:00:00Z", "2026-03-01T08:00:00\u{2212}08:00",
    ])
  func rejected(_ text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test("A cut anywhere in a moment's text is no moment")
  func cut() {
    let text = Timestamp.start.description
    for length in 0..<text.utf8.count {
      #expect(Timestamp(String(text.prefix(length))) == nil)
    }
  }

  @Test(
    "Leap days are those of the Gregorian calendar", arguments: [4, 400, 1600, 2000, 2024, 9996])
  func leapDays(_ year: Int) {
    #expect(Timestamp.milliseconds(year: year, month: 2, day: 29) != nil)
    #expect(Timestamp.milliseconds(year: year + 1, month: 2, day: 29) == nil)
  }

  @Test("Of the centuries only every fourth has a leap day")
  func centuries() {
    for year in stride(from: 100, through: 9_900, by: 100) {
      let leapDay = Timestamp.milliseconds(year: year, month: 2, day: 29)
      #expect((leapDay != nil) == year.isMultiple(of: 400), "\(year)")
    }
  }

  @Test(
    "Nothing that is no civil time has milliseconds", arguments: [Int.min, -1, 0, 10_000, .max])
  func impossible(_ number: Int) {
    #expect(Timestamp.milliseconds(year: number, month: 1, day: 1) == nil)
    #expect(Timestamp.milliseconds(year: 2026, month: number, day: 1) == nil)
    #expect(Timestamp.milliseconds(year: 2026, month: 1, day: number) == nil)
    if number != 0 {
      #expect(Timestamp.milliseconds(year: 2026, month: 1, day: 1, hour: number) == nil)
      #expect(Timestamp.milliseconds(year: 2026, month: 1, day: 1, minute: number) == nil)
      #expect(Timestamp.milliseconds(year: 2026, month: 1, day: 1, second: number) == nil)
      #expect(Timestamp.milliseconds(year: 2026, month: 1, day: 1, millisecond: number) == nil)
    }
  }

  @Test("Sums stop at the ends of the range")
  func sums() {
    let spans = [Int64.min, -1, 0, 1, .max].map(TimeSpan.init(milliseconds:))
    for span in spans {
      for moment in [Timestamp.earliest, .start, .latest] {
        let range = Timestamp.earliest...Timestamp.latest
        #expect(range.contains(moment + span))
        #expect(range.contains(moment - span))
      }
    }
    #expect(Timestamp.latest + .millisecond == .latest)
    #expect(Timestamp.earliest - .millisecond == .earliest)
    #expect(Timestamp.start - TimeSpan(milliseconds: .min) == .latest)
    #expect(Timestamp.start + .days(1) - Timestamp.start == .days(1))
    #expect((Timestamp.earliest - Timestamp.latest).milliseconds == -315_537_897_599_999)
    #expect(Timestamp(milliseconds: Timestamp.latest.milliseconds + 1) == nil)
    #expect(Timestamp(milliseconds: Timestamp.earliest.milliseconds - 1) == nil)
    #expect(Timestamp(clamping: .max) == .latest)
    #expect(Timestamp(clamping: .min) == .earliest)
  }
}
