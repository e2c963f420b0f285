/// The hours of the day in which nobody is told of what can wait, by the clock on the wall.
///
/// They may go over midnight. Where the clock is put forward or back the wall counts: quiet hours
/// until 07:00 end at 07:00, after a night of seven, eight or nine hours.
public struct QuietHours: Hashable, Sendable {
  /// When they begin, in minutes after midnight.
  public let from: Int
  /// When they end, in minutes after midnight; before ``from`` when they go over midnight.
  public let to: Int

  /// 22:00 to 07:00.
  public static let night = QuietHours(unchecked: 22 * 60, 7 * 60)

  /// Makes quiet hours, or `nil` when a time is not of the day or both are the same.
  public init?(from: Int, to: Int) {
    guard (0..<1_440).contains(from), (0..<1_440).contains(to), from != to else { return nil }
    self.init(unchecked: from, to)
  }

  private init(unchecked from: Int, _ to: Int) {
    self.from = from
    self.to = to
  }

  /// When the quiet that holds at a moment ends.
  ///
  /// - Parameters:
  ///   - moment: the moment.
  ///   - zone: the time zone of the wall clock.
  /// - Returns: the first moment after it that is not quiet; `nil` when it is not quiet then.
  public func end(at moment: Timestamp, in zone: CalendarZone) -> Timestamp? {
    func offset(_ moment: Timestamp) -> TimeSpan { .seconds(Int64(zone.offset(at: moment))) }
    guard isQuiet(minute(at: moment, offset)) else { return nil }
    var now = moment
    // Where the clock is put back over the end, the hour comes twice and is quiet twice.
    for _ in 0..<4 {
      let later = end(after: now, offset)
      guard later > now else { break }
      now = later
      if !isQuiet(minute(at: now, offset)) { return now }
    }
    return now > moment ? now : nil
  }

  private func isQuiet(_ minute: Int) -> Bool {
    from < to ? (from..<to).contains(minute) : minute >= from || minute < to
  }

  private func minute(at moment: Timestamp, _ offset: (Timestamp) -> TimeSpan) -> Int {
    Int(inDay(moment + offset(moment)) / 60_000)
  }

  /// The next time after a moment at which the wall clock shows the end.
  private func end(after moment: Timestamp, _ offset: (Timestamp) -> TimeSpan) -> Timestamp {
    let local = moment + offset(moment)
    let passed = inDay(local)
    var wait = Int64(to) * 60_000 - passed
    if wait <= 0 { wait += 86_400_000 }
    let wall = local + TimeSpan(milliseconds: wait)
    // The offset may be another one by then; taking it from a guess is exact but in the hour that
    // is left out, where the moment of the change itself would do as well.
    let guess = wall - offset(moment)
    let better = wall - offset(guess)
    return better > moment ? better : guess
  }

  private func inDay(_ local: Timestamp) -> Int64 {
    let rest = local.milliseconds % 86_400_000
    return rest < 0 ? rest + 86_400_000 : rest
  }
}
