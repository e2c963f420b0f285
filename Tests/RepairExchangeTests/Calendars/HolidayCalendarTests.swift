import RepairCore
import RepairExchange
import Testing

/// Holidays from iCalendar files: every day as it is meant, and nothing wrong in silence.
@Suite("Holidays from iCalendar files")
struct HolidayCalendarTests {
  private static func file(_ lines: String...) -> [UInt8] {
    Array(
      (["BEGIN:VCALENDAR", "VERSION:2.0"] + lines + ["END:VCALENDAR", ""])
        .joined(separator: "\r\n").utf8)
  }

  private static func event(_ lines: String...) -> String {
    (["BEGIN:VEVENT"] + lines + ["END:VEVENT"]).joined(separator: "\r\n")
  }

  private static func days(
    _ text: [UInt8], _ years: ClosedRange<Int> = 2026...2028
  ) throws -> [String: HolidayCalendar.Kind] {
    let holidays = try HolidayCalendar(ics: text, years: years)
    return Dictionary(uniqueKeysWithValues: holidays.days.map { ($0.key.description, $0.value) })
  }

  @Test("An event of several days is off on each of them, its end not among them")
  func severalDays() throws {
    let text = Self.file(
      Self.event(
        "SUMMARY:国庆节", "DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261004"))

    #expect(
      try Self.days(text) == ["2026-10-01": .off, "2026-10-02": .off, "2026-10-03": .off])
  }

  @Test("A day alone, one with its own date as end, a length and midnights are days")
  func otherLengths() throws {
    let text = Self.file(
      Self.event("DTSTART:20260101"),
      Self.event("DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260501"),
      Self.event("DTSTART;VALUE=DATE:20260601", "DURATION:P2D"),
      Self.event(
        "DTSTART;TZID=\"Asia/Shanghai\":20260701T000000",
        "DTEND;TZID=Asia/Shanghai:20260702T000000"))

    #expect(
      try Self.days(text).keys.sorted() == [
        "2026-01-01", "2026-05-01", "2026-06-01", "2026-06-02", "2026-07-01",
      ])
  }

  @Test(
    "A working day that makes up for another is marked so",
    arguments: [
      "SUMMARY:国庆节（班）", "SUMMARY;LANGUAGE=zh_CN:国庆节 补班", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY",
    ])
  func makeUpDays(_ mark: String) throws {
    let text = Self.file(Self.event("DTSTART;VALUE=DATE:20261010", mark))

    #expect(try Self.days(text) == ["2026-10-10": .makeUp])
  }

  @Test("Where days off are marked, a day without a mark is no day off, and counted")
  func unmarkedDays() throws {
    let text = Self.file(
      Self.event("DTSTART;VALUE=DATE:20261001", "SUMMARY:国庆节（休）"),
      Self.event("DTSTART;VALUE=DATE:20260510", "SUMMARY:母亲节"))

    let holidays = try HolidayCalendar(ics: text, years: 2026...2026)

    #expect(holidays.days.count == 1)
    #expect(holidays.findings == [.unmarkedEvent: 1])
  }

  @Test("Folded lines are one, even where a character is cut in two")
  func foldedLines() throws {
    var text = Array("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DA\n TE:20261010\nSUMMARY:".utf8)
    let mark = Array("班".utf8)
    text += mark[..<1] + Array("\n\t".utf8) + mark[1...]
    text += Array("\nEND:VEVENT\nEND:VCALENDAR".utf8)

    #expect(try Self.days(text) == ["2026-10-10": .makeUp])
  }

  @Test("What comes again every year comes in each year asked for")
  func yearly() throws {
    let text = Self.file(
      Self.event("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=YEARLY"),
      Self.event("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"),
      Self.event("DTSTART;VALUE=DATE:20201126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"),
      Self.event("DTSTART;VALUE=DATE:20200525", "RRULE:FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5"),
      Self.event("DTSTART;VALUE=DATE:20250704", "RRULE:FREQ=YEARLY;INTERVAL=2;WKST=MO"),
      Self.event("DTSTART;VALUE=DATE:20260801", "RRULE:FREQ=YEARLY;COUNT=2"),
      Self.event("DTSTART;VALUE=DATE:20260901", "RRULE:FREQ=YEARLY;UNTIL=20270901T000000Z"),
      Self.event(
        "DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20271225"))

    #expect(
      try Self.days(text).keys.sorted() == [
        "2026-01-01", "2026-05-25", "2026-08-01", "2026-09-01", "2026-11-26", "2026-12-25",
        "2027-01-01", "2027-05-31", "2027-07-04", "2027-08-01", "2027-09-01", "2027-11-25",
        "2028-01-01", "2028-02-29", "2028-05-29", "2028-11-23", "2028-12-25",
      ])
  }

  @Test("What makes no day off is passed over and counted")
  func findings() throws {
    let text = Self.file(
      Self.event("DTSTART:20260101T090000Z", "DTEND:20260101T100000Z"),
      Self.event("DTSTART;VALUE=DATE:20260102", "STATUS:CANCELLED"),
      Self.event("DTSTART;VALUE=DATE:20190103"), "BEGIN:VTODO", "DUE:20260101", "END:VTODO",
      "BEGIN:VTIMEZONE", "BEGIN:STANDARD", "DTSTART:19700101T000000", "END:STANDARD",
      "END:VTIMEZONE")

    let holidays = try HolidayCalendar(ics: text, years: 2026...2026)

    #expect(holidays.days.isEmpty)
    #expect(
      holidays.findings == [
        .timedEvent: 1, .cancelledEvent: 1, .outsideYears: 1, .otherComponent: 1,
      ])
  }

  @Test(
    "What is not understood is an error with its line",
    arguments: [
      ("", nil), ("hello", 1), ("SUMMARY:x", 1), ("BEGIN:VEVENT\nEND:VEVENT", 1),
      ("BEGIN:VCALENDAR", 1), ("BEGIN:VCALENDAR\nEND:VEVENT", 2),
      ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR", 2),
      (broken("DTSTART:20260230"), 3), (broken("DTSTART:tomorrow"), 3),
      (broken("DTSTART;VALUE=DATE:20260101T000000"), 3), (broken("DTSTART;VALUE:20260101"), 3),
      (broken("DTSTART:20260102\nDTEND:20260101"), 4),
      (broken("DTSTART:20260102\nDTEND:20280101"), 4),
      (broken("DTSTART:20260102\nDURATION:PT3H"), 4),
      (broken("DTSTART:20260102\nDURATION:P999999999999999999W"), 4),
      (broken("DTSTART:20260102\nDTSTART:20260103"), 4),
      (broken("DTSTART:20260102\nRRULE:FREQ=WEEKLY"), 4),
      (broken("DTSTART:20260102\nRRULE:FREQ=YEARLY;BYSETPOS=1"), 4),
      (broken("DTSTART:20260102\nRRULE:FREQ=YEARLY;BYDAY=MO"), 4),
      (broken("DTSTART:20260102\nRRULE:FREQ=YEARLY;BYMONTH=1,2"), 4),
      (broken("DTSTART:20260102\nRRULE:FREQ=YEARLY;INTERVAL=0"), 4),
      (broken("DTSTART:20260102\nRRULE:FREQ=YEARLY;COUNT=1;UNTIL=20270101"), 4),
      (broken("DTSTART:20260102\nRRULE:FREQ=YEARLY;FREQ=YEARLY"), 4),
      (broken("DTSTART:20260102\nRDATE:20260103"), 4),
      (broken("DTSTART:20260102\nRECURRENCE-ID:20260103"), 4),
      (broken("DTSTART:20260102\nSUMMARY:\0"), 4),
    ] as [(String, Int?)])
  func refuses(_ text: String, _ line: Int?) {
    do throws(ExchangeError) {
      let holidays = try HolidayCalendar(ics: Array(text.utf8), years: 2026...2026)
      Issue.record("\(text) was read as \(holidays)")
    } catch {
      #expect(error.code == .malformed)
      #expect(error.place.line == line, "\(error)")
    }
  }

  private static func broken(_ lines: String) -> String {
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\n\(lines)\nEND:VEVENT\nEND:VCALENDAR"
  }

  @Test("A day that is both off and worked is an error")
  func contradiction() {
    let text = Self.file(
      Self.event("DTSTART;VALUE=DATE:20261010"),
      Self.event("DTSTART;VALUE=DATE:20261010", "SUMMARY:补班"))

    #expect(throws: ExchangeError.self) { try HolidayCalendar(ics: text, years: 2026...2026) }
  }

  @Test("A file cut short anywhere, or with a byte changed, is read or refused, and no more")
  func damaged() {
    let whole = Self.file(
      Self.event(
        "SUMMARY:国庆节", "DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261004",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1TH"))
    for length in whole.indices {
      _ = try? HolidayCalendar(ics: Array(whole[..<length]), years: 1...9999)
      var changed = whole
      changed[length] = changed[length] &+ 1
      _ = try? HolidayCalendar(ics: changed, years: 2026...2027)
      changed[length] = 0xFF
      #expect(throws: ExchangeError.self) {
        try HolidayCalendar(ics: changed, years: 2026...2027)
      }
    }
  }
}
