package import RepairCore

/// What a free-text time in somebody's table turned out to be.
package enum LegacyTime: Hashable, Sendable {
  /// One moment.
  case exact(Timestamp)
  /// A day without a time; the moment is the day's first one.
  case dateOnly(Timestamp)
  /// Nothing was written there.
  case absent
  /// It can be read in more than one way, or in none that is complete.
  case ambiguous(Doubt)
  /// It is no time.
  case unreadable

  /// Why a time is not one moment.
  package enum Doubt: String, CaseIterable, Hashable, Sendable {
    /// Day and month could be either way round.
    case dayOrMonthFirst
    /// The year has two digits.
    case shortYear
    /// The year is missing.
    case noYear
    /// The day is missing.
    case noDate
    /// A number of days, as a spreadsheet counts them, from one of two beginnings.
    case spreadsheetSerial
    /// Ten digits that are a date with an hour and a count of seconds.
    case dateOrSeconds
    /// The clocks were put forward over it.
    case skippedByClockChange
    /// The clocks were put back over it, so that it was twice.
    case repeatedByClockChange
  }
}
