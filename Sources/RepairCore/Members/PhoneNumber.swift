/// A phone number as it is compared: digits alone, without the country code of China.
///
/// People write one number in many ways: `+86 138-0000-0000`, `0086 13800000000`, `138 0000 0000`,
/// `１３８００００００００`. An extension, after `x`, `#`, `转` or a comma, is left out: it does not tell who
/// calls. What is kept is what was given; this is only for finding it again.
public struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
  /// The digits.
  public let digits: String

  /// The digits.
  public var description: String { digits }

  /// Takes the digits of a text, or answers `nil` when they are too few or too many, or something else
  /// stands between them.
  ///
  /// - Parameter text: the number as somebody wrote it.
  /// - Complexity: O(n).
  public init?(_ text: String) {
    var digits: [UInt8] = []
    var isInternational = false
    var count = 0
    scanning: for scalar in text.unicodeScalars {
      count += 1
      guard count <= 128 else { return nil }
      switch scalar {
      case "0"..."9": digits.append(UInt8(ascii: scalar))
      // The wide digits of Chinese input methods.
      case "\u{FF10}"..."\u{FF19}":
        digits.append(UInt8(truncatingIfNeeded: scalar.value &- 0xFF10 &+ 0x30))
      case "+", "\u{FF0B}":
        guard digits.isEmpty, !isInternational else { return nil }
        isInternational = true
      case " ", "-", ".", "/", "(", ")", "\t", "\u{A0}", "\u{2009}", "\u{202F}", "\u{3000}",
        "\u{2010}"..."\u{2015}", "\u{2212}", "\u{FF08}", "\u{FF09}", "\u{FF0D}":
        break
      case "x", "X", "#", "转", ",", "，":
        guard !digits.isEmpty else { return nil }
        break scanning
      default: return nil
      }
    }
    if !isInternational, digits.starts(with: [0x30, 0x30]) {
      digits.removeFirst(2)
      isInternational = true
    }
    // A mobile number of eleven digits with 86 before it; a landline keeps its area code's zero away.
    let hasCountry = digits.starts(with: [0x38, 0x36])
    if hasCountry, isInternational || (digits.count == 13 && digits[2] == 0x31) {
      digits.removeFirst(2)
      // From abroad a landline is dialled without the zero that it has at home.
      if let first = digits.first, first != 0x30, !(first == 0x31 && digits.count == 11) {
        digits.insert(0x30, at: 0)
      }
    }
    // Fewer are no number that anybody calls from, and more are no number at all.
    guard (3...20).contains(digits.count) else { return nil }
    self.digits = String(decoding: digits, as: UTF8.self)
  }
}
