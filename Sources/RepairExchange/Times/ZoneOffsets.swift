package import Foundation
package import RepairCore

/// A time zone's offsets from UTC, remembered day by day.
///
/// Foundation answers an offset in about a microsecond; an import asks several times a row, nearly
/// always about days it asked about before.
package struct ZoneOffsets {
  /// What a wall clock's time can be.
  package enum Reading: Hashable, Sendable {
    /// One moment.
    case exact(Timestamp)
    /// The clocks were put forward over it: it never was.
    case skipped
    /// The clocks were put back over it: it was twice.
    case repeated
    /// It lies outside the years 0001 to 9999.
    case outOfRange
  }

  private enum Day {
    case constant(Int64)
    case changing
  }

  private let zone: TimeZone
  private var days: [Int64: Day] = [:]
  private var latest: (day: Int64, offset: Int64)?

  /// Makes offsets of a zone.
  package init(_ zone: TimeZone) {
    self.zone = zone
  }

  /// The moment at which the zone's wall clocks showed a time.
  ///
  /// - Parameter local: the shown time, as milliseconds since 1970 in that reckoning.
  /// - Returns: the moment, or why there is not exactly one.
  /// - Complexity: O(1), with a table look-up for each day asked about.
  package mutating func moment(local: Int64) -> Reading {
    let day: Int64 = 86_400_000
    guard (Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds).contains(local) else {
      return .outOfRange
    }
    let before = offset(at: local - day)
    let after = offset(at: local + day)
    let fits = offset(at: local - before) == before
    if before == after {
      return fits ? reading(local - before) : .skipped
    }
    switch (fits, offset(at: local - after) == after) {
    case (true, true): return .repeated
    case (true, false): return reading(local - before)
    case (false, true): return reading(local - after)
    case (false, false): return .skipped
    }
  }

  /// The first moment of a day, which is later than midnight where clocks are put forward then.
  package mutating func startOfDay(local midnight: Int64) -> Timestamp? {
    switch moment(local: midnight) {
    case .exact(let moment): return moment
    case .repeated:
      return Timestamp(milliseconds: midnight - offset(at: midnight - 86_400_000))
    case .skipped:
      // The clocks go forward at the moment that midnight would have been by the old offset.
      return Timestamp(milliseconds: midnight - offset(at: midnight - 86_400_000))
    case .outOfRange: return nil
    }
  }

  private func reading(_ milliseconds: Int64) -> Reading {
    Timestamp(milliseconds: milliseconds).map(Reading.exact) ?? .outOfRange
  }

  /// The offset in milliseconds at a moment.
  private mutating func offset(at moment: Int64) -> Int64 {
    let day = moment >= 0 ? moment / 86_400_000 : (moment - 86_399_999) / 86_400_000
    if let latest, latest.day == day { return latest.offset }
    switch days[day] {
    case .constant(let offset):
      latest = (day, offset)
      return offset
    case .changing: return ask(moment)
    case nil:
      if days.count >= 1 << 16 { days.removeAll(keepingCapacity: true) }
      let first = ask(day * 86_400_000)
      let isConstant = first == ask(day * 86_400_000 + 86_399_999)
      days[day] = isConstant ? .constant(first) : .changing
      return isConstant ? first : ask(moment)
    }
  }

  private func ask(_ moment: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment) / 1_000))) * 1_000
  }
}
