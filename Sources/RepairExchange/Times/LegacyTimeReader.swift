package import Foundation
import RepairCore

/// Reads times as people and programs wrote them into text columns.
///
/// What can only mean one moment is read; everything else is said to be in doubt, never guessed:
/// `2023-03-05 14:20:11`, `2023/3/5 14:20`, `2023年3月5日 14时20分`, `2023.3.5 下午2:20`,
/// `20230305142011`, `1678000811`, `2023-03-05T14:20:11+08:00`.
package struct LegacyTimeReader {
  private var offsets: ZoneOffsets

  /// Makes a reader of times that were written down in a zone.
  package init(zone: TimeZone) {
    offsets = ZoneOffsets(zone)
  }

  /// Reads a text.
  package mutating func read(_ text: String) -> LegacyTime {
    var text = text
    return text.withUTF8 { read(UnsafeRawBufferPointer($0)) }
  }

  /// Reads UTF-8 bytes.
  ///
  /// - Parameter bytes: the column's text; more than 80 bytes are no time.
  /// - Returns: the moment, or why there is none.
  package mutating func read(_ bytes: UnsafeRawBufferPointer) -> LegacyTime {
    guard bytes.count <= 80 else { return .unreadable }
    var tokens = TimeTokens(bytes)
    guard let scanned = tokens.scan() else { return .unreadable }
    if scanned.isBlank { return .absent }
    if scanned.hasZone { return zoned(bytes) }
    return interpret(scanned)
  }

  /// A text with a zone of its own is RFC 3339 or nothing.
  private func zoned(_ bytes: UnsafeRawBufferPointer) -> LegacyTime {
    let trimmed = bytes.drop { $0 == 0x20 }
    let text = UnsafeRawBufferPointer(rebasing: trimmed[..<trimmed.endIndex])
    return Timestamp(utf8: text).map(LegacyTime.exact) ?? .unreadable
  }

  private mutating func interpret(_ scanned: TimeTokens.Scanned) -> LegacyTime {
    let numbers = scanned.numbers
    guard let first = numbers.first else { return .unreadable }
    if numbers.count == 1 || scanned.isDecimal { return lone(first, scanned) }
    if first.mark == .hour { return numbers.count <= 3 ? .ambiguous(.noDate) : .unreadable }
    guard first.mark == .date else { return .unreadable }
    // The numbers of the date are those before the first one followed by a space or a clock's mark.
    let dateCount = (numbers.firstIndex { $0.mark != .date } ?? numbers.count - 1) + 1
    switch dateCount {
    case 2 where first.digits <= 2: return .ambiguous(.noYear)
    case 3: break
    default: return .unreadable
    }
    guard first.digits == 4 else { return yearNotFirst(numbers) }
    guard numbers[1].digits <= 2, numbers[2].digits <= 2, numbers[2].mark != .date else {
      return .unreadable
    }
    return civil(
      year: first.value, month: numbers[1].value, day: numbers[2].value,
      clock: Array(numbers.dropFirst(3)), scanned)
  }

  /// `05/03/2023`: readable only for a person who knows the writer.
  private func yearNotFirst(_ numbers: [TimeTokens.Number]) -> LegacyTime {
    if numbers[2].digits == 4 {
      let (one, two) = (numbers[0].value, numbers[1].value)
      guard (1...31).contains(one), (1...31).contains(two), min(one, two) <= 12 else {
        return .unreadable
      }
      return .ambiguous(.dayOrMonthFirst)
    }
    return numbers.prefix(3).allSatisfy { $0.digits <= 2 } ? .ambiguous(.shortYear) : .unreadable
  }

  private mutating func lone(
    _ number: TimeTokens.Number, _ scanned: TimeTokens.Scanned
  ) -> LegacyTime {
    let value = number.value
    switch number.digits {
    case 8 where !scanned.isDecimal: return packed(value, scanned, digitsOfClock: 0)
    case 12 where !scanned.isDecimal: return packed(value, scanned, digitsOfClock: 4)
    case 14 where !scanned.isDecimal: return packed(value, scanned, digitsOfClock: 6)
    case 10 where !scanned.isDecimal:
      let isDate =
        (1900...2099).contains(value / 1_000_000) && (1...12).contains(value / 10_000 % 100)
        && (1...31).contains(value / 100 % 100) && value % 100 < 24
      if isDate { return .ambiguous(.dateOrSeconds) }
      return Timestamp(milliseconds: Int64(value) * 1_000).map(LegacyTime.exact) ?? .unreadable
    case 13 where !scanned.isDecimal:
      return Timestamp(milliseconds: Int64(value)).map(LegacyTime.exact) ?? .unreadable
    case 5: return .ambiguous(.spreadsheetSerial)
    default: return .unreadable
    }
  }

  private mutating func packed(
    _ value: Int, _ scanned: TimeTokens.Scanned, digitsOfClock: Int
  ) -> LegacyTime {
    let (date, clock): (Int, [Int]) =
      switch digitsOfClock {
      case 4: (value / 10_000, [value / 100 % 100, value % 100])
      case 6: (value / 1_000_000, [value / 10_000 % 100, value / 100 % 100, value % 100])
      default: (value, [])
      }
    let numbers = clock.map { TimeTokens.Number(value: $0, digits: 2, mark: .hour) }
    return civil(
      year: date / 10_000, month: date / 100 % 100, day: date % 100, clock: numbers, scanned)
  }

  private mutating func civil(
    year: Int, month: Int, day: Int, clock: [TimeTokens.Number], _ scanned: TimeTokens.Scanned
  ) -> LegacyTime {
    guard let midnight = Timestamp.milliseconds(year: year, month: month, day: day) else {
      return year == 0 && month == 0 && day == 0 ? .absent : .unreadable
    }
    guard let leading = clock.first else {
      return scanned.half == nil
        ? offsets.startOfDay(local: midnight).map(LegacyTime.dateOnly) ?? .unreadable : .unreadable
    }
    guard clock.count <= 4, clock.count >= 2 || scanned.namesHour || scanned.half != nil,
      clock.prefix(3).allSatisfy({ $0.digits <= 2 }), let hour = scanned.hour(leading.value)
    else { return .unreadable }
    let fraction: Int
    if clock.count == 4 {
      guard let thousandths = clock[3].asFraction else { return .unreadable }
      fraction = thousandths
    } else {
      fraction = 0
    }
    guard
      let local = Timestamp.milliseconds(
        year: year, month: month, day: day, hour: hour,
        minute: clock.count > 1 ? clock[1].value : 0, second: clock.count > 2 ? clock[2].value : 0,
        millisecond: fraction)
    else { return .unreadable }
    return switch offsets.moment(local: local) {
    case .exact(let moment): .exact(moment)
    case .skipped: .ambiguous(.skippedByClockChange)
    case .repeated: .ambiguous(.repeatedByClockChange)
    case .outOfRange: .unreadable
    }
  }
}
