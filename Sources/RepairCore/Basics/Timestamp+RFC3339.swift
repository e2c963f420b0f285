/// Reading and writing RFC 3339, without Foundation: a replay does this once or twice an event.
extension Timestamp {
  /// How many bytes ``withRFC3339(_:)`` hands out: `2026-03-01T08:00:00.000Z`.
  public static let textLength = 24

  /// Reads RFC 3339 with a zone, such as `2026-03-01T08:00:00Z` or `2026-03-01T16:00:00.5+08:00`.
  ///
  /// `nil` for anything else, for a fraction finer than a millisecond that is not zero, for a day
  /// that does not exist, and for a leap second, which no moment here can be.
  public init?(_ text: String) {
    var text = text
    guard let time = text.withUTF8({ Timestamp(utf8: UnsafeRawBufferPointer($0)) }) else {
      return nil
    }
    self = time
  }

  /// Reads RFC 3339 from bytes; the rules are those of ``init(_:)``.
  public init?(utf8 text: UnsafeRawBufferPointer) {
    var reader = DigitReader(text)
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
      reader.skip("-"), let day = reader.number(2),
      reader.skip("T") || reader.skip("t") || reader.skip(" "),
      let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2),
      reader.skip(":"), let second = reader.number(2)
    else { return nil }
    guard let millisecond = reader.fraction(), let offset = reader.zoneOffset(), reader.isAtEnd
    else { return nil }
    guard
      let local = Self.milliseconds(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        millisecond: millisecond)
    else { return nil }
    self.init(milliseconds: local - offset)
  }

  /// The milliseconds of a civil time read as UTC, or `nil` when there is no such time.
  ///
  /// - Parameters:
  ///   - year: 1 to 9999.
  ///   - month: 1 to 12.
  ///   - day: 1 to the month's last.
  ///   - hour: 0 to 23.
  ///   - minute: 0 to 59.
  ///   - second: 0 to 59.
  ///   - millisecond: 0 to 999.
  /// - Returns: milliseconds since 1970-01-01T00:00:00Z.
  public static func milliseconds(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
    millisecond: Int = 0
  ) -> Int64? {
    guard (1...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= daysInMonth(year: year, month: month),
      (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
      (0...999).contains(millisecond)
    else { return nil }
    let days = Int64(daysFromEpoch(year: year, month: month, day: day))
    let seconds = days * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    return seconds * 1_000 + Int64(millisecond)
  }

  /// Lends the 24 bytes of the RFC 3339 form, without an allocation.
  public func withRFC3339<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
    -> Result
  {
    let day = Int(milliseconds.flooredQuotient(by: 86_400_000))
    let inDay = Int(milliseconds - Int64(day) * 86_400_000)
    let (year, month, dayOfMonth) = Self.civil(daysFromEpoch: day)
    return try withUnsafeTemporaryAllocation(byteCount: Self.textLength, alignment: 1) { bytes in
      func put(_ value: Int, _ digits: Int, at offset: Int) {
        var value = value
        for index in stride(from: offset + digits - 1, through: offset, by: -1) {
          bytes[index] = UInt8(truncatingIfNeeded: 48 + value % 10)
          value /= 10
        }
      }
      put(year, 4, at: 0)
      bytes[4] = UInt8(ascii: "-")
      put(month, 2, at: 5)
      bytes[7] = UInt8(ascii: "-")
      put(dayOfMonth, 2, at: 8)
      bytes[10] = UInt8(ascii: "T")
      put(inDay / 3_600_000, 2, at: 11)
      bytes[13] = UInt8(ascii: ":")
      put(inDay / 60_000 % 60, 2, at: 14)
      bytes[16] = UInt8(ascii: ":")
      put(inDay / 1_000 % 60, 2, at: 17)
      bytes[19] = UInt8(ascii: ".")
      put(inDay % 1_000, 3, at: 20)
      bytes[23] = UInt8(ascii: "Z")
      return try body(UnsafeRawBufferPointer(bytes))
    }
  }

  // The two conversions below count years from March, so that the leap day is a year's last: then
  // the days before a month are a linear formula, and no table is needed.
  private static func daysFromEpoch(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.flooredQuotient(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  static func civil(daysFromEpoch days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted.flooredQuotient(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

extension BinaryInteger {
  /// The quotient rounded down, where `/` rounds towards zero.
  func flooredQuotient(by divisor: Self) -> Self {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

/// Reads the fixed-width parts of a date and time from bytes.
private struct DigitReader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func number(_ digits: Int) -> Int? {
    guard bytes.count - offset >= digits else { return nil }
    var value = 0
    for index in offset..<(offset + digits) {
      guard let digit = Self.digit(bytes[index]) else { return nil }
      value = value * 10 + digit
    }
    offset += digits
    return value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// Milliseconds of an optional fraction; `nil` when it says more than a millisecond can.
  mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    let start = offset
    var value = 0
    while offset < bytes.count, let digit = Self.digit(bytes[offset]) {
      switch offset - start {
      case 0: value += digit * 100
      case 1: value += digit * 10
      case 2: value += digit
      default: guard digit == 0 else { return nil }
      }
      offset += 1
    }
    return offset > start ? value : nil
  }

  /// The zone's offset from UTC in milliseconds.
  mutating func zoneOffset() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int64 = if skip("+") { 1 } else if skip("-") { -1 } else { 0 }
    guard sign != 0, let hours = number(2), skip(":"), let minutes = number(2), hours <= 23,
      minutes <= 59
    else { return nil }
    return sign * Int64(hours * 60 + minutes) * 60_000
  }

  private static func digit(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte &- 48) : nil
  }
}
