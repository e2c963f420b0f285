import RepairCore

/// Writes iCalendar (RFC 5545): lines of at most 75 bytes, folded where they are longer, with every
/// text inert.
struct ICalendarWriter {
  /// How many bytes a line may have, without its end.
  private static let lineLimit = 75

  /// The bytes written since they were last taken.
  private(set) var bytes: [UInt8] = []

  /// Writes a line of ours.
  mutating func line(_ text: StaticString) { folded("\(text)") }

  /// Writes a property whose value is somebody's text; nothing where there is none.
  mutating func text(_ name: StaticString, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    folded("\(name):\(Self.escaped(value))")
  }

  /// Writes a property whose value is a time, to the second.
  mutating func time(_ name: StaticString, _ value: Timestamp?) {
    guard let value else { return }
    // 2026-03-01T08:00:00.000Z becomes 20260301T080000Z.
    let digits = value.description.prefix(19).filter { $0 != "-" && $0 != ":" }
    folded("\(name):\(digits)Z")
  }

  /// Writes a property whose value is a number.
  mutating func number(_ name: StaticString, _ value: Int) { folded("\(name):\(value)") }

  /// Takes what was written so far, leaving nothing.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  private mutating func folded(_ line: String) {
    var room = Self.lineLimit
    for scalar in line.unicodeScalars {
      let length = UTF8.width(scalar)
      if length > room {
        bytes += [0x0D, 0x0A, 0x20]
        // The space belongs to the next line.
        room = Self.lineLimit - 1
      }
      bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      room -= length
    }
    bytes += [0x0D, 0x0A]
  }

  /// A text with its line breaks, commas and semicolons escaped; a control character, which a
  /// calendar cannot hold, is shown as `\u{1b}`.
  private static func escaped(_ text: String) -> String {
    var result = ""
    var isAfterReturn = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case ";": result += "\\;"
      case ",": result += "\\,"
      case "\n": if !isAfterReturn { result += "\\n" }
      case "\r": result += "\\n"
      case "\t": result += "\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        result += "\\\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
      isAfterReturn = scalar == "\r"
    }
    return result
  }
}
