/// When people work: hours for each weekday, days that are otherwise, and the time zone it is in.
///
/// ```swift
/// let calendar = WorkingCalendar(
///   code: code, zone: zone, week: .weekdays(hours), exceptions: [nationalDay: .none])
/// let due = calendar.adding(.hours(24), to: now)
/// ```
///
/// A wall-clock hour that the clocks skip is not worked, and one they repeat is worked twice: what
/// counts is the time that passes while the clock on the wall shows working hours.
public struct WorkingCalendar: Sendable {
  /// The hours of each weekday.
  public struct Week: Hashable, Sendable {
    /// Seven days' hours, Monday first.
    let days: [WorkingHours]

    /// Makes a week of each day's hours.
    public init(_ hours: (Weekday) -> WorkingHours) {
      days = Weekday.allCases.map(hours)
    }

    /// The same hours from Monday to Friday, Saturday and Sunday off.
    public static func weekdays(_ hours: WorkingHours) -> Week {
      Week { $0 < .saturday ? hours : .none }
    }

    /// The hours of a weekday.
    public subscript(day: Weekday) -> WorkingHours { days[day.rawValue] }
  }

  /// Every hour of every day, in UTC: the calendar of what runs around the clock.
  public static let aroundTheClock = WorkingCalendar(
    code: nil, zone: .utc, week: Week { _ in .wholeDay }, exceptions: [:])

  /// What the calendar is called; `nil` only for ``aroundTheClock``.
  public let code: CalendarCode?
  /// The time zone of its hours.
  public let zone: CalendarZone
  /// The hours of an ordinary week.
  public let week: Week
  /// The days that are otherwise: holidays, and make-up days 补班 such as those of China's 调休.
  public let exceptions: [CalendarDay: WorkingHours]

  /// The same, added up.
  let timeline: WorkingTimeline

  /// Makes a calendar.
  ///
  /// - Parameters:
  ///   - code: what it is called.
  ///   - zone: the time zone of its hours.
  ///   - week: the hours of an ordinary week; it may have none at all.
  ///   - exceptions: the days that are otherwise, each with its hours.
  /// - Complexity: O(n log n) in the exceptions and the zone's changes.
  public init(
    code: CalendarCode, zone: CalendarZone, week: Week,
    exceptions: [CalendarDay: WorkingHours] = [:]
  ) {
    self.init(code: Optional(code), zone: zone, week: week, exceptions: exceptions)
  }

  private init(
    code: CalendarCode?, zone: CalendarZone, week: Week, exceptions: [CalendarDay: WorkingHours]
  ) {
    self.code = code
    self.zone = zone
    self.week = week
    self.exceptions = exceptions
    timeline = WorkingTimeline(zone: zone, week: week, exceptions: exceptions)
  }

  /// The working time between two moments; none when `end` is not later.
  ///
  /// - Complexity: O(log n) in the exceptions and the zone's changes, however far apart they are.
  public func workingTime(from start: Timestamp, to end: Timestamp) -> TimeSpan {
    elapsed(.time, from: start, to: end)
  }

  /// The working days between two moments, each as a day of 24 hours: half a day's hours are 12.
  ///
  /// A working day is a day with working hours, be they long or short; the part of it that has
  /// passed is the part of its hours.
  ///
  /// - Complexity: O(log n), as ``workingTime(from:to:)``.
  public func workingDays(from start: Timestamp, to end: Timestamp) -> TimeSpan {
    elapsed(.days, from: start, to: end)
  }

  /// The first moment by which an amount has passed since another moment.
  ///
  /// - Parameters:
  ///   - amount: how much; none, or less, gives the moment itself.
  ///   - start: since when.
  /// - Returns: the moment; `nil` when it never comes: no hours are left, or it is after the year
  ///   9999.
  /// - Complexity: O(log n) in the exceptions and the zone's changes, however large the amount is.
  public func adding(_ amount: TargetAmount, to start: Timestamp) -> Timestamp? {
    guard amount.span > .zero else { return start }
    let (reading, overflow) = timeline.reading(amount.measure, at: start.milliseconds)
      .addingReportingOverflow(amount.span.milliseconds)
    return overflow ? nil : timeline.moment(amount.measure, of: reading)
  }

  private func elapsed(
    _ measure: WorkingMeasure, from start: Timestamp, to end: Timestamp
  ) -> TimeSpan {
    guard start < end else { return .zero }
    return TimeSpan(
      milliseconds: timeline.reading(measure, at: end.milliseconds)
        - timeline.reading(measure, at: start.milliseconds))
  }
}

extension WorkingCalendar: Hashable {
  /// Whether two calendars say the same.
  public static func == (left: Self, right: Self) -> Bool {
    left.code == right.code && left.zone == right.zone && left.week == right.week
      && left.exceptions == right.exceptions
  }

  /// Feeds the calendar's name and week, which tell nearly all calendars apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    hasher.combine(week)
  }
}

/// What a calendar is called in a plan, such as `office`: 1 to 64 UTF-8 bytes.
public struct CalendarCode: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a calendar's code, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 64) else { return nil }
    self.rawValue = rawValue
  }

  /// `office`, the calendar of the standard plan.
  static let office = CalendarCode(unchecked: "office")

  private init(unchecked rawValue: String) {
    self.rawValue = rawValue
  }
}
