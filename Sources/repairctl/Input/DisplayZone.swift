import Foundation
import RepairCore
import RepairExchange

/// The zone in which times are shown and dates are read.
struct DisplayZone: Sendable {
  /// Coordinated universal time, which needs no table.
  static let utc = DisplayZone(zone: nil)

  private let zone: TimeZone?

  private init(zone: TimeZone?) {
    self.zone = zone
  }

  /// Finds a zone.
  ///
  /// - Parameter name: a name of the IANA's, such as `Asia/Shanghai`.
  /// - Throws: a usage failure for a name that is none.
  init(named name: String) throws(Failure) {
    if name == "UTC" || name == "Z" {
      zone = nil
      return
    }
    guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let zone = TimeZone(identifier: name)
    else {
      throw .usage("Unknown time zone '\(name)'. It can be any of the IANA's, like Asia/Shanghai.")
    }
    self.zone = zone
  }

  /// Whether times are shown as they are stored.
  var isUTC: Bool { zone == nil }

  /// The zone as data, for days on a dashboard.
  ///
  /// - Returns: the zone with its changes.
  /// - Throws: a usage failure for a zone that cannot be written down.
  func calendar() throws(Failure) -> CalendarZone {
    guard let zone else { return .utc }
    do throws(InvalidField) {
      return try CalendarZone(iana: zone.identifier)
    } catch {
      throw .usage("The time zone '\(zone.identifier)' cannot be used for days.")
    }
  }

  /// A time for people: RFC 3339 with the zone's offset, without milliseconds that are zero.
  ///
  /// - Parameter time: the moment.
  /// - Returns: such as `2026-03-01T16:00:00+08:00`, in UTC `2026-03-01T08:00:00Z`.
  func text(_ time: Timestamp) -> String {
    let offset = offset(at: time)
    let shifted = time.milliseconds + Int64(offset) * 1000
    // Outside the years that can be written the zone does not matter any more.
    guard let local = Timestamp(milliseconds: shifted) else { return time.description }
    var text = String(local.description.dropLast())
    if text.hasSuffix(".000") { text.removeLast(4) }
    guard offset != 0 || zone != nil else { return text + "Z" }
    let minutes = offset.magnitude / 60
    return text + (offset < 0 ? "-" : "+") + Self.twoDigits(minutes / 60) + ":"
      + Self.twoDigits(minutes % 60)
  }

  /// The first moment of a day in this zone.
  ///
  /// - Parameters:
  ///   - year: 1 to 9999.
  ///   - month: 1 to 12.
  ///   - day: 1 to the month's last.
  /// - Returns: `nil` when there is no such day.
  func startOfDay(year: Int, month: Int, day: Int) -> Timestamp? {
    guard
      let wall = Timestamp.milliseconds(year: year, month: month, day: day)
    else { return nil }
    guard let zone else { return Timestamp(milliseconds: wall) }
    var offsets = ZoneOffsets(zone)
    return offsets.startOfDay(local: wall)
  }

  private func offset(at time: Timestamp) -> Int {
    zone?.secondsFromGMT(
      for: Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)) ?? 0
  }

  private static func twoDigits(_ value: UInt) -> String {
    value < 10 ? "0\(value)" : String(value)
  }
}
