public import RepairCore

/// The main figures of the desk as they were at the end of a month.
///
/// ```swift
/// let ends = MonthFigure.ends(of: 12, until: now, in: zone)
/// let months = try await engine.figures(request, atEach: ends).map { MonthFigure($0, in: zone) }
/// ```
public struct MonthFigure: Codable, Hashable, Sendable {
  /// How many days of inflow and outflow the figures need that a month is taken from.
  public static let days = 31
  /// The most months that can be asked for.
  public static let limit = 120

  /// The month, such as `2026-07`.
  public var month: String
  /// The moment the figures are as of: the month's last, or that of the question in its midst.
  public var at: Timestamp
  /// Reported in the month.
  public var submitted = 0
  /// Taken up again or sent back in the month.
  public var cameBack = 0
  /// Done in the month.
  public var completed = 0
  /// Ended without a repair in the month.
  public var cancelled = 0
  /// Open at its end.
  public var open: Int
  /// Late at its end.
  public var late: Int
  /// On hold at its end.
  public var onHold: Int
  /// Until then: how many promises to complete were kept.
  public var met: Int
  /// Until then: of how many that were decided.
  public var decided: Int
  /// Until then: how long it takes to complete one in two.
  public var median: TimeSpan?
  /// Until then: how many were mended by the first visit.
  public var firstTimeFixed: Int
  /// Until then: of how many whose work was done.
  public var worked: Int
  /// Until then: how many results were rated.
  public var rated: Int
  /// Until then: the sum of those marks.
  public var ratingSum: Int

  /// Takes from the desk's figures what is told of a month.
  ///
  /// - Parameters:
  ///   - figures: as of a moment in the month, with ``days`` days of inflow and outflow.
  ///   - zone: whose months they are.
  public init(_ figures: DeskFigures, in zone: CalendarZone) {
    at = figures.at
    month = Self.name(of: figures.at, in: zone)
    open = figures.openCount
    late = figures.list(.breached).total
    onHold = figures.list(.onHold).total
    let promise = figures.targets.first { $0.kind == .complete }
    met = promise?.met ?? 0
    decided = promise?.n ?? 0
    median = figures.duration(.complete).wall.median
    firstTimeFixed = figures.work.firstTimeFixed
    worked = figures.work.n
    rated = figures.ratings.result.n
    ratingSum = figures.ratings.result.sum
    for day in figures.flow where day.day.description.hasPrefix(month) {
      submitted += day.submitted
      cameBack += day.reopened + day.reworked
      completed += day.completed
      cancelled += day.cancelled
    }
  }

  /// The last moments of some months, the oldest first; of the month that is not over, the moment
  /// of the question.
  ///
  /// - Parameters:
  ///   - count: how many months, 1 to ``limit``.
  ///   - moment: when it is asked.
  ///   - zone: whose months they are.
  /// - Returns: the moments; fewer where the calendar begins.
  public static func ends(
    of count: Int, until moment: Timestamp, in zone: CalendarZone
  ) -> [Timestamp] {
    var ends = [moment]
    var (year, month) = yearAndMonth(of: moment, in: zone)
    while ends.count < min(max(count, 1), limit) {
      guard let start = start(year: year, month: month, in: zone), start > .earliest else { break }
      let end = start - TimeSpan(milliseconds: 1)
      if end < moment { ends.append(end) }
      (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1)
    }
    return ends.reversed()
  }

  /// The first moment of a month by the clocks of a zone.
  private static func start(year: Int, month: Int, in zone: CalendarZone) -> Timestamp? {
    guard let day = CalendarDay(year: year, month: month, day: 1) else { return nil }
    let wall = Timestamp(clamping: Int64(day.daysSinceEpoch) * 86_400_000)
    // The offset is one of those that hold about then; where midnight is skipped, the one before.
    let around = [wall - .days(1), wall + .days(1)].map { zone.offset(at: $0) }
    let found = around.first { offset in
      zone.offset(at: wall - .seconds(Int64(offset))) == offset
    }
    return wall - .seconds(Int64(found ?? around.first ?? 0))
  }

  private static func yearAndMonth(
    of moment: Timestamp, in zone: CalendarZone
  ) -> (year: Int, month: Int) {
    let local = moment + .seconds(Int64(zone.offset(at: moment)))
    let (days, rest) = local.milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    let civil = CalendarDay(daysSinceEpoch: Int(clamping: rest < 0 ? days - 1 : days))?.civil
    return (civil?.year ?? 1970, civil?.month ?? 1)
  }

  private static func name(of moment: Timestamp, in zone: CalendarZone) -> String {
    let (year, month) = yearAndMonth(of: moment, in: zone)
    func padded(_ value: Int, _ modulus: Int) -> Substring { String(modulus + value).dropFirst() }
    return "\(padded(year, 10_000))-\(padded(month, 100))"
  }
}
