import RepairCore
import Testing

/// When an amount of working time is over, against a table reckoned by hand.
struct WorkingCalendarTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var what: String
    var calendar: WorkingCalendar
    var start: String
    var amount: TargetAmount
    var due: String?

    var testDescription: String { what }
  }

  private static func row(
    _ what: String, _ calendar: WorkingCalendar, from start: String, _ amount: TargetAmount,
    due: String?
  ) -> Case {
    Case(what: what, calendar: calendar, start: start, amount: amount, due: due)
  }

  private static func days(_ count: Int) -> TargetAmount { .workingDays(count) }
  private static func minutes(_ count: Int64) -> TargetAmount { .span(.minutes(count)) }
  private static func hours(_ count: Int64) -> TargetAmount { .span(.hours(count)) }

  /// All times in UTC; Shanghai is 8 hours ahead.
  static let cases: [Case] = [
    row(
      "within an afternoon", .china, from: "2026-03-06T09:00Z", minutes(30),
      due: "2026-03-06T09:30Z"),
    row(
      "to the very end of a day", .china, from: "2026-03-06T09:30Z", minutes(30),
      due: "2026-03-06T10:00Z"),
    row(
      "over the noon break", .china, from: "2026-03-09T03:50Z", minutes(30),
      due: "2026-03-09T06:20Z"),
    row("over a night", .china, from: "2026-03-09T09:50Z", minutes(30), due: "2026-03-10T00:20Z"),
    row("over a weekend", .china, from: "2026-03-06T09:50Z", minutes(30), due: "2026-03-09T00:20Z"),
    row(
      "from a Saturday", .china, from: "2026-03-07T04:00Z", minutes(30), due: "2026-03-09T00:30Z"),
    row(
      "working days over a weekend", .china, from: "2026-03-06T02:00Z", days(3),
      due: "2026-03-11T02:00Z"),
    row(
      "a working day from the evening", .china, from: "2026-03-06T12:00Z", days(1),
      due: "2026-03-09T10:00Z"),
    row(
      "over a holiday week", .china, from: "2026-09-30T09:00Z", hours(2), due: "2026-10-08T01:00Z"),
    row(
      "from within a holiday", .china, from: "2026-10-03T00:00Z", hours(2), due: "2026-10-08T02:00Z"
    ),
    row(
      "into a make-up Saturday", .china, from: "2026-10-09T09:00Z", hours(2),
      due: "2026-10-10T01:00Z"),
    row(
      "working days over both", .china, from: "2026-09-30T02:00Z", days(3), due: "2026-10-10T02:00Z"
    ),

    row(
      "Berlin, clocks put forward over the weekend", .berlin, from: "2026-03-27T14:00Z", hours(2),
      due: "2026-03-30T07:00Z"),
    row(
      "Berlin, clocks put back over the weekend", .berlin, from: "2026-10-23T13:00Z", hours(2),
      due: "2026-10-26T08:00Z"),
    row(
      "Berlin, around the clock, put forward", .berlinAlways, from: "2026-03-28T11:00Z", hours(24),
      due: "2026-03-29T11:00Z"),
    row(
      "Berlin, half of a day of 23 hours", .berlinAlways, from: "2026-03-28T11:00Z", days(1),
      due: "2026-03-29T10:30Z"),
    row(
      "Berlin, half of a day of 25 hours", .berlinAlways, from: "2026-10-24T10:00Z", days(1),
      due: "2026-10-25T10:30Z"),
    row(
      "Berlin, an hour that is skipped", .berlinNights, from: "2026-03-28T12:00Z", minutes(30),
      due: "2026-03-30T00:30Z"),
    row(
      "Berlin, an hour that is twice", .berlinNights, from: "2026-10-24T12:00Z", minutes(90),
      due: "2026-10-25T01:30Z"),
    row(
      "Berlin, half a working day of a short one", .berlin, from: "2026-04-02T10:00Z", days(1),
      due: "2026-04-03T08:00Z"),

    row(
      "New York, clocks put forward over the weekend", .newYork, from: "2026-03-06T21:00Z",
      hours(2), due: "2026-03-09T14:00Z"),
    row(
      "New York, clocks put back over the weekend", .newYork, from: "2026-10-30T20:00Z", hours(2),
      due: "2026-11-02T15:00Z"),
    row(
      "New York, a night of 5 hours", .newYorkNights, from: "2026-03-08T05:00Z", hours(5),
      due: "2026-03-08T10:00Z"),
    row(
      "New York, a night of 7 hours", .newYorkNights, from: "2026-11-01T04:00Z", hours(7),
      due: "2026-11-01T11:00Z"),
    row(
      "New York, a minute more than the short night", .newYorkNights, from: "2026-03-08T05:00Z",
      minutes(301), due: "2026-03-09T04:01Z"),

    row(
      "around the clock", .aroundTheClock, from: "2026-12-31T23:00Z", hours(2),
      due: "2027-01-01T01:00Z"),
    row(
      "around the clock, a day", .aroundTheClock, from: "2026-02-28T23:30Z", days(1),
      due: "2026-03-01T23:30Z"),
    row(
      "ten years of an hour a day", .newYorkNights, from: "2030-01-01T05:00Z", hours(6 * 3652),
      due: "2039-12-31T11:00Z"),

    row("no hours at all", .closed, from: "2026-03-06T09:00Z", minutes(1), due: nil),
    row("no hours at all, in days", .closed, from: "2026-03-06T09:00Z", days(1), due: nil),
    row(
      "all the hours there are", .once, from: "2026-03-06T09:00Z", hours(1),
      due: "2026-05-04T10:00Z"),
    row("more hours than there are", .once, from: "2026-03-06T09:00Z", minutes(61), due: nil),
    row("after the last hour", .once, from: "2026-05-04T10:00Z", minutes(1), due: nil),
    row("no amount", .closed, from: "2026-03-06T09:00Z", minutes(0), due: "2026-03-06T09:00Z"),
    row("less than none", .china, from: "2026-03-06T09:00Z", minutes(-5), due: "2026-03-06T09:00Z"),
    row("an amount beyond all measure", .china, from: "2026-03-06T09:00Z", hours(.max), due: nil),
    row("days beyond all measure", .china, from: "2026-03-06T09:00Z", days(.max), due: nil),
    row("past the year 9999", .aroundTheClock, from: "9999-12-31T23:00Z", hours(1), due: nil),
    row("in the year 9999", .china, from: "9999-12-30T23:00Z", hours(1), due: "9999-12-31T01:00Z"),
    row("in the year 1", .china, from: "0001-01-01T00:00Z", hours(1), due: "0001-01-01T01:00Z"),
  ]

  @Test("Working time ends when it does by hand", arguments: cases)
  func endsAsByHand(_ row: Case) {
    let start = Timestamp.at(row.start)

    let due = row.calendar.adding(row.amount, to: start)

    #expect(due == row.due.map(Timestamp.at))
  }

  @Test("The working time up to the end is the amount", arguments: cases)
  func isTheAmount(_ row: Case) {
    guard let due = row.due.map(Timestamp.at), row.amount.span > .zero else { return }
    let start = Timestamp.at(row.start)

    let used =
      switch row.amount {
      case .span: row.calendar.workingTime(from: start, to: due)
      case .workingDays: row.calendar.workingDays(from: start, to: due)
      }

    #expect(used == row.amount.span)
  }

  @Test("No moment and no amount is too extreme for a calendar", arguments: WorkingCalendar.all)
  func takesExtremes(_ calendar: WorkingCalendar) {
    let moments: [Timestamp] = [
      .earliest, .earliest + .millisecond, .epoch, .latest - .millisecond, .latest,
    ]
    let amounts: [TargetAmount] = [
      .span(.millisecond), .span(TimeSpan(milliseconds: .max)), .span(TimeSpan(milliseconds: .min)),
      .workingDays(1), .workingDays(.max), .workingDays(.min), .workingDays(3_652_059),
    ]
    for start in moments {
      for amount in amounts {
        if let due = calendar.adding(amount, to: start) { #expect(due >= start) }
      }
      for end in moments {
        #expect(calendar.workingTime(from: start, to: end) >= .zero)
        #expect(calendar.workingDays(from: start, to: end) >= .zero)
      }
    }
  }

  @Test("Hours that overlap, run backwards or leave the day are none")
  func refusesHours() {
    #expect(WorkingHours([480..<720, 700..<800]) == nil)
    #expect(WorkingHours([840..<1_080, 480..<720]) == nil)
    #expect(WorkingHours([480..<480]) == nil)
    #expect(WorkingHours([-1..<60]) == nil)
    #expect(WorkingHours([1_380..<1_441]) == nil)
    #expect(WorkingHours([480..<720, 720..<800])?.spans == [480..<800])
    #expect(WorkingHours([]) == WorkingHours.none)
  }

  @Test("A zone whose changes do not follow one another is none")
  func refusesZones() {
    let change = CalendarZone.Transition(at: .epoch, offset: 3_600)
    #expect(throws: InvalidField.self) {
      try CalendarZone(name: "X", offset: 0, transitions: [change, change])
    }
    #expect(throws: InvalidField.self) { try CalendarZone(name: "", offset: 0) }
    #expect(throws: InvalidField.self) { try CalendarZone(name: "X", offset: 86_400) }
    #expect(throws: InvalidField.self) {
      try CalendarZone(name: "X", offset: 0, transitions: [.init(at: .epoch, offset: -86_400)])
    }
  }

  @Test("A zone knows its offset before, between and after its changes")
  func knowsOffsets() {
    #expect(CalendarZone.berlin.offset(at: .at("2026-03-29T00:59Z")) == 3_600)
    #expect(CalendarZone.berlin.offset(at: .at("2026-03-29T01:00Z")) == 7_200)
    #expect(CalendarZone.berlin.offset(at: .at("2027-01-01T00:00Z")) == 3_600)
  }

  @Test("A day is read as ISO 8601 writes it, and nothing else is a day")
  func readsDays() {
    #expect(CalendarDay("2028-02-29" as String)?.description == "2028-02-29")
    #expect(CalendarDay("0001-01-01" as String)?.daysSinceEpoch == -719_162)
    #expect(CalendarDay("2026-03-06" as String)?.weekday == .friday)
    #expect(CalendarDay("1969-12-31" as String)?.weekday == .wednesday)
    #expect(CalendarDay("9999-12-31" as String)?.advanced(by: 1) == nil)
    for text in [
      "2026-02-29", "2026-2-01", "20260201", "2026-13-01", "0000-01-01", "+026-01-01", "",
    ] {
      #expect(CalendarDay(text) == nil, "\(text)")
    }
  }
}
