/// Writes XML 1.0 into bytes, an element a line, with every text inert.
///
/// Markup is escaped, line breaks stand as references, so that no reader makes spaces of them, and
/// what XML cannot hold at all, such as an escape character, is shown as `\u{1b}`.
struct XMLWriter {
  /// The bytes written since they were last taken.
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(1 << 16) }

  /// Writes markup of ours, as it is.
  @inline(__always)
  mutating func markup(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Writes characters that nothing can be wrong with, such as those of a time.
  mutating func plain(_ utf8: UnsafeRawBufferPointer) { bytes.append(contentsOf: utf8) }

  /// Writes somebody's text, as it may stand in an attribute or between tags.
  mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      var index = 0
      while index < utf8.count {
        let byte = utf8[index]
        guard Self.isSpecial(byte) else {
          index += 1
          continue
        }
        let length = byte == 0xEF ? 3 : 1
        if let replacement = Self.replacement(utf8, at: index) {
          bytes.append(contentsOf: utf8[start..<index])
          bytes.append(contentsOf: replacement.utf8)
          start = min(index + length, utf8.count)
        }
        index = min(index + length, utf8.count)
      }
      bytes.append(contentsOf: utf8[start...])
    }
  }

  /// Takes what was written so far, leaving nothing.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  @inline(__always)
  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x1F, 0x22, 0x26, 0x27, 0x3C, 0x3E, 0x7F, 0xEF: true
    default: false
    }
  }

  private static func replacement(
    _ utf8: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> String? {
    switch utf8[index] {
    case 0x22: return "&quot;"
    case 0x26: return "&amp;"
    case 0x27: return "&apos;"
    case 0x3C: return "&lt;"
    case 0x3E: return "&gt;"
    case 0x09, 0x0A, 0x0D: return "&#\(utf8[index]);"
    case 0x00...0x1F, 0x7F: return "\\u{\(String(utf8[index], radix: 16))}"
    case 0xEF:
      // U+FFFE and U+FFFF are no characters.
      guard index + 2 < utf8.count, utf8[index + 1] == 0xBF else { return nil }
      return utf8[index + 2] == 0xBE ? "\\u{fffe}" : utf8[index + 2] == 0xBF ? "\\u{ffff}" : nil
    default: return nil
    }
  }
}
