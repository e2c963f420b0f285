import RepairCore
import RepairStore

/// Where in a history somebody points: WHEN of `--at` and `--to`.
enum Moment: Equatable, Sendable {
  case now
  case time(Timestamp)
  case version(StreamVersion)
  case position(Int)

  /// The forms of a time, as help names them.
  static let timeForms =
    "RFC 3339, a date (its first moment in --time-zone), 'now', or back from now like -7d or -2h"

  /// Reads a time, a version or a position.
  ///
  /// - Parameters:
  ///   - text: `now`, a time in one of its forms, `version:12` or `position:340`.
  ///   - option: where it stood, for the error.
  ///   - zone: the zone of a date without a time.
  ///   - now: the present.
  ///   - ofTicket: whether one ticket is asked about, which has versions.
  /// - Throws: a usage failure that names the forms there are.
  init(
    _ text: String, of option: String, in zone: DisplayZone, now: Timestamp, ofTicket: Bool = true
  ) throws(Failure) {
    if text == "now" {
      self = .now
    } else if text.hasPrefix("version:"), let version = Self.count(text.dropFirst(8)) {
      self = .version(StreamVersion(version))
    } else if text.hasPrefix("position:"), let position = Self.count(text.dropFirst(9)) {
      self = .position(position)
    } else if let time = Self.time(text, in: zone, now: now) {
      self = .time(time)
    } else {
      throw .usage(
        "The value '\(text)' of '\(option)' is not a moment. It can be \(Self.timeForms)"
          + (ofTicket ? ", version:12 or position:340." : ", or position:340."))
    }
  }

  /// The same point, as the library asks for it.
  var ofTicket: TicketMoment {
    switch self {
    case .now: .now
    case .time(let time): .time(time)
    case .version(let version): .version(version)
    case .position(let position): .position(LogPosition(position))
    }
  }

  /// Reads a time.
  ///
  /// - Parameters:
  ///   - text: the time in one of its forms.
  ///   - option: where it stood, for the error.
  ///   - zone: the zone of a date without a time.
  ///   - now: the present.
  /// - Returns: the moment.
  /// - Throws: a usage failure that names the forms there are.
  static func time(
    _ text: String, of option: String, in zone: DisplayZone, now: Timestamp
  ) throws(Failure) -> Timestamp {
    if text == "now" { return now }
    guard let time = time(text, in: zone, now: now) else {
      throw .usage("The value '\(text)' of '\(option)' is not a time. It can be \(timeForms).")
    }
    return time
  }

  private static func time(_ text: String, in zone: DisplayZone, now: Timestamp) -> Timestamp? {
    if let time = Timestamp(text) { return time }
    if text.hasPrefix("-") {
      let time = span(text.dropFirst()).map { now - $0 }
      // What is before all times there are was a slip of the finger.
      return time == .earliest ? nil : time
    }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts[2].utf8.count == 2, let year = count(parts[0]), let month = count(parts[1]),
      let day = count(parts[2])
    else { return nil }
    return zone.startOfDay(year: year, month: month, day: day)
  }

  private static func span(_ text: Substring) -> TimeSpan? {
    guard let unit = text.last, let count = count(text.dropLast()) else { return nil }
    switch unit {
    case "s": return .seconds(Int64(count))
    case "m": return .minutes(Int64(count))
    case "h": return .hours(Int64(count))
    case "d": return .days(Int64(count))
    case "w":
      let (days, overflow) = Int64(count).multipliedReportingOverflow(by: 7)
      return .days(overflow ? .max : days)
    default: return nil
    }
  }

  /// Digits and nothing else: `Int` would take a sign.
  private static func count(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
