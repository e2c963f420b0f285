/// What is asked of the desk's figures.
public struct FiguresRequest: Hashable, Sendable {
  /// The most days of inflow and outflow that are told apart.
  public static let dayLimit = 3_660
  /// The most rows of a list.
  public static let rowLimit = 10_000

  /// The moment they are as of; what happened later is left out.
  public var at: Timestamp
  /// The campus they are of; `nil` for all.
  ///
  /// A ticket counts for the campus it belongs to at the moment.
  public var campus: CampusCode?
  /// Since when a ticket must have been submitted to count for how long and how well things went.
  ///
  /// `nil` for all; what is open is open whenever it was submitted.
  public var since: Timestamp?
  /// How many days of inflow and outflow, the moment's own day the last: 1 to ``dayLimit``.
  public var days: Int
  /// The zone whose days these are.
  public var zone: CalendarZone
  /// What the desk promises.
  public var plan: TargetPlan
  /// The calendar of working time; `nil` for the plan's first, or around the clock where it has
  /// none.
  public var calendar: WorkingCalendar?
  /// Of how many cases there must be at least for somebody or something to be ranked.
  public var minimumCount: Int
  /// How many rows a list has at most, 0 to ``rowLimit``; what is behind it is counted.
  public var rows: Int

  /// Makes a request.
  public init(
    at: Timestamp, campus: CampusCode? = nil, since: Timestamp? = nil, days: Int = 30,
    zone: CalendarZone = .utc, plan: TargetPlan = .standard, calendar: WorkingCalendar? = nil,
    minimumCount: Int = 5, rows: Int = 20
  ) {
    self.at = at
    self.campus = campus
    self.since = since
    self.days = days
    self.zone = zone
    self.plan = plan
    self.calendar = calendar
    self.minimumCount = minimumCount
    self.rows = rows
  }

  /// The calendar of working time.
  var workingCalendar: WorkingCalendar { calendar ?? plan.calendars.first ?? .aroundTheClock }
}
