import Foundation
public import RepairCore

extension CalendarZone {
  /// Looks a zone up in the system's time zone database and keeps what it finds as data.
  ///
  /// ```swift
  /// let zone = try CalendarZone(iana: "Asia/Shanghai")
  /// ```
  ///
  /// - Parameter name: a name of the IANA's.
  /// - Throws: `InvalidField` for a name that is none.
  /// - Complexity: some fifty thousand questions to the database, about a tenth of a second.
  public init(iana name: String) throws(InvalidField) {
    guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let zone = name == "UTC" ? .gmt : TimeZone(identifier: name)
    else {
      throw InvalidField("zone", "must be a time zone of the IANA's, like Asia/Shanghai")
    }
    // Every day is asked about: Foundation names the changes to and from summer time alone, and a
    // zone can change its mind in other ways too.
    var transitions: [Transition] = []
    var second = Self.firstSecond
    let first = zone.offset(at: second)
    var offset = first
    while second < Self.lastSecond {
      let next = second + 86_400
      let changed = zone.offset(at: next)
      if changed != offset {
        var (low, high) = (second, next)
        while high - low > 1 {
          let middle = low + (high - low) / 2
          if zone.offset(at: middle) == offset { low = middle } else { high = middle }
        }
        let at = Timestamp(clamping: high * 1_000)
        transitions.append(Transition(at: at, offset: changed))
        offset = changed
      }
      second = next
    }
    try self.init(name: name, offset: first, transitions: transitions)
  }

  /// 1970 and 2100: what a history of repairs has, and what anybody promises, lies between.
  private static let firstSecond: Int64 = 0
  private static let lastSecond: Int64 = 4_102_444_800
}

extension TimeZone {
  fileprivate func offset(at second: Int64) -> Int {
    secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
  }
}
