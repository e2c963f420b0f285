public import RepairCore

/// Days on which things are otherwise, as public calendars list them: holidays, and working days that
/// make up for them.
///
/// ```swift
/// let holidays = try HolidayCalendar(ics: bytes, years: 2026...2027)
/// ```
public struct HolidayCalendar: Hashable, Sendable {
  /// What a day is.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Nobody works.
    case off
    /// 补班: people work, although the weekday has it otherwise.
    case makeUp
  }

  /// Something in a file that was passed over, and how often.
  public enum Finding: String, CaseIterable, Hashable, Sendable {
    /// An event with a time of day: it takes up hours, and makes no day off.
    case timedEvent
    /// An event that is cancelled.
    case cancelledEvent
    /// An event without the mark that other events of the file have: a day to remember, no day off.
    case unmarkedEvent
    /// A to-do, a journal entry or the like.
    case otherComponent
    /// An event none of whose days lies in the years asked for.
    case outsideYears
  }

  /// What each day is, by day.
  public internal(set) var days: [CalendarDay: Kind]
  /// What was passed over.
  public internal(set) var findings: [Finding: Int]

  /// Makes a calendar of days.
  public init(days: [CalendarDay: Kind] = [:]) {
    self.days = days
    findings = [:]
  }
}
